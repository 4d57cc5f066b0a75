"""What is read of interviews: campaigns with their coverage, what was said, by stage."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q

from parkour.core import clock
from parkour.journeys.coverage import Reach, whole
from parkour.journeys.models import Interview, InterviewCampaign, Journey, Stage, Verbatim
from parkour.journeys.services.mapping import all_of

LISTED, RECENT, AT_A_STAGE = 30, 10, 12


@dataclass(frozen=True)
class StageReach:
    """How far a campaign reaches at one stage; `said`: the words filed there. `stage` None: not known, or none."""

    stage: Stage | None
    reach: Reach
    said: int = 0

    @property
    def key(self) -> int:
        """As an address names it: 0 for no stage."""
        return self.stage.pk if self.stage else 0


@dataclass(frozen=True)
class Coverage:
    """A campaign with its stages in their order; those out of use are there when somebody was heard at them."""

    campaign: InterviewCampaign
    rows: list[StageReach] = field(default_factory=list)

    @property
    def total(self) -> Reach:
        return whole(row.reach for row in self.rows)

    @property
    def said(self) -> int:
        return sum(row.said for row in self.rows)


def campaigns_of(journey: Journey) -> list[InterviewCampaign]:
    """The latest, newest first, each with how many were heard (`heard`). One statement."""
    heard = Count("interviews", filter=Q(interviews__removed_at=None))
    campaigns = list(InterviewCampaign.objects.filter(journey=journey).annotate(heard=heard)[:LISTED])
    for campaign in campaigns:
        campaign.journey = journey
    return campaigns


def coverage_of(campaign: InterviewCampaign) -> Coverage:
    """Four statements, whatever was said."""
    held = Interview.objects.filter(campaign=campaign, removed_at=None).order_by()
    heard = dict(held.values_list("stage").annotate(number=Count("pk")))
    said = Counter(dict(_kept(campaign).order_by().values_list("stage").annotate(number=Count("pk"))))
    reach = {row.stage_id: row for row in campaign.reach.all()}
    rows = []
    for stage in all_of(Stage, campaign.journey):
        wanted, number = reach.get(stage.pk), heard.get(stage.pk, 0)
        if stage.closed_at is not None and not (number or said[stage.pk]):
            continue
        people, asked = (wanted.people, wanted.asked) if wanted else (0, 0)
        rows.append(StageReach(stage, Reach(people, asked, number), said[stage.pk]))
    if heard.get(None) or said[None]:
        rows.append(StageReach(None, Reach(heard=heard.get(None, 0)), said[None]))
    return Coverage(campaign, rows)


def last_coverage(journey: Journey) -> Coverage | None:
    """Of the campaign that began last; None before the first one has begun."""
    campaign = InterviewCampaign.objects.filter(journey=journey, starts_on__lte=clock.today()).first()
    if campaign is None:
        return None
    campaign.journey = journey
    return coverage_of(campaign)


def said_in(
    campaign: InterviewCampaign, *, stage: int | None = None, before: int | None = None, size: int = LISTED
) -> list[Verbatim]:
    """What was said, the latest first, and one row more when there is a next page; `stage` 0: on none yet."""
    rows = _kept(campaign).select_related("stage__journey")
    if stage is not None:
        rows = rows.filter(stage=stage or None)
    return list((rows.filter(pk__lt=before) if before else rows)[: size + 1])


def recent_interviews(campaign: InterviewCampaign) -> list[Interview]:
    """The last ones, those that were removed included, each with how much was said in it (`said`)."""
    rows = campaign.interviews.select_related("stage__journey", "by").annotate(said=Count("verbatims"))
    return list(rows.order_by("-pk")[:RECENT])


def shown_at(stage: Stage) -> list[Verbatim]:
    """The words that everybody reads at a stage, the latest first."""
    shown = Verbatim.objects.filter(stage=stage, shown_at__isnull=False, interview__removed_at=None)
    return list(shown.order_by("-shown_at", "-pk")[:AT_A_STAGE])


def _kept(campaign):
    return Verbatim.objects.filter(interview__campaign=campaign, interview__removed_at=None)

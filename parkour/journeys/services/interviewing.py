"""Interview campaigns, what was heard in them, and the stages on which it is filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.journeys.models import CampaignStage, Interview, InterviewCampaign, Journey, Stage, Tone, Verbatim
from parkour.journeys.services.mapping import permit

TITLE_LIMIT, GOAL_LIMIT, TEXT_LIMIT = 120, 300, 500
MOST_PEOPLE, MOST_SAID = 1_000_000, 12


@dataclass(frozen=True)
class CampaignFacts:
    """A campaign as it is to be; `reach`: for the key of a stage, how many people there are and were asked."""

    title: str
    goal: str
    starts_on: date
    ends_on: date
    reach: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """Words, what they tell of, and the key of the stage they are about (None: of none there is)."""

    text: str
    tone: str
    stage: int | None = None


@transaction.atomic
def open_campaign(facts: CampaignFacts, *, by: User, side: str) -> InterviewCampaign:
    """A new campaign for the journey of this side. Raises NotAllowed, InvalidInput."""
    permit(by)
    journey = Journey.of(side)
    campaign = InterviewCampaign.objects.create(journey=journey, **_plain(facts))
    _write_reach(campaign, facts.reach)
    return campaign


@transaction.atomic
def write_campaign(campaign: InterviewCampaign, facts: CampaignFacts, *, by: User, version: int) -> InterviewCampaign:
    """The campaign as `facts` say. Raises NotAllowed, InvalidInput, Conflict (changed meanwhile)."""
    permit(by)
    campaign = _taken(campaign)
    if campaign.version != version:
        sentence = _("Somebody changed this campaign meanwhile. What you typed is still here: save again to keep it.")
        raise Conflict(sentence, current=campaign)
    for name, value in _plain(facts).items():
        setattr(campaign, name, value)
    campaign.version += 1
    campaign.save(update_fields=[*_plain(facts), "version"])
    _write_reach(campaign, facts.reach)
    return campaign


@transaction.atomic
def close_campaign(campaign: InterviewCampaign, *, by: User, closed: bool = True) -> InterviewCampaign:
    """End it, or open it again. Twice is once. Raises NotAllowed."""
    permit(by)
    campaign = _taken(campaign)
    if closed != (campaign.closed_at is not None):
        campaign.closed_at = clock.now() if closed else None
        campaign.save(update_fields=["closed_at"])
    return campaign


@transaction.atomic
def record_interview(
    campaign: InterviewCampaign, *, on: date, stage: int | None, said: Sequence[Said], by: User
) -> Interview:
    """Keep one interview, with what was said. Who was heard is not asked.

    Raises NotAllowed, InvalidInput (field: on, stage or said), TransitionRefused (the campaign is over).
    """
    permit_interviews(by)
    campaign = _taken(campaign)
    if campaign.closed_at is not None:
        raise TransitionRefused(_("This campaign is over: open it again to record another interview."))
    if not campaign.starts_on <= on <= clock.today():
        raise InvalidInput(_("Choose a day from the first day of the campaign until today."), field="on")
    stages = _stages_of(campaign, {stage, *(one.stage for one in said)} - {None})
    interview = Interview.objects.create(campaign=campaign, stage=stages.get(stage), on=on, by=by)
    Verbatim.objects.bulk_create(_verbatim(interview, one, stages) for one in _some(said))
    return interview


@transaction.atomic
def remove_interview(interview: Interview, *, by: User, removed: bool = True) -> Interview:
    """Take one away with its words, or bring it back. Twice is once. Raises NotAllowed."""
    permit_interviews(by)
    interview = Interview.objects.select_for_update().get(pk=interview.pk)
    if removed != (interview.removed_at is not None):
        interview.removed_at = clock.now() if removed else None
        interview.save(update_fields=["removed_at"])
    return interview


@transaction.atomic
def file_verbatim(verbatim: Verbatim, *, stage: int | None, shown: bool, by: User) -> Verbatim:
    """File the words on this stage; `shown` there to everybody, which only the officer says.

    Raises NotAllowed, InvalidInput (field: stage or shown).
    """
    permit_interviews(by)
    rows = Verbatim.objects.select_for_update(of=("self",)).select_related("interview__campaign__journey", "stage")
    verbatim = rows.get(pk=verbatim.pk)
    if shown != (verbatim.shown_at is not None):
        permit(by)
    if shown and stage is None:
        raise InvalidInput(_("Choose the stage on which it is shown."), field="shown")
    if stage != verbatim.stage_id:
        verbatim.stage = _stages_of(verbatim.interview.campaign, {stage} - {None}).get(stage)
    verbatim.shown_at = (verbatim.shown_at or clock.now()) if shown else None
    verbatim.save(update_fields=["stage", "shown_at"])
    return verbatim


def permit_interviews(by: User) -> None:
    """Raise NotAllowed unless this person holds interviews."""
    if not by.has_perm("journeys.interview"):
        raise NotAllowed(_("Interviews are held by the improvement officer and the facilitators."))


def _taken(campaign) -> InterviewCampaign:
    rows = InterviewCampaign.objects.select_for_update(of=("self",)).select_related("journey")
    return rows.get(pk=campaign.pk)


def _plain(facts) -> dict:
    title = " ".join(clean_text(facts.title, "title", limit=TITLE_LIMIT).split())
    if not title:
        raise InvalidInput(_("Give it a title."), field="title")
    if facts.ends_on < facts.starts_on:
        raise InvalidInput(_("The last day comes before the first one."), field="ends_on")
    goal = " ".join(clean_text(facts.goal, "goal", limit=GOAL_LIMIT).split())
    return {"title": title, "goal": goal, "starts_on": facts.starts_on, "ends_on": facts.ends_on}


def _write_reach(campaign, reach):
    """What is not said of a stage stays as it was."""
    _stages_of(campaign, set(reach))
    rows = []
    for stage, (people, asked) in reach.items():
        if not (0 <= people <= MOST_PEOPLE and 0 <= asked <= MOST_PEOPLE):
            raise InvalidInput(_("A number from 0 to 1,000,000."), field="reach")
        if people and asked > people:
            raise InvalidInput(_("More were asked than there are: check both numbers."), field="reach")
        rows.append(CampaignStage(campaign=campaign, stage_id=stage, people=people, asked=asked))
    CampaignStage.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["campaign", "stage"], update_fields=["people", "asked"]
    )


def _stages_of(campaign, keys) -> dict[int, Stage]:
    found = Stage.objects.filter(journey=campaign.journey_id, pk__in=keys).in_bulk()
    if len(found) != len(keys):
        raise InvalidInput(_("One of these stages is not of this journey."), field="stage")
    return found


def _some(said) -> list[Said]:
    said = [one for one in said if one.text.strip()]
    if len(said) > MOST_SAID:
        raise InvalidInput(_("%(most)s at most for one interview.") % {"most": MOST_SAID}, field="said")
    return said


def _verbatim(interview, one, stages) -> Verbatim:
    if one.tone not in Tone.values:
        raise InvalidInput(_("Say whether it helps, hinders, or is a wish."), field="said")
    text = clean_text(one.text, "said", limit=TEXT_LIMIT)
    return Verbatim(interview=interview, stage=stages.get(one.stage), tone=one.tone, text=text)

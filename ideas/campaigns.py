"""Reading campaigns: those that ask somebody now, the list, one with what was said."""

import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from ideas.enums import OUT_OF_SIGHT, SENSITIVE_CHANNELS, AuthorRole, BoardTab, CampaignTarget, Visibility
from ideas.models import Authorship, Campaign, Idea
from ideas.sight import sight_in_lists
from ideas.workflow import SUBMISSION_EVENT
from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.core.counting import capped_counts
from parkour.organisation.models import Site

CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}")
MISSED_CAMPAIGN = "missed_campaign"  # in the facts of the sending: it came too late, or was not asked
SHOWN = 3  # on the home page


def asks(person: User) -> Q:
    """Condition: the campaign is for this person, by the site and the team of their account."""
    sites = Campaign.sites.through.objects.filter(campaign=OuterRef("pk"), site=person.site_id)
    teams = Campaign.teams.through.objects.filter(campaign=OuterRef("pk"), team=person.team_id)
    of_site = Q(target=CampaignTarget.SITES) & Exists(sites)
    of_team = Q(target=CampaignTarget.TEAMS) & Exists(teams)
    return Q(target=CampaignTarget.EVERYBODY) | of_site | of_team


def open_now() -> Q:
    """Condition: the campaign is open today."""
    today = clock.today()
    return Q(announced_at__isnull=False, summarised_at=None, starts_on__lte=today, ends_on__gte=today)


def open_campaigns_for(person: User) -> list[Campaign]:
    """The open campaigns that ask this person, the first to close first. One statement."""
    rows = Campaign.objects.filter(open_now(), asks(person)).select_related("sponsor")
    return list(rows.order_by("ends_on", "pk")[:SHOWN])


def campaigns_for(person: User) -> QuerySet[Campaign]:
    """Every campaign this person may read, the newest first: drafts for those who write them and for their sponsor."""
    rows = Campaign.objects.select_related("sponsor").prefetch_related("sites", "teams__site")
    if not person.has_role(Role.OFFICER, Role.ADMIN):
        theirs = asks(person) if person.partner_site is not None else Q()
        rows = rows.filter((Q(announced_at__isnull=False) & theirs) | Q(sponsor=person))
    return rows.order_by("-starts_on", "-pk")


def campaign_of_code(code: str) -> Campaign | None:
    """The campaign of this code, whoever asks; None for what is none."""
    code = (code or "").strip().lower()
    if not CODE.fullmatch(code):
        return None
    return Campaign.objects.filter(code=code).select_related("sponsor").first()


def site_of_code(code: str) -> Site | None:
    """The site whose poster says this code; None for what is none."""
    code = (code or "").strip()
    return Site.objects.filter(code=code).first() if CODE.fullmatch(code) else None


def missed_campaign_of(idea: Idea, reader: User) -> Campaign | None:
    """The campaign that a contribution meant to answer and could not, if `reader` may read it."""
    facts = idea.events.filter(name=SUBMISSION_EVENT).values_list("data", flat=True).first()
    code = (facts or {}).get(MISSED_CAMPAIGN)
    campaign = campaign_of_code(code) if code else None
    return campaign if campaign and reader.has_perm("ideas.view_campaign", campaign) else None


@dataclass(frozen=True)
class CampaignNumbers:
    """How many contributions answer it, of which how many are on the board, and done; each up to 999 and « more »."""

    received: int
    answered: int
    done: int


def numbers_of(campaign: Campaign) -> CampaignNumbers:
    """One statement. What was taken back or passed on in confidence is not counted."""
    ideas = Idea.objects.filter(campaign=campaign)
    hidden = Q(state__in=OUT_OF_SIGHT) | Q(redirected_to__in=SENSITIVE_CHANNELS)
    counts = capped_counts(
        received=ideas.exclude(hidden),
        answered=ideas.exclude(board_tab=BoardTab.NONE),
        done=ideas.filter(board_tab=BoardTab.DONE),
    )
    return CampaignNumbers(**counts)


def outcomes_of(campaign: Campaign, reader: User) -> QuerySet[Idea]:
    """The contributions its summary names, as far as `reader` may read them as its answers."""
    told = campaign.outcomes.exclude(board_tab=BoardTab.NONE).filter(sight_in_lists(reader)).order_by("pk")
    if campaign.asks_some:
        told = told.filter(visibility=Visibility.PUBLIC, site__isnull=False).exclude(board_tab=BoardTab.NOT_KEPT)
    return told


def contributors_of(campaign: Campaign) -> list[User]:
    """Everybody who answered it and did not take it back, author or co-author."""
    wrote = Authorship.objects.filter(
        person=OuterRef("pk"), merged_from=None, idea__campaign=campaign, role__in=AuthorRole.values
    ).exclude(idea__state__in=OUT_OF_SIGHT)
    return list(User.objects.filter(Exists(wrote), is_active=True).order_by("pk"))

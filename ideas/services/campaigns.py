"""Campaigns: written, corrected, announced, summed up; and the link of a contribution to the one it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ideas.campaigns import campaign_of_code, contributors_of
from ideas.enums import CampaignTarget
from ideas.models import Campaign, Idea
from ideas.notifications import tell_of_campaign
from ideas.validators import clean_text
from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.organisation.models import Site, Team

QUESTION_LIMIT, EXPLANATION_LIMIT, SUMMARY_LIMIT = 200, 1_500, 5_000
LONGEST = timedelta(days=366)
CODE_LIMIT, MOST_OUTCOMES = 40, 20
RESERVED = frozenset({"new"})  # words of addresses
PLAIN = ("question", "explanation", "starts_on", "ends_on", "sponsor", "target", "code")


@dataclass(frozen=True)
class CampaignFacts:
    """What the officer says of a campaign. Without a code one is made of the question."""

    question: str
    starts_on: date
    ends_on: date
    sponsor: User
    explanation: str = ""
    target: str = CampaignTarget.EVERYBODY
    sites: Sequence[Site] = ()
    teams: Sequence[Team] = ()
    code: str = ""


@transaction.atomic
def create_campaign(facts: CampaignFacts, *, by: User) -> Campaign:
    """A draft that its sponsor and those who manage campaigns read. Raises InvalidInput, NotAllowed."""
    _manager(by)
    plain = _checked(facts)
    plain["code"] = plain["code"] or _free_code(plain["question"])
    campaign = _saved(Campaign(created_at=clock.now(), **plain))
    _target(campaign, facts)
    return campaign


@transaction.atomic
def edit_campaign(campaign: Campaign, facts: CampaignFacts, *, version: int, by: User) -> Campaign:
    """Correct it. Once announced its code stays: it is on walls.

    Raises InvalidInput, NotAllowed, Conflict (`current` is what somebody else wrote meanwhile).
    """
    locked = _locked(campaign, version, by)
    plain = _checked(facts)
    plain["code"] = plain["code"] or locked.code
    if locked.announced_at and plain["code"] != locked.code:
        raise InvalidInput(_("This campaign is announced: its address is on posters and stays."), field="code")
    for name, value in plain.items():
        setattr(locked, name, value)
    locked.version += 1
    _saved(locked, update_fields=[*PLAIN, "version"])
    _target(locked, facts)
    return locked


@transaction.atomic
def announce_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Show it: it opens and closes on its days by itself. Twice is once. Raises NotAllowed, TransitionRefused."""
    locked = _locked(campaign, None, by)
    if locked.announced_at is None:
        if locked.ends_on < clock.today():
            raise TransitionRefused(_("Its last day is past: change the dates, then announce it."))
        locked.announced_at, locked.version = clock.now(), locked.version + 1
        locked.save(update_fields=["announced_at", "version"])
    return locked


@transaction.atomic
def summarise_campaign(
    campaign: Campaign, *, summary: str, outcomes: Sequence[Idea], version: int, by: User
) -> Campaign:
    """Tell what came of it, with the contributions that show it; whoever contributed is told, once.

    The words may be corrected afterwards. Raises InvalidInput, NotAllowed, Conflict, TransitionRefused (not over yet).
    """
    locked = _locked(campaign, version, by)
    if locked.announced_at is None or clock.today() <= locked.ends_on:
        raise TransitionRefused(_("This campaign is not over: its result is told afterwards."))
    locked.summary = clean_text(summary, "summary", limit=SUMMARY_LIMIT)
    if not locked.summary:
        raise InvalidInput(_("Say in a few sentences what came of it."), field="summary")
    if len(outcomes) > MOST_OUTCOMES:
        raise InvalidInput(_("Name %(most)s contributions at most.") % {"most": MOST_OUTCOMES}, field="outcomes")
    if hidden := [idea.reference for idea in outcomes if not idea.board_tab]:
        sentence = _("Not everybody may read %(references)s: name contributions of the board.")
        raise InvalidInput(sentence % {"references": ", ".join(hidden)}, field="outcomes")
    first = locked.summarised_at is None
    locked.summarised_at, locked.version = locked.summarised_at or clock.now(), locked.version + 1
    locked.save(update_fields=["summary", "summarised_at", "version"])
    locked.outcomes.set(outcomes)
    if first:
        tell_of_campaign(locked, contributors_of(locked))
    return locked


def answered_campaign(code: str, *, by: User) -> tuple[Campaign | None, Campaign | None]:
    """(the campaign that a contribution of `by` answers now, the one it would have answered): one is None, or both.

    Whatever is sent is taken: with a campaign that is over, or that asks others, it is a contribution like any other.
    """
    campaign = campaign_of_code(code)
    if campaign is None or campaign.announced_at is None:
        return None, None
    return (campaign, None) if by.has_perm("ideas.answer_campaign", campaign) else (None, campaign)


def _manager(by):
    if not by.has_perm("ideas.manage_campaigns"):
        raise NotAllowed(_("Campaigns are written by the improvement officer."))


def _locked(campaign, version, by):
    _manager(by)
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if version is not None and locked.version != version:
        raise Conflict(
            _("Somebody changed this campaign meanwhile. What you typed is still here: compare, then save again."),
            current=locked,
        )
    return locked


def _checked(facts):
    question = " ".join(clean_text(facts.question, "question", limit=QUESTION_LIMIT).split())
    if not question:
        raise InvalidInput(_("Write the question."), field="question")
    if facts.ends_on < facts.starts_on:
        raise InvalidInput(_("The last day comes before the first one."), field="ends_on")
    if facts.ends_on - facts.starts_on > LONGEST:
        raise InvalidInput(_("A campaign lasts a year at most. Check the years."), field="ends_on")
    if not (facts.sponsor.is_active and facts.sponsor.has_role(Role.SPONSOR)):
        raise InvalidInput(_("The sponsor is somebody of the direction."), field="sponsor")
    if facts.target == CampaignTarget.SITES and not facts.sites:
        raise InvalidInput(_("Choose one site at least."), field="sites")
    if facts.target == CampaignTarget.TEAMS and not facts.teams:
        raise InvalidInput(_("Choose one team at least."), field="teams")
    code = facts.code.strip().lower()
    if code and (slugify(code) != code or len(code) > CODE_LIMIT):
        raise InvalidInput(_("A code has small letters, figures and dashes only, forty at most."), field="code")
    if code in RESERVED:
        raise InvalidInput(_("Another campaign has this code."), field="code")
    return {
        "question": question,
        "explanation": clean_text(facts.explanation, "explanation", limit=EXPLANATION_LIMIT),
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "sponsor": facts.sponsor,
        "target": CampaignTarget(facts.target),
        "code": code,
    }


def _free_code(question):
    """A short code made of the first words of the question."""
    begin = slugify(question)[:24].rsplit("-", 1)[0].strip("-")
    begin = begin if begin and begin not in RESERVED else "question"
    taken = set(Campaign.objects.filter(code__startswith=begin).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := begin if n == 1 else f"{begin}-{n}") not in taken)


def _saved(campaign, **kwargs):
    try:
        with transaction.atomic():
            campaign.save(**kwargs)
    except IntegrityError as error:
        if Campaign.objects.filter(code=campaign.code).exclude(pk=campaign.pk).exists():
            raise InvalidInput(_("Another campaign has this code."), field="code") from error
        raise
    return campaign


def _target(campaign, facts):
    campaign.sites.set(facts.sites if campaign.target == CampaignTarget.SITES else ())
    campaign.teams.set(facts.teams if campaign.target == CampaignTarget.TEAMS else ())

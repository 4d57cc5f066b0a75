"""Quick wins: an owner is invited, says yes, and the members have some working days to object."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.enums import State
from ideas.models import Idea, IdeaEvent
from ideas.notifications import tell_officers, tell_owner
from ideas.services.lifecycle import apply_transition, lock, settle
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.wake import wake
from parkour.organisation.models import Organisation, closures_of
from parkour.organisation.working_days import promise_deadline

# The committee looks here for windows that opened; a lost wake-up is made good by its sweeper.
ANNOUNCE_TASK = "committee.tasks.announce_quick_wins"


def invite_owner(idea: Idea, *, by) -> None:
    """Ask the named owner; until the answer, nothing runs. An owner who proposes it has said yes."""
    if idea.quick_win_owner_id == by.pk:
        accept_quick_win(idea, by=by)
        return
    event = idea.events.filter(name="propose_quick_win").latest("at", "pk")
    tell_owner(
        idea,
        idea.quick_win_owner,
        event,
        gettext_noop("Will you carry out “{title}”?"),
        gettext_noop("The improvement officer proposes it to you as a quick win, due on {quick_due}."),
        url=quick_win_url(idea),
        action=gettext_noop("Say yes or no"),
        with_note=False,
    )


def quick_win_url(idea: Idea) -> str:
    return reverse("ideas:quick_win", kwargs={"reference": idea.reference})


@transaction.atomic
def accept_quick_win(idea: Idea, *, by) -> Idea:
    """The owner says yes: the members may object until the end of the n-th working day. Twice is once."""
    locked = lock(idea)
    settle(locked)
    if locked.quick_win_owner_id != by.pk:
        raise NotAllowed(_("Only the person named as owner can answer."))
    if locked.state != State.FAST_TRACK:
        raise TransitionRefused(_("This quick win is no longer waiting for an answer."))
    if locked.quick_win_accepted_at:
        return locked
    now, site = clock.now(), locked.site
    locked.quick_win_accepted_at = now
    locked.objections_until = promise_deadline(
        now,
        tz=site.tz if site else ZoneInfo("Europe/Paris"),
        region=site.holiday_region if site else "FR",
        days=Organisation.current().objection_days,
        closures=closures_of(site),
    )
    locked.version += 1
    locked.save(update_fields=["quick_win_accepted_at", "objections_until", "version"])
    IdeaEvent.objects.create(idea=locked, name="owner_accepted", actor=by, at=now)
    wake(ANNOUNCE_TASK)
    return locked


@transaction.atomic
def refuse_quick_win(idea: Idea, *, by, reason: str) -> Idea:
    """The owner says no, with a word: the idea goes back under review and the officers are told."""
    if idea.quick_win_owner_id != by.pk:
        raise NotAllowed(_("Only the person named as owner can answer."))
    moved = apply_transition(idea, "withdraw_quick_win", by=by, reason=reason)
    event = moved.events.latest("at", "pk")
    tell_officers(
        moved,
        event,
        gettext_noop("No owner for {reference}"),
        gettext_noop("The person asked to carry out “{title}” said no:"),
    )
    return moved

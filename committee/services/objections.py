"""Quick wins: announced to the members, who may each ask that one be discussed."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.models import Objection
from committee.notifications import tell_quick_win
from committee.selectors import quick_wins_open_to_objection
from committee.services.common import permit
from ideas.deadlines import effective_state
from ideas.enums import State
from ideas.models import Idea
from ideas.services.lifecycle import apply_transition, lock
from ideas.validators import clean_text
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused


@transaction.atomic
def object_to_quick_win(idea: Idea, *, by, note: str = "") -> Objection:
    """A member asks that a quick win be discussed: it goes to the committee. The same member twice is once.

    Raises NotAllowed, TransitionRefused before or after the time allowed.
    """
    permit(by, "object_to_quick_win", idea)
    note = clean_text(note, "note", limit=2000)
    locked = lock(idea)
    mine = Objection.objects.filter(idea=locked, member=by).first()
    if mine is not None and locked.state == State.SHORTLISTED:
        return mine
    if effective_state(locked) != State.FAST_TRACK or locked.objections_until is None:
        raise TransitionRefused(_("This quick win is not open to objections."))
    # Announced a second time after a detour, the same member may object again.
    objection, _created = Objection.objects.update_or_create(
        idea=locked, member=by, defaults={"note": note, "at": clock.now()}
    )
    apply_transition(locked, "object", by=by, actor=Actor.MEMBER)
    return objection


def announce_quick_wins() -> int:
    """Tell the members about every quick win whose window runs; each is told once. Returns people newly told."""
    return sum(_announce(idea) for idea in quick_wins_open_to_objection())


@transaction.atomic
def _announce(idea: Idea) -> int:
    locked = lock(idea)  # two workers at once: the second finds the members told
    if locked.state != State.FAST_TRACK or locked.objections_until is None:
        return 0
    return tell_quick_win(locked)

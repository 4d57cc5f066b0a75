"""What actions bring, over all of them: the gains that one person may read, kind by kind."""

from dataclasses import dataclass

from ideas.desk import OPEN_STATES
from ideas.enums import State
from ideas.models import Gain
from ideas.privacy import prefetch_names, veil

MOST = 200
BROUGHT = (*OPEN_STATES, State.CLOSED, State.ARCHIVED)  # what was given up brings nothing


@dataclass(frozen=True)
class SeenGain:
    """A gain with its action's title, as one reader may read them. `how` it was measured, "" for an estimate."""

    gain: Gain
    title: str
    words: str
    how: str

    @property
    def kind(self) -> str:
        return self.gain.kind

    @property
    def is_measured(self) -> bool:
        return self.gain.measured_at is not None


def gains_for(user, *, size: int = MOST) -> tuple[list[SeenGain], bool]:
    """The latest gains, of all actions for officer and direction, one's own otherwise; and whether there are more."""
    rows = Gain.objects.filter(action__idea__state__in=BROUGHT).select_related("action__idea").order_by("-pk")
    if not user.has_perm("ideas.follow_actions"):
        rows = rows.filter(action__owner=user)
    found = list(rows[: size + 1])
    prefetch_names([gain.action.idea for gain in found])
    return [_seen(user, gain) for gain in found[:size]], len(found) > size


def _seen(user, gain):
    hidden = veil(user, gain.action.idea)
    title = hidden.words(gain.action.idea.display_title)
    return SeenGain(gain, title, hidden.words(gain.words), hidden.words(gain.measured_how))

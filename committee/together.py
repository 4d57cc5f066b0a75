"""What may be told or adopted together: decisions that were carried out, and what needs no discussion. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

SMALL_EFFORT = 2
REPORT, CONSENT = 4, 1  # half-minutes of one point
MOST_ADOPTED = 15  # points adopted together in one session


class Why(StrEnum):
    """Why something is proposed."""

    DONE = "done"
    MEASURED = "measured"
    LAST_SESSION = "last_session"
    SMALL = "small"
    AGREED = "agreed"
    CLEAR = "clear"

    @property
    def label(self):
        return {
            Why.DONE: _("Carried out"),
            Why.MEASURED: _("Its effect is measured"),
            Why.LAST_SESSION: _("Decided in the last session"),
            Why.SMALL: _("Small effort"),
            Why.AGREED: _("The raters agree"),
            Why.CLEAR: _("Clearly above the threshold"),
        }[self]


@dataclass(frozen=True)
class Followed:
    """A decision of an earlier session that was carried out."""

    measured: bool
    of_the_last: bool


def why_told(facts: Followed) -> tuple[Why, ...]:
    """Why it is told to the committee now."""
    found = [(facts.measured, Why.MEASURED), (True, Why.DONE), (facts.of_the_last, Why.LAST_SESSION)]
    return tuple(why for holds, why in found if holds)


@dataclass(frozen=True)
class Waiting:
    """A contribution that waits for a session. `contested`: a member objected, or it was put off before.

    `close`: near the threshold or raters far apart. `raters`: how many gave levels.
    """

    effort: float | None
    is_proposal: bool = True
    close: bool = False
    contested: bool = False
    incomplete: bool = False
    asked: bool = False
    raters: int = 1


def needs_no_discussion(facts: Waiting) -> tuple[Why, ...]:
    """Why it may be adopted with the others; nothing when somebody should talk about it first.

    Small proposals that are clear to those who rated them, complete, and that nobody contested or asked to discuss.
    """
    discussed = facts.close or facts.contested or facts.incomplete or facts.asked or not facts.is_proposal
    if discussed or facts.effort is None or facts.effort > SMALL_EFFORT:
        return ()
    return (Why.SMALL, Why.CLEAR, *((Why.AGREED,) if facts.raters > 1 else ()))


def how_many_fit(used: int, capacity: int, each: int, *, placed: int = 0, most: int | None = None) -> int:
    """How many more points of `each` half-minutes a block takes, `most` in all with those `placed`."""
    room = max(capacity - used, 0) // each
    return room if most is None else max(min(room, most - placed), 0)

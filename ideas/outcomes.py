"""The officer's decisions as they are shown: outcomes of triage with verb, key and icon; other moves. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ideas.deadlines import effective_state
from ideas.enums import UNTRIAGED, IdeaKind, Outcome, State


@dataclass(frozen=True)
class Way:
    """One way out of triage. `key` is its letter on the keyboard, `assessed` whether it needs the criteria."""

    outcome: Outcome
    key: str
    icon: str
    heading: str
    button: str
    assessed: bool = False
    short: str = ""

    @property
    def label(self):
        return self.outcome.label

    @property
    def on_button(self):
        """The word of a narrow button."""
        return self.short or self.label


WAYS = {
    way.outcome: way
    for way in (
        Way(
            Outcome.SHORTLIST,
            "c",
            "calendar",
            _("Keep it for the committee"),
            _("Keep and answer"),
            True,
            _("Committee"),
        ),
        Way(Outcome.QUICK_WIN, "v", "zap", _("Propose a quick win"), _("Propose the quick win"), True),
        Way(Outcome.SELF_IMPLEMENT, "m", "user", _("Hand it over to the author"), _("Hand it over"), True),
        Way(Outcome.ANSWER, "e", "message-square", _("Answer the author"), _("Send the answer")),
        Way(Outcome.WORKSHOP, "a", "users", _("Send it to a workshop"), _("Send to a workshop")),
        Way(
            Outcome.ASK,
            "i",
            "circle-question-mark",
            _("Ask the author a question"),
            _("Send the question"),
            short=_("Question"),
        ),
        Way(Outcome.MERGE, "r", "merge", _("Merge it into another"), _("Merge and answer")),
        Way(Outcome.PARK, "p", "pause", _("Keep it for later"), _("Park and answer")),
        Way(Outcome.REDIRECT, "o", "arrow-right", _("Pass it on to another channel"), _("Pass it on")),
        Way(Outcome.DECLINE, "n", "x", _("Decline it, with the reason"), _("Decline and answer")),
    )
}
_EVERYTHING_ELSE = (Outcome.MERGE, Outcome.PARK, Outcome.REDIRECT, Outcome.DECLINE)
_OF_KIND = {
    IdeaKind.PROPOSAL: (
        Outcome.QUICK_WIN,
        Outcome.SHORTLIST,
        Outcome.WORKSHOP,
        Outcome.SELF_IMPLEMENT,
        Outcome.ASK,
        *_EVERYTHING_ELSE,
    ),
    IdeaKind.FEEDBACK: (Outcome.ANSWER, Outcome.WORKSHOP, Outcome.ASK, *_EVERYTHING_ELSE),
}


def ways_out(idea) -> tuple[Way, ...]:
    """The ways out that `idea` has where it stands: none once it has left triage.

    The three most used of its kind come first.
    """
    if effective_state(idea) not in UNTRIAGED:
        return ()
    return tuple(WAYS[outcome] for outcome in _OF_KIND[IdeaKind(idea.kind)])


@dataclass(frozen=True)
class Move:
    """One of the officer's other moves: where from, what it asks, how it is said."""

    name: str
    url_name: str
    state: State
    icon: str
    label: str
    text: str
    done: str


MOVES = {
    move.name: move
    for move in (
        Move(
            "withdraw_quick_win",
            "withdraw_quick_win",
            State.FAST_TRACK,
            "arrow-left",
            _("Withdraw the quick win"),
            _("It goes back under review, and its author is told why."),
            _("Quick win withdrawn."),
        ),
        Move(
            "reshortlist",
            "reshortlist",
            State.DEFERRED,
            "calendar",
            _("Put it back in the pool"),
            _("It can be put on the agenda of the next session. The author is told."),
            _("Back in the pool of the committee."),
        ),
        Move(
            "park",
            "park",
            State.DEFERRED,
            "pause",
            _("Keep it for later"),
            _("It comes back under review on the date you choose. The author is told."),
            _("Kept for later."),
        ),
        Move(
            "return_from_park",
            "unpark",
            State.PARKED,
            "arrow-left",
            _("Take it up again now"),
            _("It goes back under review without waiting for its date. The author is told."),
            _("Back under review."),
        ),
        Move(
            "unmerge",
            "unmerge",
            State.MERGED,
            "arrow-left",
            _("Separate it again"),
            _("It is looked at for itself again. A merge can be undone during 30 days."),
            _("Separated again."),
        ),
        Move(
            "promote_variant",
            "promote",
            State.WORKSHOP,
            "calendar",
            _("Keep what the workshop proposes"),
            _("The proposal of the workshop goes to the committee."),
            _("Kept for the committee."),
        ),
        Move(
            "return_from_workshop",
            "return_from_workshop",
            State.WORKSHOP,
            "arrow-left",
            _("Bring it back from the workshop"),
            _("It goes back under review, and its author is told why."),
            _("Back under review."),
        ),
        Move(
            "reopen",
            "reopen",
            State.REJECTED,
            "refresh-cw",
            _("Take it up again"),
            _("It goes back to the committee: say what is new. Once in twelve months."),
            _("Kept for the committee."),
        ),
    )
}


# Sheets of the desk that move nothing.
RAISE_FLAG = Move(
    "flag",
    "flag",
    State.IN_TRIAGE,
    "flag",
    _("Raise a red flag"),
    _("Somebody’s safety or dignity may be at stake: the officers are told now, and look at it the same working day."),
    _("Red flag raised. The officers are told."),
)
LIFT_FLAG = Move(
    "unflag",
    "unflag",
    State.IN_TRIAGE,
    "check",
    _("Lift the red flag"),
    _("It is settled, or it was none. What you write stays in the history of the desk."),
    _("Red flag lifted."),
)


ESCALATE = Move(
    "escalate",
    "escalate",
    State.IN_TRIAGE,
    "users",
    _("Ask somebody else"),
    _("It stays in the queue with a mark, and the promise to its author runs on. Whoever you ask answers in words."),
    _("Asked, and told. The contribution stays in the queue."),
)
TAKE_BACK = Move(
    "take_back",
    "take_back",
    State.IN_TRIAGE,
    "arrow-left",
    _("Take the question back"),
    _("Whoever was asked is told that no answer is needed any more."),
    _("Taken back."),
)


def moves_from(state) -> tuple[Move, ...]:
    """The officer's other moves that leave `state`."""
    return tuple(move for move in MOVES.values() if move.state == state)

"""What members may know of a secret vote before it is revealed: requests and turnout, in numbers that name nobody."""

from dataclasses import dataclass

from django.conf import settings

from committee.enums import PollState
from committee.models import Attendance, Participation, Poll, SecrecyRequest
from committee.results import SECRET_MIN_BALLOTS
from committee.sealing import SHORTEST_SECRET, mark_of
from committee.selectors.polls import poll_state


def secrecy_is_set_up() -> bool:
    """Whether there is a key outside the database under which ballots can be sealed."""
    return len(settings.PARKOUR_BALLOT_KEY) >= SHORTEST_SECRET


def mark_in(poll: Poll, person_id: int) -> bytes:
    """What a request of this person looks like."""
    return mark_of(settings.PARKOUR_BALLOT_KEY, poll.pk, person_id)


@dataclass(frozen=True)
class Asked:
    """How many of those who are present asked for a secret vote. Half of them are enough."""

    asked: int
    present: int
    marks: frozenset = frozenset()

    @property
    def needed(self) -> int:
        return max(-(-self.present // 2), 1)

    @property
    def reached(self) -> bool:
        return self.asked >= self.needed

    def by(self, poll: Poll, user) -> bool:
        """Whether this person asked: told to nobody else."""
        return mark_in(poll, user.pk) in self.marks


def secrecy_asked(poll: Poll) -> Asked | None:
    """The requests for a prepared vote; None for any other one, and where no secret vote can be held. Two queries.

    Whoever left the room counts neither among those present nor among those who ask.
    """
    if poll.state != PollState.READY or not secrecy_is_set_up():
        return None
    here = Attendance.objects.filter(session=poll.item.session_id, present_until=None)
    people = list(here.values_list("person_id", flat=True))
    marks = {bytes(mark) for mark in SecrecyRequest.objects.filter(poll=poll).values_list("mark", flat=True)}
    asking = frozenset(mark for person in people if (mark := mark_in(poll, person)) in marks)
    return Asked(len(asking), len(people), asking)


@dataclass(frozen=True)
class SecretTurnout:
    """How many have voted while a secret vote is open, too coarse to see a ballot come in."""

    at_least: int
    enrolled: int
    everybody: bool


def secret_turnout(poll: Poll) -> SecretTurnout | None:
    """None for a vote that is not secret or not open. Nothing is told below five, then each fifth and the last."""
    if not poll.is_secret or poll_state(poll) != PollState.OPEN:
        return None
    marks = list(Participation.objects.filter(poll=poll).values_list("has_voted", flat=True))
    voted, everybody = sum(marks), all(marks)
    at_least = voted if everybody else voted - voted % SECRET_MIN_BALLOTS
    return SecretTurnout(at_least, len(marks), everybody)

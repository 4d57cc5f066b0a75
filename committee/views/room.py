"""What the screens of a running session share: the point, its vote, and tokens that tell when they change."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from committee.enums import ADVISORY, CollegeCode, ItemState, PollState
from committee.models import AgendaItem, Poll, Session
from committee.selectors import Agenda, agenda_of, current_poll, poll_state, published_result
from committee.selectors.consultations import consulted
from committee.selectors.results import rule_of
from committee.selectors.room import ends_about, timer_of
from committee.selectors.secrecy import secrecy_asked, secret_turnout
from committee.selectors.waited import points_voted_on
from parkour.core import clock


def token(*parts) -> str:
    """A short fingerprint of a state: two screens that show the same thing have the same one."""
    return blake2b("|".join(map(str, parts)).encode(), digest_size=9).hexdigest()


@dataclass
class Room:
    """The session as everybody in it sees it."""

    session: Session
    agenda: Agenda
    item: AgendaItem | None
    poll: Poll | None

    @property
    def state(self) -> str:
        """What holds now of the vote, "" when there is none."""
        return str(poll_state(self.poll)) if self.poll else ""

    @property
    def is_open(self) -> bool:
        return self.state == PollState.OPEN

    @property
    def result(self):
        return published_result(self.poll) if self.poll else None

    @property
    def is_advice(self) -> bool:
        """What was asked decides nothing: once it is shown, the committee may vote."""
        return bool(self.poll and self.poll.method in ADVISORY)

    @property
    def may_vote(self) -> bool:
        """Nothing was put to the vote yet, or advice that is shown."""
        return self.poll is None or (self.is_advice and self.result is not None)

    @property
    def is_ready(self) -> bool:
        """The vote is prepared: the room reads how it will be held."""
        return self.state == PollState.READY

    @cached_property
    def asked(self):
        """The requests for a secret vote, while one may be made."""
        return secrecy_asked(self.poll) if self.is_ready else None

    @cached_property
    def turnout(self):
        """How many have voted in an open secret vote, roughly."""
        return secret_turnout(self.poll) if self.poll else None

    @property
    def rule(self) -> tuple[str, ...]:
        return rule_of(self.poll) if self.poll else ()

    @cached_property
    def lot(self) -> list[AgendaItem]:
        """The points of a vote on several at once."""
        return points_voted_on(self.poll)

    @property
    def place(self) -> int:
        """Which point of the agenda it is, from 1."""
        return [slot.item.pk for slot in self.agenda.slots].index(self.item.pk) + 1 if self.item else 0

    @property
    def total(self) -> int:
        return len(self.agenda.slots)

    @property
    def following(self) -> AgendaItem | None:
        """The next point that is still to come: after this one, else the first that was passed over."""
        items = [slot.item for slot in self.agenda.slots]
        order = items[self.place :] + items[: self.place]
        return next((item for item in order if item.state == ItemState.PENDING and not item.is_withdrawn), None)

    @property
    def last_decided(self) -> AgendaItem | None:
        """The point decided last, shown until the next one is taken."""
        items = [slot.item for slot in self.agenda.slots if slot.item.decision_id]
        return max(items, key=lambda item: item.decision.at, default=None)

    @cached_property
    def consulted(self):
        """What all employees answered about the point under discussion, asked for where it is shown."""
        return consulted(self.item)

    def may_answer(self, pole) -> bool:
        """Whether a pole of the console has its quorum, or all employees have answered for it."""
        if pole.light.met or pole.light.code != CollegeCode.EMPLOYEES:
            return pole.light.met
        return bool(self.consulted and self.consulted.result and self.consulted.result.is_of_the_pole)

    @property
    def timer(self):
        """The time of the point under discussion; None without one."""
        return timer_of(self.item) if self.item else None

    @property
    def ends_about(self):
        return ends_about(self.agenda, self.item)

    def parts(self) -> tuple:
        """Everything that changes what is shown to all, turnout and deadline left out."""
        item, poll, decided = self.item, self.poll, self.last_decided
        return (
            self.session.pk,
            self.session.state,
            self.session.suspended_at,
            self.session.resumes_at,
            self.session.allows_remote,
            self.session.chair_id,
            item and (item.pk, item.started_at, item.added_minutes),
            poll and poll.pk,
            self.state,
            poll and poll.visibility,
            self.asked and (self.asked.asked, self.asked.present),
            decided and decided.pk,
            [slot.item.pk for slot in self.agenda.slots if slot.item.is_withdrawn],
        )


def room_of(session: Session) -> Room:
    """The session now: two queries."""
    agenda = agenda_of(session)
    item = next((slot.item for slot in agenda.slots if slot.item.state == ItemState.CURRENT), None)
    poll = current_poll(session) if item else None
    if poll is not None:  # the point it was opened on, under its veil
        poll.item = next((slot.item for slot in agenda.slots if slot.item.pk == poll.item_id), poll.item)
    return Room(session, agenda, item, poll)


def seconds_left(room: Room) -> int | None:
    """Until an open vote closes by itself; None when it does not."""
    if not room.is_open or room.poll.closes_at is None:
        return None
    return max(int((room.poll.closes_at - clock.now()).total_seconds()), 0)

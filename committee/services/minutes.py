"""The record of decisions: what the session knows by itself, and a note of the officer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from committee.counts import Outcome
from committee.enums import SessionState
from committee.models import AgendaItem, Minutes, Session
from committee.notifications import tell_minutes
from committee.selectors import PollResult, agenda_of, attendance_of, published_result
from committee.services.common import lock_session, permit
from committee.services.sessions import must_be
from ideas.enums import DecisionOutcome
from ideas.models import Decision
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused

NOTE_LIMIT = 20_000


@dataclass(frozen=True)
class CollegePresence:
    """Who of a pole came, who was represented by whom, and whether that was half of it.

    `represented`: (member, who voted for them); somebody who came later than their proxy was used stands there too.
    `excused`: whoever did not come, represented or not.
    """

    name: str
    present: tuple
    excused: tuple
    represented: tuple = ()

    @property
    def absent(self) -> tuple:
        """Who neither came nor was represented."""
        held = {person for person, _holder in self.represented}
        return tuple(person for person in self.excused if person not in held)

    @property
    def quorum(self) -> bool:
        seats = len(self.present) + len(self.excused)
        return 2 * (seats - len(self.absent)) >= seats > 0


@dataclass(frozen=True)
class MinutesItem:
    """One point, its votes and what came of it."""

    item: AgendaItem
    results: tuple[PollResult, ...]

    @property
    def subject(self) -> str:
        return self.item.subject

    @property
    def decision(self) -> Decision | None:
        return self.item.decision

    @property
    def lacks_owner(self) -> bool:
        """Adopted without anybody to carry it out, or without a date."""
        if self.item.idea_id is None:
            return False
        if self.decision is None:
            adopted = any(result.outcome is Outcome.ADOPTED for result in self.results)
            return adopted and not self.item.is_withdrawn
        adopted = self.decision.outcome == DecisionOutcome.APPROVED
        return adopted and not (self.decision.owner_id and self.decision.due_on)


@dataclass(frozen=True)
class MinutesData:
    """Everything the page of the minutes shows."""

    session: Session
    colleges: tuple[CollegePresence, ...]
    items: tuple[MinutesItem, ...]
    note: str
    published_at: datetime | None
    published_by: object


def minutes_data(session: Session) -> MinutesData:
    """The record of a session. Reads only what was revealed; a bounded number of queries."""
    by_college: dict[str, list] = {}
    for presence in attendance_of(session, with_votes=True):
        by_college.setdefault(str(presence.mandate.college), []).append(presence)
    minutes = Minutes.objects.filter(session=session).select_related("published_by").first()
    return MinutesData(
        session,
        tuple(_presence(name, rows) for name, rows in by_college.items()),
        tuple(_line(slot) for slot in agenda_of(session, with_polls=True).slots),
        minutes.note if minutes else "",
        minutes.published_at if minutes else None,
        minutes.published_by if minutes else None,
    )


def _presence(name, rows) -> CollegePresence:
    present = tuple(row.person for row in rows if row.came)
    absent = tuple(row.person for row in rows if not row.came)
    by = [(row.person, row.voted_by or _stood_for(row, present)) for row in rows]
    return CollegePresence(name, present, absent, tuple(pair for pair in by if pair[1]))


def _stood_for(row, present):
    """Who held the proxy of somebody that did not come, even if no vote was held."""
    return row.proxy if row.confirmed and not row.came and row.proxy in present else None


def _line(slot) -> MinutesItem:
    results = [published_result(poll) for poll in slot.polls]
    return MinutesItem(slot.item, tuple(result for result in results if result is not None))


@transaction.atomic
def save_note(session: Session, *, by, note: str) -> Minutes:
    """Keep what else was said, while the minutes are not published."""
    permit(by, "publish_minutes", session)
    locked = lock_session(session)
    must_be(locked, {SessionState.OPEN, SessionState.CLOSED}, _("These minutes can no longer be changed."))
    minutes, _created = Minutes.objects.get_or_create(session=locked)
    minutes.note = clean_text(note, "note", limit=NOTE_LIMIT)
    minutes.save(update_fields=["note"])
    return minutes


@transaction.atomic
def publish_minutes(session: Session, *, by, note: str | None = None) -> Minutes:
    """Publish the record of a closed session; members are told. Publishing twice is publishing once."""
    permit(by, "publish_minutes", session)
    locked = lock_session(session)
    if locked.state == SessionState.MINUTES_PUBLISHED:
        return locked.minutes
    must_be(locked, {SessionState.CLOSED}, _("Close the session before publishing its minutes."))
    for line in minutes_data(locked).items:
        if line.lacks_owner:
            raise TransitionRefused(
                _("“%(title)s” is adopted but has no owner or no date: record its decision first.")
                % {"title": line.subject}
            )
    minutes, _created = Minutes.objects.get_or_create(session=locked)
    if note is not None:
        minutes.note = clean_text(note, "note", limit=NOTE_LIMIT)
    minutes.published_at, minutes.published_by = clock.now(), by
    minutes.save()
    locked.state = SessionState.MINUTES_PUBLISHED
    locked.version += 1
    locked.save(update_fields=["state", "version"])
    tell_minutes(locked)
    return minutes

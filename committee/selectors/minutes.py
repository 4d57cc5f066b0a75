"""The minutes of a session as a room reads them: what the session knows by itself, and the words of the officer."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from committee.approval import Standing, standing
from committee.counts import Outcome, quorum_met
from committee.enums import PollState
from committee.models import AgendaItem, Erratum, Minutes, MinutesObjection, MinutesVersion, Session
from committee.selectors.agenda import agenda_of
from committee.selectors.consultations import Consulted, consulted_before
from committee.selectors.course import Apart, Course, apart_from, course_of
from committee.selectors.happened import Lists, as_read_by, lists_of
from committee.selectors.open_actions import Recalled, open_before
from committee.selectors.people import attendance_of
from committee.selectors.restitution import Restitution, period_of, restitution_of
from committee.selectors.results import PollResult, prefetch_votes, published_result
from committee.wording import Piece, changes
from ideas.enums import DecisionOutcome
from ideas.models import Decision
from parkour.accounts.models import User
from parkour.core import clock

MOST_VERSIONS = 100
ARRIVING = timedelta(minutes=10)  # whoever says « I am here » within that time was there from the beginning


@dataclass(frozen=True)
class Came:
    """A member who was there: since when, None for the whole beginning; until when, None for the whole end."""

    person: User
    since: datetime | None = None
    until: datetime | None = None


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
    came: tuple[Came, ...] = ()
    anyhow: bool = False  # the session was held again for want of a quorum

    @property
    def absent(self) -> tuple:
        """Who neither came nor was represented."""
        held = {person for person, _holder in self.represented}
        return tuple(person for person in self.excused if person not in held)

    @property
    def seats(self) -> int:
        return len(self.present) + len(self.excused)

    @property
    def counted(self) -> int:
        """Present or represented."""
        return self.seats - len(self.absent)

    @property
    def quorum(self) -> bool:
        return quorum_met(self.seats, self.counted, anyhow=self.anyhow)


@dataclass(frozen=True)
class MinutesItem:
    """One point, its votes, what came of it, what the officer wrote of it and what was corrected since.

    `recused`: members who wrote the contribution and therefore did not vote on it, unless that would tell a name;
    `concerned`: those who said that they are. The vote on a lot is one of each of its points.
    """

    item: AgendaItem
    results: tuple[PollResult, ...]
    words: str = ""
    recused: tuple[User, ...] = ()
    concerned: tuple[User, ...] = ()
    errata: tuple[Erratum, ...] = ()
    consulted: Consulted | None = None  # what all employees had answered before

    @property
    def subject(self) -> str:
        return self.item.subject

    @property
    def decision(self) -> Decision | None:
        return self.item.decision

    @property
    def spent(self) -> int | None:
        """Minutes that it took, rounded up; None when it was not taken."""
        return -(-self.item.spent // 60) if self.item.spent else None

    @property
    def own_results(self) -> tuple[PollResult, ...]:
        """The votes that were opened on this point."""
        return tuple(result for result in self.results if result.poll.item_id == self.item.pk)

    @property
    def with_others(self) -> tuple[PollResult, ...]:
        """The votes on a lot that stand with another one of its points."""
        return tuple(result for result in self.results if result.poll.item_id != self.item.pk)

    @property
    def went_to_workshop(self) -> bool:
        """The vote was followed by a workshop, whatever became of it since."""
        if self.decision is not None or self.item.is_withdrawn:
            return False
        return any(one.poll.state == PollState.CERTIFIED and not one.is_of_a_lot for one in self.own_results)

    @property
    def is_voted_by_all(self) -> bool:
        """What all employees answered was counted as the vote of their pole; never in a secret vote."""
        return any(result.poll.answered_by_all for result in self.results)

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
    edition: int = 0
    standing: Standing | None = None
    errata: tuple[Erratum, ...] = ()  # those of the whole; of a point they stand beside it
    objections: tuple[MinutesObjection, ...] = ()
    recalled: tuple[Recalled, ...] = ()
    restitution: Restitution | None = None
    lists: Lists = Lists()  # what its numbers count
    course: Course = Course()
    minutes: Minutes | None = field(default=None, repr=False)

    @property
    def corrections(self) -> int:
        return len(self.errata) + sum(len(line.errata) for line in self.items)


def minutes_data(session: Session) -> MinutesData:
    """The record of a session. Reads only what was revealed; a bounded number of queries."""
    rows = attendance_of(session, with_votes=True)
    by_college: dict[str, list] = {}
    for presence in rows:
        by_college.setdefault(str(presence.mandate.college), []).append(presence)
    minutes = Minutes.objects.filter(session=session).select_related("published_by").first()
    slots = agenda_of(session, with_polls=True).slots
    prefetch_votes(poll for slot in slots for poll in slot.polls)
    errata, objections = _after(minutes)
    items = {slot.item.pk: slot.item for slot in slots}
    told = _veiled_words(items, minutes)
    _veil([*(row for rows in errata.values() for row in rows)], objections, items.values())
    apart = apart_from(items.values(), {row.person.pk: row.person for row in rows})
    period = period_of(session)
    asked = consulted_before(items.values(), period.until) if period else {}
    return MinutesData(
        session,
        tuple(_presence(name, rows, session) for name, rows in by_college.items()),
        tuple(_line(slot.polls, slot.item, told, apart, errata, asked) for slot in slots),
        told.get(None, ""),
        minutes.published_at if minutes else None,
        minutes.published_by if minutes else None,
        edition=minutes.edition if minutes else 0,
        standing=standing_of(minutes, objections) if minutes else None,
        errata=tuple(errata.get(None, ())),
        objections=tuple(objections),
        recalled=open_before(session),
        restitution=restitution_of(session, period) if period else None,
        lists=lists_of(period) if period else Lists(),
        course=course_of(session, items),
        minutes=minutes,
    )


def minutes_for(reader: User, session: Session) -> MinutesData:
    """The same as `reader` may read it: only what stands outside the session depends on that."""
    data = minutes_data(session)
    return replace(data, lists=as_read_by(reader, data.lists))


def standing_of(minutes: Minutes, objections: Iterable[MinutesObjection] | None = None) -> Standing | None:
    """Where they stand now, whoever wrote it down; None before they are published."""
    if minutes.published_at is None:
        return None
    rows = minutes.objections.all() if objections is None else objections
    return standing(minutes.approval_due_at, [row.replied_at for row in rows], clock.now(), minutes.approved_at)


def _after(minutes):
    """({key of a point or None: errata}, objections) of published minutes."""
    if minutes is None or minutes.published_at is None:
        return {}, []
    errata: dict[int | None, list[Erratum]] = {}
    for row in minutes.errata.select_related("by", "item__idea", "decision__owner", "objection").order_by("number"):
        errata.setdefault(row.item_id, []).append(row)
    return errata, list(minutes.objections.select_related("person", "replied_by").order_by("at", "pk"))


def masked(text: str, items: Iterable[AgendaItem]) -> str:
    """`text` without a name that may not be said beside one of these points, which `veiled` has dealt with."""
    for item in items:
        text = item.veil.words(text)
    return text


def _veiled_words(items, minutes):
    """{key of a point, None for the note: words}, as a whole room may read them."""
    if minutes is None:
        return {}
    every = items.values()
    words = {item.pk: masked(minutes.points.get(str(item.pk), ""), every) for item in every}
    return words | {None: masked(minutes.note, every)}


def _veil(errata, objections, items):
    """What was written after the publication, as a whole room may read it."""
    for row in errata:
        row.shown_words, row.shown_reason = masked(row.words, items), masked(row.reason, items)
    for row in objections:
        row.shown_words, row.shown_reply = masked(row.words, items), masked(row.reply_words, items)


def _presence(name, rows, session) -> CollegePresence:
    present = tuple(row.person for row in rows if row.came)
    absent = tuple(row.person for row in rows if not row.came)
    by = [(row.person, row.voted_by or _stood_for(row, present)) for row in rows]
    came = tuple(_came(row, session) for row in rows if row.came)
    return CollegePresence(name, present, absent, tuple(pair for pair in by if pair[1]), came, session.is_reconvened)


def _came(row, session) -> Came:
    since, until = row.attendance.present_from, row.attendance.present_until
    begun = session.opened_at and max(session.opened_at, session.starts_at)
    late = since if begun and since > begun + ARRIVING else None
    early = until if until and (session.closed_at is None or until < session.closed_at) else None
    return Came(row.person, late, early)


def _stood_for(row, present):
    """Who held the proxy of somebody that did not come, even if no vote was held."""
    return row.proxy if row.confirmed and not row.came and row.proxy in present else None


def _line(polls, item, told, apart, errata, asked) -> MinutesItem:
    """One point; the others hold, by its key, what is to be said of it."""
    key, results = item.pk, tuple(result for result in map(published_result, polls) if result is not None)
    out = apart.get(key, Apart())
    after, before = tuple(errata.get(key, ())), asked.get(key)
    return MinutesItem(item, results, told.get(key, ""), out.wrote, out.concerned, after, before)


# --- Versions -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What differs in one text of two versions: that of a point, or the note (`item` None)."""

    item: AgendaItem | None
    pieces: tuple[Piece, ...]


def versions_of_minutes(session: Session) -> list[MinutesVersion]:
    """Every version that was saved, the latest first, without its words: `MOST_VERSIONS` at most."""
    rows = MinutesVersion.objects.filter(minutes__session=session).select_related("by")
    return list(rows.defer("note", "points").order_by("-number")[:MOST_VERSIONS])


def differences(session: Session, before: int, after: int) -> list[Change] | None:
    """What version `after` changed in `before` (0: nothing was written), in the order of the agenda, as a room may read
    it; None when there is no such version. A text that stays is left out.
    """
    rows = MinutesVersion.objects.filter(minutes__session=session, number__in=[before, after])
    found = {row.number: row for row in rows}
    if after not in found or (before and before not in found):
        return None
    items = [slot.item for slot in agenda_of(session).slots]
    old, new = (_texts(found.get(number), items) for number in (before, after))
    keys = {item.pk: item for item in items}
    return [
        Change(keys.get(key), tuple(changes(old.get(key, ""), new.get(key, ""))))
        for key in [*keys, None]
        if old.get(key, "") != new.get(key, "")
    ]


def _texts(version, items):
    if version is None:
        return {}
    words = {item.pk: masked(version.points.get(str(item.pk), ""), items) for item in items}
    return words | {None: masked(version.note, items)}

"""Who comes to a session, who has not said, and who votes for whom."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from committee.enums import UPCOMING, Answer
from committee.expected import Expected
from committee.models import Availability, Mandate, Proxy, Session
from committee.selectors.expected import expected_of
from committee.selectors.people import Presence, asked_on, attendance_of
from parkour.accounts.models import User
from parkour.core import clock


@dataclass(frozen=True)
class MyAnswer:
    """What one member, or alternate, said of a session. `free`: those of their pole who could vote for them."""

    row: Presence
    held_from: User | None
    free: tuple[User, ...]

    @property
    def said(self) -> str:
        return self.row.said

    @property
    def label(self):
        return Answer(self.row.said).label if self.row.said else ""

    @property
    def proxy(self) -> User | None:
        return self.row.proxy

    @property
    def stands_by(self) -> bool:
        return self.row.mandate.is_alternate

    @property
    def to_confirm(self) -> bool:
        """The session was moved since they named somebody: it stands for nothing until they say so again."""
        return self.row.proxy is not None and not self.row.confirmed


def my_answer(session: Session, person, rows: list[Presence] | None = None) -> MyAnswer | None:
    """None for whoever is not asked. `rows`: those of `attendance_of`, when they are read already."""
    rows = attendance_of(session) if rows is None else rows
    mine = next((row for row in rows if row.person == person), None)
    if mine is None:
        return _of_an_alternate(session, person)
    held = {row.proxy: row.person for row in rows if row.proxy}
    free = tuple(row.person for row in rows if _is_free(row, mine, held))
    return MyAnswer(mine, held.get(person), free)


def _of_an_alternate(session, person) -> MyAnswer | None:
    mine = next((row for row in alternates_of(session) if row.person == person), None)
    return mine and MyAnswer(Presence(mine, None, mine.answer or ""), None, ())


def _is_free(row, mine, held) -> bool:
    """Of the same pole, coming as far as anybody knows, and holding no other proxy."""
    if row is mine or row.mandate.college_id != mine.mandate.college_id:
        return False
    return row.said != Answer.NO and row.proxy is None and held.get(row.person) in (None, mine.person)


MOST_TO_ANSWER = 3


def sessions_to_answer(person) -> list[Session]:
    """Sessions to come of which `person` was told and has not said whether they come, the nearest first. One query.

    Those too that were moved since they signed a proxy: `to_confirm` says so.
    """
    mine = Q(invitations__person=person, invitations__withdrawn_at=None, invitations__as_alternate=False)
    said = Availability.objects.filter(session=OuterRef("pk"), person=person)
    given = Proxy.objects.filter(session=OuterRef("pk"), giver=person, revoked_at=None)
    rows = Session.objects.filter(mine, state__in=UPCOMING, starts_at__gt=clock.now()).annotate(
        to_confirm=Exists(given.exclude(signed_for=OuterRef("starts_at")))
    )
    return list(rows.filter(~Exists(said) | Q(to_confirm=True)).order_by("starts_at", "pk")[:MOST_TO_ANSWER])


def alternates_of(session: Session) -> list[Mandate]:
    """Alternates of the day of a session with what they `said`, "" for nothing. One query."""
    said = Availability.objects.filter(session=session, person=OuterRef("person")).values("answer")[:1]
    rows = list(asked_on(session.on).filter(is_alternate=True).annotate(answer=Subquery(said)))
    for row in rows:
        row.said = Answer(row.answer).of_them if row.answer else ""
    return rows


@dataclass(frozen=True)
class PoleAnswers:
    """What the members of one pole said, the silent ones first, and who may be `expected` of it."""

    rows: tuple[Presence, ...]
    expected: Expected

    @property
    def silent(self) -> int:
        """Who has not answered, be it that somebody is to vote for them."""
        return sum(not row.said for row in self.rows)


def answers_by_pole(rows: list[Presence], *, anyhow: bool = False) -> list[PoleAnswers]:
    """From the rows of `attendance_of`; no query. `anyhow`: of a session that is held again."""
    order = ["", Answer.YES, Answer.REMOTE, Answer.NO]
    poles: dict[str, list[Presence]] = {}
    for row in sorted(rows, key=lambda row: order.index(row.said)):
        poles.setdefault(row.mandate.college.code, []).append(row)
    return [PoleAnswers(tuple(poles[code]), expected) for code, expected in expected_of(rows, anyhow=anyhow).items()]

"""Who sits in the committee, who is in the room, and whether each pole may vote."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery

from committee.counts import quorum_met, quorum_needed
from committee.enums import Answer, PollState
from committee.models import (
    AgendaItem,
    Attendance,
    Availability,
    College,
    Interest,
    Invitation,
    Mandate,
    Participation,
    Proxy,
    Session,
)
from ideas.models import Authorship
from ideas.privacy import prefetch_names, veil
from parkour.accounts.models import User
from parkour.accounts.rules import is_fully_signed_in
from parkour.core import clock


def mandates_on(day: date | None = None):
    """Mandates in force on `day` (default: today) of active people, pole by pole, presidents first."""
    return _in_order(Mandate.objects.in_force(day or clock.today()).filter(person__is_active=True))


def _sat_in(session: Session):
    """The same for a session that is over: whoever was of it stays in its record when their account is closed later."""
    invited = Invitation.objects.filter(session=session, withdrawn_at=None, person=OuterRef("person"))
    came = Attendance.objects.filter(session=session, person=OuterRef("person"))
    voted = Participation.objects.filter(poll__item__session=session, person=OuterRef("person"))
    was_of_it = Q(person__is_active=True) | Exists(invited) | Exists(came) | Exists(voted)
    return _in_order(Mandate.objects.in_force(session.on).filter(was_of_it))


def _in_order(mandates):
    return mandates.select_related("college", "person", "person__site").order_by(
        "college__code", "-is_president", "person__last_name", "person__first_name", "pk"
    )


def asked_on(day: date):
    """Those who sit on `day`, then their alternates: who is invited to a session of that day."""
    rows = Mandate.objects.held_on(day).filter(person__is_active=True)
    return rows.select_related("college", "person", "person__site").order_by("is_alternate", "college__code", "pk")


def is_member(user, on: date | None = None) -> bool:
    """Whether `user` holds a mandate on that day (default: today). One query; none for a stranger."""
    return is_fully_signed_in(user) and user.mandates.in_force(on or clock.today()).exists()


def mandate_of(user, on: date | None = None) -> Mandate | None:
    """The one mandate `user` holds on that day, with its pole; none in a session that a badge opened."""
    if not user.is_authenticated or user.contributor_only:
        return None
    return mandates_on(on).filter(person=user).first()


def asked_as(user, on: date) -> Mandate | None:
    """The mandate by which `user` is invited on that day, be it as an alternate."""
    return None if user.contributor_only else asked_on(on).filter(person=user).first()


def members(on: date | None = None) -> list[Mandate]:
    """Everybody who sits on that day."""
    return list(mandates_on(on))


def presidents(on: date | None = None) -> list[Mandate]:
    """The president of each pole on that day."""
    return list(presidents_on(on))


def presidents_on(day: date | None = None):
    """Their mandates, to be asked for more."""
    return mandates_on(day).filter(is_president=True)


@dataclass(frozen=True)
class Presence:
    """A member of that day: what they said, whether they are in the session now, and who votes for them if not.

    `said` is "" before they answer. `proxy` is who they named; `represented_by` the same person, once it counts: the
    proxy was confirmed for this day, its giver is not there and its holder is. `voted_by`: who was enrolled in their
    name in a vote of the session, read for the minutes only.
    """

    mandate: Mandate
    attendance: Attendance | None
    said: str = ""
    proxy: User | None = None
    confirmed: bool = True
    represented_by: User | None = None
    voted_by: User | None = None

    @property
    def person(self) -> User:
        return self.mandate.person

    @property
    def came(self) -> bool:
        return self.attendance is not None

    @property
    def present(self) -> bool:
        return self.attendance is not None and self.attendance.present_until is None

    @property
    def said_label(self):
        return Answer(self.said).of_them if self.said else ""

    @property
    def represented(self) -> bool:
        return self.represented_by is not None


def attendance_of(session: Session, *, with_votes: bool = False, ahead: bool = False) -> list[Presence]:
    """Every member of the day of the session, pole by pole, with who is here or represented. Two queries.

    `with_votes`: with who voted in their name, too; `ahead`: it has not begun, nobody is here yet, one query.
    """
    here = {row.person_id: row for row in session.attendances.all()} if not ahead else {}
    sat = mandates_on(session.on) if session.closed_at is None else _sat_in(session)
    said = Availability.objects.filter(session=session, person=OuterRef("person"))
    given = Proxy.objects.filter(session=session, giver=OuterRef("person"), revoked_at=None)
    mandates = sat.annotate(
        said=Subquery(said.values("answer")[:1]),
        holder_id=Subquery(given.values("holder")[:1]),
        signed_for=Subquery(given.values("signed_for")[:1]),
    )
    if with_votes:
        enrolled = Participation.objects.filter(poll__item__session=session, person=OuterRef("person"))
        votes = (
            enrolled.filter(cast_by__isnull=False)
            .exclude(poll__state=PollState.VOID)
            .order_by("-poll")
            .values("cast_by")[:1]
        )
        mandates = mandates.annotate(voted_by_id=Subquery(votes))
    return _represented([_presence(mandate, here.get(mandate.person_id), session) for mandate in mandates])


def _presence(mandate, attendance, session):
    confirmed = mandate.signed_for in (None, session.starts_at)
    return Presence(mandate, attendance, mandate.said or "", confirmed=confirmed)


def _represented(rows: list[Presence]) -> list[Presence]:
    """Proxies with their holders, who are among the same members; between poles none counts."""
    by_person = {row.mandate.person_id: row for row in rows}
    found = []
    for row in rows:
        voted = by_person.get(getattr(row.mandate, "voted_by_id", None))
        row = replace(row, voted_by=voted.person) if voted else row
        holder = by_person.get(row.mandate.holder_id)
        if holder is not None and holder.mandate.college_id == row.mandate.college_id:
            counts = row.confirmed and holder.present and not row.present
            row = replace(row, proxy=holder.person, represented_by=holder.person if counts else None)
        found.append(row)
    return found


def recused_from(item: AgendaItem) -> list[User]:
    """Members who wrote the contribution of this item: they may present it, they do not vote on it."""
    authors = _author_ids(item)
    return [mandate.person for mandate in mandates_on(item.session.on) if mandate.person_id in authors]


@dataclass(frozen=True)
class Recusal:
    """Members who do not vote on a point: authors one reader may read by name, how many others, and the concerned.

    Nobody is counted twice: an author declares no interest.
    """

    named: tuple[User, ...] = ()
    unnamed: int = 0
    concerned: tuple[Interest, ...] = ()

    @property
    def concerned_people(self) -> tuple[User, ...]:
        return tuple(interest.person for interest in self.concerned)


def recusal_for(user: User, item: AgendaItem) -> Recusal:
    """What `user`, who runs the session, may know of `recused_from`.

    In a small pole the number of voters and their turnout may still let somebody guess by subtraction: that
    is accepted, a vote cannot be held without saying how many take part.
    """
    people = recused_from(item)
    concerned = tuple(item.interests.select_related("person").order_by("pk"))
    if not people:
        return Recusal(concerned=concerned)
    prefetch_names([item.idea])
    hidden = veil(user, item.idea)
    named = tuple(person for person in people if not hidden.hides(person))
    return Recusal(named, len(people) - len(named), concerned)


def _author_ids(item: AgendaItem) -> set[int]:
    if item.idea_id is None:
        return set()
    return set(item.idea.authorships.values_list("person_id", flat=True))


def _out_of(item: AgendaItem, with_ideas=()) -> set[int]:
    """Those who do not vote on a point: its authors, and whoever said that they are concerned. One query.

    `with_ideas`: contributions of the same session that are voted on with it.
    """
    ideas = {item.idea_id, *with_ideas} - {None}
    points = Q(item=item) | Q(item__session=item.session_id, item__idea__in=ideas)
    concerned = Interest.objects.filter(points).order_by().values_list("person_id", flat=True)
    if not ideas:
        return set(concerned)
    authors = Authorship.objects.filter(idea__in=ideas).order_by().values_list("person_id", flat=True)
    return set(authors.union(concerned))


@dataclass(frozen=True)
class QuorumLight:
    """One pole before a vote. `seats`: mandates in force; `present`: of those who vote; `needed` of them.

    Who is represented counts as present; `represented` says how many of them. `anyhow`: the session is held again for
    want of a quorum, one of the pole is enough.
    """

    code: str
    name: str
    seats: int
    present: int
    recused: int
    represented: int = 0
    anyhow: bool = False

    @property
    def needed(self) -> int:
        return quorum_needed(self.seats, self.recused, anyhow=self.anyhow)

    @property
    def met(self) -> bool:
        return quorum_met(self.seats, self.present, self.recused, anyhow=self.anyhow)


def voters_of(item: AgendaItem, with_ideas=()) -> list[Presence]:
    """Members who may vote on this item: in the room, or by the proxy that somebody there holds.

    `with_ideas`: contributions that are voted on with it; who wrote them or is concerned does not vote either.
    """
    authors = _out_of(item, with_ideas)
    return [presence for presence in attendance_of(item.session) if _votes(presence, authors)]


def _votes(presence: Presence, authors) -> bool:
    """Neither an author or concerned nor, for somebody else, a holder who is: they vote on it in nobody's name."""
    if presence.mandate.person_id in authors:
        return False
    return presence.present or (presence.represented and presence.represented_by.pk not in authors)


def quorum_for(item: AgendaItem, with_ideas=()) -> list[QuorumLight]:
    """Whether each pole may vote on this item (and those voted on with it); authors and the concerned left out on both
    sides. Four queries.
    """
    authors = _out_of(item, with_ideas)
    presences = attendance_of(item.session)
    seats, recused, present, represented = Counter(), Counter(), Counter(), Counter()
    for presence in presences:
        code = presence.mandate.college.code
        seats[code] += 1
        if presence.mandate.person_id in authors:
            recused[code] += 1
        elif _votes(presence, authors):
            present[code] += 1
            represented[code] += presence.represented
    return [
        QuorumLight(
            college.code,
            str(college),
            seats[college.code],
            present[college.code],
            recused[college.code],
            represented[college.code],
            item.session.is_reconvened,
        )
        for college in College.objects.all()
    ]

"""Consultations of all employees: which there are, whom they await, and what they came to once they are closed.

Until then nothing is counted for anybody: neither what was answered nor how many did.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext, ngettext

from committee.consulting import counted, enough_for_the_pole
from committee.counts import open_quorum
from committee.enums import CollegeCode, ConsultationState, PollState
from committee.methods.sheet import Sheet, sheet_of
from committee.methods.tables import Table, method_table
from committee.models import AgendaItem, Consultation, Participation
from committee.selectors.agenda import items_of
from committee.selectors.candidacies import people_of
from committee.selectors.results import pole_names
from committee.selectors.shared import veiled
from ideas.enums import State
from ideas.models import Authorship
from ideas.privacy import hides_somebody, prefetch_names, shared_title, shared_veil
from parkour.core import clock
from parkour.core.keys import beyond

MOST_AT_ONCE = 50
COUNTED = frozenset({PollState.CLOSED, PollState.REVEALED, PollState.CERTIFIED})


def with_subjects() -> QuerySet[Consultation]:
    """Rows that `named` can give their titles at once."""
    rows = Consultation.objects.select_related("poll", "session", "idea", "idea__site", "by")
    return rows.annotate(hides_somebody=ExpressionWrapper(hides_somebody("idea"), BooleanField()))


def named(rows: Iterable[Consultation]) -> list[Consultation]:
    """The same consultations, whose subject everybody may read. No query when none of them hides a name."""
    rows = list(rows)
    hiding = [row for row in rows if row.idea_id and getattr(row, "hides_somebody", True)]
    prefetch_names([row.idea for row in hiding])
    for row in hiding:
        row.veil, row.shared_title = shared_veil(row.idea), shared_title(row.idea)
    return rows


def consultations_now() -> list[Consultation]:
    """Those that are open or will be, the first to close first."""
    rows = with_subjects().filter(cancelled_at=None, poll__closes_at__gt=clock.now())
    return [row for row in named(rows.order_by("poll__closes_at", "pk")[:MOST_AT_ONCE]) if not row.has_lost_its_point]


def past_consultations(*, before: tuple[datetime, int] | None = None, size: int) -> list[Consultation]:
    """Closed and cancelled ones, the last to open first, one more than `size` when there are more."""
    rows = with_subjects().filter(Q(cancelled_at__isnull=False) | Q(poll__closes_at__lte=clock.now()))
    if before:
        columns = ["committee_consultation.opens_at", "committee_consultation.poll_id"]
        rows = rows.filter(beyond(columns, before, descending=True))
    return named(rows.order_by("-opens_at", "-pk")[: size + 1])


def may_be_asked(consultation: Consultation) -> QuerySet:
    """Who is on the roll when it opens: the employees who work in the house, without those who wrote it."""
    people = people_of(CollegeCode.EMPLOYEES)
    authors = Authorship.objects.filter(idea=consultation.idea_id, person=OuterRef("pk"))
    return people.exclude(Exists(authors)) if consultation.idea_id else people


def consultations_for(person) -> list[Consultation]:
    """Open ones in which `person` may answer and has not; one that nobody opened yet is open by the clock."""
    if person.contributor_only or person.partner_site is not None:
        return []
    now = clock.now()
    waits = Participation.objects.filter(poll=OuterRef("pk"), person=person, has_voted=False)
    wrote = Authorship.objects.filter(idea=OuterRef("idea"), person=person)
    rows = with_subjects().filter(
        Q(poll__state=PollState.OPEN) & Exists(waits) | Q(poll__state=PollState.READY) & ~Exists(wrote),
        cancelled_at=None,
        opens_at__lte=now,
        poll__closes_at__gt=now,
    )
    found = [row for row in rows.order_by("poll__closes_at", "pk")[:MOST_AT_ONCE] if not row.has_lost_its_point]
    if any(row.poll.state == PollState.READY for row in found):
        asked = people_of(CollegeCode.EMPLOYEES).filter(pk=person.pk).exists()
        found = [row for row in found if asked or row.poll.state == PollState.OPEN]
    return named(found)


@dataclass(frozen=True)
class MyPart:
    """What one person has to do with a consultation; `choice` or `answer` is their own ballot."""

    is_asked: bool
    wrote: bool = False
    has_answered: bool = False
    choice: str = ""
    answer: dict = field(default_factory=dict)


def my_part(consultation: Consultation, person) -> MyPart:
    """Three queries at most."""
    wrote = bool(consultation.idea_id) and consultation.idea.authorships.filter(person=person).exists()
    if consultation.poll.state == PollState.READY:
        return MyPart(not wrote and may_be_asked(consultation).filter(pk=person.pk).exists(), wrote)
    line = Participation.objects.filter(poll=consultation.poll_id, person=person).first()
    if line is None or not line.has_voted:
        return MyPart(line is not None, wrote)
    ballot = consultation.poll.ballots.filter(person=person).first()  # none once ballots were forgotten
    return MyPart(True, wrote, True, *((ballot.choice, ballot.answer) if ballot else ("", {})))


def labels_of(consultation: Consultation) -> list[str]:
    """The options in their order, without hidden names."""
    poll = consultation.poll
    if not poll.rules.get("options"):
        return []
    return [consultation.veil.words(option.label) for option in sorted(poll.options.all(), key=attrgetter("position"))]


def sheet_for(consultation: Consultation, part: MyPart) -> Sheet:
    """The ballot to fill in."""
    poll = consultation.poll
    return sheet_of(poll.method, poll.rules, labels_of(consultation), part.answer)


@dataclass(frozen=True)
class ConsultationResult:
    """What a closed consultation came to. `yes` is None by another method, and where too few answered to tell."""

    consultation: Consultation
    ballots: int
    enrolled: int
    needed: int
    yes: int | None = None
    no: int = 0
    abstain: int = 0
    table: Table | None = None
    withheld: bool = False

    @property
    def is_of_the_pole(self) -> bool:
        """Counts as the pole of the employees in the vote for or against of its session."""
        enough = enough_for_the_pole(self.ballots, self.enrolled)
        return self.consultation.binding and self.yes is not None and enough

    @property
    def share(self) -> int:
        """Of those who were asked, in whole hundredths."""
        return round(100 * self.ballots / self.enrolled) if self.enrolled else 0


def consultation_result(consultation: Consultation) -> ConsultationResult | None:
    """None until it is closed for everybody. What the clock has closed and nobody counted yet is counted here."""
    if consultation.state != ConsultationState.CLOSED:
        return None
    poll = consultation.poll
    told = poll.result if poll.state in COUNTED else count_now(consultation)
    facts = {name: told[name] for name in ("yes", "no", "abstain") if name in told}
    table = None
    if "options" in told:
        options = [row | {"label": label} for row, label in zip(told["options"], labels_of(consultation), strict=False)]
        table = method_table(poll.method, told | {"options": options, "winners": []}, pole_names())
    return ConsultationResult(
        consultation,
        told["ballots"],
        told["enrolled"],
        open_quorum(told["enrolled"]),
        table=table,
        withheld=told.get("withheld", False),
        **facts,
    )


def count_now(consultation: Consultation) -> dict:
    """What the ballots come to. Only under the lock of the poll is this final."""
    poll = consultation.poll
    if poll.state == PollState.READY:  # it passed while nobody opened it: nobody could answer
        return counted(poll.method, poll.rules, [], 0)
    ballots = list(poll.ballots.order_by().values_list("choice", "answer"))
    return counted(poll.method, poll.rules, ballots, poll.electorate[CollegeCode.EMPLOYEES]["seats"])


def consultations_of(items: Iterable[AgendaItem], until: datetime | None = None) -> dict[int, Consultation]:
    """{point: what everybody was asked about its contribution}: in its session, else in an earlier one, once closed.

    One query, and those of the result where one is read. `until`: only those that were closed by then, with their
    options, for one query more.
    """
    items = [item for item in items if item.idea_id]
    if not items:
        return {}
    found: dict[int, list[Consultation]] = {}
    asked = with_subjects().filter(idea__in={item.idea_id for item in items}, cancelled_at=None)
    if until is not None:
        asked = asked.filter(poll__closes_at__lte=until).prefetch_related("poll__options")
    for row in named(asked.order_by("opens_at", "pk")):
        found.setdefault(row.idea_id, []).append(row)
    chosen = {}
    for item in items:
        rows = [row for row in found.get(item.idea_id, ()) if not row.has_lost_its_point]
        own = [row for row in rows if row.session_id == item.session_id]
        before = [row for row in rows if row.is_closed]
        if own or before:
            chosen[item.pk] = (own or before)[-1]
    return chosen


@dataclass(frozen=True)
class Consulted:
    """A consultation beside the point it is about; `result` is None until it is closed."""

    consultation: Consultation
    result: ConsultationResult | None

    @property
    def summary(self) -> str:
        """In one line, for a room to read."""
        told = self.result
        if told is None:
            return ""
        if told.withheld:
            return gettext("%(ballots)s of %(enrolled)s answered: too few to say what.") % _numbers(told)
        if told.yes is None:
            return gettext("%(ballots)s of %(enrolled)s answered.") % _numbers(told)
        words = ngettext(
            "%(yes)s for, %(no)s against, %(abstain)s abstention; %(ballots)s of %(enrolled)s answered.",
            "%(yes)s for, %(no)s against, %(abstain)s abstentions; %(ballots)s of %(enrolled)s answered.",
            told.abstain,
        )
        return words % _numbers(told)


def _numbers(told: ConsultationResult) -> dict:
    return {name: getattr(told, name) for name in ("ballots", "enrolled", "yes", "no", "abstain")}


def consulted(item: AgendaItem | None) -> Consulted | None:
    """What everybody was asked about this point; None when nobody was."""
    found = consultations_of([item] if item else []).get(item and item.pk)
    return found and Consulted(found, consultation_result(found))


def consulted_before(items: Iterable[AgendaItem], moment: datetime) -> dict[int, Consulted]:
    """{point: what everybody had answered about it when its session began}, whatever was asked since.

    Two queries, whatever the number of points.
    """
    found = {key: Consulted(row, consultation_result(row)) for key, row in consultations_of(items, moment).items()}
    return {key: row for key, row in found.items() if row.result is not None}


def consulted_in(session) -> list[Consulted]:
    """What everybody is asked, or was, about the points of a session. One query, and those of the results."""
    rows = with_subjects().filter(session=session, cancelled_at=None).order_by("pk")
    live = [row for row in named(rows) if row.state != ConsultationState.CANCELLED]
    return [Consulted(row, consultation_result(row)) for row in live]


def points_to_ask(session) -> list[AgendaItem]:
    """Points of the sent agenda on which everybody may still be asked, as the room reads them."""
    live = Consultation.objects.filter(session=session, cancelled_at=None).values("idea")
    rows = items_of(session).filter(idea__state=State.SCHEDULED, idea__session_url=session.get_absolute_url())
    return veiled(rows.exclude(idea__in=live))

"""What is read of field visits: the log, one visit, the answers still owed; hidden names are hidden in their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from ideas.models import Idea
from ideas.privacy import tell
from ideas.selectors import visible_to
from parkour.accounts.models import User
from parkour.core import clock
from parkour.engagements.models import OwedAnswer, Visit, VisitCapture
from parkour.engagements.reading import Words

LISTED, MOST_OWED = 40, 200


@dataclass(frozen=True)
class OwedRow:
    """An answer that is owed, or was given, as it is told."""

    owed: OwedAnswer
    question: str
    whom: str
    answer: str
    carries: bool = False

    @property
    def is_late(self) -> bool:
        """Owed since yesterday or longer: the day itself still belongs to it."""
        return self.owed.answered_on is None and self.owed.due_on < clock.today()


@dataclass(frozen=True)
class VisitRow:
    """A visit as it is told; `ideas`, with their `told`, those said there that the reader may read."""

    visit: Visit
    company: str
    words: str
    said: int
    still_owed: int
    ideas: Sequence[Idea] = field(default_factory=list)
    owed: Sequence[OwedRow] = field(default_factory=list)


def visits(reader: User, *, before: Visit | None = None, size: int = LISTED) -> tuple[list[VisitRow], bool]:
    """The log, the newest visit first, after `before`; and whether more follow."""
    rows = Visit.objects.order_by("-on", "-pk")
    if before is not None:
        rows = rows.filter(Q(on__lt=before.on) | Q(on=before.on, pk__lt=before.pk))
    keys = list(rows.values_list("pk", flat=True)[: size + 1])
    return told_visits(keys[:size], reader), len(keys) > size


def told_visits(keys: Iterable[int], reader: User) -> list[VisitRow]:
    """Visits as `reader` may read them, in the order of `keys`: as many statements for one as for many."""
    keys = list(keys)
    found = _with_what_was_said(Visit.objects.filter(pk__in=keys).select_related("site", "team", "by"))
    found = found.prefetch_related(Prefetch("owed", OwedAnswer.objects.order_by("due_on", "pk")))
    found = found.annotate(said=Count("captures"))
    by_key = {visit.pk: visit for visit in found}
    ideas = _told(by_key.values(), reader)
    shown = set(visible_to(reader).filter(pk__in=ideas).values_list("pk", flat=True)) if ideas else set()
    return [_visit(by_key[key], ideas, shown, reader) for key in keys if key in by_key]


def owed(reader: User, *, mine: bool = False) -> tuple[list[OwedRow], int]:
    """What is still owed to those met, the earliest day first, at most 200; and how many in all."""
    rows = OwedAnswer.objects.filter(answered_on=None).order_by("due_on", "pk")
    if mine:
        rows = rows.filter(visit__by=reader)
    count = rows.count()
    found = list(rows[:MOST_OWED])
    visited = _with_what_was_said(Visit.objects.filter(pk__in={row.visit_id for row in found}))
    by_key = {visit.pk: visit for visit in visited.select_related("site", "team", "by")}
    ideas = _told(by_key.values(), reader)
    for row in found:
        row.visit = by_key[row.visit_id]
    return [_owed(row, _words(row.visit, ideas, reader), reader) for row in found], count


def owed_row(one: OwedAnswer, reader: User) -> OwedRow:
    """One of them as `reader` may read it."""
    visit = _with_what_was_said(Visit.objects.select_related("site", "team", "by")).get(pk=one.visit_id)
    one.visit = visit
    return _owed(one, _words(visit, _told([visit], reader), reader), reader)


def still_owed(day: date) -> tuple[int, int]:
    """How many answers are owed, and how many of them are late on `day`. One statement."""
    counted = OwedAnswer.objects.filter(answered_on=None).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day))
    )
    return counted["all"], counted["late"]


def _with_what_was_said(visits: QuerySet) -> QuerySet:
    return visits.prefetch_related(Prefetch("captures", VisitCapture.objects.select_related("idea").order_by("pk")))


def _told(visits, reader) -> dict[int, Idea]:
    ideas = [row.idea for visit in visits for row in visit.captures.all()]
    return {idea.pk: idea for idea in tell(reader, ideas)}


def _words(visit, ideas, reader) -> Words:
    """Whoever went there wrote these words, and has to know to whom they owe an answer: nothing is hidden from them."""
    if visit.by_id == reader.pk:
        return Words()
    return Words(tuple(ideas[row.idea_id].told.hidden for row in visit.captures.all()))


def _visit(visit, ideas, shown, reader) -> VisitRow:
    words = _words(visit, ideas, reader)
    said = [ideas[row.idea_id] for row in visit.captures.all()]
    rows = [_owed(row, words, reader) for row in visit.owed.all()]
    return VisitRow(
        visit=visit,
        company=words.said(visit.company),
        words=words.said(visit.words),
        said=visit.said,
        still_owed=sum(row.owed.answered_on is None for row in rows),
        ideas=[idea for idea in said if idea.pk in shown],
        owed=rows,
    )


def _owed(one, words, reader) -> OwedRow:
    carries = reader.has_perm("engagements.carry_visit", one.visit)
    return OwedRow(one, words.said(one.question), words.said(one.whom), words.said(one.answer), carries)

"""What the committee decided, across its sessions: one line for each decision, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from committee.enums import SessionState
from committee.models import AgendaItem, Erratum, Session
from committee.models.session import house_zone
from committee.selectors.shared import saying_who_hides, veiled
from ideas.enums import BoardTab, DecisionOutcome
from ideas.models import Decision, Idea
from ideas.privacy import hides_somebody, prefetch_names, public_veil
from ideas.search import clean_search, exactly, matching
from ideas.selectors import visible_to
from parkour.accounts.models import User
from parkour.core.sheets import Cell

PAGE = 20
MOST_OWNERS = 200
CHUNK = 200
WIDTHS = (16, 50, 16, 24, 60, 24, 14, 14)


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty values look for nothing in particular. `owner`: key of a person."""

    q: str = ""
    outcome: str = ""
    year: int | None = None
    owner: int | None = None

    def __bool__(self):
        return bool(self.q or self.outcome or self.year or self.owner)


@dataclass(frozen=True)
class Decided:
    """One decision as anybody may read it. `corrected`: the words or the date are those of a correction."""

    item: AgendaItem
    decision: Decision
    corrected: bool

    @property
    def session(self) -> Session:
        return self.item.session

    @property
    def idea(self) -> Idea:
        return self.item.idea

    @property
    def title(self) -> str:
        return self.item.shared_title or self.idea.display_title

    @property
    def outcome(self) -> str:
        return DecisionOutcome(self.decision.outcome).label

    @property
    def reason(self) -> str:
        return self.item.veil.words(self.decision.reason)

    @property
    def owner(self) -> str:
        return self.item.shown_owner

    @property
    def due_on(self) -> date | None:
        return self.decision.due_on

    @property
    def key(self) -> tuple[datetime, int]:
        """Where the list goes on after it."""
        return self.item.decision.at, self.item.decision_id


def decided_for(person: User, wanted: Wanted, after: tuple[datetime, int] | None = None, size: int = PAGE):
    """One page of the decisions that `person` may read, and one line more if there is a next page.

    Who does not prepare sessions reads them once the minutes are published. A bounded number of queries.
    """
    rows = _looked_for(_readable(person), wanted)
    if after:
        moment, pk = after
        rows = rows.filter(Q(decision__at__lt=moment) | Q(decision__at=moment, decision__lt=pk))
    errata = Erratum.objects.filter(decision__isnull=False).select_related("decision").order_by("-number")
    rows = saying_who_hides(rows).select_related("session", "idea", "idea__site", "decision", "decision__owner")
    rows = rows.prefetch_related(Prefetch("errata", errata, to_attr="new_decisions"))
    items = veiled(rows.order_by("-decision__at", "-decision")[: size + 1])
    _hide_not_kept(items)
    return [_line(item) for item in items]


def _hide_not_kept(items):
    """As on the board, nobody reads who wrote what was not kept."""
    refused = [item for item in items if item.idea.board_tab == BoardTab.NOT_KEPT]
    prefetch_names([item.idea for item in refused])
    for item in refused:
        item.veil = public_veil(item.idea)
        item.shared_title = item.veil.words(item.idea.display_title)


def _line(item) -> Decided:
    last = next(iter(item.new_decisions), None)
    return Decided(item, last.decision if last else item.decision, last is not None)


def _readable(person):
    rows = AgendaItem.objects.filter(decision__isnull=False, idea__in=visible_to(person))
    if person.has_perm("committee.view_draft"):
        return rows
    return rows.filter(session__state=SessionState.MINUTES_PUBLISHED)


def _looked_for(rows, wanted):
    if typed := clean_search(wanted.q):
        rows = rows.filter(idea__in=matching(Idea.objects.all(), exactly(typed)))
    if wanted.outcome:
        rows = rows.filter(decision__outcome=wanted.outcome)
    if wanted.year:
        zone = house_zone()
        first, end = (datetime(year, 1, 1, tzinfo=zone) for year in (wanted.year, wanted.year + 1))
        rows = rows.filter(decision__at__gte=first, decision__at__lt=end)
    if wanted.owner:  # by an owner whose name is hidden nobody finds what they carry out
        rows = rows.filter(~hides_somebody("idea"), decision__owner=wanted.owner)
    return rows


def decided_years(person: User) -> list[int]:
    """Years of which `person` may read a decision, the latest first."""
    rows = _readable(person).annotate(year=ExtractYear("decision__at", tzinfo=house_zone()))
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def decided_owners(person: User) -> list[tuple[int, str]]:
    """(key, name) of those who carry out one that `person` may read, by name."""
    rows = _readable(person).filter(~hides_somebody("idea"), decision__owner__isnull=False)
    people = User.objects.filter(pk__in=rows.values("decision__owner"))
    return [(one.pk, str(one)) for one in people.order_by("last_name", "first_name", "pk")[:MOST_OWNERS]]


def decided_rows(person: User, wanted: Wanted) -> Iterator[tuple[Cell, ...]]:
    """The same as the rows of a file, its header first; read piece by piece."""
    yield (
        _("Reference"),
        _("Title"),
        _("Session"),
        _("Outcome"),
        _("Reason"),
        _("Carried out by"),
        _("Due"),
        _("Corrected"),
    )
    after, rows = None, True
    while rows:
        rows = decided_for(person, wanted, after, CHUNK)
        for row in rows[:CHUNK]:
            corrected = _("yes") if row.corrected else ""
            said = (str(row.outcome), row.reason, row.owner, row.due_on, corrected)
            yield (row.idea.reference, row.title, row.session.on, *said)
        if len(rows) <= CHUNK:
            return
        after = rows[CHUNK - 1].key

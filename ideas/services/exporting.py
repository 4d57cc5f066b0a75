"""The register as rows for a spreadsheet: what a reader may see of it, and an import that gives the same ideas back.

One table says the columns. A column that an import reads is named as `ideas.importing.headers` knows it, in both
languages; the first one tells that the texts are taken as they are written.
"""

import logging
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ideas.board import credit
from ideas.enums import OUT_OF_SIGHT, SENSITIVE_CHANNELS, BoardTab, IdeaKind, Origin, State, Visibility
from ideas.importing import headers
from ideas.importing.columns import LABELS
from ideas.models import Attachment, Authorship, Capture, Idea, IdeaEvent
from ideas.privacy import Veil, shared_veil, veil
from ideas.rules import reads_all
from ideas.services.importing import own_source
from ideas.tags import tag_names_of
from ideas.workflow import IMPORT_EVENT
from parkour.accounts.models import Role, User
from parkour.core.exceptions import NotAllowed
from parkour.core.parts import Part
from parkour.core.sheets import Cell
from parkour.organisation.models import Site

logger = logging.getLogger(__name__)

CHUNK = 500
HERE = ZoneInfo(settings.TIME_ZONE)
# The columns that a row says, and those by which the rules tell who may read a name.
IDEA = Part(
    Idea, "i",
    "reference", "external_id", "import_source", "kind", "title", "problem_text", "change_text", "restatement",
    "site_id", "submitted_at", "state", "state_since", "visibility", "board_tab", "redirected_to", "quick_win_owner_id",
    "merged_into_id", "support_count", "comment_count", "origin",
)  # fmt: skip
WROTE = Part(Authorship, "w", "idea_id", "person_id", "role", "merged_from_id")
PERSON = Part(User, "p", "email", "first_name", "last_name")
PEOPLE = [f"person__{name}" for name in PERSON.names]
# Rows are read as plain values: a register is long, and most of its rows need no object.
Row = namedtuple("Row", IDEA.names)
Wrote = namedtuple("Wrote", [*WROTE.names, *PEOPLE])
_l = gettext_lazy


@dataclass(frozen=True)
class ExportFilters:
    """Which ideas: empty means all. `since` and `until` are days, both included, on which they were sent.

    `hidden_names` asks for the names that their authors hid from their colleagues: for an officer only.
    """

    states: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    hidden_names: bool = False


class Labels(NamedTuple):
    """What is the same for every row, in the language of the reader: said once."""

    choices: dict[str, str]
    origins: dict[str, str]
    sites: dict[int, str]
    source: str


@dataclass(slots=True)
class Shown:
    """One idea with what the reader may know of its people, and what its import told."""

    idea: Row
    hidden: Veil
    people: list[Wrote]
    told: dict[str, str]
    files: list[str]
    typed_by: str
    tags: list[str]
    with_hidden_names: bool
    labels: Labels

    def words(self, text: str) -> str:
        return self.hidden.words(text)

    @property
    def author(self) -> str:
        hidden = {person.pk for person in self.hidden.hidden}
        names = [
            f"{wrote.person__first_name} {wrote.person__last_name}".strip()
            for wrote in self.people
            if wrote.person_id not in hidden
        ]
        if not names and self.idea.visibility == Visibility.ANONYMOUS:
            return _("Anonymous")
        # Nobody asked the authors of an earlier programme whether their names may go round.
        return ", ".join(names) or (self.told.get("author", "") if self.with_hidden_names else "")

    @property
    def sent_at(self) -> datetime:
        return self.idea.submitted_at.astimezone(HERE)

    @property
    def site(self) -> str:
        return self.labels.sites.get(self.idea.site_id) or self.told.get("site", "")


@dataclass(frozen=True)
class Column:
    """`width` is that of a workbook, in characters."""

    header: object
    value: Callable[[Shown], Cell]
    width: int = 16


COLUMNS = (
    Column(_l("Parkour reference"), lambda shown: shown.idea.reference),
    Column(LABELS[headers.EXTERNAL_ID], lambda shown: shown.idea.external_id or shown.idea.reference),
    Column(LABELS[headers.SOURCE], lambda shown: shown.idea.import_source or shown.labels.source, 22),
    Column(LABELS[headers.KIND], lambda shown: shown.labels.choices[shown.idea.kind]),
    Column(LABELS[headers.TITLE], lambda shown: shown.words(shown.idea.title), 40),
    Column(LABELS[headers.PROBLEM], lambda shown: shown.words(shown.idea.problem_text), 60),
    Column(LABELS[headers.CHANGE], lambda shown: shown.words(shown.idea.change_text), 60),
    Column(_l("Day"), lambda shown: shown.sent_at.date()),
    Column(
        format_lazy(_l("Sent at ({zone})"), zone=settings.TIME_ZONE), lambda shown: shown.sent_at.isoformat(), width=34
    ),
    Column(LABELS[headers.AUTHOR], lambda shown: shown.author, 26),
    Column(LABELS[headers.SITE], lambda shown: shown.site),
    Column(LABELS[headers.CATEGORY], lambda shown: shown.told.get("category", "")),
    Column(LABELS[headers.URL], lambda shown: shown.told.get("url", "")),
    Column(pgettext_lazy("column of a file", "State"), lambda shown: shown.labels.choices[shown.idea.state], 24),
    Column(
        format_lazy(_l("In this state since ({zone})"), zone=settings.TIME_ZONE),
        lambda shown: shown.idea.state_since.astimezone(HERE).isoformat(timespec="seconds"),
        width=34,
    ),
    Column(_l("Restated by the officer"), lambda shown: shown.words(shown.idea.restatement), 60),
    Column(_l("Number of supports"), lambda shown: shown.idea.support_count),
    Column(_l("Number of comments"), lambda shown: shown.idea.comment_count),
    Column(_l("Names of its files"), lambda shown: shown.words(", ".join(shown.files)), 40),
    Column(_l("How it came in"), lambda shown: shown.labels.origins[shown.idea.origin], 24),
    Column(_l("Typed by"), lambda shown: shown.typed_by, 26),
    Column(_l("Tags of the desk"), lambda shown: shown.words(", ".join(shown.tags)), 30),
)
WIDTHS = tuple(column.width for column in COLUMNS)


def export_ideas(filters: ExportFilters, *, by) -> Iterator[tuple[Cell, ...]]:
    """The header, then one row per idea that `by` may read, the oldest first, all as they stood at one moment.

    Rows are read by parts: the memory used does not grow with them. The journal notes who exported how many,
    and no name. Raises NotAllowed at once, before the first row is asked for.
    """
    if not by.has_perm("ideas.export_ideas"):
        raise NotAllowed(_("You may not export the contributions."))
    if filters.hidden_names and not by.has_perm("ideas.export_hidden_names"):
        raise NotAllowed(_("Only the improvement officer may export hidden names."))
    return _rows(filters, by)


def _rows(filters, by) -> Iterator[tuple[Cell, ...]]:
    count, values = 0, [column.value for column in COLUMNS]
    with one_moment():
        yield tuple(str(column.header) for column in COLUMNS)
        for shown in _shown(filters, by):
            yield tuple(value(shown) for value in values)
            count += 1
    logger.info("%s ideas exported by user %s, hidden names: %s", count, by.pk, filters.hidden_names)


def exported_ideas(filters: ExportFilters, *, by) -> QuerySet[Idea]:
    """The ideas that `by` may read and that `filters` keep. What was passed on in confidence is never among them."""
    ideas = Idea.objects.exclude(state__in=OUT_OF_SIGHT).exclude(redirected_to__in=SENSITIVE_CHANNELS)
    if not reads_all.test(by):
        ideas = ideas.exclude(board_tab=BoardTab.NONE)
    if filters.states:
        ideas = ideas.filter(state__in=filters.states)
    if filters.kinds:
        ideas = ideas.filter(kind__in=filters.kinds)
    if filters.since:
        ideas = ideas.filter(submitted_at__gte=_midnight(filters.since))
    if filters.until:
        ideas = ideas.filter(submitted_at__lt=_midnight(filters.until + timedelta(days=1)))
    return ideas


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _shown(filters: ExportFilters, by) -> Iterator[Shown]:
    labels = Labels(
        {choice.value: str(choice.label) for choice in (*State, *IdeaKind)},
        {choice.value: str(choice.label) for choice in Origin},
        dict(Site.objects.values_list("pk", "name")),
        own_source(),
    )
    reads_every_name, reads_tags = by.has_role(Role.OFFICER), by.has_perm("ideas.view_triage")
    rows, last = exported_ideas(filters, by=by).order_by("pk").values_list(*IDEA.names), 0
    while chunk := [Row._make(values) for values in rows.filter(pk__gt=last)[:CHUNK]]:
        people, unnamed, told, files, typed = _about(chunk)
        tags = tag_names_of(idea__gte=chunk[0].id, idea__lte=chunk[-1].id) if reads_tags else {}
        for row in chunk:
            capture = typed.get(row.id)
            unsaid = capture is not None and capture.names_somebody
            plain = row.visibility == Visibility.PUBLIC and row.id not in unnamed and not unsaid
            if plain and (reads_every_name or row.board_tab != BoardTab.NOT_KEPT):
                hidden = Veil()  # by the rules there is nobody to hide: no need to ask them of an object
            else:
                hidden = _hidden(_built(row, people[row.id], unnamed[row.id], capture), filters, by)
            facts = (
                told.get(row.id, {}),
                files[row.id],
                capture.by.get_full_name() if capture else "",
                tags.get(row.id, []),
            )
            yield Shown(row, hidden, people[row.id], *facts, filters.hidden_names, labels)
        last = chunk[-1].id


def _about(
    chunk: list[Row],
) -> tuple[dict[int, list[Wrote]], dict[int, list[Idea]], dict[int, dict], dict[int, list[str]], dict[int, Capture]]:
    """By idea: its authors, what was merged into it without a name, what its import told, the names of its files, how
    it was typed for somebody else.
    """
    # More than the chunk where the filters left some out: nobody asks for those.
    first, last = chunk[0].id, chunk[-1].id
    of_idea = {"idea__gte": first, "idea__lte": last}
    people, unnamed, files = (defaultdict(list) for _kind in range(3))
    credited = Authorship.objects.filter(**of_idea).order_by("role", "pk")
    for wrote in map(Wrote._make, credited.values_list(*WROTE.names, *PEOPLE)):
        people[wrote.idea_id].append(wrote)
    authors = Prefetch("authorships", Authorship.objects.select_related("person"))
    merged = Idea.objects.filter(merged_into__gte=first, merged_into__lte=last, visibility=Visibility.NAME_HIDDEN)
    for other in merged.select_related("capture__person").prefetch_related(authors):
        unnamed[other.merged_into_id].append(other)
    told = dict(IdeaEvent.objects.filter(**of_idea, name=IMPORT_EVENT).values_list("idea_id", "data"))
    for idea, name in Attachment.objects.filter(**of_idea, removed_at=None).values_list("idea", "name"):
        files[idea].append(name)
    typed = Capture.objects.filter(**of_idea).select_related("by", "person")
    return people, unnamed, told, files, {row.idea_id: row for row in typed}


def _built(row: Row, people: list[Wrote], unnamed: list[Idea], capture: Capture | None) -> Idea:
    """The idea as the rules about names want it: with its authors, how it was typed, and what was merged into it."""
    idea = credit(IDEA.build(row), people, WROTE, PERSON)
    idea._state.fields_cache["capture"] = capture
    idea.merged_unnamed = unnamed
    return idea


def _hidden(idea: Idea, filters: ExportFilters, by) -> Veil:
    """A file goes round: without a wish for them, the names that a shared text may not say stay out of it."""
    own = veil(by, idea)
    if filters.hidden_names:
        return own
    shared = shared_veil(idea)
    return Veil(tuple(dict.fromkeys(own.hidden + shared.hidden)), shared.unsaid) if own.hidden else shared


@contextmanager
def one_moment():
    """All statements see the register as it is now. Inside a transaction of the caller, as that one sees it."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield

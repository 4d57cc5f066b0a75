"""Bring the ideas of an earlier programme into the register: no promise, no mail, never twice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ideas.enums import Origin, State
from ideas.importing.rows import MAX_SOURCE, IdeaRow
from ideas.models import Idea, IdeaEvent, ImportBatch
from ideas.services.references import next_references
from ideas.workflow import IMPORT_EVENT
from parkour.core import clock
from parkour.core.copying import copy_rows, new_keys
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.organisation.models import Site

BATCH = 500


@dataclass(frozen=True)
class ImportOutcome:
    created: int
    already_present: int


def own_source() -> str:
    """What an export of this very place calls the source of the ideas that were born here."""
    return f"Parkour {urlsplit(settings.PARKOUR_BASE_URL).netloc}"[:MAX_SOURCE]


def clean_source(source: str) -> str:
    """`source` on one line. Raises InvalidInput when it is missing or too long."""
    source = " ".join(source.split())
    if not 0 < len(source) <= MAX_SOURCE:
        raise InvalidInput(_("Name where the ideas come from, in 80 characters at most."), field="source")
    return source


def import_rows(
    rows: Sequence[IdeaRow],
    *,
    source: str,
    by=None,
    progress: Callable[[int, int], None] | None = None,
    batch: ImportBatch | None = None,
    finish: Callable[[ImportOutcome], None] | None = None,
) -> ImportOutcome:
    """Create the ideas of `rows` that are not there yet from `source`: all of them or, on an error, none.

    An idea keeps its original date; without one it is dated of the import. A row that names its own source
    keeps it. `by` is None for the command line. `progress(done, total)` is called after each five hundred rows.
    The ideas belong to `batch`; `finish(outcome)` is called in the same transaction, and undoes all by raising.
    Raises InvalidInput (source), NotAllowed.
    """
    source = clean_source(source)
    if by is not None and not by.has_perm("ideas.import_ideas"):
        raise NotAllowed(_("You may not import ideas."))
    missing = missing_rows(rows, source)
    # In a transaction of their own: others who send an idea wait for the counter an instant, not for us.
    references = next_references(clock.today().year, len(missing)) if missing else []
    with transaction.atomic():
        _one_import_at_a_time(_sources(rows, source))
        missing = missing_rows(rows, source)
        _create(missing, references, source, by, batch, lambda done: progress and progress(done, len(missing)))
        outcome = ImportOutcome(created=len(missing), already_present=len(rows) - len(missing))
        if finish:
            finish(outcome)
    return outcome


def missing_rows(rows: Iterable[IdeaRow], source: str) -> list[IdeaRow]:
    """The rows whose ideas are not in the register."""
    sources = _sources(rows, source)
    ideas = Idea.objects.filter(import_source__in=sources).exclude(external_id="")
    present = set(ideas.values_list("import_source", "external_id"))
    if own_source() in sources:  # an export of ours comes home
        home = Idea.objects.filter(external_id="").values_list("reference", flat=True)
        present |= {(own_source(), reference) for reference in home}
    return [row for row in rows if (row.source_label or source, row.external_id) not in present]


def _sources(rows, source) -> list[str]:
    return sorted({row.source_label or source for row in rows})


def _one_import_at_a_time(sources: list[str]) -> None:
    """A second import of the same source waits here, then finds everything present."""
    with connection.cursor() as cursor:
        for source in sources:  # sorted: two imports never wait for each other in a circle
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import_rows:{source}"])


# The columns that a row of a file gives; the others keep their defaults.
IDEA_COLUMNS = (
    "id", "reference", "kind", "title", "problem_text", "change_text", "origin", "import_source", "external_id",
    "import_batch_id", "site_id", "state", "state_since", "created_at", "submitted_at",
)  # fmt: skip
EVENT_COLUMNS = ("idea_id", "name", "to_state", "actor_id", "data", "at")
ORIGIN, STATE = Origin.IMPORT.value, State.SUBMITTED.value


def _create(rows, references, source, by, batch, told) -> None:
    now, sites, batch_id = clock.now(), _sites_by_name(), batch and batch.pk
    keys, actor_id = new_keys(Idea, len(rows)), by and by.pk
    numbered = list(zip(keys, rows, references[: len(rows)], strict=True))
    for start in range(0, len(rows), BATCH):
        part = [
            (key, row, reference, row.source_label or source) for key, row, reference in numbered[start : start + BATCH]
        ]
        copy_rows(Idea, IDEA_COLUMNS, (_idea(*each, sites, now, batch_id) for each in part))
        copy_rows(
            IdeaEvent,
            EVENT_COLUMNS,
            ((key, IMPORT_EVENT, STATE, actor_id, _told(row, its_source), now) for key, row, _ref, its_source in part),
        )
        told(start + len(part))


def _sites_by_name() -> dict[str, int]:
    return {name.casefold(): pk for pk, *names in Site.objects.values_list("pk", "code", "name") for name in names}


def _idea(key, row: IdeaRow, reference, source, sites, now, batch_id) -> tuple:
    """The values of IDEA_COLUMNS."""
    written = row.created_at or now
    site_id = sites.get(row.site_label.casefold())
    words = (str(row.kind), row.title, row.problem_text, row.change_text)
    origin = (ORIGIN, source, row.external_id, batch_id, site_id)
    return (key, reference, *words, *origin, STATE, now, written, written)


def _told(row: IdeaRow, source) -> dict[str, str]:
    """What the file says beside the idea itself."""
    told = {
        "source": source,
        "author": row.author_label,
        "site": row.site_label,
        "category": row.category,
        "url": row.url,
    }
    return {key: value for key, value in told.items() if value}

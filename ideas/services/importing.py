"""Bring the ideas of an earlier programme into the register: no promise, no mail, never twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ideas.enums import Origin, State
from ideas.importing.rows import IdeaRow
from ideas.models import Idea, IdeaEvent
from ideas.services.references import next_references
from ideas.workflow import IMPORT_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.organisation.models import Site

BATCH = 500
SOURCE_LIMIT = 80


@dataclass(frozen=True)
class ImportOutcome:
    created: int
    already_present: int


def import_rows(
    rows: Sequence[IdeaRow], *, source: str, by=None, progress: Callable[[int, int], None] | None = None
) -> ImportOutcome:
    """Create the ideas of `rows` that are not there yet from `source`: all of them or, on an error, none.

    An idea keeps its original date; without one it is dated of the import. `by` is None for the command line.
    `progress(done, total)` is called after each batch, in rows. Raises InvalidInput (source), NotAllowed.
    """
    source = " ".join(source.split())
    if not 0 < len(source) <= SOURCE_LIMIT:
        raise InvalidInput(_("Name where the ideas come from, in 80 characters at most."), field="source")
    if by is not None and not by.has_perm("ideas.import_ideas"):
        raise NotAllowed(_("You may not import ideas."))
    missing = _missing(rows, source)
    # In a transaction of their own: others who send an idea wait for the counter an instant, not for us.
    references = next_references(clock.today().year, len(missing)) if missing else []
    with transaction.atomic():
        _one_import_at_a_time(source)
        missing = _missing(rows, source)
        _create(missing, references, source, by, lambda done: progress and progress(done, len(missing)))
    return ImportOutcome(created=len(missing), already_present=len(rows) - len(missing))


def _missing(rows, source) -> list[IdeaRow]:
    present = set(Idea.objects.filter(import_source=source).values_list("external_id", flat=True))
    return [row for row in rows if row.external_id not in present]


def _one_import_at_a_time(source) -> None:
    """A second import of the same source waits here, then finds everything present."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import_rows:{source}"])


def _create(rows, references, source, by, told) -> None:
    now, sites = clock.now(), _sites_by_name()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        ideas = Idea.objects.bulk_create(
            _idea(row, reference, source, sites, now)
            for row, reference in zip(batch, references[start : start + len(batch)], strict=True)
        )
        IdeaEvent.objects.bulk_create(_event(idea, row, by, now) for idea, row in zip(ideas, batch, strict=True))
        told(start + len(batch))


def _sites_by_name() -> dict[str, int]:
    return {name.casefold(): pk for pk, *names in Site.objects.values_list("pk", "code", "name") for name in names}


def _idea(row: IdeaRow, reference, source, sites, now) -> Idea:
    written = row.created_at or now
    return Idea(
        reference=reference,
        kind=row.kind,
        title=row.title,
        problem_text=row.problem_text,
        change_text=row.change_text,
        origin=Origin.IMPORT,
        import_source=source,
        external_id=row.external_id,
        site_id=sites.get(row.site_label.casefold()),
        state=State.SUBMITTED,
        state_since=now,
        created_at=written,
        submitted_at=written,
    )


def _event(idea: Idea, row: IdeaRow, by, now) -> IdeaEvent:
    told = {
        "source": idea.import_source,
        "author": row.author_label,
        "site": row.site_label,
        "category": row.category,
        "url": row.url,
    }
    return IdeaEvent(
        idea=idea,
        name=IMPORT_EVENT,
        to_state=State.SUBMITTED,
        actor=by,
        data={key: value for key, value in told.items() if value},
        at=now,
    )

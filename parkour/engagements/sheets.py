"""What is read of job sheets, as the reader may read them."""

from dataclasses import dataclass

from django.db.models import F

from ideas.models import Idea
from ideas.privacy import tell
from parkour.accounts.models import User
from parkour.engagements.models import Standard, StandardEdition

LISTED = 50


@dataclass(frozen=True)
class SheetRow:
    """One edition of a job sheet, in words without hidden names; `idea` with its `told`."""

    standard: Standard
    edition: StandardEdition
    idea: Idea
    title: str
    purpose: str
    steps: list[str]
    watch: str
    why: str

    @property
    def is_newest(self) -> bool:
        return self.edition.number == self.standard.version


def sheets(
    reader: User, *, closed: bool = False, after: int | None = None, size: int = LISTED
) -> tuple[list[SheetRow], bool]:
    """The newest edition of each sheet in use, or of those out of use, the newest first; and whether more follow."""
    rows = StandardEdition.objects.filter(number=F("standard__version"), standard__closed_at__isnull=not closed)
    rows = rows.select_related("standard__idea").order_by("-standard_id")
    found = list((rows if after is None else rows.filter(standard_id__lt=after))[: size + 1])
    return told_sheets(found[:size], reader), len(found) > size


def sheet_of(standard: Standard, reader: User, number: int | None = None) -> SheetRow | None:
    """The newest edition, or the one of this number; None where there is none."""
    rows = StandardEdition.objects.select_related("standard__idea").filter(standard=standard)
    found = rows.filter(number=standard.version if number is None else number).first()
    return told_sheets([found], reader)[0] if found else None


def told_sheets(editions: list[StandardEdition], reader: User) -> list[SheetRow]:
    """Editions as `reader` may read them: the statements of `ideas.privacy.tell`."""
    tell(reader, [edition.standard.idea for edition in editions])
    return [_row(edition) for edition in editions]


def _row(edition) -> SheetRow:
    idea = edition.standard.idea
    said = idea.told.hidden.words
    steps = [said(line) for line in edition.steps.split("\n")]
    return SheetRow(
        standard=edition.standard,
        edition=edition,
        idea=idea,
        title=said(edition.title),
        purpose=said(edition.purpose),
        steps=steps,
        watch=said(edition.watch),
        why=said(edition.why),
    )

"""Files that nobody sent, that were removed, or that an interrupted request left: forgotten with their bytes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ideas.models import Attachment, Draft
from ideas.services.attachments import DAY, FOLDER
from parkour.core import clock, private_files

IN_A_DRAFT = Exists(Draft.objects.filter(person=OuterRef("uploader"), key=OuterRef("draft_key")))


def sweep_files() -> int:
    """For the sweeper: forget uploads that no contribution and no draft took, files removed a day ago, and stray bytes.

    Returns how many rows and stray files it removed.
    """
    limit = clock.now() - DAY
    removed = sum(_forget(pk, limit) for pk in list(_to_forget(limit).values_list("pk", flat=True)))
    known = {name for names in Attachment.objects.values_list("stored_as", "small_as") for name in names if name}
    strays = private_files.strays(FOLDER, known, older_than=DAY)
    for name in strays:
        private_files.drop(name)
    return removed + len(strays)


def _to_forget(limit: datetime):
    return Attachment.objects.filter((Q(idea=None, created_at__lt=limit) & ~IN_A_DRAFT) | Q(removed_at__lt=limit))


@transaction.atomic
def _forget(pk, limit) -> int:
    """Delete one row unless somebody holds it, or has just sent or kept it; its files go once it has."""
    row = Attachment.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if row is None or not _to_forget(limit).filter(pk=pk).exists():
        return 0
    forget_rows([row])
    return 1


def forget_rows(rows: list[Attachment]) -> None:
    """Delete these rows; their bytes go once that is certain. For services, in their transaction."""
    names = [name for row in rows for name in (row.stored_as, row.small_as) if name]
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: [private_files.drop(name) for name in names])

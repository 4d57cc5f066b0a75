"""Photos and documents: received one by one, sent with a contribution or added to it, removed, put back.

A file is first its uploader's alone (a row without a contribution), waits in a draft if there is one, and is attached
in the transaction that sends what it belongs to: a refused text loses no file. Bytes are written before their row and
removed after it: what a crash leaves in between is a file without a row, which the sweep finds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.enums import FileKind, PhotoSlot
from ideas.files.errors import NotTaken
from ideas.files.reading import Read, read_file
from ideas.models import Attachment, Draft, Idea, IdeaEvent
from ideas.notifications import tell_officers
from ideas.services.lifecycle import lock
from ideas.validators import clean_text
from ideas.workflow import FILES_EVENT, PHOTOS_EVENT
from parkour.accounts.models import User
from parkour.accounts.rules import is_officer
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.core.text import UNSTORABLE

FOLDER = "attachments"
MEGABYTE = 1024 * 1024
FILE_LIMIT, DAY_LIMIT = 10 * MEGABYTE, 50 * MEGABYTE
MOST_FILES = 10  # of one contribution, its photos before and after left aside
ALT_LIMIT = 300
# A day for the limit, for an upload to be sent and for a removal to be taken back. What counts for the limit is never
# swept before it has ceased to count.
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class SentFile:
    """An upload that goes with a contribution; `alt` says what a photo shows."""

    key: UUID
    alt: str = ""


def upload_file(file: File, *, by: User, key: UUID | None = None) -> Attachment:
    """Read, check and keep `file` for `by` alone, until it is sent. The same `key` makes one.

    Raises NotAllowed; InvalidInput, at the field `file`, with one sentence for what is not taken.
    """
    if not by.has_perm("ideas.submit_idea"):
        raise NotAllowed(_("Sign in to send a contribution."))
    if known := _received_before(key, by):
        return known
    check_weight(file)
    _check_day(file.size, by)  # before the work of decoding; the check that counts is under the lock
    _check_drafts(file.size, by)
    try:
        data = file.read()
        read = read_file(data, UNSTORABLE.sub("", file.name or ""))
    except NotTaken as refused:
        raise InvalidInput(refused.message, field="file") from None
    return _keep(data, read, by, key or uuid4())


def check_weight(file: File) -> None:
    """Raise InvalidInput for more than a file may weigh, unread."""
    if file.size > FILE_LIMIT:
        raise InvalidInput(
            _("The file weighs %(size)s MB; the limit is %(limit)s MB.")
            % {"size": -(-file.size // MEGABYTE), "limit": FILE_LIMIT // MEGABYTE},
            field="file",
        )


def _check_day(size, by):
    rows = Attachment.objects.filter(uploader=by, created_at__gt=clock.now() - DAY)
    if (rows.aggregate(sent=Sum("size"))["sent"] or 0) + size > DAY_LIMIT:
        raise InvalidInput(
            _("In one day you can send %(limit)s MB of files: send this one tomorrow, or a smaller one.")
            % {"limit": DAY_LIMIT // MEGABYTE},
            field="file",
        )


def _check_drafts(size, by):
    """What waits in drafts is bounded too: it may wait for ninety days."""
    live = Draft.objects.filter(person=by, key=OuterRef("draft_key"), discarded_at=None)
    rows = Attachment.objects.filter(Exists(live), uploader=by)
    if (rows.aggregate(waiting=Sum("size"))["waiting"] or 0) + size > DAY_LIMIT:
        raise InvalidInput(
            _("Your drafts hold %(limit)s MB of files: send one of them, or delete one, then choose this file again.")
            % {"limit": DAY_LIMIT // MEGABYTE},
            field="file",
        )


def _received_before(key, by):
    """What this key made, sent since or not: a phone whose answer was lost asks again."""
    known = Attachment.objects.filter(key=key).first() if key else None
    if known and known.uploader_id != by.pk:
        raise InvalidInput(_("This file was already sent: choose it again to send it once more."), field="file")
    return known


@transaction.atomic
def _keep(data: bytes, read: Read, by: User, key: UUID) -> Attachment:
    """Write the bytes, then the row. One upload of a person after the other: the day is counted under their row."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if known := _received_before(key, by):  # the other of two attempts came first
        return known
    _check_day(len(data), by)
    return write(read, data, key=key, uploader=by, created_at=clock.now())


def write(read: Read, data: bytes, *, dated: datetime | None = None, **facts) -> Attachment:
    """The bytes, `dated` on the disk if need be, then their row with `facts`. For services, in their transaction."""
    picture, kept = read.picture, []
    try:
        for content in (picture.large, picture.small) if picture else (data,):
            kept.append(private_files.keep(ContentFile(content), FOLDER, dated=dated))
        return Attachment.objects.create(
            kind=FileKind.IMAGE if picture else FileKind.DOCUMENT,
            name=read.name,
            content_type=read.content_type,
            size=len(data),
            sha256=read.sha256,
            width=picture.width if picture else None,
            height=picture.height if picture else None,
            stored_as=kept[0],
            small_as=kept[1] if picture else "",
            **facts,
        )
    except Exception:
        for name in kept:
            private_files.drop(name)
        raise


def attach(idea: Idea, files: tuple[SentFile, ...], *, by: User) -> list[Attachment]:
    """Give a locked or new idea the uploads of `by`, in their order; those it has already stay. For services."""
    if not files:
        return []
    wanted = {file.key: file for file in files}
    rows = {row.key: row for row in Attachment.objects.select_for_update().filter(key__in=wanted, uploader=by)}
    new = [rows[key] for key in wanted if key in rows and rows[key].idea_id is None]
    there = [row for row in rows.values() if row.idea_id == idea.pk]
    if len(new) + len(there) < len(wanted):
        raise InvalidInput(_("A file is no longer there: choose it again."), field="files")
    facts = _of_idea(idea).aggregate(last=Max("position"))
    _check_room(idea, len(new))
    for position, row in enumerate(new, 1 + (-1 if facts["last"] is None else facts["last"])):
        row.idea, row.draft_key, row.position = idea, None, position
        row.alt = clean_text(wanted[row.key].alt, "files", limit=ALT_LIMIT)
    Attachment.objects.bulk_update(new, ["idea", "draft_key", "position", "alt"])
    return new


def _of_idea(idea):
    return Attachment.objects.filter(idea=idea, removed_at=None, slot="")


def _check_room(idea, more):
    if _of_idea(idea).count() + more > MOST_FILES:
        raise InvalidInput(
            _("A contribution holds %(limit)s files at most: leave some out.") % {"limit": MOST_FILES}, field="files"
        )


@transaction.atomic
def add_files(idea: Idea, files: tuple[SentFile, ...], *, by: User) -> list[Attachment]:
    """Add uploads of `by` to a contribution that was sent; the officer is told. Raises NotAllowed, InvalidInput."""
    if not by.has_perm("ideas.add_files", idea):
        raise NotAllowed(_("You may not add files here."))
    if not files:
        raise InvalidInput(_("Choose a photo or a document."), field="files")
    locked = lock(idea)
    if new := attach(locked, files, by=by):
        event = IdeaEvent.objects.create(
            idea=locked, name=FILES_EVENT, actor=by, at=clock.now(), data={"files": len(new)}
        )
        if not is_officer(by):
            tell_officers(
                locked,
                event,
                gettext_noop("Files were added: {reference}"),
                gettext_noop("There are new files about “{title}”."),
            )
    return new


@transaction.atomic
def place_photo(idea: Idea, slot: str, file: SentFile, *, by: User) -> Attachment:
    """Show an upload of `by` as the photo before or after, to everybody; the one that was there is removed.

    Raises NotAllowed, InvalidInput.
    """
    if not by.has_perm("ideas.pair_photos", idea):
        raise NotAllowed(_("Whoever carries it out, or the officer, shows it before and after."))
    locked, now = lock(idea), clock.now()
    row = Attachment.objects.select_for_update().filter(key=file.key, uploader=by, idea=None).first()
    if row is None:
        raise InvalidInput(_("A file is no longer there: choose it again."), field=slot)
    if not row.is_image:
        raise InvalidInput(_("Choose a photo: this file is a document."), field=slot)
    Attachment.objects.filter(idea=locked, slot=slot, removed_at=None).update(removed_at=now)
    row.idea, row.draft_key, row.slot, row.is_public = locked, None, PhotoSlot(slot), True
    row.alt = clean_text(file.alt, f"{slot}_alt", limit=ALT_LIMIT)
    row.save(update_fields=["idea", "draft_key", "slot", "is_public", "alt"])
    IdeaEvent.objects.create(idea=locked, name=PHOTOS_EVENT, actor=by, at=now, data={"slot": slot})
    return row


@transaction.atomic
def remove_file(file: Attachment, *, by: User) -> Attachment:
    """Nobody reads it any more; within a day it can be put back. Twice is once. Raises NotAllowed."""
    row = _hold(file, by)
    if row.removed_at is None:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
    return row


@transaction.atomic
def restore_file(file: Attachment, *, by: User) -> Attachment:
    """Put back what was removed. Twice is once. Raises NotAllowed, InvalidInput when its place is taken."""
    row = _hold(file, by)
    if row.removed_at is None:
        return row
    if row.slot and Attachment.objects.filter(idea=row.idea, slot=row.slot, removed_at=None).exists():
        raise InvalidInput(_("Another photo has taken its place: remove that one first."))
    if not row.slot:
        _check_room(row.idea, 1)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row


@transaction.atomic
def show_photo(file: Attachment, *, by: User, shown: bool) -> Attachment:
    """Show a photo to everybody once its contribution is on the board, or stop. Raises NotAllowed, InvalidInput."""
    if not by.has_perm("ideas.show_photo", file.idea):
        raise NotAllowed(_("Only the improvement officer chooses what is shown on the board."))
    if not file.is_image:
        raise InvalidInput(_("Choose a photo: this file is a document."))
    Attachment.objects.filter(pk=file.pk, removed_at=None).update(is_public=shown)
    file.is_public = shown
    return file


def _hold(file, by):
    """The row, read again, its contribution and itself locked. Raises NotAllowed."""
    idea = lock(file.idea)
    row = Attachment.objects.select_for_update().get(pk=file.pk)
    row.idea = idea
    if not by.has_perm("ideas.manage_file", row):
        raise NotAllowed(_("Whoever sent a file, or the officer, removes it."))
    return row

"""The photos and documents of one contribution, as one reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext as _

from ideas.enums import PhotoSlot
from ideas.models import Attachment, Authorship, Idea
from ideas.privacy import Veil
from parkour.accounts.models import User


@dataclass(frozen=True)
class ShownFile:
    """One file with the words about it that the reader may read; `can_manage`: remove it, or put it back."""

    file: Attachment
    name: str
    alt: str
    can_manage: bool = False

    @property
    def megabytes(self) -> float:
        return max(self.file.size / 1024 / 1024, 0.1)

    @property
    def is_removed(self) -> bool:
        return self.file.removed_at is not None


@dataclass(frozen=True)
class Gallery:
    """In the order they were sent. `removed`: what this reader may still put back."""

    photos: list[ShownFile] = field(default_factory=list)
    documents: list[ShownFile] = field(default_factory=list)
    before: ShownFile | None = None
    after: ShownFile | None = None
    removed: list[ShownFile] = field(default_factory=list)

    def __bool__(self):
        return any((self.sent, self.slots, self.removed))

    @property
    def sent(self) -> list[ShownFile]:
        """Those that came with the contribution or were added to it."""
        return [*self.photos, *self.documents]

    @property
    def slots(self) -> list[ShownFile]:
        return [shown for shown in (self.before, self.after) if shown]

    @property
    def pair(self) -> list[tuple[str, ShownFile | None]]:
        """(label, photo) of both slots; empty without any."""
        slots = [(PhotoSlot.BEFORE.label, self.before), (PhotoSlot.AFTER.label, self.after)]
        return slots if self.slots else []


def files_of(idea: Idea) -> list[Attachment]:
    """Files sent with `idea`, then those of contributions merged into it; removed ones too. One query, two at most."""
    rows = Attachment.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea)).select_related("idea")
    files = list(rows.order_by("position", "pk"))
    for file in files:
        if file.idea_id == idea.pk:
            file.idea = idea
        else:
            file.idea.merged_into = idea
    people = Prefetch("authorships", Authorship.objects.select_related("person"))
    prefetch_related_objects([file.idea for file in files if file.idea is not idea], people)
    return sorted(files, key=lambda file: file.idea_id != idea.pk)


def gallery_of(user: User, idea: Idea, hidden: Veil) -> Gallery:
    """Everything on the thread of `idea` that `user` may read."""
    files = files_of(idea)
    there = [_shown(user, file, hidden) for file in files if user.has_perm("ideas.read_file", file)]
    removed = [_shown(user, file, hidden) for file in files if file.removed_at]
    return replace(_arranged(there), removed=[shown for shown in removed if shown.can_manage])


def public_gallery_of(user: User, idea: Idea, hidden: Veil) -> Gallery:
    """The photos of `idea` that everybody sees on the board. Nobody's file is named or managed there."""
    files = [file for file in files_of(idea) if file.is_public and user.has_perm("ideas.read_file", file)]
    return _arranged([ShownFile(file, "", hidden.words(file.alt)) for file in files])


def _shown(user, file, hidden):
    manages = user.has_perm("ideas.manage_file", file)
    return ShownFile(file, hidden.words(file.name), hidden.words(file.alt), manages)


def _arranged(files):
    slots = {shown.file.slot: shown for shown in reversed(files) if shown.file.slot}
    photos = [shown for shown in files if shown.file.is_image and not shown.file.slot]
    photos = [
        shown if shown.alt else replace(shown, alt=_("Photo %(number)s") % {"number": number})
        for number, shown in enumerate(photos, 1)
    ]
    return Gallery(
        photos=photos,
        documents=[shown for shown in files if not shown.file.is_image],
        before=slots.get(PhotoSlot.BEFORE),
        after=slots.get(PhotoSlot.AFTER),
    )


def files_to_read(user: User, ideas: Iterable[Idea]) -> dict[int, list[Attachment]]:
    """{key of an idea: the files sent with it that `user` may read}, for several at once: two statements.

    Each idea has its authors and its action read. For the staff of a partner, one statement more per public photo.
    """
    known = {idea.pk: idea for idea in ideas}
    found: dict[int, list[Attachment]] = {pk: [] for pk in known}
    rows = Attachment.objects.filter(idea__in=known, removed_at=None).order_by("position", "pk")
    for file in rows:
        file.idea = known[file.idea_id]
        if user.has_perm("ideas.read_file", file):
            found[file.idea_id].append(file)
    return found

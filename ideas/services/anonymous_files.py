"""Files that come with anonymous feedback: nobody's, of a day, and without what tells who made them.

They come in the request that sends the words, or not at all: an upload that waits would be the row of somebody.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.files.base import File
from django.utils import translation
from django.utils.translation import gettext as _

from ideas.files.errors import NotTaken
from ideas.files.nameless import nameless
from ideas.files.reading import TYPES, Read, read_file
from ideas.models import Attachment, Idea
from ideas.services.attachments import check_weight, write
from parkour.core.exceptions import InvalidInput

MOST = 3
ENDINGS = {kind: ending for ending, kind in TYPES.items()}


@dataclass(frozen=True)
class Nameless:
    """What is kept of a file: bytes that were written again, under a name of ours; `read.sha256` is of those bytes."""

    read: Read
    data: bytes


def read_nameless(files: list[File]) -> list[Nameless]:
    """Each of `files` without what names anybody. Raises InvalidInput, at `files`, for the first that cannot be."""
    if len(files) > MOST:
        raise InvalidInput(
            _("Anonymous feedback holds %(limit)s files at most: leave some out.") % {"limit": MOST}, field="files"
        )
    taken = []
    for number, file in enumerate(files, 1):
        try:
            check_weight(file)
            taken.append(_read(file.read(), number))
        except (NotTaken, InvalidInput) as refused:
            words = _("File %(number)s: %(words)s") % {"number": number, "words": refused.message}
            raise InvalidInput(words, field="files") from None
    return taken


def _read(data, number):
    with translation.override(settings.LANGUAGE_CODE):  # the name tells no more than that
        read = read_file(data, "")
    if read.picture is None:
        kept = nameless(data, ENDINGS[read.content_type])
    else:
        kept = read.picture.large
    stem, _dot, ending = read.name.rpartition(".")
    return Nameless(replace(read, name=f"{stem} {number}.{ending}", sha256=sha256(kept).hexdigest()), kept)


def keep_nameless(idea: Idea, files: list[Nameless], *, day: datetime) -> list[Attachment]:
    """Give the new anonymous `idea` these files, of that day. For services, in their transaction."""
    facts = {"idea": idea, "uploader": None, "created_at": day}
    return [write(file.read, file.data, dated=day, position=position, **facts) for position, file in enumerate(files)]


def are_those_of(idea: Idea, files: list[Nameless]) -> bool:
    """Whether these are the files that `idea` came with."""
    kept = idea.attachments.filter(uploader=None).order_by("position", "pk").values_list("sha256", flat=True)
    return list(kept) == [file.read.sha256 for file in files]


def names_of(idea: Idea) -> list[str]:
    """The names of its files, as its author is told of them."""
    return [file.name for file in idea.attachments.filter(removed_at=None, slot="")]

"""Files that no address serves: kept under MEDIA_ROOT with a name nobody guesses, read by the product alone."""

import os
import secrets
from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

storage = FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def keep(file: File, folder: str, *, dated: datetime | None = None) -> str:
    """Write `file` into `folder` under a random name; return the name by which `read` and `drop` find it.

    `dated`: the moment that its folder tells instead of that of now.
    """
    name = storage.save(f"{folder}/{secrets.token_urlsafe(24)}", file)
    if dated is not None:
        os.utime(storage.path(name), (dated.timestamp(), dated.timestamp()))
    return name


def read(name: str) -> bytes:
    """The content of a kept file. Raises FileNotFoundError."""
    with storage.open(name) as file:
        return file.read()


def drop(name: str) -> None:
    """Remove a kept file; one that is no longer there is no fault."""
    storage.delete(name)


def strays(folder: str, known: set[str], *, older_than: timedelta) -> list[str]:
    """Files of `folder` that are not `known` and were written longer ago: what an interrupted request left."""
    if not storage.exists(folder):
        return []
    names = (f"{folder}/{name}" for name in storage.listdir(folder)[1])
    limit = timezone.now() - older_than
    return [name for name in names if name not in known and storage.get_modified_time(name) < limit]

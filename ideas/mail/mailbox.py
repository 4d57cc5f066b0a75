"""The mailbox of contributions, read by IMAP. A mail is marked as read once what became of it is committed."""

import logging
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.core.cache import cache
from imap_tools import A, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from redis.exceptions import RedisError

from parkour.core import clock

BOXES = {"imaps": MailBox, "imap+starttls": MailBoxStartTls, "imap": MailBoxUnencrypted}
AT_ONCE, SECONDS = 50, 20
LARGEST = 40 * 1024 * 1024  # ten files of the largest size do not fit into a mail of any server anyway
TROUBLE = "ideas:mailbox:trouble"
logger = logging.getLogger(__name__)


def read_mailbox(url: str, receive, too_large) -> int:
    """Give every unread mail to `receive(raw bytes)`, oldest first, at most `AT_ONCE`; return how many.

    `url` is imaps://name:password@host[:port]/folder (or imap, imap+starttls). Of a mail above `LARGEST` bytes
    only the head is given, to `too_large`. A failure is noted (`trouble_since`) and raised.
    """
    with _noted(), _open(url) as box:
        numbers = box.uids(A(seen=False))[:AT_ONCE]
        for uid in numbers:
            size = _size_of(box, uid)
            if size > LARGEST:
                too_large(_fetch(box, uid, "BODY.PEEK[HEADER]"))
            else:
                receive(_fetch(box, uid, "BODY.PEEK[]"))
            box.flag([uid], MailMessageFlags.SEEN, True)
        return len(numbers)


@contextmanager
def _noted():
    try:
        yield
    except Exception as error:
        cache.add(TROUBLE, clock.now(), timeout=None)  # since when
        logger.warning("the mailbox could not be read: %s", type(error).__name__)
        raise
    cache.delete(TROUBLE)


def trouble_since():
    """Since when the mailbox cannot be read (aware); None when it can, or when the cache that knows is away."""
    try:
        return cache.get(TROUBLE)
    except RedisError:
        return None


def _open(url):
    parts = urlsplit(url)
    box = BOXES[parts.scheme](parts.hostname, **({"port": parts.port} if parts.port else {}), timeout=SECONDS)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return box.login(unquote(parts.username or ""), unquote(parts.password or ""), initial_folder=folder)


def _size_of(box, uid) -> int:
    _status, lines = box.client.uid("fetch", uid, "(RFC822.SIZE)")
    text = b" ".join(line if isinstance(line, bytes) else line[0] for line in lines if line)
    return int(text.partition(b"RFC822.SIZE")[2].split(b")")[0].split()[0])


def _fetch(box, uid, what) -> bytes:
    _status, lines = box.client.uid("fetch", uid, f"({what})")
    return next(line[1] for line in lines if isinstance(line, tuple))

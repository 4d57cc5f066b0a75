"""Contributions that come by mail: taken at once from whoever we know, held for the officer from anybody else.

One mail is one row, found by its Message-ID: read twice, it is taken once. What it says is kept only while somebody
has to decide.
"""

import logging
from datetime import timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from ideas.enums import HeldBecause, MailFate, Origin
from ideas.incoming import TAKEN_BACK_FOR, said_in
from ideas.mail.reading import MailFile, ReadMail, read_mail
from ideas.models import Idea, IncomingMail
from ideas.services.attachments import MOST_FILES, SentFile, add_files, upload_file
from ideas.services.conversation import write_message
from ideas.services.submission import Submission, submit_idea
from ideas.validators import SHORTEST, TEXT_LIMIT, clean_text
from parkour.accounts.models import User
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import OutgoingMail

FOLDER = "mail"
MESSAGE_LIMIT = 5_000
NAMESPACE = UUID("6d2f0d0c-6a5e-4a5f-9a50-4c4d4c1f8a11")
# Who understands what a calendar program mails back to an invitation: the committee, which says so as it is loaded.
EVENT_REPLIES = []
logger = logging.getLogger(__name__)


def receive_mail(raw: bytes, *, head_only: bool = False) -> IncomingMail:
    """Take one mail as it came; the same Message-ID is one row, whatever came of it before.

    `head_only`: the mail was too large, `raw` is its head. Raises nothing for what somebody sent: a mail that cannot
    be dealt with is held, for the officer to look at.
    """
    read = read_mail(raw)
    if known := IncomingMail.objects.filter(key=read.key).first():
        return known
    if head_only:
        return _hold(read, raw, HeldBecause.LARGE)
    try:
        return _deal_with(read, raw)
    except Exception:
        if known := IncomingMail.objects.filter(key=read.key).first():  # another reader came first
            return known
        logger.exception("a mail could not be dealt with: it is held")
        return _hold(read, raw, HeldBecause.UNREADABLE)


def _deal_with(read, raw):
    if read.event_reply:
        return _take_event_reply(read)
    if read.automatic or read.sender == _own_address():
        return _settle(_new_row(read), MailFate.IGNORED)
    person = _colleague(read.sender)
    if person is None:
        return _hold(read, raw, HeldBecause.UNKNOWN)
    if not is_proven(read):
        return _hold(read, raw, HeldBecause.UNPROVEN)
    answered = _answered(read, person)
    with translation.override(person.locale):
        if answered:
            return _answer(read, answered, person)
        problem = problem_of(read)
        return _take(read, problem, by=person) if len(problem) >= SHORTEST else _hold(read, raw, HeldBecause.SHORT)


def _colleague(address) -> User | None:
    return User.objects.filter(email__iexact=address, is_active=True).first() if address else None


@transaction.atomic
def _take_event_reply(read) -> IncomingMail:
    """It answers an invitation if its sender is known and proven; it is never a contribution, nor held to be one."""
    person = _colleague(read.sender)
    if person and is_proven(read):
        for take in EVENT_REPLIES:
            take(person, read.event_reply)
    return _settle(_new_row(read), MailFate.IGNORED)


def _own_address():
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">").strip().lower()


def is_proven(read: ReadMail) -> bool:
    """Whether our own mail server vouches for the sender; always, where the settings name no such server.

    RFC 8601: only the result of a server that we know counts, for anybody writes such lines. It is the nearest one.
    """
    if not settings.MAIL_IN_AUTHSERV:
        return True
    nearest = next(iter(read.proofs), "").lower()
    server, _semicolon, results = nearest.partition(";")
    return server.split()[:1] == [settings.MAIL_IN_AUTHSERV.lower()] and "dmarc=pass" in results


def problem_of(read: ReadMail) -> str:
    """The text of the contribution: subject, then words; cut where a contribution ends."""
    return _cut(said_in(read.subject, read.text), TEXT_LIMIT)


def _cut(text, limit):
    note = "\n\n" + _("[The mail was longer.]")
    return text if len(text) <= limit else text[: limit - len(note)] + note


def _answered(read, person) -> Idea | None:
    """The contribution about which we wrote the mail that this one answers, if its sender may write there."""
    if not read.answers:
        return None
    ours = OutgoingMail.objects.filter(uuid__in=read.answers, recipient=person).select_related("notification")
    for mail in ours.order_by("-pk"):
        try:
            reference = resolve(mail.notification.url if mail.notification else "").kwargs.get("reference", "")
        except Resolver404:
            continue
        idea = Idea.objects.filter(reference=reference).first()
        if idea and person.has_perm("ideas.write_message", idea):
            return idea
    return None


def _take(read, problem, *, by, row=None) -> IncomingMail:
    """The contribution of `by`, and the row that says so, in one transaction; its files are kept before."""
    files, refused = _receive_files(read.files, read.key, by)
    text = _with_refusals(problem, refused, TEXT_LIMIT)
    with transaction.atomic():
        idea, _new = submit_idea(Submission(text, uuid5(NAMESPACE, read.key), files=files, origin=Origin.EMAIL), by=by)
        return _settle(row or _new_row(read), MailFate.TAKEN, idea)


def _answer(read, idea, person) -> IncomingMail:
    files, refused = _receive_files(read.files, read.key, person)
    body = _with_refusals(read.text or read.subject, refused, MESSAGE_LIMIT)
    with transaction.atomic():
        if body:
            write_message(idea, by=person, body=body)
        if files and person.has_perm("ideas.add_files", idea):
            add_files(idea, files, by=person)
        return _settle(_new_row(read), MailFate.ADDED, idea)


def _new_row(read):
    return IncomingMail(key=read.key, received_at=clock.now())


def _settle(row, fate, idea=None):
    """Nothing of the mail stays beside what it has become."""
    stored = row.stored_as
    row.fate, row.idea = fate, idea
    row.sender = row.sender_name = row.subject = row.text = row.stored_as = row.held_because = ""
    row.files = []
    row.save()
    if stored:
        transaction.on_commit(lambda: private_files.drop(stored))
    return row


def _receive_files(files: tuple[MailFile, ...], key, by) -> tuple[tuple[SentFile, ...], list[str]]:
    """(uploads of the files that are taken, one line for each that is not)."""
    taken, refused = [], []
    for number, file in enumerate(files):
        try:
            if len(taken) == MOST_FILES:
                raise InvalidInput(_("A contribution holds %(limit)s files at most.") % {"limit": MOST_FILES})
            content = ContentFile(file.data, name=file.name or _("file"))
            taken.append(SentFile(upload_file(content, by=by, key=uuid5(NAMESPACE, f"{key} {number}")).key))
        except InvalidInput as error:
            line = _("[File left out: %(name)s. %(reason)s]")
            refused.append(line % {"name": (file.name or _("file"))[:80], "reason": error.message})
    return tuple(taken), refused


def _with_refusals(text, refused, limit):
    lines = "".join(f"\n\n{line}" for line in refused[:MOST_FILES])
    return _cut(text, limit - len(lines)) + lines


@transaction.atomic
def _hold(read, raw, reason) -> IncomingMail:
    stored = private_files.keep(ContentFile(raw), FOLDER)
    try:
        with transaction.atomic():
            return IncomingMail.objects.create(
                key=read.key,
                fate=MailFate.HELD,
                held_because=reason,
                received_at=clock.now(),
                sender=read.sender,
                sender_name=read.sender_name,
                subject=read.subject,
                text=_cut(read.text, TEXT_LIMIT),
                files=[file.name[:120] for file in read.files],
                stored_as=stored,
            )
    except IntegrityError:
        private_files.drop(stored)
        return IncomingMail.objects.get(key=read.key)


# --- What the officer decides ---------------------------------------------------------------------


def accept_mail(mail: IncomingMail, *, by: User, person: User, text: str) -> Idea:
    """Make a contribution of `person` out of a held mail, with its files; they have the receipt and the answers.

    Raises NotAllowed, TransitionRefused when it was decided meanwhile, InvalidInput.
    """
    _permit(by)
    if not person.is_active:
        raise InvalidInput(_("This person no longer works here: choose somebody else."), field="person")
    text = clean_text(text, "text")
    if len(text) < SHORTEST:
        raise InvalidInput(_("Say what happens, in ten characters or more."), field="text")
    with transaction.atomic():
        row = _locked(mail)
        if row.fate != MailFate.HELD:
            raise TransitionRefused(_("This mail has been dealt with already."))
        row.decided_by, row.decided_at = by, clock.now()
        return _take(read_mail(private_files.read(row.stored_as)), text, by=person, row=row).idea


@transaction.atomic
def discard_mail(mail: IncomingMail, *, by: User) -> IncomingMail:
    """Nothing comes of it; for 30 days it can be taken back. Twice is once. Raises NotAllowed, TransitionRefused."""
    _permit(by)
    row = _locked(mail)
    if row.fate == MailFate.HELD:
        row.fate, row.decided_by, row.decided_at = MailFate.DISCARDED, by, clock.now()
        row.save(update_fields=["fate", "decided_by", "decided_at"])
    elif row.fate != MailFate.DISCARDED:
        raise TransitionRefused(_("This mail has been dealt with already."))
    return row


@transaction.atomic
def restore_mail(mail: IncomingMail, *, by: User) -> IncomingMail:
    """Take a discarded mail back. Twice is once. Raises NotAllowed, TransitionRefused."""
    _permit(by)
    row = _locked(mail)
    if row.fate == MailFate.DISCARDED and row.stored_as:
        row.fate, row.decided_by, row.decided_at = MailFate.HELD, None, None
        row.save(update_fields=["fate", "decided_by", "decided_at"])
    elif row.fate != MailFate.HELD:
        raise TransitionRefused(_("This mail has been dealt with already."))
    return row


def _permit(by):
    if not by.has_perm("ideas.sort_mail"):
        raise NotAllowed(_("Only the improvement officer decides what becomes of a mail."))


def _locked(mail):
    return IncomingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)


def forget_mails() -> int:
    """Forget what discarded mails said 30 days ago, and stray files; return how many mails."""
    old = IncomingMail.objects.filter(fate=MailFate.DISCARDED, decided_at__lte=clock.now() - TAKEN_BACK_FOR).exclude(
        stored_as=""
    )
    forgotten = 0
    for row in old:
        with transaction.atomic():
            locked = _locked(row)
            if locked.fate == MailFate.DISCARDED:
                _settle(locked, MailFate.DISCARDED)
                forgotten += 1
    known = set(IncomingMail.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for name in private_files.strays(FOLDER, known, older_than=timedelta(hours=24)):
        private_files.drop(name)
    return forgotten

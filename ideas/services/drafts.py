"""Contributions begun and not sent: kept, found again on another device, discarded, taken back, forgotten.

Their files are uploads of the person that name the key of the draft (`Attachment.draft_key`): they stay as long as the
draft does, go with the contribution that it becomes, and are swept once it is forgotten.
"""

from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.models import Attachment, Draft
from ideas.selectors import files_of_draft
from ideas.services.attachments import ALT_LIMIT, MOST_FILES, SentFile
from ideas.services.forgetting_files import forget_rows
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused

KEPT_FOR = timedelta(days=90)
UNDO_FOR = timedelta(days=1)
MOST = 50  # of one person
LIMITS = {"speaker": 10, "group_names": 300, "colleagues": 2_000, "campaign": 40, "site": 30}


@dataclass(frozen=True)
class DraftWords:
    """What a draft holds: the fields of the form, as far as they are filled in."""

    problem_text: str = ""
    change_text: str = ""
    speaker: str = ""
    group_names: str = ""
    colleagues: str = ""
    campaign: str = ""  # the codes of the address by which one came
    site: str = ""

    def cleaned(self) -> "DraftWords":
        """The same as it will be kept. Raises InvalidInput for what cannot be."""
        texts = {
            name: clean_text(text, name, **({"limit": LIMITS[name]} if name in LIMITS else {}))
            for name, text in asdict(self).items()
        }
        return DraftWords(**texts)

    @property
    def is_empty(self) -> bool:
        return not (self.problem_text or self.change_text or self.group_names or self.colleagues)


def words_of(draft: Draft) -> DraftWords:
    return DraftWords(**{field.name: getattr(draft, field.name) for field in fields(DraftWords)})


@transaction.atomic
def save_draft(
    words: DraftWords, *, key: UUID, version: int, by: User, files: tuple[SentFile, ...] | None = None
) -> Draft:
    """Keep the words under their key; `version` is the one this device knows, 0 when it knows none.

    `files` are the uploads that wait with them, in their order (None: those it has already): one that has not arrived
    yet is no obstacle, one that is left out goes its way. The same twice is once. Raises InvalidInput, NotAllowed,
    Conflict (another device wrote meanwhile: `current` is what stands), TransitionRefused (it was sent, or forgotten).
    """
    if not by.has_perm("ideas.submit_idea"):
        raise NotAllowed(_("Sign in to send a contribution."))
    words, wanted = words.cleaned(), None if files is None else _wanted(files, by)
    if words.is_empty and not wanted and (wanted is not None or not files_of_draft(by, key)):
        raise InvalidInput(_("There is nothing to keep yet."), field="problem_text")
    draft, new = _taken(words, key, version, by)
    held = [] if new else files_of_draft(by, key)
    same = wanted is None or _facts(held) == wanted
    if new or (same and words_of(draft) == words and draft.discarded_at is None):
        if new and not same:
            _hold(wanted, held, key, by)
        return draft
    if draft.version != version:
        raise Conflict(
            _("This draft was changed on another device. Here are both texts: choose, then save again."), current=draft
        )
    for name, text in asdict(words).items():
        setattr(draft, name, text)
    draft.version, draft.changed_at, draft.discarded_at = version + 1, clock.now(), None
    draft.save(update_fields=[*asdict(words), "version", "changed_at", "discarded_at"])
    if not same:
        _hold(wanted, held, key, by)
    return draft


def _wanted(files, by) -> list[tuple[UUID, str]]:
    """(key, words about it) of those that have arrived and were not sent, in the order asked for."""
    asked = {file.key: clean_text(file.alt, "files", limit=ALT_LIMIT) for file in files[:MOST_FILES]}
    there = Attachment.objects.select_for_update().filter(key__in=asked, uploader=by, idea=None)
    known = set(there.order_by("pk").values_list("key", flat=True))
    return [(key, alt) for key, alt in asked.items() if key in known]


def _facts(held) -> list[tuple[UUID, str]]:
    return [(row.key, row.alt) for row in held]


def _hold(wanted, held, key, by):
    """The uploads of the draft are these, in this order; another one is nobody's draft's from here, and is swept."""
    keys = [row.key for row in held]
    Attachment.objects.filter(uploader=by, key__in=set(keys) - {each for each, _alt in wanted}).update(draft_key=None)
    rows = {row.key: row for row in Attachment.objects.filter(uploader=by, key__in=[each for each, _alt in wanted])}
    for position, (each, alt) in enumerate(wanted):
        rows[each].draft_key, rows[each].position, rows[each].alt = key, position, alt
    Attachment.objects.bulk_update(rows.values(), ["draft_key", "position", "alt"])


def _taken(words, key, version, by):
    """(the draft of this key, locked, whether it is new)."""
    draft = Draft.objects.select_for_update().filter(person=by, key=key).first()
    if draft is None and version == 0:
        if Draft.objects.filter(person=by).count() >= MOST:
            raise InvalidInput(_("You have %(most)s drafts: send or delete one of them first.") % {"most": MOST})
        return Draft.objects.get_or_create(
            person=by, key=key, defaults=asdict(words) | {"changed_at": clock.now()}
        )  # another tab may have been quicker
    if draft is None:
        raise TransitionRefused(_("This draft was sent or deleted elsewhere. Your text is still here."))
    return draft, False


def discard_draft(draft: Draft, *, by: User) -> None:
    """The person wants it no more; it can be taken back for a day. Twice is once. Raises NotAllowed."""
    _own(draft, by).filter(discarded_at=None).update(discarded_at=clock.now())


def restore_draft(draft: Draft, *, by: User) -> None:
    """Take a discarded draft back. Twice is once. Raises NotAllowed."""
    _own(draft, by).update(discarded_at=None)


def _own(draft, by):
    if draft.person_id != by.pk:
        raise NotAllowed(_("A draft belongs to the one who writes it."))
    return Draft.objects.filter(pk=draft.pk)


def become_contribution(key: UUID | None, *, by: User) -> None:
    """The draft of this key is sent: it goes, in the transaction that makes the contribution."""
    if key is not None:
        Draft.objects.filter(person=by, key=key).delete()


@transaction.atomic
def forget_draft(key: UUID, *, by: User, files: tuple[UUID, ...] = ()) -> None:
    """Nothing of it stays, nor of these uploads, and it cannot be taken back: what it said is said anonymously.

    Twice is once.
    """
    Draft.objects.filter(person=by, key=key).delete()
    mine = Attachment.objects.select_for_update().filter(Q(draft_key=key) | Q(key__in=files), uploader=by, idea=None)
    forget_rows(list(mine))


def forget_old_drafts() -> int:
    """Delete what nobody has touched for ninety days, and what was discarded a day ago; return how many."""
    now = clock.now()
    old, _rows = Draft.objects.filter(changed_at__lte=now - KEPT_FOR).delete()
    discarded, _rows = Draft.objects.filter(discarded_at__lte=now - UNDO_FOR).delete()
    return old + discarded

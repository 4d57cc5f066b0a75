"""The reasons of the desk: written, changed, put out of use; never removed, for they are counted."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.answer_words import unknown_variables
from ideas.models import Reason
from ideas.models.reason import CODES
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed

NAME_LIMIT, TEXT_LIMIT, MOST = 80, 2000, 20


@transaction.atomic
def write_reason(
    *,
    by,
    name: str,
    text_fr: str,
    text_en: str,
    outcome: str = "",
    code: str = "",
    is_active: bool = True,
    reason: Reason | None = None,
    version: int | None = None,
) -> Reason:
    """A new one, or `reason` changed: what it belongs to stays. Raises NotAllowed, InvalidInput with the field,
    Conflict when `version` is not the current one.
    """
    if not by.has_perm("ideas.manage_words"):
        raise NotAllowed(_("Only officers and administrators write reasons."))
    name = clean_text(name, "name", limit=NAME_LIMIT)
    if not name:
        raise InvalidInput(_("Give it a name: you choose by it."), field="name")
    texts = {"text_fr": _words(text_fr, "text_fr"), "text_en": _words(text_en, "text_en")}
    row = _locked(reason, version) if reason else Reason(outcome=outcome, code=_code(outcome, code))
    if is_active and not row.is_active or not row.pk:
        _check_room(row)
    row.name, row.is_active, row.by, row.changed_at = name, is_active, by, clock.now()
    row.text_fr, row.text_en = texts["text_fr"], texts["text_en"]
    row.save()
    return row


def _words(text, field):
    text = clean_text(text, field, limit=TEXT_LIMIT)
    if not text:
        raise InvalidInput(_("Write a few words."), field=field)
    if unknown := unknown_variables(text):
        sentence = _("This stands between braces and is replaced by nothing: %(names)s.")
        raise InvalidInput(sentence % {"names": ", ".join(f"{{{one}}}" for one in unknown)}, field=field)
    return text


def _code(outcome, code):
    if outcome not in CODES:
        raise InvalidInput(_("Choose the outcome."), field="outcome")
    if code not in CODES[outcome]:
        raise InvalidInput(_("Choose what it belongs to, among those of its outcome."), field="code")
    return code


def _check_room(row):
    if Reason.objects.filter(outcome=row.outcome, code=row.code, is_active=True).count() >= MOST:
        raise InvalidInput(_("Twenty of one kind are enough: put one of them out of use."), field="name")


def _locked(reason, version):
    row = Reason.objects.select_for_update(of=("self",)).get(pk=reason.pk)
    if version is not None and version != row.version:
        raise Conflict(_("Somebody has changed this reason meanwhile."), current=row)
    row.version += 1
    return row

"""Ready words that officers write for themselves, beside those of the product."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ideas.answer_words import unknown_variables
from ideas.enums import Outcome
from ideas.models import AnswerTemplate
from ideas.models.answer_template import LANGUAGES
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed

NAME_LIMIT, BODY_LIMIT, MOST = 80, 5000, 20


@transaction.atomic
def write_template(
    *,
    by,
    name: str,
    body: str,
    outcome: str = "",
    language: str = "",
    is_active: bool = True,
    is_first: bool = False,
    template: AnswerTemplate | None = None,
    version: int | None = None,
) -> AnswerTemplate:
    """A new one, or `template` changed: its outcome and language stay. Raises NotAllowed, InvalidInput with the field,
    Conflict when `version` is not the current one.

    Proposed first, it takes the place of the one that was.
    """
    _permit(by)
    name = clean_text(name, "name", limit=NAME_LIMIT)
    body = clean_text(body, "body", limit=BODY_LIMIT)
    if not name:
        raise InvalidInput(_("Give it a name: you choose by it."), field="name")
    if not body:
        raise InvalidInput(_("Write a few words."), field="body")
    if unknown := unknown_variables(body):
        sentence = _("This stands between braces and is replaced by nothing: %(names)s.")
        raise InvalidInput(sentence % {"names": ", ".join(f"{{{one}}}" for one in unknown)}, field="body")
    if is_first and not is_active:
        raise InvalidInput(_("What is proposed first is in use."), field="is_first")
    row = _locked(template, version) if template else _new(outcome, language)
    if is_first:
        others = AnswerTemplate.objects.filter(outcome=row.outcome, language=row.language, is_first=True)
        others.exclude(pk=row.pk).update(is_first=False, version=F("version") + 1)
    row.name, row.body, row.is_active, row.is_first = name, body, is_active, is_first
    row.by, row.changed_at = by, clock.now()
    row.save()
    return row


def _permit(by):
    if not by.has_perm("ideas.manage_words"):
        raise NotAllowed(_("Only officers and administrators write ready words."))


def _new(outcome, language):
    if outcome not in Outcome.values:
        raise InvalidInput(_("Choose the outcome."), field="outcome")
    if language not in LANGUAGES:
        raise InvalidInput(_("Choose the language."), field="language")
    if AnswerTemplate.objects.filter(outcome=outcome, language=language, is_active=True).count() >= MOST:
        raise InvalidInput(_("Twenty for one outcome are enough: put one of them out of use."), field="name")
    return AnswerTemplate(outcome=outcome, language=language)


def _locked(template, version):
    row = AnswerTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if version is not None and version != row.version:
        raise Conflict(_("Somebody has changed these words meanwhile."), current=row)
    row.version += 1
    return row


@transaction.atomic
def restore_default(*, by, outcome: str, language: str) -> int:
    """The words of the product are proposed first again; those that were stay to choose from. How many stepped back."""
    _permit(by)
    first = AnswerTemplate.objects.filter(outcome=outcome, language=language, is_first=True)
    return first.update(is_first=False, version=F("version") + 1)


def count_use(key: str) -> None:
    """An answer has left with the template of this key; any other text counts nothing."""
    if key.isdecimal() and len(key) < 10:
        AnswerTemplate.objects.filter(pk=int(key)).update(uses=F("uses") + 1)

"""The sheet of an action: written whole, by its owner or the officer."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import NextStep, State
from ideas.models import Action, ActionSheet, IdeaEvent
from ideas.privacy import veil
from ideas.services.lifecycle import lock
from ideas.sheet import MOST_WHYS, whys
from ideas.validators import clean_text
from ideas.workflow import SHEET_EVENT
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused

TEXT_LIMIT, LINE_LIMIT = 2000, 300
LIMITS = {
    "situation": TEXT_LIMIT,
    "target": LINE_LIMIT,
    "causes": TEXT_LIMIT,
    "countermeasure": TEXT_LIMIT,
    "side_effects": TEXT_LIMIT,
    "next_words": LINE_LIMIT,
}
WITH_SHEET = frozenset(
    {State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED, State.CLOSED}
)


@dataclass(frozen=True)
class SheetWords:
    """What one writes on the sheet; all of it is replaced."""

    situation: str = ""
    target: str = ""
    target_on: date | None = None
    causes: str = ""
    countermeasure: str = ""
    side_effects: str = ""
    next_step: str = ""
    next_words: str = ""


@transaction.atomic
def write_sheet(action: Action, words: SheetWords, *, by, version: int | None = None) -> ActionSheet:
    """Write the sheet of `action`; everything on it is replaced. `version` is that of the sheet that was read, 0 for
    none; without it, nothing is compared.

    Raises NotAllowed, InvalidInput with the field, TransitionRefused once the action is given up, and Conflict when
    somebody wrote meanwhile, with the sheet as it stands.
    """
    idea = lock(action.idea)
    if not by.has_perm("ideas.update_action", idea):
        raise NotAllowed(_("Only the owner or the officer writes the sheet of this action."))
    if idea.state not in WITH_SHEET:
        raise TransitionRefused(_("This action has ended: nothing changes any more."))
    sheet = ActionSheet.objects.filter(action=action).first()
    if version is not None and version != (sheet.version if sheet else 0):
        sentence = _("Somebody wrote this sheet meanwhile: it is shown on the page. Send yours again to replace it.")
        raise Conflict(sentence, current=sheet)
    facts = _unmasked(_checked(words), sheet, veil(by, idea)) | {
        "by": by,
        "at": clock.now(),
        "version": sheet.version + 1 if sheet else 1,
    }
    written, _new = ActionSheet.objects.update_or_create(action=action, defaults=facts)
    IdeaEvent.objects.create(idea=idea, name=SHEET_EVENT, actor=by, at=clock.now(), is_internal=True)
    return written


def _unmasked(facts, sheet, hidden):
    """What `by` was shown without a name and left as it was keeps that name."""
    kept = {name: hidden.as_kept(getattr(sheet, name), facts[name]) for name in LIMITS} if sheet else {}
    return facts | kept


def _checked(words):
    facts = {name: clean_text(getattr(words, name), name, limit=limit) for name, limit in LIMITS.items()}
    if len(whys(facts["causes"])) > MOST_WHYS:
        sentence = _("Write at most %(most)s whys, one a line: the last one is the cause.") % {"most": MOST_WHYS}
        raise InvalidInput(sentence, field="causes")
    if words.target_on and not facts["target"]:
        raise InvalidInput(_("Say what is reached on that day."), field="target")
    if words.next_step and words.next_step not in NextStep.values:
        raise InvalidInput(_("Say what comes next."), field="next_step")
    if facts["next_words"] and not words.next_step:
        raise InvalidInput(_("Choose what comes next, then say it in words."), field="next_step")
    return facts | {"target_on": words.target_on, "next_step": words.next_step}

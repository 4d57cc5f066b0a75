"""Job sheets: published from a contribution that is done, written again as a new edition, out of use and back."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.services.lifecycle import take as take_idea
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import Standard, StandardEdition
from parkour.engagements.models.standards import PURPOSE, STEPS, TITLE, WATCH, WHY
from parkour.engagements.services.irritants import one_line

MOST_STEPS = 30


@dataclass(frozen=True)
class Sheet:
    """What a job sheet says; `steps` one on each line."""

    title: str
    purpose: str
    steps: str
    watch: str = ""


@transaction.atomic
def publish_standard(sheet: Sheet, *, idea: Idea, by: User) -> Standard:
    """The first edition, from a contribution that is done and on the board.

    Raises NotAllowed, InvalidInput, TransitionRefused (it has a sheet).
    """
    permit(by)
    idea = take_idea(idea)
    if not by.has_perm("engagements.read_success", idea):
        raise NotAllowed(_("Only what is done, and on the board, becomes a standard."))
    if Standard.objects.filter(idea=idea).exists():
        raise TransitionRefused(_("This contribution has its standard already: write that one again."))
    plain = _checked(sheet)
    made = Standard.objects.create(idea=idea)
    _edition(made, plain, "", by)
    return made


@transaction.atomic
def rewrite_standard(standard: Standard, sheet: Sheet, *, why: str, by: User, version: int) -> Standard:
    """A new edition, with the reason; none when nothing changes. Earlier ones stay readable.

    Raises NotAllowed, InvalidInput, Conflict (changed meanwhile), TransitionRefused (out of use).
    """
    permit(by)
    kept = take(standard)
    if kept.closed_at is not None:
        raise TransitionRefused(_("This standard is out of use: take it up again first."))
    if kept.version != version:
        raise Conflict(
            _("Somebody changed this standard meanwhile. What you typed is still here: compare, then save again."),
            current=kept,
        )
    plain = _checked(sheet)
    now = kept.editions.get(number=kept.version)
    if all(getattr(now, name) == value for name, value in plain.items()):
        return kept
    why = one_line(why, "why", WHY, _("Say why the standard changes."))
    kept.version += 1
    kept.save(update_fields=["version"])
    _edition(kept, plain, why, by)
    return kept


@transaction.atomic
def close_standard(standard: Standard, *, by: User, closed: bool = True) -> Standard:
    """Out of use, or (`closed` False) in use again. Twice is once. Raises NotAllowed."""
    permit(by)
    kept = take(standard)
    if (kept.closed_at is not None) != closed:
        kept.closed_at = clock.now() if closed else None
        kept.save(update_fields=["closed_at"])
    return kept


def permit(by: User) -> None:
    """Raise NotAllowed unless this person writes standards."""
    if not by.has_perm("engagements.write_standard"):
        raise NotAllowed(_("Standards are written by the improvement officer."))


def take(standard: Standard) -> Standard:
    """The standard, locked until the end of the transaction."""
    return Standard.objects.select_for_update().get(pk=standard.pk)


def _edition(standard, plain, why, by) -> StandardEdition:
    facts = {"standard": standard, "number": standard.version, "why": why, "by": by, "at": clock.now()}
    return StandardEdition.objects.create(**facts, **plain)


def _checked(sheet) -> dict:
    plain = asdict(sheet)
    plain["title"] = one_line(sheet.title, "title", TITLE, _("Give the standard a title."))
    plain["purpose"] = one_line(sheet.purpose, "purpose", PURPOSE, _("Say what it is for."))
    lines = [" ".join(line.split()) for line in clean_text(sheet.steps, "steps", limit=STEPS).split("\n")]
    lines = [line for line in lines if line]
    if not 1 <= len(lines) <= MOST_STEPS:
        raise InvalidInput(_("From one to %(most)s steps, one on each line.") % {"most": MOST_STEPS}, field="steps")
    return plain | {"steps": "\n".join(lines), "watch": clean_text(sheet.watch, "watch", limit=WATCH)}

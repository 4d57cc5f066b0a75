"""The register of irritants: noted, corrected, put aside, taken up again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.selectors import visible_to
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import Irritant
from parkour.engagements.models.engagements import TITLE_LIMIT, WHY_LIMIT, WORDS_LIMIT
from parkour.indicators.models import Attention
from parkour.journeys.models import Stage

MOST_IDEAS = 50


@dataclass(frozen=True)
class IrritantFacts:
    """What is said of an irritant; `ideas` are those the person may read."""

    title: str
    attention: str
    words: str = ""
    stage: Stage | None = None
    ideas: Iterable[Idea] = ()


@transaction.atomic
def write_irritant(facts: IrritantFacts, *, by: User, irritant: Irritant | None = None, version: int = 0) -> Irritant:
    """Note an irritant, or correct one. Raises NotAllowed, InvalidInput, Conflict (changed meanwhile),
    TransitionRefused (put aside).
    """
    permit(by)
    ideas = list(facts.ideas)
    if any(not by.has_perm("ideas.view_idea", idea) for idea in ideas):
        raise NotAllowed(_("You may not read one of these contributions."))
    kept = None if irritant is None else take(irritant)
    plain = _checked(facts, ideas, kept)
    if kept is None:
        kept = Irritant.objects.create(noted_by=by, noted_at=clock.now(), **plain)
    else:
        refuse_put_aside(kept)
        if kept.version != version:
            raise Conflict(
                _("Somebody changed this irritant meanwhile. What you typed is still here: compare, then save again."),
                current=kept,
            )
        for name, value in plain.items():
            setattr(kept, name, value)
        kept.version += 1
        kept.save(update_fields=[*plain, "version"])
    # Those that this person may not read say so still: nobody takes away what they do not see.
    kept.ideas.set([*ideas, *kept.ideas.exclude(pk__in=visible_to(by).values("pk"))])
    return kept


@transaction.atomic
def put_aside(irritant: Irritant, *, why: str, by: User) -> Irritant:
    """Nothing is promised about it, and why. Raises NotAllowed, InvalidInput, TransitionRefused (a promise goes on)."""
    permit(by)
    kept = take(irritant)
    refuse_put_aside(kept)
    why = one_line(why, "why", WHY_LIMIT, _("Say why it is put aside."))
    if kept.engagements.filter(withdrawn_at=None).exists():
        raise TransitionRefused(_("Something is promised about it: withdraw the promise first."))
    kept.closed_at, kept.closed_why = clock.now(), why
    kept.save(update_fields=["closed_at", "closed_why"])
    return kept


@transaction.atomic
def take_up(irritant: Irritant, *, by: User) -> Irritant:
    """Take up again what was put aside. Twice is once. Raises NotAllowed."""
    permit(by)
    kept = take(irritant)
    if kept.closed_at is not None:
        kept.closed_at, kept.closed_why = None, ""
        kept.save(update_fields=["closed_at", "closed_why"])
    return kept


def permit(by: User) -> None:
    """Raise NotAllowed unless this person keeps the register."""
    if not by.has_perm("engagements.write"):
        raise NotAllowed(_("The register is kept by the improvement officer."))


def take(irritant: Irritant) -> Irritant:
    """The irritant, locked until the end of the transaction."""
    return Irritant.objects.select_for_update().get(pk=irritant.pk)


def refuse_put_aside(irritant: Irritant) -> None:
    """Raise TransitionRefused when it was put aside."""
    if irritant.closed_at is not None:
        raise TransitionRefused(_("This irritant was put aside: take it up again first."))


def one_line(text: str, field: str, limit: int, missing: str) -> str:
    """`text` on one line. Raises InvalidInput with `missing` when nothing is left, or when it is too long."""
    text = " ".join(clean_text(text, field, limit=limit).split())
    if not text:
        raise InvalidInput(missing, field=field)
    return text


def _checked(facts, ideas, kept) -> dict:
    title = one_line(facts.title, "title", TITLE_LIMIT, _("Say in a few words what irritates."))
    words = clean_text(facts.words, "words", limit=WORDS_LIMIT)
    if facts.attention not in Attention.values:
        raise InvalidInput(_("Choose one of the answers shown."), field="attention")
    stage = facts.stage
    if stage is not None and stage.closed_at is not None and (kept is None or kept.stage_id != stage.pk):
        raise InvalidInput(_("This stage is out of use: choose another one."), field="stage")
    if len(ideas) > MOST_IDEAS:
        raise InvalidInput(_("%(most)s contributions at most.") % {"most": MOST_IDEAS}, field="ideas")
    return {"title": title, "words": words, "attention": facts.attention, "stage": facts.stage}

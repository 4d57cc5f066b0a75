"""What is written in a workshop: silent ideas, groups, variants, dots, the five whys.

Every service locks the workshop first: whoever writes at the last moment is before the end of the step, or refused.
"""

from datetime import timedelta
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from committee.models import Dots, EmptyPlace, IdeaGroup, SilentIdea, Variant, Workshop
from committee.models.workshop import (
    GROUP_LIMIT,
    IDEA_LIMIT,
    VARIANT_LIMIT,
    VARIANT_TITLE_LIMIT,
    WHY_LIMIT,
)
from committee.services.common import permit
from committee.services.workshops import lock_workshop, note
from committee.workshop_steps import DOTS_ON_ONE, VariantScope, WorkshopStep, lines_of
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

# As many variants as one vote of the committee takes (`committee.methods.rules.MOST_OPTIONS`).
MOST_IDEAS, MOST_GROUPS, MOST_VARIANTS, WHYS = 30, 20, 20, 5
TEXT_LIMIT = 5000  # of what is sent at once


def at_step(workshop: Workshop, *steps: str) -> Workshop:
    """The workshop, locked, at one of these steps. Raises TransitionRefused at any other."""
    locked = lock_workshop(workshop)
    if locked.step not in steps:
        raise TransitionRefused(
            _("The workshop is at the step “%(step)s” now: this is no longer possible.")
            % {"step": locked.get_step_display()}
        )
    return locked


@transaction.atomic
def write_ideas(workshop: Workshop, *, by, text: str) -> int:
    """Write one's ideas, one a line; the same again is once. Returns how many are new.

    Raises NotAllowed, TransitionRefused outside of the step, InvalidInput.
    """
    permit(by, "join_workshop", workshop)
    lines = lines_of(clean_text(text, "text", limit=TEXT_LIMIT))
    if not lines:
        raise InvalidInput(_("Write an idea."), field="text")
    if any(len(line) > IDEA_LIMIT for line in lines):
        raise InvalidInput(
            _("An idea is short: %(limit)s characters at most, one idea a line.") % {"limit": IDEA_LIMIT}, field="text"
        )
    locked = at_step(workshop, WorkshopStep.IDEAS)
    own = set(locked.silent_ideas.filter(person=by).values_list("text", flat=True))
    new = [line for line in lines if line not in own]
    if len(own) + len(new) > MOST_IDEAS:
        raise InvalidInput(_("Thirty ideas are the most for one person."), field="text")
    # A microsecond apart: who wrote several at once reads them in the order of the lines.
    moments = (clock.now() + timedelta(microseconds=place) for place in count())
    SilentIdea.objects.bulk_create(
        SilentIdea(workshop=locked, person=by, text=line, at=at) for line, at in zip(new, moments, strict=False)
    )
    return len(new)


@transaction.atomic
def remove_idea(workshop: Workshop, *, by, idea: int) -> bool:
    """Take one's own idea back, as long as the step lasts. Twice is once. Whether it was there."""
    permit(by, "join_workshop", workshop)
    locked = at_step(workshop, WorkshopStep.IDEAS)
    gone, _rows = locked.silent_ideas.filter(pk=idea, person=by).delete()
    return bool(gone)


@transaction.atomic
def group_ideas(workshop: Workshop, *, by, ideas, name: str = "") -> IdeaGroup | None:
    """Put ideas (their keys) into the group of this name, made when there is none; without a name, out of their group.

    A group that is left empty is gone. Returns the group. Raises NotAllowed, TransitionRefused, InvalidInput.
    """
    permit(by, "run_workshop", workshop)
    name = " ".join(clean_text(name, "name", limit=GROUP_LIMIT).split())
    locked = at_step(workshop, WorkshopStep.GROUPING)
    rows = locked.silent_ideas.filter(pk__in=set(ideas))
    if not rows.exists():
        raise InvalidInput(_("Choose one idea at least."), field="ideas")
    group = None
    if name:
        group, new = IdeaGroup.objects.get_or_create(workshop=locked, name=name)
        if new and locked.groups.count() > MOST_GROUPS:
            raise InvalidInput(_("Twenty groups are the most."), field="name")
    moved = rows.update(group=group)
    locked.groups.filter(ideas=None).delete()
    note(locked, "group" if group else "ungroup", by, ideas=moved, group=name)
    return group


@transaction.atomic
def save_variant(
    workshop: Workshop,
    *,
    by,
    title: str,
    text: str,
    scope: str,
    effort: int,
    groups=(),
    variant: int | None = None,
) -> Variant:
    """Write a variant, or write `variant` (its key) again; `groups` are the keys of those it comes from.

    It fills their places of this scope: a word that left one empty is gone.

    Raises NotAllowed, TransitionRefused, InvalidInput with its field.
    """
    permit(by, "run_workshop", workshop)
    words = {
        "title": " ".join(clean_text(title, "title", limit=VARIANT_TITLE_LIMIT).split()),
        "text": clean_text(text, "text", limit=VARIANT_LIMIT),
    }
    for field, value in words.items():
        if not value:
            raise InvalidInput(_("Write the title and what it is."), field=field)
    if scope not in VariantScope.values:
        raise InvalidInput(_("Say for whom it would hold."), field="scope")
    if not 1 <= effort <= 5:
        raise InvalidInput(_("A level is a whole number from 1 to 5."), field="effort")
    locked = at_step(workshop, WorkshopStep.VARIANTS)
    row = _variant_of(locked, variant) if variant else Variant(workshop=locked)
    if not variant and locked.variants.count() >= MOST_VARIANTS:
        raise InvalidInput(_("Twenty variants are the most: put some together."), field="title")
    if any(_same(words["title"], other) for other in _titles(locked, but=row)):
        raise InvalidInput(_("Another variant has this title: the committee could not tell them apart."), field="title")
    for field, value in (words | {"scope": scope, "effort": effort}).items():
        setattr(row, field, value)
    row.written_by, row.written_at = by, clock.now()
    row.save()
    row.groups.set(locked.groups.filter(pk__in=set(groups)))
    EmptyPlace.objects.filter(group__variants=row, scope=scope).delete()
    note(locked, "variant", by, title=row.title)
    return row


def _titles(workshop, *, but):
    return workshop.variants.exclude(pk=but.pk).values_list("title", flat=True)


def _same(title, other):
    return title.casefold() == other.casefold()


def _variant_of(workshop, key) -> Variant:
    row = workshop.variants.filter(pk=key).first()
    if row is None:
        raise TransitionRefused(_("This variant is no longer there."))
    return row


@transaction.atomic
def remove_variant(workshop: Workshop, *, by, variant: int) -> None:
    """Take a variant away while variants are written. Twice is once."""
    permit(by, "run_workshop", workshop)
    locked = at_step(workshop, WorkshopStep.VARIANTS)
    row = locked.variants.filter(pk=variant).first()
    if row is not None:
        note(locked, "remove_variant", by, title=row.title)
        row.delete()


@transaction.atomic
def place_dots(workshop: Workshop, *, by, dots: dict[int, int]) -> int:
    """Place one's dots, {variant: number}: they replace those placed before. Returns how many.

    Raises NotAllowed, TransitionRefused outside of the step, InvalidInput for more than one has, or than one variant
    takes (programme rules §8.6).
    """
    permit(by, "join_workshop", workshop)
    locked = at_step(workshop, WorkshopStep.VOTE)
    known = set(locked.variants.values_list("pk", flat=True))
    given = {key: number for key, number in dots.items() if number}
    if not set(given) <= known or any(number < 0 for number in given.values()):
        raise InvalidInput(_("Place dots on the variants of this workshop."), field="dots")
    if any(number > DOTS_ON_ONE for number in given.values()):
        raise InvalidInput(_("Two dots at most go to one variant: share the others out."), field="dots")
    if sum(given.values()) > locked.dots:
        raise InvalidInput(_("You have %(dots)s dots: take some back.") % {"dots": locked.dots}, field="dots")
    Dots.objects.filter(variant__workshop=locked, person=by).delete()
    Dots.objects.bulk_create(Dots(variant_id=key, person=by, number=number) for key, number in given.items())
    return sum(given.values())


@transaction.atomic
def keep_whys(workshop: Workshop, *, by, whys) -> Workshop:
    """Keep the five whys: the answers in order, empty ones left out."""
    permit(by, "run_workshop", workshop)
    kept = [clean_text(why, "whys", limit=WHY_LIMIT) for why in whys]
    if len(kept) > WHYS:
        raise InvalidInput(_("Five whys are the most."), field="whys")
    locked = lock_workshop(workshop)
    locked.whys = [why for why in kept if why]
    locked.save(update_fields=["whys"])
    note(locked, "whys", by)
    return locked

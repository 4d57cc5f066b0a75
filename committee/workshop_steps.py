"""The steps of a workshop: their order, their timers, what they ask, when one may be opened again. Pure.

Silent ideas, groups, variants, dots, then the committee. One step at a time goes forward; the one before may be opened
again until something was made in the next.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkshopStep(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("step of a workshop", "Prepared")
    IDEAS = "ideas", _("Silent ideas")
    GROUPING = "grouping", _("Grouping")
    VARIANTS = "variants", _("Variants")
    VOTE = "vote", _("Dot vote")
    COMMITTEE = "committee", _("To the committee")
    CLOSED = "closed", pgettext_lazy("step of a workshop", "Closed")


class VariantScope(models.TextChoices):
    """For whom a variant would hold."""

    COLLECTIVE = "collective", _("Collective: for the whole group")
    INDIVIDUAL = "individual", _("Individual: each may take it up alone")


ORDER = (
    WorkshopStep.PREPARED,
    WorkshopStep.IDEAS,
    WorkshopStep.GROUPING,
    WorkshopStep.VARIANTS,
    WorkshopStep.VOTE,
    WorkshopStep.COMMITTEE,
)
TIMED = {WorkshopStep.IDEAS: 5, WorkshopStep.GROUPING: 10, WorkshopStep.VARIANTS: 15, WorkshopStep.VOTE: 5}
LONGEST = timedelta(hours=4)  # of one step
MOST_DOTS, USUAL_DOTS, DOTS_ON_ONE = 9, 3, 2
EFFORTS = (
    (1, _("1 · a few hours")),
    (2, _("2 · a few days")),
    (3, _("3 · a few weeks")),
    (4, _("4 · a few months")),
    (5, _("5 · a project of a year")),
)


@dataclass(frozen=True)
class Prompt:
    """What the facilitator says at a step, and how long it usually takes."""

    step: WorkshopStep
    says: tuple
    minutes: int


PROMPTS = (
    Prompt(
        WorkshopStep.IDEAS,
        (
            _("Everybody writes alone and in silence. Several short ideas are better than one that is finished."),
            _("Nobody reads those of the others before the end of the step, and no name is shown with an idea."),
            _("Stuck? What would a newcomer try? What would you do with half the time? With none of the money?"),
        ),
        TIMED[WorkshopStep.IDEAS],
    ),
    Prompt(
        WorkshopStep.GROUPING,
        (
            _("Read the ideas aloud, one after the other. Ask what is meant; judge nothing."),
            _("Put together what says the same. Name each group with a verb: what would one do?"),
            _("An idea that stands alone may stay alone."),
        ),
        TIMED[WorkshopStep.GROUPING],
    ),
    Prompt(
        WorkshopStep.VARIANTS,
        (
            _("Each group ends in two variants: what can all do together, what can each take up alone, tomorrow?"),
            _("Make each one complete enough to be voted on; one variant may do for several groups."),
            _("Where there is nothing for all, or nothing for each, say so: no place is just forgotten."),
            _("Guess the effort together: a level, not a budget."),
        ),
        TIMED[WorkshopStep.VARIANTS],
    ),
    Prompt(
        WorkshopStep.VOTE,
        (
            _("Everybody places their dots at the same time; two at most go to one variant."),
            _("The dots advise, they decide nothing: the committee does."),
        ),
        TIMED[WorkshopStep.VOTE],
    ),
)


def prompt_of(step: str) -> Prompt | None:
    """What is said at a step; None before the first and after the last."""
    return next((prompt for prompt in PROMPTS if prompt.step == step), None)


def following(step: str) -> WorkshopStep | None:
    """The step after this one; None after the last, and once it is closed."""
    if step not in ORDER[:-1]:
        return None
    return ORDER[ORDER.index(step) + 1]


def before(step: str) -> WorkshopStep | None:
    """The step before this one; None for the first, and once it is closed."""
    if step not in ORDER[1:]:
        return None
    return ORDER[ORDER.index(step) - 1]


def may_reopen(step: str, *, made: Mapping[str, int]) -> bool:
    """Whether the step before may be opened again: nothing was made in this one yet. `made` counts by step."""
    return before(step) is not None and not made.get(step, 0)


def ends_at(step: str, now: datetime) -> datetime | None:
    """When the timer of a step that begins now runs out; None for one without a timer."""
    minutes = TIMED.get(step)
    return now + timedelta(minutes=minutes) if minutes else None


def moved_end(end: datetime, minutes: int, now: datetime) -> datetime:
    """The end of a timer after so many minutes more or fewer: never before now, nor beyond LONGEST."""
    return min(max(max(end, now) + timedelta(minutes=minutes), now), now + LONGEST)


@dataclass(frozen=True)
class Place:
    """The place of a variant in the dot vote; equal dots share one."""

    variant: int
    dots: int
    rank: int


def ranked(dots: Mapping[int, int], variants: Iterable[int]) -> list[Place]:
    """Every variant with its dots, the most first, then in the order they were written."""
    order = sorted(variants, key=lambda variant: -dots.get(variant, 0))
    return [
        Place(one, dots.get(one, 0), 1 + sum(dots.get(other, 0) > dots.get(one, 0) for other in order)) for one in order
    ]


def lines_of(text: str) -> list[str]:
    """The ideas of a text, one a line; empty lines and bullets are left out, and what is said twice is once."""
    found = (" ".join(line.strip().lstrip("-*•").split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in found if line))

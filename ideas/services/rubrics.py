"""The grid in force, and making a new version of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Rubric
from ideas.reference_ideas import examples_in
from ideas.rubric_texts import DEFAULT_TEXTS
from ideas.scoring import DEFAULT_RUBRIC, RubricValues, Thresholds
from ideas.swing import MOST_POINTS, values_from
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed


def current_rubric() -> Rubric:
    """The version in force, to save with it; the default grid is written the first time it is needed."""
    return _in_force() or _write_default()


def rubric_to_read(*, examples: bool = False) -> Rubric:
    """The version in force, to show it: writes nothing, so the default grid may be unsaved.

    `examples`: with the reference ideas, for `reference_ideas.examples_for`.
    """
    rows = Rubric.objects.annotate(examples=examples_in()) if examples else Rubric.objects
    return _in_force(rows) or Rubric(version=1, **_default_values())


def _in_force(rows=Rubric.objects):
    return rows.filter(active_from__lte=clock.now()).order_by("-version").first()


@transaction.atomic
def _write_default():
    return Rubric.objects.get_or_create(version=1, defaults=_default_values())[0]


def _default_values():
    weights, thresholds = DEFAULT_RUBRIC.weights, DEFAULT_RUBRIC.thresholds
    return {
        "active_from": clock.now(),
        "weight_policy": weights.policy,
        "weight_novelty": weights.novelty,
        "weight_impact": weights.impact,
        "effort_share": DEFAULT_RUBRIC.lam,
        "threshold_priority": int(thresholds.priority),
        "threshold_list": int(thresholds.list),
        "threshold_rework": int(thresholds.rework),
        "texts": DEFAULT_TEXTS,
    }


def checked_values(points: dict[str, int], thresholds: Thresholds) -> RubricValues:
    """The numbers that swing points give. InvalidInput with a sentence when they are none."""
    if max(points.values()) != MOST_POINTS:
        raise InvalidInput(_("Give 100 points to the criterion that you would raise first."), field="points")
    if not points["policy"] and not points["impact"]:
        raise InvalidInput(_("The policy and the impact cannot both count for nothing."), field="points")
    return values_from(points, thresholds)


@transaction.atomic
def change_weights(*, by, points: dict[str, int], version: int | None) -> Rubric:
    """A new version of the grid with the weights of these swing points, in force now; earlier ones stay as they are.

    `version` is the one that was read. Raises NotAllowed, InvalidInput, Conflict.
    """
    last = _take_last(by)
    if version != last.version:
        raise Conflict(_("The weights were changed meanwhile. Look at what yours would change again."), current=last)
    return _new_version(last, checked_values(points, last.values.thresholds), by)


@transaction.atomic
def restore_rubric(rubric: Rubric, *, by) -> Rubric:
    """The weights of an earlier version again, as a new one; that in force stays. Raises NotAllowed."""
    last = _take_last(by)
    return last if rubric.pk == last.pk else _new_version(last, rubric.values, by)


def _take_last(by):
    if not by.has_perm("ideas.set_weights"):
        raise NotAllowed(_("The weights are set by the improvement officer or an administrator."))
    current_rubric()
    return Rubric.objects.select_for_update(of=("self",)).order_by("-version").first()


def _new_version(last, values, by):
    return Rubric.objects.create(
        version=last.version + 1,
        active_from=clock.now(),
        weight_policy=values.weights.policy,
        weight_novelty=values.weights.novelty,
        weight_impact=values.weights.impact,
        effort_share=values.lam,
        threshold_priority=last.threshold_priority,
        threshold_list=last.threshold_list,
        threshold_rework=last.threshold_rework,
        texts=last.texts,
        made_by=by,
    )

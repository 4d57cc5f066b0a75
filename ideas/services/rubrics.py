"""The grid in force, and making a new version of it."""

from decimal import Decimal

from django.db import transaction

from ideas.models import Rubric
from ideas.rubric_texts import DEFAULT_TEXTS
from ideas.scoring import DEFAULT_RUBRIC
from parkour.core import clock


def current_rubric() -> Rubric:
    """The version in force, to save with it; the default grid is written the first time it is needed."""
    return _in_force() or _write_default()


def rubric_to_read() -> Rubric:
    """The version in force, to show it: writes nothing, so the default grid may be unsaved."""
    return _in_force() or Rubric(version=1, **_default_values())


def _in_force():
    return Rubric.objects.filter(active_from__lte=clock.now()).order_by("-version").first()


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


@transaction.atomic
def new_rubric_version(
    *, policy: Decimal, novelty: Decimal, impact: Decimal, effort_share: Decimal, texts=None
) -> Rubric:
    """A new version, in force now; the versions that have served stay as they are."""
    last = Rubric.objects.select_for_update().order_by("-version").first() or _write_default()
    return Rubric.objects.create(
        version=last.version + 1,
        active_from=clock.now(),
        weight_policy=policy,
        weight_novelty=novelty,
        weight_impact=impact,
        effort_share=effort_share,
        threshold_priority=last.threshold_priority,
        threshold_list=last.threshold_list,
        threshold_rework=last.threshold_rework,
        texts=texts or last.texts,
    )

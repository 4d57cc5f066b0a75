"""How well the past foretells what is decided here: measured by the worker, never while somebody waits.

Read are the latest `MOST` decided contributions and the neighbours that are kept of them: two statements, however many
there are. Done twice, or by two workers, the same rows stand.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Length

from ideas.enums import DECIDED
from ideas.looking_back import points_of
from ideas.models import Idea, Neighbour, PastReliability
from ideas.past import MODEL_VERSION, Past, Target, reliability
from ideas.services.rubrics import rubric_to_read
from parkour.core import clock

MOST = 2_000
MANY = 20  # more decisions than the last time: measured at once
AGAIN_AFTER = timedelta(days=1)
FACTS = ("kind", "sealed", "priority", "level_policy", "level_novelty", "level_impact", "level_effort")


def measure_past(*, anew: bool = False) -> bool:
    """Write down how well each target is foretold, when that is due or `anew`; return whether it was."""
    rubric, decided = rubric_to_read(), Idea.objects.filter(state__in=DECIDED).count()
    if not (anew or _is_due(rubric.version, decided)):
        return False
    history = _history(rubric.values)
    alike = alike_among([past.key for past in history])
    facts = {
        "decided": decided,
        "rubric_version": rubric.version,
        "model_version": MODEL_VERSION,
        "at": clock.now(),
    }
    with transaction.atomic():
        for target in Target:
            found = columns_of(reliability(history, alike, target))
            PastReliability.objects.update_or_create(target=target.value, defaults=found | facts)
    return True


def _is_due(rubric_version, decided):
    kept = list(PastReliability.objects.all())
    if {row.target for row in kept} != {target.value for target in Target}:
        return True
    latest = max(kept, key=lambda row: row.at)
    return (
        (latest.rubric_version, latest.model_version) != (rubric_version, MODEL_VERSION)
        or abs(decided - latest.decided) >= MANY
        or clock.now() - latest.at >= AGAIN_AFTER
    )


def columns_of(found) -> dict:
    """The columns of a row for a `Reliability`."""
    middle, length = found.over_middle or (None, None), found.over_length or (None, None)
    return {
        "n": found.n,
        "error": found.error,
        "error_middle": found.middle,
        "error_length": found.length,
        "middle_low": middle[0],
        "middle_high": middle[1],
        "length_low": length[0],
        "length_high": length[1],
    }


def _history(values) -> list[Past]:
    """The latest decided contributions. Their points are what the grid in force makes of the kept levels."""
    rows = Idea.objects.filter(state__in=DECIDED).order_by("-state_since", "-pk").only(*FACTS)
    rows = rows.annotate(length=Length("problem_text") + Length("change_text"))
    return [Past(idea.pk, points_of(idea, values), idea.kind, idea.length) for idea in rows[:MOST]]


def alike_among(keys) -> dict[int, list[tuple[int, float]]]:
    """{key: [(key of another, likeness)]} among `keys`, as the worker of likeness has kept it."""
    alike = defaultdict(list)
    pairs = Neighbour.objects.filter(idea__in=keys, other__in=keys).values_list("idea_id", "other_id", "score")
    for one, other, score in pairs.order_by("pk"):
        alike[one].append((other, score))
        alike[other].append((one, score))
    return alike

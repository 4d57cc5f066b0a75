"""What lists sort by is kept on the contribution, and equals what its assessments say."""

import random
from importlib import import_module

import pytest
from django.db import connection

from ideas.models import Idea
from ideas.scoring import CRITERIA, consensus, score_feedback, score_proposal
from ideas.services.triage import assess_idea
from parkour.core import clock
from tests.bench import seed
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


def recomputed(idea):
    rows = list(idea.assessments.filter(round=2 if idea.appealed_at else 1).select_related("rubric"))
    if not rows:
        return (None,) * 8
    scores = consensus([row.scores for row in rows])
    score = (score_proposal if idea.is_proposal else score_feedback)(scores, rows[-1].rubric.values)
    value, priority = (None if part is None else float(part) for part in (score.value, score.priority))
    levels = [None if level is None else float(level) for level in (getattr(scores, name) for name in CRITERIA)]
    return value, priority, None if scores.effort is None else round(scores.effort), len(rows), *levels


def kept(idea):
    levels = [getattr(idea, f"level_{name}") for name in CRITERIA]
    return idea.value, idea.priority, idea.effort, idea.raters, *levels


def test_kept_scores_equal_recomputed_ones_after_every_rater():
    chance, raters = random.Random(7), [UserFactory(reviewer=True) for _ in range(3)]
    for number in range(6):
        idea = IdeaFactory(feedback=number % 3 == 0, opened=True)
        for rater in raters:
            names = ("policy", "novelty", "impact", "effort") if idea.is_proposal else ("policy", "impact")
            levels = {name: chance.randint(1, 5) for name in names}
            assess_idea(idea, by=rater, **levels)
            fresh = Idea.objects.get(pk=idea.pk)
            assert kept(fresh) == recomputed(fresh)
    assert Idea.objects.exclude(value=None).count() == 6


def test_the_programme_of_the_bench_keeps_the_scores_that_its_assessments_say():
    seed.grow(150)
    ideas = list(Idea.objects.prefetch_related("assessments__rubric"))
    assert [(idea.pk, kept(idea)) for idea in ideas if kept(idea) != recomputed(idea)] == []
    assert sum(idea.priority is not None for idea in ideas) > 50


def test_the_migration_writes_the_levels_that_the_services_keep():
    """Of the last round that somebody has rated, also while a review is asked and nobody has rated it again."""
    raters = [UserFactory(reviewer=True) for _ in range(3)]
    ideas = [IdeaFactory(feedback=number == 0, opened=True) for number in range(3)]
    for number, idea in enumerate(ideas):
        for rater in raters[: number + 1]:
            levels = {"policy": 2 + number, "impact": 5 - number}
            assess_idea(idea, by=rater, **levels | ({"novelty": 1, "effort": number + 2} if idea.is_proposal else {}))
    IdeaFactory(opened=True)
    Idea.objects.filter(pk=ideas[2].pk).update(appealed_at=clock.now())
    columns = ["raters", *(f"level_{name}" for name in CRITERIA)]
    before = list(Idea.objects.order_by("pk").values_list("pk", *columns))
    assert [row[1] for row in before] == [1, 2, 3, None]
    Idea.objects.update(**dict.fromkeys(columns))
    with connection.cursor() as cursor:
        cursor.execute(import_module("ideas.migrations.0019_portfolio").LEVELS)
    assert list(Idea.objects.order_by("pk").values_list("pk", *columns)) == before

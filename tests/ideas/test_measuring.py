"""The worker measures how well the past foretells: what it reads, when, and that twice is once."""

from datetime import timedelta

import pytest

from ideas.models import Idea, PastReliability
from ideas.services import measuring
from ideas.services.comparing import compare_all
from ideas.services.measuring import measure_past
from ideas.services.rubrics import current_rubric
from ideas.tasks import measure_what_the_past_says
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.pasts import CUPS, ROUNDS, STRONG, WEAK, family, others, refused
from tests.metering import metered

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    """Alone at the desk: no second opinion is awaited."""
    return UserFactory(officer=True)


def kept(target="priority"):
    return PastReliability.objects.get(target=target)


def test_the_task_measures_what_two_families_of_words_foretell(officer):
    family(officer, CUPS, STRONG, 17)
    family(officer, ROUNDS, WEAK, 17)
    compare_all()
    measure_what_the_past_says()
    row = kept()
    assert (row.n, row.decided, row.is_better) == (34, 34, True)
    assert row.error < 1 < 40 < min(row.error_middle, row.error_length)
    assert row.middle_high < 0 > row.length_high
    assert not kept("kind").is_better  # all are proposals: there is nothing to foretell


def test_nothing_decided_is_measured_as_nothing(officer):
    IdeaFactory(officer=officer)
    assert measure_past()
    assert [(row.n, row.error, row.is_better) for row in PastReliability.objects.all()] == [(0, None, False)] * 2


def test_twice_is_once_and_the_same_rows_stand(officer):
    family(officer, CUPS, STRONG, 4)
    compare_all()
    assert measure_past()
    before = PastReliability.objects.get(target="priority")
    assert not measure_past()
    assert measure_past(anew=True)
    after = PastReliability.objects.get(target="priority")
    assert PastReliability.objects.count() == 2
    assert (after.n, after.error, after.error_middle) == (before.n, before.error, before.error_middle)


def test_it_is_measured_again_after_a_day_many_decisions_or_another_grid(officer, monkeypatch):
    measure_past()
    assert not measure_past()
    PastReliability.objects.update(at=clock.now() - timedelta(hours=25))
    assert measure_past()
    monkeypatch.setattr(measuring, "MANY", 2)
    family(officer, CUPS, STRONG, 2)
    assert measure_past()
    assert not measure_past()
    current_rubric()
    PastReliability.objects.update(rubric_version=7)
    assert measure_past()
    PastReliability.objects.update(model_version=0)
    assert measure_past()


def test_sealed_levels_and_open_contributions_speak_to_nobody(officer):
    decided = family(officer, CUPS, STRONG, 5)
    others(officer)
    IdeaFactory(officer=officer, problem_text=f"{CUPS}.", assessed=True, levels=WEAK)
    Idea.objects.filter(pk=decided[0].pk).update(sealed=True)
    compare_all()
    measure_past()
    assert (kept().n, kept().error) == (4, 0.0)  # of four that got the same, three speak about each


def test_at_most_the_latest_are_read(officer, monkeypatch):
    monkeypatch.setattr(measuring, "MOST", 4)
    refused(officer, f"{CUPS}, il y a longtemps.", WEAK)
    family(officer, CUPS, STRONG, 4)
    others(officer)
    compare_all()
    measure_past()
    assert (kept().n, kept().error, kept().decided) == (4, 0.0, 5)


def test_statements_do_not_grow_with_the_contributions(officer):
    def measured():
        compare_all()
        with metered() as meter:
            measure_past(anew=True)
        return meter.count

    family(officer, CUPS, STRONG, 3)
    measured()
    few = measured()
    family(officer, CUPS, STRONG, 9)
    assert measured() == few

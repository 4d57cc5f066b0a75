"""Two officers and an author at one contribution: whatever comes first, nothing is lost and nothing happens twice."""

import threading
from collections import Counter

import pytest

from ideas.models import Idea
from ideas.services import lifecycle
from tests.ideas.interleaving import DECISIONS, Trio, faults
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 100


@pytest.fixture
def trio():
    three = Trio()
    yield three
    three.end()


def test_a_hundred_meetings_at_one_contribution_lose_nothing_and_answer_everybody(trio):
    outcomes = Counter()
    for seed in range(TURNS):
        idea, asked = trio.turn(seed)
        assert faults(idea, asked, trio.people) == [], f"seed {seed}"
        outcomes.update((row.what in DECISIONS, row.accepted) for row in asked)
    # Both happened often: who came second was refused, who came first was not.
    assert min(outcomes[True, True], outcomes[True, False], outcomes[False, True], outcomes[False, False]) >= 10


def test_two_officers_who_decide_at_once_decide_once_and_the_other_reads_both_texts(trio):
    for seed in range(6):
        idea, asked = trio.turn(seed, {"one": ["ask"], "two": ["decline"]})
        assert faults(idea, asked, trio.people) == []
        [kept], [refused] = [row for row in asked if row.accepted], [row for row in asked if not row.accepted]
        assert refused.status == 409
        assert refused.words in refused.page
        if "version" in refused.sent:
            assert kept.words in refused.page


def test_planted_fault_without_the_lock_both_decide(trio, monkeypatch):
    """Both have read the contribution before either writes."""
    meet, met = threading.Barrier(2), threading.local()
    met.once = True  # here, where the contribution is made: only the two officers meet

    def reads_without_lock(idea):
        read = Idea.objects.select_related("site").get(pk=idea.pk)
        read.answer_is_due = False
        if not hasattr(met, "once"):
            met.once = True
            meet.wait(PATIENCE)
        return read

    monkeypatch.setattr(lifecycle, "lock", reads_without_lock)
    idea, asked = trio.turn(1, {"one": ["ask"], "two": ["decline"]})
    assert [row.accepted for row in asked] == [True, True]
    assert [fault for fault in faults(idea, asked, trio.people) if "go on from" in fault]

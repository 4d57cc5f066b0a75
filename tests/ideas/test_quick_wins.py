"""Quick wins: what may be one, its window for objections, and its owner who has to say yes."""

from datetime import timedelta

import pytest

from ideas.deadlines import effective_state
from ideas.enums import DecidedBy, Outcome, State
from ideas.models import Action, Idea
from ideas.services.lifecycle import apply_transition, record_due_transition
from ideas.services.quick_wins import accept_quick_win
from ideas.services.triage import Orientation, decide_triage
from ideas.tasks import record_due_transitions
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def test_the_tacit_window_is_effective_on_time_and_written_once_at_its_deadline():
    idea = IdeaFactory(in_window=True)
    assert effective_state(idea) == State.FAST_TRACK
    with clock.at(idea.objections_until):
        assert effective_state(idea) == State.APPROVED
        record_due_transitions()
        record_due_transitions()
    moved = fresh(idea)
    assert moved.state == State.APPROVED
    assert moved.state_since == idea.objections_until
    assert moved.decisions.get().decided_by == DecidedBy.TACIT
    assert Action.objects.get(idea=moved).owner == idea.quick_win_owner


def test_one_millisecond_before_the_deadline_the_window_is_still_open():
    idea = IdeaFactory(in_window=True)
    with clock.at(idea.objections_until - timedelta(milliseconds=1)):
        assert record_due_transition(idea) is False
        moved = apply_transition(idea, "object", actor=Actor.MEMBER)
    assert moved.state == State.SHORTLISTED


def test_an_objection_after_the_deadline_finds_the_idea_adopted():
    idea = IdeaFactory(in_window=True)
    with clock.at(idea.objections_until + timedelta(minutes=1)), pytest.raises(TransitionRefused):
        apply_transition(idea, "object", actor=Actor.MEMBER)


def test_nothing_runs_until_the_owner_says_yes():
    idea = IdeaFactory(fast_track=True)
    assert idea.objections_until is None
    with clock.at(clock.now() + timedelta(days=40)):
        assert effective_state(idea) == State.FAST_TRACK


def test_accepting_a_quick_win_twice_opens_one_window():
    idea = IdeaFactory(in_window=True)
    until = idea.objections_until
    with clock.at(clock.now() + timedelta(hours=5)):
        accept_quick_win(idea, by=idea.quick_win_owner)
    assert fresh(idea).objections_until == until


def test_only_a_light_and_useful_idea_becomes_a_quick_win():
    heavy = IdeaFactory(assessed=True, levels={"policy": 4, "novelty": 2, "impact": 4, "effort": 4})
    officer = UserFactory(officer=True)
    with pytest.raises(InvalidInput) as caught:
        decide_triage(
            heavy,
            Orientation(Outcome.QUICK_WIN, "Feu vert.", owner=officer, due_on=clock.today() + timedelta(days=20)),
            by=officer,
        )
    assert caught.value.field == "outcome"
    assert fresh(heavy).state == State.IN_TRIAGE

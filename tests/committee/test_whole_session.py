"""The plan of a whole session: asked for, found by the worker, compared, applied."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee.enums import Block
from committee.models import AgendaItem, AgendaProposal, ProposalState
from committee.services import agenda
from committee.services import whole_session as services
from committee.services.answering import answer_session
from committee.whole import whole_plan
from ideas.models import Idea
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import SessionFactory, committee_of
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}  # eight minutes
HEAVY = {"policy": 5, "novelty": 4, "impact": 5, "effort": 4}


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def session():
    return SessionFactory()


def kept(count, levels=CLEAR, **options):
    return [IdeaFactory(shortlisted=True, levels=levels, **options) for _index in range(count)]


def found(session, officer):
    services.ask_for_plan(session, by=officer)
    assert services.find_plans() == 1
    return whole_plan(session)


def applied(session, officer):
    plan = found(session, officer)
    services.apply_plan(session, by=officer, fingerprint=plan.result["fingerprint"])
    return plan


def placed(session):
    rows = AgendaItem.objects.filter(session=session).order_by("block", "position")
    return {item.idea_id or item.title: item.block for item in rows}


# --- Asked for, found ------------------------------------------------------------------------------


def test_a_plan_is_found_proven_and_changes_nothing_before_it_is_applied(session, officer):
    ideas, (heavy,) = kept(8), kept(1, HEAVY)
    plan = found(session, officer)
    assert (plan.row.state, plan.is_current, plan.result["proven"]) == (ProposalState.DONE, True, True)
    assert plan.changes == {"comes": 7, "moves": 0, "leaves": 0}
    assert len(plan.left_out) == 2
    assert {(cause, short_by) for _key, cause, short_by, _price in plan.result["excluded"]} == {("no_room", 2)}
    assert all(len(row.drops) == 1 for row in plan.left_out)
    assert not AgendaItem.objects.exists()
    services.apply_plan(session, by=officer, fingerprint=plan.result["fingerprint"])
    assert placed(session)[heavy.pk] == Block.BIG_TOPIC
    assert len(set(placed(session)) & {idea.pk for idea in ideas}) == 6
    after = whole_plan(session)
    assert (after.is_current, after.changes_something) == (True, False)


def test_what_was_applied_is_the_best_there_is(session, officer):
    kept(8)
    applied(session, officer)
    plan = found(session, officer)
    assert (plan.changes, plan.changes_something) == ({"comes": 0, "moves": 0, "leaves": 0}, False)


def test_points_kept_in_place_never_move_whatever_the_plan(session, officer):
    weak, strong = kept(2), kept(7)
    Idea.objects.filter(pk__in=[idea.pk for idea in weak]).update(priority=5)
    for idea in weak:
        agenda.add_item(session, idea, by=officer)
    subject = agenda.add_subject(session, by=officer, title="Budget", block=Block.DECISION, minutes=5)
    pinned = AgendaItem.objects.get(idea=weak[1])
    agenda.set_pin(pinned, by=officer, pinned=True)
    plan = applied(session, officer)
    assert [line.change for block in plan.blocks for line in block.lines].count("fixed") == 2
    for item, position in ((pinned, 2), (subject, 3)):
        item.refresh_from_db()
        assert (item.block, item.position) == (Block.DECISION, position)
    assert not AgendaItem.objects.filter(idea=weak[0]).exists()
    assert len(set(placed(session)) & {idea.pk for idea in strong}) == 5


def test_the_other_blocks_stay_as_they_were_filled_by_hand(session, officer):
    (quick,) = kept(1)
    kept(2)
    agenda.add_item(session, quick, by=officer, block=Block.CONSENT, minutes=30)
    agenda.add_subject(session, by=officer, title="Bilan", block=Block.CLOSING, minutes=40)
    applied(session, officer)
    assert (placed(session)[quick.pk], placed(session)["Bilan"], len(placed(session))) == ("consent", "closing", 4)


def test_a_point_that_changes_block_takes_the_time_of_its_new_block(session, officer):
    (heavy,) = kept(1, HEAVY)
    agenda.add_item(session, heavy, by=officer, block=Block.DECISION)
    kept(6)
    plan = applied(session, officer)
    (moved,) = [line for block in plan.blocks for line in block.lines if line.change == "moves"]
    assert (moved.idea, moved.came_from) == (heavy, str(Block.DECISION.label))
    item = AgendaItem.objects.get(idea=heavy)
    assert (item.block, item.duration) == (Block.BIG_TOPIC, 50)


def test_what_all_members_of_a_pole_wrote_is_left_out(session, officer):
    poles = committee_of(direction=1, employees=3)
    idea = IdeaFactory(shortlisted=True, levels=CLEAR, author=poles["direction"][0])
    plan = found(session, officer)
    assert [row.idea for row in plan.left_out] == [idea]
    assert [row[1] for row in plan.result["excluded"]] == ["no_quorum"]


def test_what_is_presented_by_somebody_who_cannot_come_is_left_out_and_told(session, officer):
    member = committee_of(3, 3)["employees"][1]
    (idea,) = kept(1)
    item = agenda.add_item(session, idea, by=officer)
    agenda.set_presenter(item, by=officer, presenter=member)
    assert [row[1] for row in found(session, officer).result["excluded"]] == []
    answer_session(session, by=member, answer="no")
    assert not whole_plan(session).is_current  # what a plan was made of has changed
    plan = found(session, officer)
    assert [row[1] for row in plan.result["excluded"]] == ["presenter_absent"]
    answer_session(session, by=member, answer="remote")
    assert [row[1] for row in found(session, officer).result["excluded"]] == []


def test_the_quorum_of_a_point_counts_what_the_members_said(session, officer):
    author, second, third, _fourth = committee_of(3, 4)["employees"]
    IdeaFactory(shortlisted=True, levels=CLEAR, author=author)
    assert found(session, officer).result["excluded"] == []
    answer_session(session, by=second, answer="no")
    assert found(session, officer).result["excluded"] == []  # two of the three who vote could come
    answer_session(session, by=third, answer="no")
    assert [row[1] for row in found(session, officer).result["excluded"]] == ["no_quorum"]


def test_a_pole_without_a_quorum_leaves_no_point_out_by_itself(session, officer):
    for member in committee_of(3, 3)["employees"]:
        answer_session(session, by=member, answer="no")
    kept(2)
    assert found(session, officer).result["excluded"] == []


def test_fixed_points_that_do_not_fit_are_named(session, officer):
    agenda.add_subject(session, by=officer, title="Tout", block=Block.DECISION, minutes=60)
    plan = found(session, officer)
    assert plan.row.state == ProposalState.FAILED
    assert "Tout" in plan.failure


def test_the_last_plan_stays_readable_while_the_next_is_made_or_not_found(session, officer):
    kept(2)
    found(session, officer)
    services.ask_for_plan(session, by=officer)
    plan = whole_plan(session)
    assert (plan.waits, sum(len(block.lines) for block in plan.blocks)) == (True, 2)
    agenda.add_subject(session, by=officer, title="Tout", block=Block.DECISION, minutes=60)
    services.find_plans()
    plan = whole_plan(session)
    assert plan.failure
    assert (plan.result is not None, plan.is_current) == (True, False)


# --- Nothing depends on the worker -----------------------------------------------------------------


def test_a_worker_that_stopped_half_way_is_replaced_and_not_for_ever(session, officer):
    kept(1)
    row = services.ask_for_plan(session, by=officer)
    rows = AgendaProposal.objects.filter(pk=row.pk)
    rows.update(state=ProposalState.RUNNING, started_at=clock.now(), attempts=1)
    assert services.find_plans() == 0
    rows.update(started_at=clock.now() - timedelta(minutes=4))
    assert services.find_plans() == 1
    assert rows.get().state == ProposalState.DONE
    rows.update(state=ProposalState.RUNNING, started_at=clock.now() - timedelta(minutes=4), attempts=3)
    services.find_plans()
    assert rows.get().state == ProposalState.FAILED


def test_a_plan_asked_for_again_meanwhile_is_not_answered_with_the_old_one(session, officer, monkeypatch):
    kept(1)
    services.ask_for_plan(session, by=officer)
    written = services.written

    def asked_again_meanwhile(whole):
        result = written(whole)
        monkeypatch.setattr(services, "written", written)
        services.ask_for_plan(session, by=officer)
        kept(1)
        return result

    monkeypatch.setattr(services, "written", asked_again_meanwhile)
    assert services.find_plans() == 2
    assert whole_plan(session).is_current


def test_a_fault_is_told_and_does_not_hold_back_the_others(session, officer, monkeypatch, caplog):
    services.ask_for_plan(session, by=officer)
    other = SessionFactory()
    services.ask_for_plan(other, by=officer)
    written = services.written
    monkeypatch.setattr(services, "written", lambda whole: 1 / 0 if whole.session == session else written(whole))
    assert services.find_plans() == 2
    assert (whole_plan(session).failure != "", whole_plan(other).row.state) == (True, ProposalState.DONE)


def test_a_plan_that_takes_long_is_told_and_may_be_asked_for_again(session, officer):
    row = services.ask_for_plan(session, by=officer)
    assert not whole_plan(session).takes_long
    AgendaProposal.objects.filter(pk=row.pk).update(asked_at=clock.now() - timedelta(minutes=2))
    assert whole_plan(session).takes_long
    page = text_of(browser(officer).get(url("whole", session.number)))
    assert "This takes longer than usual." in page
    assert "Look for a new plan" in page


# --- Applied as it was read, or not at all ---------------------------------------------------------


def test_a_plan_is_not_applied_once_the_agenda_has_changed(session, officer):
    ideas = kept(2)
    plan = found(session, officer)
    agenda.add_item(session, ideas[0], by=officer)
    with pytest.raises(TransitionRefused):
        services.apply_plan(session, by=officer, fingerprint=plan.result["fingerprint"])
    assert list(placed(session)) == [ideas[0].pk]


def test_a_plan_that_was_not_read_is_not_applied(session, officer):
    kept(1)
    first = found(session, officer)
    kept(1)
    found(session, officer)
    with pytest.raises(TransitionRefused):
        services.apply_plan(session, by=officer, fingerprint=first.result["fingerprint"])


def test_only_the_officer_asks_and_applies(session):
    for call in (
        lambda by: services.ask_for_plan(session, by=by),
        lambda by: services.apply_plan(session, by=by, fingerprint=""),
    ):
        with pytest.raises(NotAllowed):
            call(UserFactory())


def test_the_page_of_a_plan_costs_the_same_for_two_and_for_nine_contributions(session, officer):
    editor, counts = browser(officer), []
    for more in (2, 7):
        kept(more)
        found(session, officer)
        with CaptureQueriesContext(connection) as statements:
            editor.get(url("whole", session.number))
        counts.append(len(statements))
    assert counts[0] == counts[1] < 20


# --- The page --------------------------------------------------------------------------------------


def test_the_page_goes_from_nothing_to_a_plan_on_the_agenda(session, officer):
    (idea,) = kept(1)
    editor = browser(officer)
    assert "No plan was asked for yet." in text_of(editor.get(url("whole", session.number)))
    waiting = editor.post(url("ask_whole", session.number), follow=True)
    assert "The best agenda is being looked for" in text_of(waiting)
    assert 'hx-trigger="load delay:2s"' in waiting.content.decode()
    services.find_plans()
    state = editor.get(url("whole_state", session.number)).content.decode()
    assert "hx-trigger" not in state
    assert "Coming: 1" in state
    token = whole_plan(session).result["fingerprint"]
    done = editor.post(url("apply_whole", session.number), {"plan": token}, follow=True)
    assert done.redirect_chain[-1][0] == url("agenda", session.number)
    assert list(placed(session)) == [idea.pk]
    again = editor.post(url("apply_whole", session.number), {"plan": token}, follow=True)
    assert again.redirect_chain[-1][0] == url("agenda", session.number)
    assert "The agenda is already the best one for this time." in text_of(editor.get(url("whole", session.number)))

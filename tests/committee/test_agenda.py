"""Building and sending an agenda."""

from datetime import timedelta

import pytest

from committee.enums import Block, SessionState
from committee.models import AgendaItem, Convocation, Invitation
from committee.selectors import agenda_of, has_unreleased_changes, pool_of, released_agenda
from committee.selectors.pool import agenda_candidates
from committee.services import agenda, convening, sessions
from committee.services.proposal import preview_agenda
from ideas.enums import State
from ideas.models import Idea
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.pages import page
from tests.factories.committee import (
    CollegeFactory,
    MandateFactory,
    SessionFactory,
    committee_of,
    released_session,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HEAVY = {"policy": 5, "novelty": 4, "impact": 5, "effort": 4}
CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}  # far from the threshold: eight minutes


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def session():
    return SessionFactory()


def kept(count, **options):
    return [IdeaFactory(shortlisted=True, levels=CLEAR, **options) for _index in range(count)]


def order(session, block=Block.DECISION):
    return [item.subject for item in AgendaItem.objects.filter(session=session, block=block).order_by("position")]


def subjects(session, officer, *titles, block=Block.DECISION):
    return [agenda.add_subject(session, by=officer, title=title, block=block, minutes=8) for title in titles]


# --- The pool ------------------------------------------------------------------------------------


def test_the_pool_holds_what_is_kept_for_the_committee_and_on_no_other_agenda(session, officer):
    here, elsewhere, _read = *kept(2), IdeaFactory(opened=True)
    agenda.add_item(SessionFactory(), elsewhere, by=officer)
    assert [entry.idea for entry in pool_of(session)] == [here]
    agenda.add_item(session, here, by=officer)
    assert pool_of(session) == []
    assert [(entry.idea, entry.item.session) for entry in agenda_candidates(session)] == [(here, session)]


@pytest.mark.parametrize(
    ("levels", "facts", "block", "minutes"),
    [
        (CLEAR, {}, Block.DECISION, 8),
        (CLEAR, {"group_names": "Équipe de nuit"}, Block.DECISION, 10),
        ({"policy": 3, "novelty": 3, "impact": 4, "effort": 3}, {}, Block.DECISION, 11),
        ({"policy": 1, "novelty": 1, "impact": 1, "effort": 4}, {}, Block.DECISION, 10),
        (HEAVY, {}, Block.BIG_TOPIC, 25),
    ],
)
def test_block_and_duration_follow_from_effort_value_doubt_and_group(levels, facts, block, minutes):
    IdeaFactory(shortlisted=True, levels=levels, **facts)
    (entry,) = agenda_candidates()
    assert (entry.block, entry.minutes) == (block, minutes)


def test_waiting_and_deferrals_reach_the_planner():
    idea = kept(1)[0]
    Idea.objects.filter(pk=idea.pk).update(waited_cycles=3, deferrals=1)
    (entry,) = agenda_candidates()
    assert (entry.candidate.waited_cycles, entry.candidate.must, entry.candidate.carried_over) == (3, True, True)


def test_the_pool_costs_the_same_for_one_and_for_four_contributions(django_assert_num_queries, session):
    kept(1)
    with django_assert_num_queries(6):
        agenda_candidates(session)
    kept(3)
    with django_assert_num_queries(6):
        agenda_candidates(session)


# --- The planner ---------------------------------------------------------------------------------


def test_the_planner_fills_the_block_and_says_what_is_left_out_and_at_what_price(session, officer):
    ideas = kept(8)
    Idea.objects.filter(pk=ideas[0].pk).update(priority=30)
    proposal = agenda.propose_agenda(session, by=officer)
    block = proposal.blocks[Block.DECISION]
    assert len(block.added) == AgendaItem.objects.filter(session=session).count() == 6
    assert (block.plan.used, block.plan.capacity) == (96, 110)
    assert {left.idea for left in proposal.excluded} | set(block.added) == set(ideas)
    left = next(left for left in proposal.excluded if left.idea == ideas[0])
    assert left.exclusion.short_by == 2
    assert (len(left.drops), float(left.displacement.loss)) == (1, 70.0)
    assert all(slot.reasons for slot in agenda_of(session).slots)


def test_previewing_writes_nothing(session):
    kept(2)
    assert len(preview_agenda(session).added) == 2
    assert not AgendaItem.objects.exists()


def test_proposing_twice_changes_nothing(session, officer):
    kept(4)
    agenda.propose_agenda(session, by=officer)
    before = order(session)
    again = agenda.propose_agenda(session, by=officer)
    assert (again.added, again.removed, order(session)) == ((), (), before)


def test_a_better_contribution_takes_the_place_of_a_weaker_one_that_is_not_kept_in_place(session, officer):
    weak, strong = kept(7), kept(6)
    Idea.objects.filter(pk__in=[idea.pk for idea in weak]).update(priority=20)
    for idea in weak[:6]:
        agenda.add_item(session, idea, by=officer)
    held = AgendaItem.objects.get(session=session, idea=weak[1])
    agenda.set_pin(held, by=officer, pinned=True)
    proposal = agenda.propose_agenda(session, by=officer)
    assert set(proposal.removed) == {weak[0], *weak[2:6]}
    assert len(set(proposal.added) & set(strong)) == 5
    held.refresh_from_db()
    assert (held.position, held.pinned) == (2, True)


def test_a_proposal_is_applied_as_it_was_read_or_not_at_all(session, officer):
    kept(2)
    agenda.propose_agenda(session, by=officer, shown="")
    better = kept(5)
    read = preview_agenda(session).fingerprint
    first = AgendaItem.objects.get(session=session, block=Block.DECISION, position=1)
    agenda.move_item(first, by=officer, to="down")  # by the same person, in another window
    before = order(session)
    for stale in (read, "", "of another day"):
        with pytest.raises(Conflict):
            agenda.propose_agenda(session, by=officer, shown=stale)
    assert order(session) == before
    now = preview_agenda(session).fingerprint
    agenda.propose_agenda(session, by=officer, shown=now)
    proposed = order(session)
    assert len({idea.display_title for idea in better} & set(proposed)) >= 4
    for again in (now, read, "", None):  # the button pressed twice: what it asks for is there
        agenda.propose_agenda(session, by=officer, shown=again)
    assert (order(session), session.edits.filter(kind="propose").count()) == (proposed, 2)


def test_what_comes_into_the_pool_after_the_proposal_was_read_is_read_first(session, officer):
    kept(1)
    subjects(session, officer, "Budget")
    read = preview_agenda(session).fingerprint
    kept(1)
    with pytest.raises(Conflict):
        agenda.propose_agenda(session, by=officer, shown=read)
    assert order(session) == ["Budget"]


def test_what_its_author_took_back_stays_where_it_is_until_somebody_takes_it_off(session, officer):
    gone, here = kept(2)
    agenda.add_item(session, gone, by=officer)
    Idea.objects.filter(pk=gone.pk).update(state="withdrawn")
    agenda.propose_agenda(session, by=officer)
    assert order(session) == [gone.display_title, here.display_title]
    assert not preview_agenda(session).changes_something


def test_subjects_that_are_no_contribution_keep_their_place_and_their_time(session, officer):
    kept(7)
    subjects(session, officer, "Budget")
    agenda.propose_agenda(session, by=officer)
    assert order(session)[0] == "Budget"
    assert len(order(session)) == 6


def test_points_kept_in_place_that_do_not_fit_are_refused_in_words(session, officer):
    agenda.add_subject(session, by=officer, title="Everything", block=Block.DECISION, minutes=60)
    kept(1)
    with pytest.raises(InvalidInput):
        agenda.propose_agenda(session, by=officer)


def test_more_old_contributions_than_fit_do_not_stop_the_planner(session, officer):
    Idea.objects.filter(pk__in=[idea.pk for idea in kept(9)]).update(waited_cycles=3)
    assert len(agenda.propose_agenda(session, by=officer).added) == 6


def test_one_big_subject_at_a_time(session, officer):
    for _index in range(2):
        IdeaFactory(shortlisted=True, levels=HEAVY)
    proposal = agenda.propose_agenda(session, by=officer)
    assert (len(proposal.blocks[Block.BIG_TOPIC].added), len(proposal.excluded)) == (1, 1)


# --- By hand -------------------------------------------------------------------------------------


def test_points_move_up_down_and_to_another_block(session, officer):
    first, second, third = subjects(session, officer, "A", "B", "C")
    agenda.move_item(third, by=officer, to="up")
    assert order(session) == ["A", "C", "B"]
    agenda.move_item(first, by=officer, to="up")
    agenda.move_item(second, by=officer, to="down")
    assert order(session) == ["A", "C", "B"]
    agenda.move_item(first, by=officer, to="down")
    assert order(session) == ["C", "A", "B"]
    agenda.move_item(first, by=officer, to="block:closing")
    assert (order(session), order(session, Block.CLOSING)) == (["C", "B"], ["A"])
    for nonsense in ("left", "block:nowhere"):
        with pytest.raises(InvalidInput):
            agenda.move_item(first, by=officer, to=nonsense)


def test_adding_twice_is_adding_once_and_what_is_elsewhere_is_refused(session, officer):
    idea = kept(1)[0]
    item = agenda.add_item(session, idea, by=officer)
    assert agenda.add_item(session, idea, by=officer) == item
    for other in (idea, IdeaFactory(opened=True)):
        with pytest.raises(TransitionRefused):
            agenda.add_item(SessionFactory(), other, by=officer)


def test_durations_presenters_and_titles_are_checked(session, officer):
    (item,) = subjects(session, officer, "A")
    assert agenda.set_duration(item, by=officer, minutes="7.5").duration == 15
    for minutes in (0, "many", 1000, float("nan")):
        with pytest.raises(InvalidInput):
            agenda.set_duration(item, by=officer, minutes=minutes)
    presenter = UserFactory()
    assert agenda.set_presenter(item, by=officer, presenter=presenter).presenter == presenter
    with pytest.raises(InvalidInput):
        agenda.set_presenter(item, by=officer, presenter=UserFactory(is_active=False))
    with pytest.raises(InvalidInput):
        subjects(session, officer, " ")


def test_removing_twice_is_removing_once(session, officer):
    (item,) = subjects(session, officer, "A")
    agenda.remove_item(item, by=officer)
    agenda.remove_item(item, by=officer)
    assert order(session) == []


def test_only_the_officer_builds_agendas(session):
    stranger = UserFactory()
    idea = kept(1)[0]
    for act in (
        lambda: agenda.propose_agenda(session, by=stranger),
        lambda: agenda.add_item(session, idea, by=stranger),
        lambda: agenda.release_agenda(session, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


# --- Clock times ---------------------------------------------------------------------------------


def test_the_clock_runs_through_the_blocks_and_standing_blocks_take_their_time(session, officer):
    subjects(session, officer, "A", "B")
    view = agenda_of(session)
    decisions = next(block for block in view.blocks if block.block == Block.DECISION)
    start = session.local_start
    assert (decisions.starts_at, decisions.ends_at) == (start + timedelta(minutes=25), start + timedelta(minutes=41))
    assert [slot.starts_at - start for slot in view.slots] == [timedelta(minutes=25), timedelta(minutes=33)]
    assert (view.used_minutes, view.capacity_minutes, view.reserve) == (51, 150, 198)
    assert (decisions.used_minutes, decisions.capacity_minutes, decisions.is_over) == (16, 55, False)


def test_an_agenda_is_one_query_whatever_its_length(session, officer, django_assert_num_queries):
    for rows in (1, 3):
        subjects(session, officer, *"AB"[:rows])
        with django_assert_num_queries(1):
            agenda_of(session)
        with django_assert_num_queries(2):
            assert [slot.polls for slot in agenda_of(session, with_polls=True).slots][0] == []


# --- Release -------------------------------------------------------------------------------------


def test_a_release_schedules_and_tells_authors_and_members_once():
    poles = committee_of(1, 1)
    author = UserFactory()
    idea = IdeaFactory(shortlisted=True, author=author)
    room = released_session(idea, poles=poles)
    again = agenda.release_agenda(room.session, by=room.officer)
    idea.refresh_from_db()
    assert (room.session.state, room.session.agenda_version, again.version) == (SessionState.AGENDA_RELEASED, 1, 1)
    assert (idea.state, idea.session_url) == (State.SCHEDULED, room.session.get_absolute_url())
    assert Notification.objects.filter(kind="committee_agenda").count() == 2
    assert Notification.objects.filter(kind="author_schedule", recipient=author).count() == 1
    assert not has_unreleased_changes(room.session)


def test_releasing_the_agenda_of_a_session_that_was_only_planned_convenes_it():
    poles = committee_of(1, 1)
    CollegeFactory._meta.model.objects.filter(code="employees").update(alternates=1)
    stands_by = MandateFactory(college=CollegeFactory(code="employees"), is_alternate=True).person
    members = [*poles["direction"], *poles["employees"]]
    room = released_session(poles=poles)
    invited = {*(person.pk for person in members), stands_by.pk}
    assert set(Invitation.objects.filter(session=room.session).values_list("person", flat=True)) == invited
    assert Convocation.objects.get(session=room.session).sequence == 0
    told = Notification.objects.filter(kind="committee_convened")
    assert set(told.values_list("recipient", flat=True)) == invited
    agenda.add_subject(room.session, by=room.officer, title="Un point", block="report", minutes=5)
    agenda.release_agenda(room.session, by=room.officer)
    newcomer = MandateFactory(college=CollegeFactory(code="direction"))
    convening.invite_to_convened(newcomer)
    assert set(told.values_list("recipient", flat=True)) == invited | {newcomer.person_id}
    assert told.count() == len(invited) + 1


def test_the_page_says_that_releasing_convenes_when_nobody_was_invited(session, officer):
    committee_of(2, 1)
    subjects(session, officer, "Un point")
    sentence = "3 people are invited: nobody was until now."
    assert sentence in page(officer, "release", session.number)
    sessions.convene(session, by=officer)
    assert sentence not in page(officer, "release", session.number)


def test_a_second_release_tells_the_changes_and_sends_back_what_was_taken_off():
    first, second = kept(2)
    room = released_session(first, poles=committee_of(1, 1))
    agenda.remove_item(room.item, by=room.officer)
    agenda.add_item(room.session, second, by=room.officer)
    assert has_unreleased_changes(room.session)
    assert [item["idea"] for item in released_agenda(room.session)["items"]] == [first.reference]
    assert agenda.release_agenda(room.session, by=room.officer).version == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.waited_cycles, second.state) == (State.SHORTLISTED, 1, State.SCHEDULED)
    body = OutgoingMail.objects.filter(notification__kind="committee_agenda").latest("pk").body_text
    assert first.display_title in body
    assert second.display_title in body
    assert released_agenda(room.session)["version"] == 2


def test_an_empty_agenda_and_a_withdrawn_contribution_are_not_released(session, officer):
    with pytest.raises(TransitionRefused):
        agenda.release_agenda(session, by=officer)
    idea = kept(1)[0]
    agenda.add_item(session, idea, by=officer)
    Idea.objects.filter(pk=idea.pk).update(state=State.WITHDRAWN)
    with pytest.raises(TransitionRefused):
        agenda.release_agenda(session, by=officer)
    assert not Notification.objects.filter(kind="committee_agenda").exists()


def test_the_agenda_of_a_cancelled_session_is_closed(session, officer):
    sessions.cancel(session, by=officer, reason="Flu.")
    with pytest.raises(TransitionRefused):
        subjects(session, officer, "A")

"""The whole path: kept for the committee, on the agenda, voted, decided, told."""

from datetime import timedelta

import pytest

from committee.enums import ItemState, PollState, SessionState
from committee.models import AgendaItem
from committee.selectors import open_session, pool_of
from committee.services import agenda, attendance, conduct, decisions, minutes, voting
from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.models import Action, Idea
from ideas.services.submission import withdraw_idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.notifications.models import OutgoingMail
from tests.factories.committee import SessionFactory, committee_of, counted, open_session_with, vote_all
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
HEAVY = {"policy": 4, "novelty": 4, "impact": 4, "effort": 4}


def in_days(days):
    return clock.today() + timedelta(days=days)


def mails_to(person):
    return list(OutgoingMail.objects.filter(to_address=person.email).order_by("pk").values_list("subject", flat=True))


def test_a_contribution_goes_from_the_pool_to_its_action_and_its_author_is_told_at_each_step():
    poles, officer = committee_of(), UserFactory(officer=True)
    author, owner = UserFactory(locale="en"), UserFactory(locale="en")
    idea = IdeaFactory(shortlisted=True, author=author)
    session = SessionFactory(chair=poles["direction"][0])
    chair = session.chair
    assert [entry.idea for entry in pool_of(session)] == [idea]

    agenda.propose_agenda(session, by=officer)
    release = agenda.release_agenda(session, by=officer)
    idea.refresh_from_db()
    assert (idea.state, idea.session_on, release.version) == (State.SCHEDULED, session.on, 1)

    session = conduct.open_session(session, by=chair)
    assert open_session() == session
    for person in [*poles["direction"], *poles["employees"]]:
        attendance.mark_present(session, by=chair, person=person)
    item = conduct.start_item(session, AgendaItem.objects.get(idea=idea), by=chair)
    poll = voting.open_poll(item, by=chair)
    vote_all(poll, dict.fromkeys([*poles["direction"], *poles["employees"]], "yes"))
    poll = voting.reveal_poll(voting.close_poll(poll, by=chair), by=chair)
    decision = decisions.decide_item(item, by=chair, reason="Everyone is for it.", owner=owner, due_on=in_days(60))

    idea, item = Idea.objects.get(pk=idea.pk), AgendaItem.objects.get(pk=item.pk)
    action = Action.objects.get(idea=idea)
    poll.refresh_from_db()
    assert (idea.state, action.owner, action.due_on) == (State.APPROVED, owner, in_days(60))
    assert (item.state, item.decision, poll.state) == (ItemState.DONE, decision, PollState.CERTIFIED)
    assert (decision.decided_by, decision.outcome) == (DecidedBy.POLL, DecisionOutcome.APPROVED)
    assert {code: (row["yes"], row["no"], row["abstain"], row["present"]) for code, row in decision.counts.items()} == {
        "direction": (3, 0, 0, 3),
        "employees": (3, 0, 0, 3),
    }
    titles = [subject.split(":")[0] for subject in mails_to(author)]
    assert titles == ["Well received", "Going to the committee", "On the agenda", "Adopted"]
    assert [subject.split(":")[0] for subject in mails_to(owner)] == ["Yours to carry out"]

    assert conduct.close_session(session, by=chair).state == SessionState.CLOSED
    minutes.publish_minutes(session, by=officer, note="Good spirits.")
    session.refresh_from_db()
    assert session.state == SessionState.MINUTES_PUBLISHED
    assert minutes.minutes_data(session).note == "Good spirits."


def decided(room, choices, **facts):
    poll = room.poll()
    vote_all(poll, choices(room))
    counted(room, poll)
    return decisions.decide_item(room.item, by=room.chair, reason="As voted.", **facts)


def everyone(choice):
    return lambda room: dict.fromkeys(room.people, choice)


def test_a_contribution_refused_by_both_poles_is_not_adopted():
    room = open_session_with()
    assert decided(room, everyone("no")).outcome == DecisionOutcome.REJECTED
    assert Idea.objects.get().state == State.REJECTED


def test_a_heavy_project_is_recommended_to_the_direction_which_owes_a_dated_answer():
    room = open_session_with(IdeaFactory(shortlisted=True, levels=HEAVY))
    assert decisions.outcome_to_record(room.item) is None
    decision = decided(room, everyone("yes"), due_on=in_days(20))
    idea = Idea.objects.get()
    assert (decision.outcome, idea.state, idea.answer_due_on) == ("recommended", State.RECOMMENDED, in_days(20))


def test_two_readings_without_a_clear_answer_put_the_contribution_off():
    room = open_session_with(poles=committee_of(4, 4, presidents=False))
    room.session.refresh_from_db()

    def split(room):
        return {person: "yes" if index % 2 else "no" for index, person in enumerate(room.people)}

    first = room.poll()
    vote_all(first, split(room))
    first = counted(room, first)
    with pytest.raises(TransitionRefused):
        decisions.decide_item(room.item, by=room.chair, reason="As voted.")
    second = voting.second_reading(first, by=room.chair)
    assert voting.second_reading(first, by=room.chair) == second
    vote_all(second, split(room))
    counted(room, second)
    decision = decisions.decide_item(room.item, by=room.chair, reason="Still a tie.")
    idea = Idea.objects.get()
    assert (second.reading, decision.outcome, idea.state, idea.deferrals) == (2, "deferred", State.DEFERRED, 1)
    assert idea.events.filter(name="second_reading").count() == 1
    with pytest.raises(TransitionRefused):
        voting.second_reading(second, by=room.chair)


def test_a_second_vote_needs_an_unclear_first_one():
    room = open_session_with()
    poll = room.poll()
    vote_all(poll, everyone("yes")(room))
    poll = counted(room, poll)
    with pytest.raises(TransitionRefused):
        voting.second_reading(poll, by=room.chair)


@pytest.mark.parametrize(
    ("facts", "field"), [({"due_on": in_days(9)}, "owner"), ({}, "owner"), ({"owner": True}, "due_on")]
)
def test_an_adopted_contribution_needs_an_owner_and_a_date(facts, field):
    room = open_session_with()
    if facts.get("owner"):
        facts = {"owner": UserFactory()}
    with pytest.raises(InvalidInput) as refusal:
        decided(room, everyone("yes"), **facts)
    assert refusal.value.field == field
    assert Idea.objects.get().state == State.SCHEDULED
    assert not Action.objects.exists()


def test_a_decision_needs_a_reason():
    room = open_session_with()
    with pytest.raises(InvalidInput) as refusal:
        poll = room.poll()
        vote_all(poll, everyone("no")(room))
        counted(room, poll)
        decisions.decide_item(room.item, by=room.chair, reason="  ")
    assert refusal.value.field == "reason"


def test_deciding_before_the_reveal_is_refused():
    room = open_session_with()
    poll = room.poll()
    vote_all(poll, everyone("yes")(room))
    voting.close_poll(poll, by=room.chair)
    with pytest.raises(TransitionRefused):
        decisions.decide_item(room.item, by=room.chair, reason="Now.", owner=UserFactory(), due_on=in_days(9))


def test_deciding_twice_is_deciding_once():
    room = open_session_with()
    first = decided(room, everyone("no"))
    assert decisions.decide_item(room.item, by=room.chair, reason="Again.") == first
    assert Idea.objects.get().decisions.count() == 1


def test_a_contribution_withdrawn_by_its_author_can_no_longer_be_voted_on():
    room = open_session_with()
    idea = Idea.objects.get()
    withdraw_idea(idea, by=idea.people.get())
    with pytest.raises(TransitionRefused):
        room.poll()

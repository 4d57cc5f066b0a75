"""Mandates, quick wins and objections, minutes, and who may do what."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from committee.models import Mandate, Objection
from committee.notifications import tell_postponed
from committee.selectors import attendance_of, is_member, mandate_of, members, presidents, quick_wins_open_to_objection
from committee.serializers.minutes import minutes_out
from committee.services import attendance, conduct, decisions, mandates, minutes, objections, sessions, voting
from committee.services.answering import answer_session
from committee.tasks import announce_quick_wins
from ideas.enums import State
from ideas.models import Idea
from ideas.services import quick_wins
from ideas.services.lifecycle import record_due_transition
from parkour.celery import app
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.committee.pages import page
from tests.factories.committee import (
    CollegeFactory,
    MandateFactory,
    SessionFactory,
    committee_of,
    counted,
    open_session_with,
    released_session,
    vote,
    vote_all,
)
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def invited():
    return set(Notification.objects.filter(kind="committee_convened").values_list("recipient", flat=True))


def test_a_member_who_joins_a_convened_session_is_invited_alone(officer):
    poles = committee_of(direction=25, employees=25)
    session = sessions.convene(SessionFactory(), by=officer)
    assert len(invited()) == 50
    OutgoingMail.objects.all().delete()
    newcomer = UserFactory()
    college = poles["employees"][0].mandates.get().college
    mandates.give_mandate(newcomer, college, by=officer, from_on=clock.today())
    mails = set(OutgoingMail.objects.values_list("recipient", "kind"))
    assert mails == {(newcomer.pk, "committee_convened"), (newcomer.pk, "mandate_given")}
    assert Notification.objects.get(recipient=newcomer, kind="committee_convened").url == session.get_absolute_url()


def test_planted_fault_inviting_everybody_again_under_another_key_is_seen(officer, monkeypatch):
    """Proves that the test above can fail: 52 mails instead of two."""
    committee_of(direction=25, employees=25)
    session = sessions.convene(SessionFactory(), by=officer)
    OutgoingMail.objects.all().delete()
    newcomer = UserFactory()
    monkeypatch.setattr(mandates, "invite_to_convened", lambda mandate: None)
    mandates.give_mandate(newcomer, CollegeFactory(code="employees"), by=officer, from_on=clock.today())
    tell_postponed(session, session.convocation)
    assert OutgoingMail.objects.count() == 52


def test_a_member_is_not_invited_to_what_is_not_convened_or_after_the_mandate(officer):
    poles = committee_of()
    SessionFactory()
    later = SessionFactory(starts_at=clock.now() + timedelta(days=200))
    sessions.convene(later, by=officer)
    newcomer, college = UserFactory(), poles["employees"][0].mandates.get().college
    mandates.give_mandate(
        newcomer, college, by=officer, from_on=clock.today(), until_on=clock.today() + timedelta(days=90)
    )
    assert newcomer.pk not in invited()


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def day(offset):
    return clock.today() + timedelta(days=offset)


# --- Mandates ------------------------------------------------------------------------------------


def test_a_mandate_holds_from_its_first_day_until_the_day_before_its_end():
    mandate = MandateFactory(from_on=day(0), until_on=day(10))
    holds = {offset: is_member(mandate.person, day(offset)) for offset in (-1, 0, 9, 10)}
    assert holds == {-1: False, 0: True, 9: True, 10: False}
    assert mandate_of(mandate.person) == mandate
    assert mandate_of(mandate.person, day(10)) is None


def test_members_are_listed_pole_by_pole_presidents_first_without_those_who_left():
    poles = committee_of(2, 2)
    MandateFactory(college=CollegeFactory(code="employees"), person=UserFactory(is_active=False))
    assert [mandate.person for mandate in members()] == poles["direction"] + poles["employees"]
    assert [mandate.person for mandate in presidents()] == [poles["direction"][0], poles["employees"][0]]


def test_nobody_holds_two_seats_at_once_and_a_pole_has_one_president(officer):
    poles = committee_of(2, 2)
    seated = poles["direction"][1]
    employees = CollegeFactory(code="employees")
    with pytest.raises(InvalidInput) as refusal:
        mandates.give_mandate(seated, employees, by=officer, from_on=day(5))
    assert refusal.value.field == "person"
    with pytest.raises(InvalidInput) as refusal:
        mandates.give_mandate(UserFactory(), employees, by=officer, from_on=day(5), is_president=True)
    assert refusal.value.field == "is_president"
    with pytest.raises(InvalidInput) as refusal:
        mandates.give_mandate(UserFactory(), employees, by=officer, from_on=day(5), until_on=day(5))
    assert refusal.value.field == "until_on"
    assert Mandate.objects.count() == 4


def test_the_database_itself_refuses_overlapping_mandates_and_a_second_president():
    mandate = MandateFactory(is_president=True, from_on=day(0), until_on=day(10))
    for clash in (
        {"person": mandate.person, "from_on": day(9)},
        {"college": mandate.college, "from_on": day(9), "is_president": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MandateFactory(**clash)
    MandateFactory(person=mandate.person, from_on=day(10))
    MandateFactory(college=mandate.college, from_on=day(10), is_president=True)


def test_an_ended_mandate_frees_the_seat(officer):
    mandate = MandateFactory()
    mandates.end_mandate(mandate, by=officer, until_on=day(0), reason="Un autre métier.")
    assert not is_member(mandate.person)
    again = mandates.give_mandate(mandate.person, mandate.college, by=officer, from_on=day(0))
    assert mandate_of(mandate.person) == again


# --- Who may do what -----------------------------------------------------------------------------


def test_each_sentence_of_the_rules_holds_for_the_right_people():
    room = released_session()
    room.session.refresh_from_db()
    draft = SessionFactory()
    president, member = room.poles["employees"][0], room.poles["employees"][1]
    people = {
        "officer": room.officer,
        "chair": room.chair,
        "president": president,
        "member": member,
        "staff": UserFactory(),
        "admin": UserFactory(admin=True),
        "left": UserFactory(is_active=False, officer=True),
        "anonymous": AnonymousUser(),
    }
    signed_in = {"officer", "chair", "president", "member", "staff", "admin"}
    seated = {"chair", "president", "member"}
    expected = [
        ("view_committee", None, signed_in),
        ("view_agenda", room.session, signed_in),
        ("view_agenda", draft, seated | {"officer"}),
        ("view_draft", draft, seated | {"officer"}),
        ("view_minutes", room.session, seated | {"officer"}),
        ("plan_sessions", None, {"officer"}),
        ("edit_agenda", room.session, {"officer"}),
        ("manage_mandates", None, {"officer", "admin"}),
        ("run_session", room.session, {"officer", "chair", "president"}),
        ("reveal_poll", room.session, {"chair", "president"}),
        ("attend", room.session, seated),
        ("object_to_quick_win", None, seated),
        ("publish_minutes", room.session, {"officer"}),
    ]
    for name, target, allowed in expected:
        holders = {who for who, user in people.items() if user.has_perm(f"committee.{name}", target)}
        assert holders == allowed, name


# --- Quick wins ----------------------------------------------------------------------------------


def test_members_are_told_once_of_a_quick_win_whose_window_opens():
    committee_of(2, 1)
    waiting = IdeaFactory(fast_track=True)
    announce_quick_wins()
    assert not Notification.objects.filter(kind="committee_quick_win").exists()
    quick_wins.accept_quick_win(waiting, by=waiting.quick_win_owner)
    for _round in range(2):
        announce_quick_wins()
    assert Notification.objects.filter(kind="committee_quick_win").count() == 3
    assert OutgoingMail.objects.filter(notification__kind="committee_quick_win").count() == 3
    assert quick_wins.ANNOUNCE_TASK in app.tasks
    assert quick_wins.ANNOUNCE_TASK in {entry["task"] for entry in app.conf.beat_schedule.values()}


def test_one_objection_takes_a_quick_win_to_the_committee():
    poles = committee_of()
    idea = IdeaFactory(in_window=True)
    member, other = poles["employees"][:2]
    objection = objections.object_to_quick_win(idea, by=member, note="It needs a budget.")
    assert objections.object_to_quick_win(idea, by=member) == objection
    idea.refresh_from_db()
    assert (idea.state, idea.quick_win_owner, idea.objections_until) == (State.SHORTLISTED, None, None)
    assert Notification.objects.filter(kind="author_object").count() == 1
    with pytest.raises(TransitionRefused):
        objections.object_to_quick_win(idea, by=other)
    assert not quick_wins_open_to_objection().exists()


def test_only_members_object_and_only_within_the_window():
    member = committee_of()["direction"][0]
    idea, not_accepted = IdeaFactory(in_window=True), IdeaFactory(fast_track=True)
    with pytest.raises(NotAllowed):
        objections.object_to_quick_win(idea, by=UserFactory())
    with pytest.raises(TransitionRefused):
        objections.object_to_quick_win(not_accepted, by=member)
    with clock.at(idea.objections_until):
        assert not quick_wins_open_to_objection().exists()
        with pytest.raises(TransitionRefused):
            objections.object_to_quick_win(idea, by=member)
        record_due_transition(idea)
    assert not Objection.objects.exists()
    assert Idea.objects.get(pk=idea.pk).state == State.APPROVED


# --- Minutes -------------------------------------------------------------------------------------


def held(choice="no"):
    poles = committee_of()
    room = open_session_with(poles=poles, absent=[poles["employees"][2]])
    attendance.leave(room.session, by=poles["direction"][2])
    poll = room.poll()
    vote_all(poll, dict.fromkeys([*poles["direction"][:2], *poles["employees"][:2]], choice))
    counted(room, poll)
    return room


def test_the_minutes_say_who_came_what_was_voted_and_what_was_decided():
    room = held()
    decisions.decide_item(room.item, by=room.chair, reason="Too dear.")
    session = conduct.close_session(room.session, by=room.chair)
    minutes.save_note(session, by=room.officer, note="A calm session.")
    data = minutes.minutes_data(session)
    came = [(len(pole.present), len(pole.excused), pole.quorum) for pole in data.colleges]
    assert came == [(3, 0, True), (2, 1, True)]
    (line,) = data.items
    assert (line.decision.reason, [str(result.outcome) for result in line.results]) == ("Too dear.", ["not_adopted"])
    assert (data.note, data.published_at) == ("A calm session.", None)


def test_the_minutes_say_who_was_represented_by_whom_and_until_when_and_they_count_for_the_quorum():
    poles = committee_of(4, 2)
    first, second, third, fourth = poles["direction"]
    room = released_session(poles=poles)
    answer_session(room.session, by=third, answer="no", holder=second)
    answer_session(room.session, by=fourth, answer="no", holder=first)
    conduct.open_session(room.session, by=room.chair)
    for person in (first, second, poles["employees"][0]):
        attendance.mark_present(room.session, by=room.chair, person=person)
    room.session.refresh_from_db()
    poll = room.poll()
    attendance.mark_present(
        room.session, by=room.chair, person=third
    )  # after the roll was frozen: the holder keeps that vote
    vote(poll, first, "no")
    counted(room, poll)
    conduct.close_session(room.session, by=room.chair)
    direction, employees = minutes.minutes_data(room.session).colleges
    assert set(direction.represented) == {(third, second), (fourth, first)}
    assert (set(direction.present), direction.excused, direction.absent) == ({first, second, third}, (fourth,), ())
    assert (employees.represented, employees.absent) == ((), (poles["employees"][1],))
    shown = page(room.officer, "minutes", room.session.number)
    assert f"{fourth} by {first}" in shown and f"{third} by {second} (before they came)" in shown
    one, other = minutes_out(minutes.minutes_data(room.session))["poles"]
    assert {"name": str(fourth), "by": str(first)} in one["represented"] and other["represented"] == []


def test_a_vote_that_does_not_count_used_no_proxy():
    poles = committee_of(3, 1)
    holder, giver = poles["direction"][0], poles["direction"][1]
    room = released_session(poles=poles)
    answer_session(room.session, by=giver, answer="no", holder=holder)
    conduct.open_session(room.session, by=room.chair)
    for person in (holder, poles["direction"][2], poles["employees"][0]):
        attendance.mark_present(room.session, by=room.chair, person=person)
    room.session.refresh_from_db()
    voting.void_poll(room.poll(), by=room.chair, reason="Une erreur.")
    attendance.mark_present(room.session, by=room.chair, person=giver)
    (direction, _employees) = minutes.minutes_data(room.session).colleges
    assert (direction.represented, giver in direction.present) == ((), True)


def test_half_of_a_pole_is_there_when_who_is_represented_is_counted():
    poles = committee_of(4, 1)
    room = released_session(poles=poles)
    answer_session(room.session, by=poles["direction"][3], answer="no", holder=poles["direction"][1])
    conduct.open_session(room.session, by=room.chair)
    quorums = []
    for _round in range(2):
        attendance.mark_present(room.session, by=room.chair, person=poles["direction"][1])
        quorums.append(minutes.minutes_data(room.session).colleges[0].quorum)
        room.session.proxies.update(revoked_at=clock.now())
    assert quorums == [True, False]


def test_the_minutes_do_not_speak_of_a_vote_that_is_not_revealed():
    room = open_session_with()
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    assert minutes.minutes_data(room.session).items[0].results == ()


def test_minutes_are_published_once_by_the_officer_after_the_close():
    room = held()
    decisions.decide_item(room.item, by=room.chair, reason="Too dear.")
    with pytest.raises(TransitionRefused):
        minutes.publish_minutes(room.session, by=room.officer)
    conduct.close_session(room.session, by=room.chair)
    with pytest.raises(NotAllowed):
        minutes.publish_minutes(room.session, by=room.chair)
    first = minutes.publish_minutes(room.session, by=room.officer)
    assert minutes.publish_minutes(room.session, by=room.officer).published_at == first.published_at
    assert Notification.objects.filter(kind="committee_minutes").count() == 6
    with pytest.raises(TransitionRefused):
        minutes.save_note(room.session, by=room.officer, note="Afterthought.")


def test_minutes_are_refused_while_something_adopted_has_no_owner():
    room = held("yes")
    # Nothing in the product leads here: a session does not close over a decision not recorded.
    type(room.session).objects.filter(pk=room.session.pk).update(state="closed", closed_at=clock.now())
    with pytest.raises(TransitionRefused):
        minutes.publish_minutes(room.session, by=room.officer)


def test_minutes_and_attendance_cost_the_same_for_more_points(django_assert_num_queries):
    room = open_session_with()
    with django_assert_num_queries(19):
        minutes.minutes_data(room.session)
    with django_assert_num_queries(2):
        assert len(attendance_of(room.session)) == 6
    conduct.close_session(room.session, by=room.chair)
    bigger = open_session_with(*[IdeaFactory(shortlisted=True) for _index in range(3)], poles=room.poles)
    with django_assert_num_queries(19):
        minutes.minutes_data(bigger.session)

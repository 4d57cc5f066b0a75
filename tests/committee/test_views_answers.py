"""Saying whether one comes, through the browser’s requests, by the link of a mail, and by the phone during a vote."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from committee.answer_links import answer_link
from committee.models import Availability, Proxy
from committee.selectors import sessions_to_answer
from committee.services import attendance, conduct, sessions
from committee.services.answering import answer_session
from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, page, text_of, url
from tests.days import meeting_day
from tests.factories.committee import CollegeFactory, MandateFactory, SessionFactory, committee_of, released_session
from tests.factories.people import UserFactory
from tests.remembered import usual

pytestmark = pytest.mark.django_db


@pytest.fixture
@usual
def room():
    return released_session(poles=committee_of(3, 2))


def said():
    return list(Availability.objects.values_list("person", "answer"))


def test_a_member_says_that_they_cannot_come_and_names_who_votes_for_them(room):
    first, second, third = room.poles["direction"]
    phone = browser(second)
    assert "You have not answered yet." in page(second, "session", room.session.number)
    form = phone.get(url("answer", room.session.number))
    offered = set(re.findall(r'<option value="(\d+)"', form.content.decode()))
    assert offered == {str(first.pk), str(third.pk)}
    response = phone.post(url("answer", room.session.number), {"answer": "no", "holder": first.pk}, follow=True)
    assert f"{first} votes for you" in text_of(response)
    assert (said(), Proxy.objects.get().holder) == ([(second.pk, "no")], first)
    assert f"You hold the proxy of {second}" in page(first, "session", room.session.number)


def test_whoever_comes_gives_no_proxy_even_if_the_list_still_names_somebody(room):
    first, second, _third = room.poles["direction"]
    browser(second).post(url("answer", room.session.number), {"answer": "yes", "holder": first.pk})
    assert (said(), Proxy.objects.count()) == ([(second.pk, "yes")], 0)


def test_an_empty_answer_is_told_at_its_field(room):
    response = browser(room.poles["direction"][1]).post(url("answer", room.session.number), {"answer": ""})
    assert (response.status_code, said()) == (422, [])


def test_a_holder_gives_the_proxy_back_by_one_button(room):
    first, second, _third = room.poles["direction"]
    answer_session(room.session, by=second, answer="no", holder=first)
    browser(first).post(url("decline_proxy", room.session.number))
    assert not Proxy.objects.filter(revoked_at=None).exists()


def test_the_officer_reads_who_has_not_answered_and_a_colleague_does_not(room):
    first, second, _third = room.poles["direction"]
    answer_session(room.session, by=second, answer="no", holder=first)
    seen = page(room.officer, "session", room.session.number)
    assert "2 have not answered" in seen
    assert f"proxy to {first}" in seen
    assert "Who comes" not in page(UserFactory(), "session", room.session.number)


# --- The link of the mail ------------------------------------------------------------------------------------------


def link_of(person, session):
    return answer_link(person.pk, session.pk).partition("://")[2].partition("/")[2].join(["/", ""])


def test_the_mail_of_each_member_holds_their_own_link():
    poles = committee_of(1, 1)
    session = SessionFactory()
    sessions.convene(session, by=UserFactory(officer=True))
    for row in OutgoingMail.objects.select_related("recipient"):
        links = [answer_link(person.pk, session.pk) in row.body_text for person in sum(poles.values(), [])]
        assert links.count(True) == 1
        assert answer_link(row.recipient_id, session.pk) in row.body_text
        assert answer_link(row.recipient_id, session.pk) not in row.calendars[0]


def test_the_link_answers_without_signing_in_and_looking_at_it_changes_nothing(room):
    member, stranger = room.poles["employees"][1], browser()
    link = link_of(member, room.session)
    shown = stranger.get(link)
    assert (shown.status_code, said()) == (200, [])
    assert str(member) not in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    for answer in ("remote", "no"):
        response = stranger.post(link, {"answer": answer}, follow=True)
        assert response.status_code == 200
    assert said() == [(member.pk, "no")]


def test_a_link_that_was_changed_or_whose_person_left_opens_nothing(room):
    member = room.poles["employees"][1]
    link = link_of(member, room.session)
    assert browser().get(link.replace(f"/{member.pk}.", f"/{room.chair.pk}.")).status_code == 404
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert browser().post(link, {"answer": "yes"}).status_code == 404
    assert said() == []


def test_a_link_used_too_late_or_without_an_answer_says_so(room):
    member = room.poles["employees"][1]
    link = link_of(member, room.session)
    assert browser().post(link, {}).status_code == 422
    conduct.open_session(room.session, by=room.chair)
    assert "plus rien à répondre" in text_of(browser().get(link, headers={"accept-language": "fr"}))
    assert browser().post(link, {"answer": "yes"}).status_code == 409
    assert said() == []


# --- The vote ---------------------------------------------------------------------------------------------------------


def test_the_phone_of_a_holder_shows_two_ballots(room):
    first, second, third = room.poles["direction"]
    answer_session(room.session, by=second, answer="no", holder=third)
    room.session = conduct.open_session(room.session, by=room.chair)
    for person in room.people:
        if person != second:
            attendance.mark_present(room.session, by=room.chair, person=person)
    assert f"represented by {third}" in page(room.chair, "console", room.session.number)
    poll = room.poll()
    phone = browser(third)
    shown = phone.get(url("live"))
    assert f"The vote of {second}, by proxy" in text_of(shown)
    keys = re.findall(r'name="key" value="([0-9a-f-]+)"', shown.content.decode())
    assert len(set(keys)) == 2
    phone.post(url("vote", poll.pk), {"choice": "yes", "key": keys[0]})
    phone.post(url("vote", poll.pk), {"choice": "no", "key": keys[1], "by_proxy": "true"})
    assert dict(poll.ballots.values_list("person", "choice")) == {third.pk: "yes", second.pk: "no"}
    assert f"The vote of {second} is recorded" in text_of(phone.get(url("live")))
    assert "by proxy" not in text_of(browser(first).get(url("live")))


# --- Alternates -----------------------------------------------------------------------------------


def test_an_alternate_answers_by_the_link_and_the_officer_reads_it_apart(room):
    alternate = MandateFactory(college=CollegeFactory(code="direction"), is_alternate=True).person
    link = link_of(alternate, room.session)
    stranger = browser()
    assert "Vous êtes en suppléance" in text_of(stranger.get(link))
    done = stranger.post(link, {"answer": "no"}, follow=True)
    assert url("answer", room.session.number) not in done.content.decode()
    assert said() == [(alternate.pk, "no")]
    shown = page(room.officer, "session", room.session.number)
    assert f"Alternates {alternate} · " in shown and "3 have not answered" in shown


# --- Home -----------------------------------------------------------------------------------


def test_home_asks_a_member_until_they_answer_and_again_when_it_is_moved():
    poles, officer = committee_of(2, 1), UserFactory(officer=True)
    first, second = poles["direction"]
    session = SessionFactory(starts_at=clock.now() + timedelta(days=20))
    phone, asks = browser(second), "Do you come to the committee on"
    assert asks not in text_of(phone.get("/"))
    sessions.convene(session, by=officer)
    shown = phone.get("/")
    assert asks in text_of(shown) and url("answer", session.number) in shown.content.decode()
    assert asks not in text_of(browser(officer).get("/"))
    answer_session(session, by=second, answer="no", holder=first)
    assert asks not in text_of(phone.get("/"))
    day = meeting_day(7, after=session.on)
    sessions.postpone(session, by=officer, starts_at=session.starts_at + (day - session.on))
    assert "Confirm your proxy for the committee on" in text_of(phone.get("/"))
    sessions.cancel(session, by=officer, reason="Trop de malades.")
    assert "Confirm your proxy" not in text_of(phone.get("/"))


def test_what_is_to_be_answered_is_one_statement_and_bounded(django_assert_num_queries):
    member, officer = committee_of(2, 1)["direction"][1], UserFactory(officer=True)
    for days in (20, 30, 40, 50):
        sessions.convene(SessionFactory(starts_at=clock.now() + timedelta(days=days)), by=officer)
    with django_assert_num_queries(1):
        assert [session.on for session in sessions_to_answer(member)] == [
            timezone.localdate(clock.now() + timedelta(days=days)) for days in (20, 30, 40)
        ]


def test_an_alternate_answers_on_the_page_and_by_the_api_like_a_member_and_names_nobody(room):
    alternate = MandateFactory(college=CollegeFactory(code="employees"), is_alternate=True).person
    phone = browser(alternate)
    shown = text_of(phone.get(url("session", room.session.number)))
    assert "You have not answered yet." in shown and "You are an alternate" in shown
    assert 'name="holder"' not in phone.get(url("answer", room.session.number)).content.decode()
    response = phone.post(url("answer", room.session.number), {"answer": "remote"}, follow=True)
    assert (response.status_code, said()) == (200, [(alternate.pk, "remote")])
    one = f"sessions/{room.session.number}/answer/"
    assert Program(alternate).asks(one).json()["answer"] == "remote"
    is_problem(Program(alternate).puts(one, {"answer": "no", "holder": room.people[-1].email}), 422, "holder")
    assert phone.get(url("agenda", room.session.number)).status_code == 404
    assert phone.get(url("calendar_feed")).status_code == 200
    assert phone.post(url("calendar_feed")).status_code == 201

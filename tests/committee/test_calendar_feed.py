"""The secret address by which a calendar follows the sessions of one person."""

from datetime import timedelta

import icalendar
import pytest
import vobject
from django.core.cache import cache
from django.db import IntegrityError, transaction

from committee.models import CalendarKey, Mandate
from committee.services import calendar_keys, sessions
from parkour.accounts.tokens import digest_of
from parkour.core import clock
from parkour.core.exceptions import NotAllowed
from tests.committee.pages import SENTINELS, browser, says_the_name, text_of, url
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def poles():
    return committee_of(2, 2)


def feed(secret):
    return browser().get(url("feed", secret))


def events(response):
    """By two readers that share no code: (uid, status)."""
    text = response.content.decode()
    first = [(str(event["UID"]), str(event["STATUS"])) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    found = vobject.readOne(text).contents.get("vevent", [])
    assert [(event.uid.value, event.status.value) for event in found] == first
    return first


def key_of(person):
    return calendar_keys.make_calendar_key(by=person)[1]


def test_the_address_opens_the_sessions_without_signing_in_and_only_its_digest_is_kept(poles):
    member, session = poles["direction"][0], SessionFactory()
    secret = key_of(member)
    response = feed(secret)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    [(uid, status)] = events(response)
    assert (uid.partition("@")[0], status) == (f"session-{session.pk}", "TENTATIVE")
    assert response["Referrer-Policy"] == "no-referrer"
    assert CalendarKey.objects.get().digest == digest_of(secret)
    assert secret not in str(CalendarKey.objects.values())


def test_it_follows_what_is_sent_moved_and_given_up(poles):
    officer, member = UserFactory(officer=True), poles["employees"][0]
    session, secret = SessionFactory(starts_at=clock.now() + timedelta(days=20)), key_of(poles["employees"][0])
    said = []
    sessions.convene(session, by=officer)
    said.append(events(feed(secret))[0][1])
    sessions.update_session(session, by=officer, place="Salle Erdre")
    assert "Salle Erdre" in feed(secret).content.decode()
    assert "SEQUENCE:1" in feed(secret).content.decode()
    sessions.cancel(session, by=officer, reason="Trop de malades.")
    said.append(events(feed(secret))[0][1])
    assert said == ["CONFIRMED", "CANCELLED"]
    assert member.email not in feed(secret).content.decode()


def test_a_member_follows_the_sessions_of_their_mandate_and_an_officer_all(poles):
    member = poles["direction"][1]
    Mandate.objects.filter(person=member).update(until_on=clock.today() + timedelta(days=30))
    near, far = (SessionFactory(starts_at=clock.now() + timedelta(days=days)) for days in (20, 80))
    SessionFactory(starts_at=clock.now() - timedelta(days=800))
    assert [uid for uid, _status in events(feed(key_of(member)))] == [uid_of(near)]
    assert [uid for uid, _status in events(feed(key_of(UserFactory(officer=True))))] == [uid_of(near), uid_of(far)]


def uid_of(session):
    return next(
        uid
        for uid, _status in events(feed(key_of(UserFactory(officer=True))))
        if uid.startswith(f"session-{session.pk}@")
    )


def test_it_opens_nothing_after_it_was_stopped_renewed_or_its_person_left(poles):
    member = poles["direction"][0]
    first = key_of(member)
    second = key_of(member)
    assert (feed(first).status_code, feed(second).status_code) == (404, 200)
    calendar_keys.stop_calendar_key(by=member)
    assert feed(second).status_code == 404
    third = key_of(member)
    type(member).objects.filter(pk=member.pk).update(is_active=False)
    assert feed(third).status_code == 404


@pytest.mark.parametrize("secret", ["pkc_never-made", "", "pkc_" + "x" * 200, "pkb_other"])
def test_what_was_never_made_opens_nothing(secret):
    assert browser().get(f"/committee/my-calendar/{secret}.ics").status_code == 404


def test_a_person_has_one_live_address_at_the_most(poles):
    member = poles["direction"][0]
    key_of(member)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarKey.objects.create(person=member, digest="x" * 64, created_at=clock.now())


def test_who_does_not_sit_makes_none(poles):
    with pytest.raises(NotAllowed):
        calendar_keys.make_calendar_key(by=UserFactory())
    assert browser(UserFactory()).get(url("calendar_feed")).status_code == 404


def hidden_room(poles):
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    return released_session(IdeaFactory(shortlisted=True, visibility="name_hidden", author=author), poles=poles)


def test_no_name_is_in_it_neither_of_an_author_nor_of_a_member(poles):
    room = hidden_room(poles)
    for text in (
        feed(key_of(poles["direction"][0])).content.decode(),
        browser(poles["direction"][0]).get(url("session_file", room.session.number)).content.decode(),
    ):
        assert says_the_name(text.replace("\r\n ", "")) == []
        assert room.item.idea.display_title not in text.replace("\r\n ", "")
        assert not [person for person in room.people if person.last_name in text]


def test_planted_fault_an_agenda_in_the_event_is_seen(poles, monkeypatch):
    room = hidden_room(poles)
    monkeypatch.setattr("committee.invitations._", lambda text: f"Quetzal {text}")
    text = feed(key_of(poles["direction"][0])).content.decode()
    assert says_the_name(text) == [SENTINELS[0]]
    assert room.session.pk


def test_one_makes_renews_and_stops_it_in_the_profile(poles):
    desk = browser(poles["direction"][0])
    assert url("calendar_feed") in desk.get("/profile/").content.decode()
    assert url("calendar_feed") not in browser(UserFactory()).get("/profile/").content.decode()
    made = desk.post(url("calendar_feed"))
    assert made.status_code == 201
    assert "/committee/my-calendar/pkc_" in made.content.decode()
    again = desk.get(url("calendar_feed"))
    assert "pkc_" not in again.content.decode()
    assert "Never used" in text_of(again)
    desk.post(url("stop_feed"))
    assert "You have none yet." in text_of(desk.get(url("calendar_feed")))


def test_reading_it_costs_the_same_whatever_the_number_of_sessions(poles, count_queries):
    officer, counts = UserFactory(officer=True), []
    secret = key_of(officer)
    feed(secret)
    for days in (20, 30, 40):
        waiting = SessionFactory(starts_at=clock.now() + timedelta(days=days))
        sessions.convene(waiting, by=officer)
        cache.clear()
        counts.append(count_queries(lambda: feed(secret)))
    assert counts[1] == counts[2]

"""Streams of a session, from the real web server: who may follow what, what is said, and that it ends."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from committee import live
from committee.models import Poll
from committee.services import attendance, conduct, holding_up, interests, pacing, speaking, voting
from committee.services.minutes import publish_minutes
from committee.services.secrecy import ask_for_secrecy
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.events.bus import channel
from parkour.core.events.tickets import TAKE
from parkour.core.valkey import client as valkey
from tests.committee.pages import browser, url
from tests.factories.committee import open_session_with, vote
from tests.factories.people import UserFactory
from tests.following import Reader
from tests.product import Product
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
MINE = "/events/session/"
STREAMING = "streaming"  # by this name the database knows the product, and not what other tests left open
LINE = re.compile(r"|retry: \d{4}|: beat|event: (beat|changed)|data: (follow|ask)|(id|data): [0-9a-f]{8}")


@pytest.fixture
def product(transactional_db, tmp_path):
    running = Product(tmp_path, PARKOUR_EVENT_STREAMS="4", PGAPPNAME=STREAMING)
    try:
        yield running.start_web()
    finally:
        running.stop()


@pytest.fixture
def follow(product):
    """`follow(person, address)` opens a stream as that person; all are closed at the end."""
    readers = []

    def opened(person, address=MINE, **headers):
        cookie = browser(person).cookies["sessionid"].value if person else ""
        readers.append(Reader(product.url + address, cookie, **headers))
        return readers[-1]

    yield opened
    for reader in readers:
        reader.close()


def of(session):
    return f"/events/sessions/{session.number}/"


def phone_of(room):
    return room.poles["employees"][1]


def begun(reader):
    """The stream is open, and changes are heard of."""
    assert reader.status == 200
    reader.until("beat", data="follow")
    return reader


def test_a_screen_hears_of_changes_and_no_cache_and_no_proxy_keeps_them(follow):
    room = open_session_with()
    poll = room.poll()
    phone, wall = begun(follow(phone_of(room))), begun(follow(room.officer, of(room.session)))
    assert phone.headers["Content-Type"] == "text/event-stream"
    assert phone.headers["X-Accel-Buffering"] == "no"
    assert phone.headers["Cache-Control"] == "private, no-store"
    vote(poll, phone_of(room))
    wall.until("changed")
    phone.until("changed")
    voting.close_poll(poll, by=room.chair)
    phone.until("changed")


def test_a_reader_who_comes_back_with_the_last_token_is_let_in_as_any_other(follow):
    room = open_session_with()
    phone = begun(follow(phone_of(room), **{"Last-Event-ID": "0badcafe"}))
    room.poll()
    assert phone.until("changed")["id"] != "0badcafe"


def test_a_phone_follows_the_room_and_its_owner_and_only_wall_and_console_the_numbers():
    room = open_session_with()
    taken = []
    for person, address in ((phone_of(room), MINE), (room.officer, of(room.session))):
        answer = browser(person).get(address, **{TAKE: lambda ticket: taken.append(ticket) or True})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream")
        assert browser(person).get(address).status_code == 204  # a server that keeps no stream open
    phone, wall = taken
    assert phone.topics == {live.ROOMS, live.person(phone_of(room).pk)}
    assert wall.topics == {live.room(room.session), live.COUNTS}


def test_what_is_said_names_no_choice_no_count_no_person_and_no_vote(follow):
    room = open_session_with()
    poll = room.poll()
    wall, phone = begun(follow(room.officer, of(room.session))), begun(follow(phone_of(room)))
    with valkey().pubsub() as between:
        between.subscribe(channel())
        for choice, person in zip(("yes", "no", "abstain"), room.poles["employees"], strict=True):
            vote(poll, person, choice)
            wall.until("changed")
        voting.close_poll(poll, by=room.chair)
        phone.until("changed")
        said = set()
        while message := between.get_message(timeout=0.3):
            said.add(message["data"])
    people = {f"person.{person.pk}".encode() for person in room.poles["employees"]}
    assert said == {1, b"committee.counts", b"committee.rooms", f"committee.room.{room.session.pk}".encode(), *people}
    lines = {line for reader in (wall, phone) for line in reader.seen.decode().splitlines()}
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_whoever_reads_no_draft_gets_no_stream_and_a_stranger_is_asked_to_sign_in(follow):
    room = open_session_with()
    for address in (MINE, of(room.session)):
        assert follow(UserFactory(), address).status == 404
        assert follow(None, address).status == 302
    assert follow(room.officer, "/events/sessions/999/").status == 404
    assert follow(room.officer, "/events/nothing/").status == 404


def test_beyond_the_bound_there_is_no_stream_and_pages_go_on_and_a_place_that_is_left_is_given_again(follow, product):
    room = open_session_with()
    member = phone_of(room)
    held = [begun(follow(member)) for _time in range(4)]
    refused = follow(member)
    assert (refused.status, refused.answer.read()) == (204, b"")
    assert follow(member, url("live")).status == 200
    held[0].close()
    wait_until(lambda: follow(member).status == 200, product.logs)


def test_no_stream_holds_a_connection_to_the_database(follow):
    room = open_session_with()
    for _time in range(4):
        begun(follow(phone_of(room)))
    wait_until(lambda: connections_of_the_product() == 0)  # one that was closed is listed a moment longer


def connections_of_the_product() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
            [connection.settings_dict["NAME"], STREAMING],
        )
        return cursor.fetchone()[0]


def test_the_process_ends_at_once_although_screens_follow(follow, product):
    room = open_session_with()
    phone = begun(follow(phone_of(room)))
    product.processes[0].terminate()
    assert phone.until("over")
    with pytest.raises(EOFError):
        phone.line()
    assert product.processes[0].wait(30) == 0


# --- Once a minute -------------------------------------------------------------------------------------------------


def ticket_of(person, *topics):
    client = browser(person)
    request = RequestFactory().get(MINE)
    request.user, request.session = person, client.session
    return live.ticket(request, *topics or (live.ROOMS,))


def test_tickets_hold_while_their_owners_stand_as_they_did_and_one_statement_asks_for_all(django_assert_num_queries):
    room = open_session_with()
    tickets = [ticket_of(person) for person in (*room.people, room.officer)]
    with django_assert_num_queries(1):
        assert live.still_holding(tickets) == set(tickets)


def leaves(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def signs_out_everywhere(person):
    User.objects.filter(pk=person.pk).update(sessions_ended=1)


def changes_the_password(person):
    person.set_password("another one, and long")
    person.save()


def loses_the_role(person):
    person.role_assignments.all().delete()


def signs_out(_person):
    Session.objects.all().delete()


def session_expires(_person):
    Session.objects.update(expire_date=timezone.now())


@pytest.mark.parametrize(
    "what", [leaves, signs_out_everywhere, changes_the_password, loses_the_role, signs_out, session_expires]
)
def test_a_ticket_ends_when_its_owner(what):
    room = open_session_with()
    ticket, other = ticket_of(room.officer), ticket_of(room.chair)
    what(room.officer)
    holding = live.still_holding([ticket, other])
    assert holding == (set() if what in (signs_out, session_expires) else {other})


def test_a_ticket_ends_with_the_mandate():
    room = open_session_with()
    ticket = ticket_of(phone_of(room))
    phone_of(room).mandates.update(until_on=clock.today())
    assert live.still_holding([ticket]) == set()


# --- Who says so ---------------------------------------------------------------------------------------------------


def test_each_step_of_a_session_is_announced(heard):
    room = open_session_with()
    room_of, session = {live.ROOMS, live.room(room.session)}, room.session
    member = phone_of(room)
    own = {live.COUNTS, live.person(member.pk)}
    assert heard(lambda: attendance.leave(session, by=member)) == own
    assert heard(lambda: attendance.mark_present(session, by=member, mode="remote")) == own
    assert heard(lambda: interests.declare_interest(room.item, by=member, reason="Ma tournée.")) == own
    assert heard(lambda: interests.take_back_interest(room.item, by=member)) == own
    assert heard(lambda: conduct.start_item(session, room.item, by=room.chair)) == room_of
    assert heard(lambda: pacing.change_time(room.item, by=room.chair, minutes=5)) == room_of
    assert heard(lambda: pacing.take_back_step(session, by=room.chair)) == room_of
    assert heard(lambda: holding_up.suspend_session(session, by=room.chair)) == room_of
    assert heard(lambda: holding_up.resume_session(session, by=room.chair)) == room_of
    assert heard(lambda: holding_up.allow_remote(session, by=room.chair, allowed=False)) == room_of
    assert heard(lambda: holding_up.allow_remote(session, by=room.chair, allowed=False)) == set()
    poll = room.poll
    assert heard(poll) == room_of
    poll = Poll.objects.get()
    assert heard(lambda: voting.extend_poll(poll, by=room.chair, minutes=5)) == set()  # it has no end to move
    assert heard(lambda: vote(poll, member, "yes")) == own
    assert heard(lambda: vote(poll, member, "no")) == set()  # nothing that anybody is shown
    assert heard(lambda: voting.close_poll(poll, by=room.chair)) == room_of
    assert heard(lambda: voting.close_poll(poll, by=room.chair)) == set()
    assert heard(lambda: voting.reveal_poll(poll, by=room.chair)) == room_of


def test_the_publication_of_the_minutes_is_announced_once_and_only_after_its_commit(heard):
    room = open_session_with()
    session = conduct.close_session(room.session, by=room.chair)

    def in_vain():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish_minutes(session, by=room.officer)
            raise ZeroDivisionError

    assert heard(in_vain) == set()
    assert heard(lambda: publish_minutes(session, by=room.officer)) == {live.ROOMS, live.room(session)}
    assert heard(lambda: publish_minutes(session, by=room.officer)) == set()


def test_that_a_vote_becomes_secret_is_announced_and_who_asks_for_it_is_not(heard):
    room = open_session_with()
    poll = voting.prepare_poll(conduct.start_item(room.session, room.item, by=room.chair), by=room.chair)
    first, second, third, *_others = room.people
    assert heard(lambda: ask_for_secrecy(poll, by=first)) == set()
    assert heard(lambda: ask_for_secrecy(poll, by=second)) == set()
    assert heard(lambda: ask_for_secrecy(poll, by=third)) == {live.ROOMS, live.room(room.session)}


def test_those_who_wait_to_speak_hear_of_a_hand_that_goes_before_theirs(heard):
    room = open_session_with()
    session, member, other = room.session, phone_of(room), room.people[1]
    own = {live.COUNTS, live.person(member.pk)}
    assert heard(lambda: speaking.raise_hand(session, by=member)) == own
    both = own | {live.person(other.pk)}
    assert heard(lambda: speaking.raise_hand(session, by=other, point_of_order=True)) == both
    assert heard(lambda: speaking.lower_hand(session, by=other)) == both
    assert heard(lambda: speaking.lower_hand(session, by=member)) == own


def test_what_is_taken_back_is_not_announced(heard):
    room = open_session_with()

    def and_fails():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            room.poll()
            raise ZeroDivisionError

    assert heard(and_fails) == set()


@pytest.fixture
def heard():
    """The topics that are announced while something is done."""
    with valkey().pubsub() as between:
        between.subscribe(channel())
        assert between.get_message(timeout=10)["type"] == "subscribe"

        def during(done):
            until("begin")
            done()
            return until("end")

        def until(mark):
            valkey().publish(channel(), mark)
            topics = set()
            while (said := between.get_message(timeout=10)["data"].decode()) != mark:
                topics.add(said)
            return topics

        yield during

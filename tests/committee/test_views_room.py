"""The console, the wall and the phone while a session runs, besides its votes."""

import pytest

from committee.models import RoomEvent
from committee.selectors.room import code_now, hands_of
from committee.services import attendance, conduct, holding_up, interests, practising, speaking
from tests.committee.pages import browser, code_on, page, says_the_name, text_of, token_of, url
from tests.factories import IdeaFactory
from tests.factories.committee import committee_of, open_session_with
from tests.remembered import usual

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
@usual
def room():
    return open_session_with(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True), poles=committee_of())


@pytest.fixture
def member(room):
    return room.poles["employees"][1]


def console(room):
    return page(room.chair, "console", room.session.number)


def wall(room, person=None):
    return page(person or room.chair, "wall", room.session.number)


def phone(person):
    return page(person, "live")


def press(person, name, room, data=None):
    response = browser(person).post(url(name, room.session.number), data or {})
    assert response.status_code == 303
    return response


def test_the_wall_shows_the_code_and_its_sign_to_whoever_runs_the_session_only(room, member):
    shown = browser(room.officer).get(url("wall", room.session.number))
    assert code_on(shown) == code_now(room.session)
    assert b"data:image/svg+xml" in shown.content
    assert code_now(room.session) not in wall(room, member)
    conduct.start_item(room.session, room.item, by=room.chair)
    assert f"code {code_now(room.session)}" in wall(room)


def test_a_member_scans_the_sign_and_is_there_with_one_button(room, member):
    attendance.leave(room.session, by=member)
    client = browser(member)
    code = code_now(room.session)
    scanned = client.get(url("live"), {"code": code})
    assert f'value="{code}"' in scanned.content.decode()
    state = client.get(url("live_state"), {"token": "old", "code": code})
    assert f'value="{code}"' in state.content.decode()
    client.post(url("present", room.session.number), {"code": code})
    assert "You are noted as present" in text_of(client.get(url("live")))


def test_a_wrong_code_is_refused_in_words_on_the_phone(room, member):
    attendance.leave(room.session, by=member)
    client = browser(member)
    answer = client.post(url("present", room.session.number), {"code": "222222"}, follow=True)
    assert "This is not the code on the wall" in text_of(answer)
    client.post(url("present", room.session.number), {"mode": "remote"})
    assert "You are noted as present" in text_of(client.get(url("live")))
    assert "present remotely" in console(room)


def test_where_all_are_in_the_room_the_phone_offers_nothing_else(room, member):
    attendance.leave(room.session, by=member)
    assert "I take part remotely" in phone(member)
    press(room.chair, "remote", room, {"allowed": "no"})
    assert "I take part remotely" not in phone(member)
    assert "nobody takes part remotely" in phone(member)


def test_a_hand_goes_up_on_the_phone_and_is_read_on_the_console(room, member):
    press(member, "raise_hand", room)
    press(room.people[1], "raise_hand", room, {"point_of_order": "1"})
    assert "Your hand is up: you are number 2." in phone(member)
    assert "Point of order" in console(room)
    press(room.chair, "next_speaker", room)
    assert "You have the floor." in phone(room.people[1])
    assert "has the floor" in console(room)
    press(room.chair, "lower_hand", room, {"person": room.people[1].pk})
    press(member, "lower_hand", room)
    assert hands_of(room.session) == []


def test_the_phone_of_whoever_is_given_the_floor_reads_it_by_itself(room, member):
    speaking.raise_hand(room.session, by=member)
    client = browser(member)
    held = token_of(client.get(url("live")))
    speaking.next_speaker(room.session, by=room.chair)
    state = client.get(url("live_state"), {"token": held})
    assert (state.status_code, "You have the floor." in text_of(state)) == (200, True)


def test_once_the_session_is_closed_the_phone_of_a_member_says_so_and_leads_to_the_minutes(room, member):
    client = browser(member)
    held = token_of(client.get(url("live")))
    conduct.close_session(room.session, by=room.chair)
    shown = client.get(url("live_state"), {"token": held})
    assert "The session is over" in text_of(shown)
    assert url("minutes", room.session.number) in shown.content.decode()


def test_a_raised_hand_changes_the_column_of_the_console_and_no_other_phone(room, member):
    lead, other = browser(room.chair), browser(room.people[1])
    before, quiet = lead.get(url("console", room.session.number)), other.get(url("live"))
    control = before.content.decode().partition("control=")[2].partition("&")[0]
    speaking.raise_hand(room.session, by=member)
    asked = {"control": control, "token": token_of(before)}
    changed = lead.get(url("console_state", room.session.number), asked, **HTMX)
    assert changed.status_code == 200
    assert str(member) in text_of(changed)
    assert other.get(url("live_state"), {"token": token_of(quiet)}).status_code == 204


def test_whoever_is_concerned_says_so_and_only_the_console_reads_why(room, member):
    conduct.start_item(room.session, room.item, by=room.chair)
    address = url("interest", room.item.pk)
    assert "I am concerned by this point" in phone(member)
    client = browser(member)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Un proche y travaille."}).status_code == 303
    assert "You said that you are concerned" in phone(member)
    assert f"{member} is concerned and does not vote: Un proche y travaille." in console(room)
    for others in (wall(room), phone(room.people[1]), page(room.people[1], "session", room.session.number)):
        assert "Un proche" not in others
    assert client.post(url("take_back_interest", room.item.pk)).status_code == 303
    assert "does not vote" not in console(room)


def test_the_page_of_an_interest_names_nobody_who_hides():
    poles = committee_of()
    author = poles["employees"][1]
    type(author).objects.filter(pk=author.pk).update(first_name="Zéphyrine", last_name="Quetzal")
    author.refresh_from_db()
    idea = IdeaFactory(
        shortlisted=True, author=author, visibility="name_hidden", problem_text="Zéphyrine Quetzal attend le bus."
    )
    room = open_session_with(idea, poles=poles)
    member = poles["employees"][2]
    assert not says_the_name(page(member, "interest", room.item.pk))
    interests.declare_interest(room.item, by=member, reason="Un proche.")
    conduct.start_item(room.session, room.item, by=room.chair)
    text = console(room)
    assert "One member wrote it and does not vote." in text
    assert not says_the_name(text.partition("Quorum")[0])


def test_a_break_is_said_on_every_screen_until_it_is_over(room, member):
    press(room.chair, "suspend", room, {"minutes": "10"})
    for text in (console(room), wall(room), phone(member)):
        assert "The session is suspended" in text
        assert "It goes on at about" in text
    press(room.chair, "resume", room)
    for text in (console(room), wall(room), phone(member)):
        assert "The session is suspended" not in text


def test_a_lost_quorum_shows_what_one_may_do(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    for person in room.poles["employees"][:2]:
        attendance.leave(room.session, by=person)
    text = console(room)
    for choice in ("A pole has no quorum", "Suspend for 10 minutes", "Go on without votes", "End without a quorum"):
        assert choice in text
    press(room.chair, "go_on", room)
    assert "Go on without votes" not in console(room)
    assert "This point is talked over without a vote." in console(room)


def test_a_test_vote_reaches_phones_wall_and_console(room, member):
    press(room.chair, "open_practice", room)
    assert "Test vote: is everybody well settled?" in phone(member)
    press(member, "try_vote", room, {"choice": "no"})
    assert "Your telephone works." in phone(member)
    assert "1 of 6 have tried" in wall(room)
    assert "1 of 6 tried" in console(room)
    press(room.chair, "close_practice", room)
    assert "Test vote" not in phone(member)


def test_the_time_of_a_point_is_on_the_console_and_the_wall(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    answer = browser(room.chair).post(url("change_time", room.item.pk), {"minutes": "5"})
    assert answer.status_code == 303
    room.item.refresh_from_db()
    assert room.item.added_minutes == 5
    for text in (console(room), wall(room)):
        assert "ends at about" in text
    for name in ("console", "wall"):
        assert b"data-left" in browser(room.chair).get(url(name, room.session.number)).content


def test_a_wrong_number_of_minutes_changes_nothing(room):
    conduct.start_item(room.session, room.item, by=room.chair)
    for minutes in ("", "60", "x", "1.0"):
        browser(room.chair).post(url("change_time", room.item.pk), {"minutes": minutes})
    room.item.refresh_from_db()
    assert room.item.added_minutes == 0


def test_a_point_taken_by_mistake_is_taken_back_with_a_key(room):
    client = browser(room.chair)
    client.post(url("start_item", room.item.pk))
    shown = client.get(url("console", room.session.number)).content.decode()
    assert 'data-key="z"' in shown
    press(room.chair, "take_back_step", room)
    assert 'data-key="z"' not in client.get(url("console", room.session.number)).content.decode()


def test_whoever_gives_the_chair_away_loses_the_console(room, member):
    successor = room.poles["direction"][1]
    assert str(successor) in console(room)
    answer = press(room.chair, "replace_chair", room, {"person": successor.pk})
    assert answer.headers["Location"] == room.session.get_absolute_url()
    assert browser(room.chair).get(url("console", room.session.number)).status_code == 404
    assert browser(successor).get(url("console", room.session.number)).status_code == 200
    assert RoomEvent.objects.filter(kind="chair", person=successor).exists()


@pytest.mark.parametrize("person", ["", "x", "9" * 30, "-1"])
def test_nobody_does_not_take_the_chair(room, person):
    answer = browser(room.chair).post(url("replace_chair", room.session.number), {"person": person})
    assert answer.status_code == 404


def test_a_break_takes_no_nonsense(room):
    for minutes in ("x", "-1", "9" * 20):
        browser(room.chair).post(url("suspend", room.session.number), {"minutes": minutes})
    room.session.refresh_from_db()
    assert not room.session.is_suspended


def test_the_phone_of_somebody_who_is_not_there_does_nothing_in_the_room(room, member):
    attendance.leave(room.session, by=member)
    practising.open_practice(room.session, by=room.chair)
    for name, data in (("raise_hand", {}), ("try_vote", {"choice": "yes"})):
        answer = browser(member).post(url(name, room.session.number), data, follow=True)
        assert "Say first that you are here." in text_of(answer)
    holding_up.suspend_session(room.session, by=room.chair)
    assert "I am here" in phone(member)

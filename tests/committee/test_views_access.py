"""Who reaches which page of the committee, and that looking changes nothing."""

import pytest
from django.apps import apps

from committee.enums import SessionState
from committee.services import conduct, minutes, voting
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import SessionFactory, committee_of, open_session_with, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ROLES = ("nobody", "contributor", "member", "officer", "chair")


@pytest.fixture
def room():
    return open_session_with()


@pytest.fixture
def people(room):
    return {
        "nobody": None,
        "contributor": UserFactory(),
        "member": room.poles["employees"][1],
        "officer": room.officer,
        "chair": room.chair,
    }


def statuses(people, address):
    return [browser(people[role]).get(address).status_code for role in ROLES]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("sessions", [302, 200, 200, 200, 200]),
        ("members", [302, 200, 200, 200, 200]),
        ("quick_wins", [302, 200, 200, 200, 200]),
        ("live", [302, 200, 200, 200, 200]),
        ("live_state", [302, 200, 200, 200, 200]),
    ],
)
def test_pages_of_the_committee_are_for_the_signed_in(people, page, expected):
    assert statuses(people, url(page)) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("session", [302, 200, 200, 200, 200]),
        ("agenda", [302, 404, 200, 200, 200]),
        ("wall", [302, 404, 200, 200, 200]),
        ("wall_state", [302, 404, 200, 200, 200]),
        ("console", [302, 404, 404, 200, 200]),
        ("console_state", [302, 404, 404, 204, 204]),
        ("minutes", [302, 404, 200, 200, 200]),
    ],
)
def test_pages_of_a_session_open_to_those_who_have_to_do_with_it(room, people, page, expected):
    assert statuses(people, url(page, room.session.number)) == expected


def test_published_minutes_are_for_everybody(people, room):
    conduct.close_session(room.session, by=room.chair)
    minutes.publish_minutes(room.session, by=room.officer)
    assert statuses(people, url("minutes", room.session.number)) == [302, 200, 200, 200, 200]


def test_an_agenda_that_was_not_released_shows_nothing_to_a_colleague():
    idea = IdeaFactory(shortlisted=True)
    room = released_session(idea)
    draft = SessionFactory()
    stranger = browser(UserFactory())
    assert "The agenda is not published yet" in text_of(stranger.get(url("session", draft.number)))
    assert stranger.get(url("agenda", draft.number)).status_code == 404
    assert idea.display_title in text_of(stranger.get(url("session", room.session.number)))


def test_a_session_that_does_not_exist_is_not_found():
    client = browser(UserFactory(officer=True))
    names = ("session", "agenda", "console", "wall", "minutes")
    assert {client.get(url(name, 4711)).status_code for name in names} == {404}


BUTTONS = ["plan", "plan_on"]
SESSION_BUTTONS = [
    "set_up", "convene", "postpone", "cancel", "present", "leave", "propose", "add_subject", "release",
    "open_session", "close_session", "no_quorum", "minutes_note",
]  # fmt: skip
ITEM_BUTTONS = [
    "move_item", "pin_item", "item_duration", "item_presenter", "remove_item", "start_item", "finish_item", "open_poll",
    "decide", "to_workshop", "take_out", "put_back",
]  # fmt: skip
POLL_BUTTONS = ["vote", "close_poll", "reveal", "extend_poll", "second_reading", "void_poll", "decide_lot"]


def rows():
    """Every row of the committee and of the ideas, as plain values."""
    models = [*apps.get_app_config("committee").get_models(), *apps.get_app_config("ideas").get_models()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def all_addresses(room, poll):
    number, item = room.session.number, room.item
    return [
        *(url(name) for name in BUTTONS),
        *(url(name, number) for name in SESSION_BUTTONS),
        url("add_item", number, item.idea.reference),
        url("object", item.idea.reference),
        *(url(name, item.pk) for name in ITEM_BUTTONS),
        *(url(name, poll.pk) for name in POLL_BUTTONS),
    ]


@pytest.mark.parametrize("role", ["officer", "chair"])
def test_looking_at_any_address_changes_nothing(room, people, role):
    poll = room.poll()
    before = rows()
    client = browser(people[role])
    pages = [url(name) for name in ("sessions", "members", "quick_wins", "live", "live_state")]
    pages += [
        url(name, room.session.number)
        for name in ("session", "agenda", "console", "console_state", "wall", "wall_state", "minutes")
    ]
    for address in [*all_addresses(room, poll), *pages]:
        assert client.get(address).status_code in {200, 204, 302, 404}
    assert rows() == before


def test_a_contributor_can_press_nothing(room, people):
    poll = room.poll()
    before = rows()
    client = browser(people["contributor"])
    for address in all_addresses(room, poll):
        assert client.post(address, {"to": "up", "choice": "yes", "minutes": "5"}).status_code in {302, 303, 404, 422}
    assert rows() == before


def test_a_member_can_press_no_button_of_the_officer_or_of_the_chair(room, people):
    poll = room.poll()
    before = rows()
    client = browser(people["member"])
    mine = {url("present", room.session.number), url("leave", room.session.number), url("vote", poll.pk)}
    for address in all_addresses(room, poll):
        if address not in mine:
            assert client.post(address, {"to": "up", "reason": "…"}).status_code in {302, 303, 404, 422}
    assert rows() == before


def test_a_member_speaks_for_nobody_else(room, people):
    absent = room.poles["employees"][2]
    browser(people["member"]).post(url("leave", room.session.number), {"person": absent.pk})
    assert room.session.attendances.filter(present_until=None).count() == 6


def test_the_officer_runs_the_session_but_does_not_reveal(room):
    poll = room.poll()
    client = browser(room.officer)
    client.post(url("close_poll", poll.pk))
    assert "The chair reveals the result." in text_of(client.get(url("console", room.session.number)))
    client.post(url("reveal", poll.pk))
    poll.refresh_from_db()
    assert poll.state == "closed"


def test_a_closed_session_sends_its_runner_to_the_minutes(room):
    conduct.close_session(room.session, by=room.chair)
    room.session.refresh_from_db()
    assert room.session.state == SessionState.CLOSED
    assert "Go to the minutes" in text_of(browser(room.chair).get(url("console", room.session.number)))


def test_the_page_of_quick_wins_shows_the_form_to_members_only():
    idea = IdeaFactory(in_window=True)
    member = committee_of()["employees"][0]
    reader, voter = browser(UserFactory()), browser(member)
    assert idea.display_title in text_of(reader.get(url("quick_wins")))
    assert "Ask for a discussion" not in text_of(reader.get(url("quick_wins")))
    assert "Ask for a discussion" in text_of(voter.get(url("quick_wins")))


def test_a_member_reads_the_file_of_each_point(room):
    client = browser(room.poles["employees"][1])
    assert client.get(room.item.idea.get_absolute_url()).status_code == 200


def test_a_vote_of_another_session_is_a_page_that_says_so(room):
    poll = room.poll()
    voting.void_poll(poll, by=room.chair, reason="Wrong point.")
    client = browser(room.poles["employees"][1])
    response = client.post(
        url("vote", poll.pk), {"choice": "yes", "key": "7f4df9b4-2f6f-4d5e-9a4b-1c9bff3d0c11"}, follow=True
    )
    assert "This vote was cancelled: your ballot was not counted." in text_of(response)

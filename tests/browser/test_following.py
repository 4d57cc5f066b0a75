"""Screens that follow a session: by the stream alone, without it, and after the phone was away."""

import re
import socket
import threading
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from committee.services import voting
from ideas.services.submission import withdraw_idea
from tests.committee.pages import url
from tests.factories.committee import open_session_with, vote
from tests.factories.ideas import IdeaFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRIPT = "**/static/committee/follow.js"
NEVER = "const ASK = [9_000_000, 9_000_000];", "const LOOK = [9_000_000, 9_000_000];"


class Proxy:
    """Hands everything on, but not what comes on a stream: that, it keeps until it has enough of it."""

    def __init__(self, port: int):
        self.port, self.kept = port, 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _address = self.door.accept()
            except OSError:  # it is over
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        with client, socket.create_connection(("127.0.0.1", self.port)) as server:
            request = b""
            while b"\r\n\r\n" not in request and (piece := client.recv(65536)):
                request += piece
            keeps = request.startswith(b"GET /events/")
            # One request a connection: what comes back is read to its end.
            server.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
            upward = threading.Thread(target=_pass, args=(client, server), daemon=True)
            upward.start()
            while piece := _read(server):
                if keeps:
                    self.kept += len(piece)
                elif not _write(client, piece):
                    return

    def close(self):
        self.door.close()


def _read(end) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _write(end, piece) -> bool:
    try:
        end.sendall(piece)
    except OSError:
        return False
    return True


def _pass(source, target):
    while (piece := _read(source)) and _write(target, piece):
        pass


@pytest.fixture
def screen(product, browser, client):
    """`screen(person, address)` is a page of that person, who reads English; `at` is another way to the product,
    `script` changes the script that follows.
    """
    contexts, faults = [], []

    def show(person, address, *, at="", script=None):
        type(person).objects.filter(pk=person.pk).update(locale="en")
        client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
        context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
        contexts.append(context)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        if script:
            page.route(SCRIPT, lambda route: _with(route, script))
        page.goto((at or product.url) + address)
        return page

    show.url = product.url
    yield show
    assert faults == []
    for context in contexts:
        context.close()


def _with(route, script):
    answer = route.fetch()
    body = answer.text()
    for old, new in script:
        changed = re.sub(old, new, body)
        assert changed != body, old
        body = changed
    route.fulfill(response=answer, body=body)


NO_ASKING = ((r"const ASK = .*?;", NEVER[0]), (r"const LOOK = .*?;", NEVER[1]))
DEAF = (*NO_ASKING, ('"changed"', '"nothing"'))  # what was said while it was away is not heard later either


def reads(page, name, *args):
    """Until the page has read again what holds."""
    return page.expect_response(
        lambda answer: answer.request.method == "GET" and urlsplit(answer.url).path == url(name, *args)
    )


def followed(person, address, screen, **how):
    """The page, once its stream is open: it reads once more then, for what happened in between."""
    page = screen(person, "/", **how)
    with reads(page, "live_state"):
        page.goto(screen.url + address)
    return page


def phone_of(room):
    return room.poles["employees"][1]


def test_by_the_stream_alone_the_phone_shows_each_step(screen):
    room = open_session_with()
    page = followed(phone_of(room), url("live"), screen, script=NO_ASKING)
    poll = room.poll()
    expect(page.get_by_role("button", name="Confirm my vote")).to_be_visible()
    voting.close_poll(poll, by=room.chair)
    expect(page.locator("#live")).to_contain_text("The vote is closed. You did not vote.")
    expect(page.locator("#announcement")).to_contain_text("The vote is closed.")


def test_a_second_device_of_the_voter_shows_the_vote_given_on_the_first(screen):
    room = open_session_with()
    poll = room.poll()
    page = followed(phone_of(room), url("live"), screen, script=NO_ASKING)
    vote(poll, phone_of(room), "no")
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")


def test_behind_a_proxy_that_keeps_the_stream_back_the_page_asks_by_itself(screen, product):
    room = open_session_with()
    proxy = Proxy(product.port)
    page = screen(phone_of(room), url("live"), at=proxy.url)
    poll = room.poll()
    expect(page.get_by_role("button", name="Confirm my vote")).to_be_visible()
    page.locator(".ballot", has_text="Against").click()
    voting.close_poll(poll, by=room.chair)
    expect(page.locator("#live")).to_contain_text("The vote is closed. You did not vote.")
    assert proxy.kept > 0
    page.close()
    proxy.close()


def test_a_phone_whose_network_was_lost_is_right_once_it_is_back(screen):
    room = open_session_with()
    poll = room.poll()
    page = followed(phone_of(room), url("live"), screen, script=DEAF)
    page.context.set_offline(True)
    expect(page.get_by_text("The network is lost")).to_be_visible()
    voting.close_poll(poll, by=room.chair)
    page.context.set_offline(False)
    expect(page.locator("#live")).to_contain_text("The vote is closed. You did not vote.")
    expect(page.get_by_text("The network is lost")).to_be_hidden()


SLEEPS = """() => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
WAKES = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_phone_that_slept_is_right_once_somebody_looks_at_it(screen):
    room = open_session_with()
    poll = room.poll()
    page = followed(phone_of(room), url("live"), screen, script=DEAF)
    page.evaluate(SLEEPS)
    voting.close_poll(poll, by=room.chair)
    page.evaluate(WAKES)
    expect(page.locator("#live")).to_contain_text("The vote is closed. You did not vote.")


# --- A ballot that somebody fills in ----------------------------------------------------------------------------------


def filled_in(screen, **how):
    """(the page, what makes its screen change although the vote stays as it is)."""
    ideas = [IdeaFactory(shortlisted=True) for _n in range(2)]
    room = open_session_with(*ideas)
    poll = room.poll(minutes=5)
    page = followed(phone_of(room), url("live"), screen, **how)
    page.locator(".ballot", has_text="Against").click()
    page.locator("#vote-no").focus()
    other = next(idea for idea in ideas if idea.pk != poll.item.idea_id)

    def changes():
        withdraw_idea(other, by=other.authorships.first().person)
        with reads(page, "live_state") as answer:
            voting.extend_poll(poll, by=room.chair, minutes=30)
        assert answer.value.status == 200  # the screen is another one
        expect(page.locator("[data-seconds]")).to_have_text(re.compile(r"^3[45]:\d\d$"))

    return page, changes


def test_a_half_filled_ballot_stays_as_it_is_when_the_screen_changes_around_it(screen):
    page, changes = filled_in(screen, script=NO_ASKING)
    key = page.locator("[data-ballot] [name=key]").input_value()
    changes()
    assert page.locator("#vote-no").is_checked()
    expect(page.locator("#vote-no")).to_be_focused()
    assert page.locator("[data-ballot] [name=key]").input_value() == key
    page.get_by_role("button", name="Confirm my vote").click()
    expect(page.locator("#live")).to_contain_text("Your vote is recorded.")


def test_planted_fault_a_script_that_keeps_no_ballot_loses_it(screen):
    page, changes = filled_in(screen, script=(*NO_ASKING, (r"if \(answers && isSame\) \{", "if (false) {")))
    changes()
    assert not page.locator("#vote-no").is_checked()

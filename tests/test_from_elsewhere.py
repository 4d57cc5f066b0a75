"""A06 and A11: no form without its protection, no effect of a GET, no answer of one person kept for another."""

import threading
import urllib.request
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve, reverse

from ideas.board import board_with_counts
from parkour.accounts.models import User
from parkour.core import local, middleware
from tests.authorisation.asking import watched
from tests.committee.pages import browser
from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.hostile import Asking, FullSwing, plausible, undone

# The one signs out: nothing to see behind it. The other waits for servers that do not run here.
OURS_TO_CHOOSE = {"account_logout", "readyz"}
# What reading notes by itself: words kept for who must sign in, and the use of the key of a screen, once an hour.
NOTES = ("core_unsentwords", "ideas_boardkey", "SAVEPOINT")


@pytest.fixture
def full_swing():
    return FullSwing.now()


def addresses_of(full_swing, only=None):
    """(name, address) of everything, or of the page `only`."""
    return [
        (name, address)
        for name, address in full_swing.addresses()
        if name not in OURS_TO_CHOOSE and only in {None, name}
    ]


def reads_by_itself(address):
    return getattr(resolve(address.partition("?")[0]).func, "csrf_exempt", False)


def effects(ask):
    """The answer of `ask()`, undone, and the statements by which it changed something."""
    with watched() as written:
        answer = undone(ask)
    return answer, [sql for sql in written if not any(note in sql for note in NOTES)]


def received_unprotected(full_swing, only=None):
    """Forms that were taken without the mark of our pages, and how many were tried."""
    found, tried, asking = [], 0, Asking(full_swing.client(), checks=True)
    for name, address in addresses_of(full_swing, only):
        if reads_by_itself(address):
            continue
        answer, changed = effects(partial(asking.post, address, plausible()))
        tried += 1
        if changed or answer.status_code in {200, 201, 204}:
            found.append((name, answer.status_code, changed[:1]))
    return found, tried


def careless_readings(full_swing, only=None):
    """Pages that change something by being read; answers made for somebody, with a cookie, or sending a stranger to
    sign in, that a cache might keep.
    """
    changing, kept = [], []
    for name, address in addresses_of(full_swing, only):
        asked_by = [(full_swing.client(), True), (Client(), False)]
        for client, known in asked_by[:1] if name.startswith("api:") else asked_by:  # a stranger gets 401 there
            answer, changed = effects(partial(Asking(client).get, address))
            if changed:
                changing.append((name, known, changed[0][:90]))
            told = answer.get("Cache-Control", "")
            personal = known and not reads_by_itself(address)
            to_sign_in = answer.status_code == 302 and "/login/" in answer["Location"]
            if ((personal or to_sign_in) and "no-store" not in told) or (answer.cookies and "private" not in told):
                kept.append((name, known, answer.status_code, told, sorted(answer.cookies)))
    return changing, kept


@pytest.mark.django_db
@pytest.mark.ignore_template_errors  # pages of Django are swept too
def test_no_form_is_received_without_its_protection(full_swing):
    found, tried = received_unprotected(full_swing)
    assert found == []
    assert tried > 100


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_reading_every_page_changes_nothing_and_leaves_nothing_in_a_cache(full_swing):
    assert careless_readings(full_swing) == ([], [])


@pytest.mark.django_db
def test_planted_faults_a_form_without_protection_a_page_that_writes_and_one_for_caches_are_seen(
    full_swing, monkeypatch
):
    def counting(*args, **kwargs):
        User.objects.filter(pk=full_swing.person.pk).update(job_title="lue")
        return board_with_counts(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("django.middleware.csrf.CsrfViewMiddleware.process_view", lambda *args: None)
        assert [name for name, *_what in received_unprotected(full_swing, only="profile")[0]] == ["profile"]
    with monkeypatch.context() as patch:
        patch.setattr("ideas.views.board.board_with_counts", counting)
        changing, _kept = careless_readings(full_swing, only="ideas:board")
        assert [name for name, *_what in changing] == ["ideas:board"]
    with monkeypatch.context() as patch:
        patch.setattr(middleware.NoStoreMiddleware, "__call__", lambda self, request: self.get_response(request))
        _changing, kept = careless_readings(full_swing, only="profile")
        assert [(name, known) for name, known, *_what in kept] == [("profile", True)]


# --- Cookies ---------------------------------------------------------------------------------------------------

# The mark of forms, which what waited on the phone is sent with; and the names of what was received.
READ_BY_SCRIPTS = {"csrftoken", "received"}


def cookies_given():
    """Every cookie that a browser is given by signing in, sending a form and choosing an appearance, by its name."""
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": UserFactory().email, "password": PASSWORD}, secure=True)
    for name, body in (
        ("ideas:submit", {"problem_text": "Deux heures d’attente.", "speaker": "me", local.KEPT: str(uuid4())}),
        ("set_theme", {"theme": "dark"}),
        ("set_language", {"language": "fr"}),
    ):
        client.post(reverse(name), body, secure=True)
    return dict(client.cookies)


@pytest.mark.django_db
def test_every_cookie_stays_with_us_on_https_and_away_from_scripts(settings):
    settings.HTTPS_ONLY = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    cookies = cookies_given()
    assert cookies.keys() >= {"sessionid", "csrftoken", "theme", "django_language", "received"}
    assert {name for name, cookie in cookies.items() if not cookie["secure"] or cookie["samesite"] != "Lax"} == set()
    assert {name for name, cookie in cookies.items() if not cookie["httponly"]} == READ_BY_SCRIPTS


# --- A11: a cache on the way, as careless as a cache may be -----------------------------------------------------


class Cache(ThreadingHTTPServer):
    """Keeps every answer that does not forbid it, by its address alone, and gives it to whoever asks next."""

    daemon_threads = True

    def __init__(self, origin):
        self.origin, self.kept = origin, {}
        super().__init__(("127.0.0.1", 0), Passing)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class Passing(BaseHTTPRequestHandler):
    def do_GET(self):
        status, headers, body = self.server.kept.get(self.path) or self._ask()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _ask(self):
        asked = urllib.request.Request(self.server.origin + self.path, headers={"Cookie": self.headers["Cookie"] or ""})
        try:
            answer = urllib.request.build_opener(NoRedirect).open(asked, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            body = answer.read()
        headers = [
            (name, value) for name, value in answer.headers.items() if name.lower() in {"content-type", "location"}
        ]
        forbidden = answer.headers.get("Cache-Control", "")
        if "no-store" not in forbidden and "private" not in forbidden:
            self.server.kept[self.path] = (answer.status, headers, body)
        return answer.status, headers, body

    def log_message(self, *args):
        """Nobody reads it."""


PAGES = ("/", "/board/", "/ideas/", "/accounts/ways/", "/profile/", "/inbox/", "/api/v1/me/", "/ideas/new/")


@pytest.fixture
def between(live_server):
    cache = Cache(live_server.url)
    yield cache
    cache.shutdown()
    cache.server_close()


def read(between, client, path):
    session = client.cookies["sessionid"].value if client else ""
    asked = urllib.request.Request(between.url + path, headers={"Cookie": f"sessionid={session}"})
    try:
        with urllib.request.build_opener(NoRedirect).open(asked, timeout=60) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.read().decode()


def two_people():
    people = UserFactory(first_name="Aliénor", last_name="Kergoat"), UserFactory(first_name="Zoé", last_name="Martin")
    return [browser(person) for person in people]


@pytest.mark.django_db(transaction=True)
def test_two_people_behind_one_cache_each_read_their_own_pages(between):
    first, second = two_people()
    for path in PAGES:
        own = read(between, first, path)
        others = [read(between, client, path) for client in (second, None)]
        assert not any("Kergoat" in text for text in others), path
        assert "Aliénor" in own or path not in {"/", "/profile/", "/api/v1/me/"}, path
    assert not any(path in between.kept for path in PAGES)
    assert Session.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_word_to_caches_the_second_reads_the_page_of_the_first(between, monkeypatch):
    monkeypatch.setattr(middleware.NoStoreMiddleware, "__call__", lambda self, request: self.get_response(request))
    first, second = two_people()
    read(between, first, "/profile/")
    assert "Kergoat" in read(between, second, "/profile/")

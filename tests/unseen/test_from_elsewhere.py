"""A06 and A11: no form without its protection, no effect of a GET, no answer of one person kept for another."""

import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve

from parkour.core import middleware
from tests.authorisation.asking import watched
from tests.committee.pages import browser
from tests.factories import UserFactory
from tests.hostile import FullSwing, plausible, undone

OURS_TO_CHOOSE = {"account_logout"}  # signs out: nothing to see behind it


def addresses_of(full_swing):
    return [(name, address) for name, address in full_swing.addresses() if name not in OURS_TO_CHOOSE]


def reads_by_itself(address):
    return getattr(resolve(address.partition("?")[0]).func, "csrf_exempt", False)


@pytest.mark.django_db
@pytest.mark.ignore_template_errors  # pages of Django are swept too
def test_no_form_is_received_without_its_protection():
    full_swing, found, tried = FullSwing(), [], 0
    for name, address in addresses_of(full_swing):
        if reads_by_itself(address):
            continue
        client = Client(enforce_csrf_checks=True)
        client.cookies = full_swing.client().cookies
        with watched() as written:
            answer = undone(lambda client=client, address=address: client.post(address, plausible()))
        tried += 1
        changed = [sql for sql in written if "core_unsentwords" not in sql and "SAVEPOINT" not in sql]
        if changed or answer.status_code in {200, 201, 204}:
            found.append((name, answer.status_code, changed[:1]))
    assert found == []
    assert tried > 100


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_reading_every_page_writes_nothing():
    full_swing, found = FullSwing(), []
    for name, address in addresses_of(full_swing):
        with watched() as written:
            undone(lambda address=address: full_swing.client().get(address))
        if written:
            found.append((name, written[0][:90]))
    # The use of a key is noted, once an hour: that is no effect of reading, but the reading itself.
    assert [(name, sql) for name, sql in found if "ideas_boardkey" not in sql] == []


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_no_answer_with_a_cookie_or_for_somebody_is_kept_by_a_cache():
    full_swing, found = FullSwing(), []
    for name, address in addresses_of(full_swing):
        for client, known in ((full_swing.client(), True), (Client(), False)):
            answer = undone(lambda client=client, address=address: client.get(address))
            kept = answer.get("Cache-Control", "")
            private = "no-store" in kept or "private" in kept
            if (known and "no-store" not in kept and not reads_by_itself(address)) or (answer.cookies and not private):
                found.append((name, known, answer.status_code, kept, sorted(answer.cookies)))
    assert found == []


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

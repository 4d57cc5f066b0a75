"""Pages in threads behind an event loop: what goes in and out is what a server of WSGI would hand over."""

import asyncio
import threading

import pytest

from parkour.core.bridge import AT_ONCE, Bridge
from tests.core.looping import run_alone

LARGEST = 3 * 1024 * 1024


class Client:
    """One request and its answer. `leaves`: it is gone once the body is sent; `stays()` until told otherwise."""

    def __init__(self, *pieces: bytes, leaves=False, **scope):
        self.messages = [
            {"type": "http.request", "body": piece, "more_body": n < len(pieces)} for n, piece in enumerate(pieces, 1)
        ] or [{"type": "http.request", "body": b"", "more_body": False}]
        self.leaves, self.left = leaves, asyncio.Event()
        self.sent: list[dict] = []
        self.scope = {
            "type": "http",
            "method": "POST" if pieces else "GET",
            "http_version": "1.1",
            "scheme": "http",
            "path": "/",
            "raw_path": b"/",
            "query_string": b"",
            "headers": [],
            "client": ("10.1.2.3", "55000"),
            "server": ("127.0.0.1", "8000"),
        } | scope

    async def receive(self):
        if self.messages:
            return self.messages.pop(0)
        if not self.leaves:
            await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def body(self):
        return b"".join(message["body"] for message in self.sent[1:])


def ask(application, *pieces, **facts) -> Client:
    """The client once it was answered."""

    async def run():
        client = Client(*pieces, **facts)
        bridge = Bridge(application, threads=2, largest=LARGEST)
        try:
            await bridge(client.scope, client.receive, client.send)
        finally:
            bridge.pool.shutdown()
        return client

    return run_alone(run())


def told(*pieces, **facts) -> dict:
    """What an application is told of a request, with its body as `body`."""
    found = {}

    def application(environ, start):
        found.update(environ, body=environ["wsgi.input"].read())
        start("200 OK", [])
        return [b""]

    ask(application, *pieces, **facts)
    return found


def test_a_request_arrives_as_it_was_sent():
    environ = told(
        b"so", b"me",
        raw_path=b"/caf%C3%A9/%ff/a%2Fb", query_string=b"q=%00&r=\xc3\xa9", scheme="https",
        headers=[(b"host", b"parkour.example"), (b"content-type", b"text/plain"), (b"content-length", b"4"),
                 (b"x-two", b"a"), (b"x-two", b"b"), (b"cookie", b"a=1"), (b"cookie", b"b=2")],
    )  # fmt: skip
    assert environ["PATH_INFO"].encode("latin-1") == "/café/".encode() + b"\xff/a/b"
    assert environ["QUERY_STRING"].encode("latin-1") == "q=%00&r=é".encode()
    assert (environ["REQUEST_METHOD"], environ["wsgi.url_scheme"], environ["REMOTE_ADDR"]) == (
        "POST",
        "https",
        "10.1.2.3",
    )
    assert (environ["HTTP_HOST"], environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == (
        "parkour.example",
        "text/plain",
        "4",
    )
    assert (environ["HTTP_X_TWO"], environ["HTTP_COOKIE"], environ["body"]) == ("a,b", "a=1; b=2", b"some")


def test_a_header_with_an_underscore_does_not_pass_for_one_that_a_proxy_sets():
    headers = [(b"x_forwarded_proto", b"https"), (b"x-forwarded-proto", b"http"), (b"x_forwarded_for", b"1.1.1.1")]
    environ = told(headers=headers)
    assert environ["HTTP_X_FORWARDED_PROTO"] == "http"
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_a_body_without_a_length_has_the_one_it_has_and_a_length_that_is_none_stays():
    assert told(b"abc", b"de")["CONTENT_LENGTH"] == "5"
    assert told(b"abc", headers=[(b"content-length", b"many")])["CONTENT_LENGTH"] == "many"
    assert "CONTENT_LENGTH" not in told()


def test_a_big_upload_is_whole_and_takes_no_thread_while_it_comes():
    threads = []

    def application(environ, start):
        threads.append(threading.current_thread().name)
        start("200 OK", [])
        return [str(len(environ["wsgi.input"].read())).encode()]

    pieces = [b"x" * 500_000] * 6
    assert ask(application, *pieces).body == b"3000000"
    assert len(threads) == 1 and threads[0].startswith("pages")


def test_what_is_too_large_is_not_read_and_the_application_sees_how_large_it_is():
    environ = told(b"never read", headers=[(b"content-length", b"99999999")])
    assert (environ["CONTENT_LENGTH"], environ["body"]) == ("99999999", b"")
    called = []
    client = ask(lambda *asked: called.append(asked), b"x" * LARGEST, b"y")
    assert (client.status, called) == (413, [])


def test_somebody_who_leaves_while_uploading_calls_nothing():
    called = []

    async def run():
        client = Client(b"half", leaves=True)
        client.messages[0]["more_body"] = True
        await Bridge(lambda *asked: called.append(asked), threads=1, largest=LARGEST)(
            client.scope, client.receive, client.send
        )
        return client

    assert (run_alone(run()).sent, called) == ([], [])


def test_an_answer_is_sent_as_it_is_made_by_one_thread_which_waits_for_its_reader():
    threads, closed = set(), []

    class Pieces:
        def __iter__(self):
            for _n in range(5):
                threads.add(threading.current_thread().name)
                yield b"x" * (AT_ONCE + 1)

        def close(self):
            closed.append(threading.current_thread().name)

    def application(_environ, start):
        start("200 Fine", [("X-Own", "é"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return Pieces()

    client = ask(application)
    assert client.sent[0]["headers"] == [(b"X-Own", b"\xe9"), (b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2")]
    assert [(len(message["body"]), message["more_body"]) for message in client.sent[1:]] == [
        *[(AT_ONCE + 1, True)] * 5,
        (0, False),
    ]
    assert len(threads) == 1 and set(closed) == threads


def test_nothing_more_is_made_for_a_client_who_left_and_the_answer_is_closed():
    made, closed, gone = [], [], threading.Event()

    class Endless:
        def __iter__(self):
            while True:
                made.append(1)
                yield b"x" * (AT_ONCE + 1)
                if len(made) == 3:
                    gone.set()
                    self.wait_until_it_is_known()

        def wait_until_it_is_known(self):
            known.wait(30)

        def close(self):
            closed.append(1)

    known = threading.Event()

    async def run():
        client = Client()
        bridge = Bridge(lambda _environ, start: start("200 OK", []) and Endless(), threads=1, largest=LARGEST)
        answering = asyncio.ensure_future(bridge(client.scope, client.receive, client.send))
        await asyncio.to_thread(gone.wait, 30)
        client.left.set()
        await asyncio.sleep(0)  # the watch hears of it …
        await asyncio.sleep(0)
        known.set()  # … and the next piece is not made
        await answering

    run_alone(run())
    assert (len(made), closed) == (4, [1])


def test_an_application_that_fails_is_a_short_answer_or_a_broken_one_never_half_of_one(caplog):
    def fails(_environ, _start):
        raise ZeroDivisionError

    assert ask(fails).status == 500

    def fails_late(_environ, start):
        start("200 OK", [])
        yield b"x" * (AT_ONCE + 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(fails_late)
    assert caplog.text.count("an answer broke off") == 2


def test_as_many_at_once_as_there_are_threads_and_the_others_wait_their_turn():
    together = threading.Barrier(2)
    most, now, lock = [], [], threading.Lock()

    def application(_environ, start):
        with lock:
            now.append(1)
            most.append(len(now))
        together.wait(30)
        with lock:
            now.pop()
        start("200 OK", [])
        return [b"done"]

    async def run():
        bridge, clients = Bridge(application, threads=2, largest=LARGEST), [Client() for _n in range(6)]
        await asyncio.gather(*(bridge(client.scope, client.receive, client.send) for client in clients))
        return clients

    assert [client.body for client in run_alone(run())] == [b"done"] * 6
    assert max(most) == 2

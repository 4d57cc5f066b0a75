"""Handing a text message over: to a gateway, to a file."""

import http.server
import json
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from parkour.accounts import sms_backends
from parkour.accounts.sms_backends import FileSms, GatewaySms, SmsRefused, SmsUnavailable

MESSAGE = ("+33612345678", "123456 est votre code", "0d3f0b52-5f0c-4a1f-9a53-0c5f3a6c3f77")


@pytest.fixture
def gateway(settings):
    """A gateway on this machine: `answers` is its status, `heard` what it was sent."""

    class Handler(http.server.BaseHTTPRequestHandler):
        answers, heard = 202, []

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            Handler.heard.append((self.headers["Authorization"], self.headers["Idempotency-Key"], body))
            self.send_response(Handler.answers)
            if Handler.answers == 307:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_line):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "kept-secret"
    yield Handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_posted_with_the_token_and_its_number(gateway):
    GatewaySms().send(*MESSAGE)
    number, text, key = MESSAGE
    assert gateway.heard == [("Bearer kept-secret", key, {"to": number, "text": text, "id": key})]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, SmsRefused), (422, SmsRefused), (401, SmsUnavailable), (429, SmsUnavailable), (503, SmsUnavailable)],
)
def test_what_the_gateway_says_of_the_message_is_for_good_and_anything_else_is_not(gateway, status, kind):
    gateway.answers = status
    with pytest.raises(kind):
        GatewaySms().send(*MESSAGE)


def test_the_token_follows_no_detour(gateway):
    gateway.answers = 307
    with pytest.raises(SmsUnavailable):
        GatewaySms().send(*MESSAGE)
    assert len(gateway.heard) == 1


def test_a_gateway_that_does_not_answer_is_away(settings, monkeypatch):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/send"
    with pytest.raises(SmsUnavailable):
        GatewaySms().send(*MESSAGE)


def test_a_gateway_that_says_nothing_is_given_up_after_a_while(settings, monkeypatch):
    monkeypatch.setattr(sms_backends, "TIMEOUT", 0.2)
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as silent:
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{silent.server_port}/send"
        with pytest.raises(SmsUnavailable):
            GatewaySms().send(*MESSAGE)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://sms.example.org"])
def test_what_is_no_address_of_a_gateway_is_refused(settings, url):
    settings.SMS_GATEWAY_URL = url
    with pytest.raises(ImproperlyConfigured):
        GatewaySms()


def test_a_trial_writes_files(settings, tmp_path):
    settings.PARKOUR_VAR_DIR = tmp_path
    FileSms().send(*MESSAGE)
    assert [path.read_text() for path in (tmp_path / "sms").iterdir()] == [f"{MESSAGE[0]}\n{MESSAGE[1]}\n"]

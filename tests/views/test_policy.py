"""Where browsers report: nobody is asked who they are, a line and a count are all that is left."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from parkour.core.api import throttling
from parkour.core.observation import figures
from parkour.core.observation.policy_reports import LARGEST
from parkour.views import policy
from tests.core.observation.lines import production_lines
from tests.factories import UserFactory

WHERE = "/policy-reports/"
FACTS = {
    "document-uri": "http://testserver/ideas/PKR-2026-0007/?q=marqueur",
    "effective-directive": "script-src-attr",
    "blocked-uri": "inline",
    "script-sample": "marqueur()",
}
BODY = json.dumps({"csp-report": FACTS})
NEWER = {"documentURL": "/board/", "effectiveDirective": "img-src", "blockedURL": "eval"}
SEVERAL = json.dumps([{"type": "csp-violation", "body": NEWER}] * 3)


@pytest.fixture
def lines():
    with production_lines() as written:
        yield written


def send(client, body=BODY, kind="application/csp-report", **more):
    return client.generic("POST", WHERE, body, content_type=kind, **more)


def counted(directive) -> float:
    return figures.POLICY_REPORTS.labels(directive)._value.get()


def test_every_page_says_where_to_report(client, db):
    assert f"report-uri {WHERE}" in client.get("/channels/")["Content-Security-Policy"]


def test_a_report_is_one_line_and_one_more_in_the_figures(client, lines):
    before = counted("script-src-attr")
    answer = send(client, REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Marqueur/1.0"})
    assert (answer.status_code, answer.content, answer.cookies) == (
        204,
        b"",
        {},
    )  # and no statement: no mark
    (line,) = lines.events
    assert (
        line.items()
        >= {
            "event": "stopped by the policy",
            "logger": "parkour.policy",
            "level": "warning",
            "directive": "script-src-attr",
            "blocked": "inline",
            "page": "ideas:detail",
        }.items()
    )
    assert set(line) == {"event", "logger", "level", "time", "request_id", "directive", "blocked", "page"}
    for planted in ("marqueur", "Marqueur", "203.0.113", "0007"):
        assert planted not in lines.getvalue()
    assert counted("script-src-attr") == before + 1


def test_several_at_once_are_a_line_each(client, lines):
    assert send(client, SEVERAL, "application/reports+json").status_code == 204
    assert [line["directive"] for line in lines.of("parkour.policy")] == ["img-src"] * 3


@pytest.mark.django_db
def test_who_is_signed_in_is_not_even_read_nor_kept_signed_in_by_it(signed_in, lines, django_assert_num_queries):
    client = signed_in(UserFactory())
    with django_assert_num_queries(0):
        answer = send(client)
    assert (answer.status_code, answer.cookies) == (204, {})
    assert len(lines.of("parkour.policy")) == 1


def test_it_asks_for_no_token_of_a_form_and_for_no_name_of_the_host(lines):
    answer = send(Client(enforce_csrf_checks=True), HTTP_HOST="10.0.0.7:8000", HTTP_ORIGIN="null")
    assert (answer.status_code, len(lines.of("parkour.policy"))) == (204, 1)


@pytest.mark.parametrize("body", ["{", "[]", "problem_text=marqueur", '{"csp-report": []}'])
def test_what_is_no_report_is_counted_and_not_repeated(client, lines, body):
    before = counted(policy.UNREADABLE)
    assert send(client, body, "text/plain").status_code == 204
    assert lines.events == []
    assert counted(policy.UNREADABLE) == before + 1


@pytest.mark.parametrize("length", [str(LARGEST + 1), "9" * 40, "-1", "x", "²", ""])
def test_what_is_too_long_or_lies_is_not_read(client, lines, length):
    before = counted(policy.UNREAD)
    assert send(client, CONTENT_LENGTH=length).status_code == 204
    assert lines.events == []
    assert counted(policy.UNREAD) == before + 1


def test_a_flood_fills_no_log(client, lines, settings, monkeypatch):
    monkeypatch.setattr(throttling.time, "time", lambda: 1_800_000_010.0)  # all within one day
    settings.API_RATES = {"report": "3/d"}
    cache.clear()
    before = counted(policy.UNREAD)
    assert {send(client, REMOTE_ADDR=f"203.0.113.{number}").status_code for number in range(8)} == {204}
    assert len(lines.of("parkour.policy")) == 3
    assert counted(policy.UNREAD) == before + 5


def test_planted_fault_without_the_limit_every_report_would_be_a_line(client, lines, settings):
    settings.API_RATES = {}
    for _time in range(8):
        send(client)
    assert len(lines.of("parkour.policy")) == 8


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_it_is_only_sent_to(client, method):
    assert client.generic(method, WHERE).status_code == 405

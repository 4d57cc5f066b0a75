"""One line per request that names the route and nothing else; planted words are looked for in all that is written."""

import io
import logging
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from committee.enums import Choice
from committee.models import Ballot
from ideas.models import Idea
from parkour.core.observation import log_lines, requests
from tests.core.observation.failing_urls import WORDS
from tests.core.observation.lines import production_lines
from tests.factories import UserFactory
from tests.factories.committee import open_session_with
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
EMAIL, NAME = "plantee@marqueur.example", "Prenomplante"
TEXT = "Deux heures perdues, dit le marqueur zirconium."
ADDRESS = "203.0.113.77"


@pytest.fixture
def lines():
    with production_lines() as written:
        yield written


@pytest.fixture
def quiet(client):
    """A browser whose server answers 500 instead of handing the exception to the test."""
    client.raise_request_exception = False
    return client


@pytest.fixture
def person():
    return UserFactory(email=EMAIL, first_name=NAME)


def only(lines) -> dict:
    (line,) = lines.requests()
    return line


def test_a_request_is_one_line_with_route_status_and_duration(client, lines):
    answer = client.get("/channels/?q=marqueur")
    line = only(lines)
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", "channels", 200)
    assert line["ms"] > 0
    assert line["request_id"] == answer["X-Request-ID"]
    assert "marqueur" not in lines.getvalue()


def test_every_request_has_a_number_of_its_own_and_takes_none_from_outside(client, lines):
    for _ in range(2):
        client.get("/channels/", headers={"X-Request-ID": "from-the-proxy"})
    first, second = (line["request_id"] for line in lines.requests())
    assert first != second
    assert "from-the-proxy" not in lines.getvalue()


def test_what_is_logged_during_a_request_carries_its_number_and_nothing_after_it_does(client, lines, monkeypatch):
    monkeypatch.setattr(requests, "_tell", lambda *_: logging.getLogger("tests").info("during"))
    number = client.get("/channels/")["X-Request-ID"]
    logging.getLogger("tests").info("after")
    assert [event.get("request_id") for event in lines.of("tests")] == [number, None]


def test_files_of_the_design_and_good_probes_write_no_line_at_the_usual_level(client):
    with production_lines(level=logging.INFO) as lines:
        client.get("/static/css/tokens.css").close()
        client.get("/healthz")
    assert lines.getvalue() == ""


def test_a_probe_with_bad_news_is_written(client):
    with production_lines(level=logging.INFO) as lines:
        assert client.get("/readyz").status_code == 503
    assert (only(lines)["route"], only(lines)["status"], only(lines)["level"]) == ("readyz", 503, "error")


def test_an_unknown_address_is_not_repeated(client, lines):
    client.get(f"/nowhere/{EMAIL}/")
    assert (only(lines)["route"], only(lines)["status"]) == ("none", 404)
    assert "marqueur" not in lines.getvalue()


def test_a_strange_method_is_not_repeated(client, lines):
    client.generic("MARQUEUR\n", "/channels/")
    assert only(lines)["method"] == "OTHER"


@pytest.mark.urls("tests.core.observation.failing_urls")
def test_a_crash_is_one_line_with_the_place_and_without_the_words(quiet, lines):
    assert quiet.get(f"/crash/{TEXT}/").status_code == 500
    line = only(lines)
    assert (line["level"], line["route"], line["status"]) == ("error", "crash", 500)
    (told,) = line["exception"]
    assert told["type"] == "builtins.RuntimeError"
    assert told["at"][-1].startswith("tests/core/observation/failing_urls.py:")
    assert "zirconium" not in lines.getvalue()
    assert len(lines.events) == 1


@pytest.mark.urls("tests.core.observation.failing_urls")
def test_planted_fault_python_s_own_formatter_would_have_written_the_words(quiet):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    try:
        quiet.get(f"/crash/{TEXT}/")
    finally:
        logging.getLogger().removeHandler(handler)
    assert "zirconium" in written.getvalue()


@pytest.mark.urls("tests.core.observation.failing_urls")
def test_a_row_the_database_refused_is_not_written(quiet, lines, person):
    assert quiet.get("/twice/").status_code == 500
    assert only(lines)["exception"][-1]["sqlstate"] == "23505"
    assert EMAIL not in lines.getvalue()
    assert NAME not in lines.getvalue()


@pytest.mark.urls("tests.core.observation.failing_urls")
def test_a_suspicious_request_says_its_kind_only(client, lines):
    client.get("/suspect/")
    assert (only(lines)["status"], only(lines)["refused"]) == (400, "SuspiciousOperation")
    assert WORDS not in lines.getvalue()


def test_a_host_that_is_not_ours_is_refused_in_one_line(client, lines):
    client.get("/channels/", headers={"Host": "marqueur.example"})
    assert (only(lines)["status"], only(lines)["refused"]) == (400, "DisallowedHost")
    assert "marqueur" not in lines.getvalue()
    assert len(lines.events) == 1


def test_a_form_without_its_token_says_the_reason_without_the_page_it_came_from(lines):
    client = Client(enforce_csrf_checks=True)
    client.post("/set-theme/", {"theme": "dark"}, headers={"Origin": "https://marqueur.example"})
    assert (only(lines)["status"], only(lines)["refused"]) == (403, "Origin checking failed")
    assert "marqueur" not in lines.getvalue()


# --- Who asked: on sign-in and administration, nowhere else -----------------------------------------------


def test_signing_in_says_who_by_number_and_from_which_network(client, lines, person):
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD}, REMOTE_ADDR=ADDRESS)
    line = only(lines)
    assert (line["route"], line["user"], line["network"]) == ("account_login", person.pk, "203.0.113.0/24")
    for planted in (EMAIL, NAME, PASSWORD, ADDRESS):
        assert planted not in lines.getvalue()


def test_a_wrong_password_names_the_network_and_repeats_nothing(client, lines, person):
    client.post(reverse("account_login"), {"login": EMAIL, "password": "marqueur-faux"}, REMOTE_ADDR=ADDRESS)
    assert (only(lines)["user"], only(lines)["network"]) == (None, "203.0.113.0/24")
    assert "marqueur" not in lines.getvalue()


def test_behind_one_trusted_proxy_the_network_is_the_person_s_whatever_they_claim(client, lines, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.get(reverse("account_login"), headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.77"})
    assert only(lines)["network"] == "203.0.113.0/24"


def test_without_a_trusted_proxy_a_claimed_address_is_ignored(client, lines):
    client.get(reverse("account_login"), headers={"X-Forwarded-For": "198.51.100.1"}, REMOTE_ADDR=ADDRESS)
    assert only(lines)["network"] == "203.0.113.0/24"


@pytest.mark.parametrize(
    ("address", "network"),
    [("2001:db8:1:2::3", "2001:db8:1::/48"), ("10.1.2.3", "10.1.2.0/24"), ("", ""), ("marqueur\n", "")],
)
def test_an_address_is_written_as_its_network(address, network):
    assert requests.network(address) == network


def send_idea(client):
    """The way of a contribution without a name: form, receipt, page, a word to the officer."""
    sent = {"problem_text": TEXT, "change_text": "", "speaker": "hidden", "client_uuid": str(uuid.uuid4())}
    client.post(reverse("ideas:submit"), sent, follow=True, REMOTE_ADDR=ADDRESS)
    idea = Idea.objects.get()
    client.get(reverse("ideas:detail", args=[idea.reference]), REMOTE_ADDR=ADDRESS)
    client.post(reverse("ideas:message", args=[idea.reference]), {"text": TEXT}, REMOTE_ADDR=ADDRESS)
    return idea


def test_a_contribution_without_a_name_leaves_neither_its_author_nor_its_words(signed_in, lines, person):
    idea = send_idea(signed_in(person))
    routes = [line["route"] for line in lines.requests()]
    assert routes == ["ideas:submit", "ideas:receipt", "ideas:detail", "ideas:message"]
    assert [line for line in lines.events if {"user", "network"} & set(line)] == []
    for planted in ("zirconium", EMAIL, NAME, ADDRESS, "203.0.113", idea.reference):
        assert planted not in lines.getvalue()


def test_planted_fault_naming_people_on_every_route_would_tie_the_author_to_the_moment(
    signed_in, lines, person, settings
):
    settings.LOG_PERSON_ROUTES = ("",)
    send_idea(signed_in(person))
    assert {line["user"] for line in lines.requests()} == {person.pk}


def test_a_ballot_leaves_neither_its_voter_nor_the_choice(signed_in, lines):
    room = open_session_with()
    poll = room.poll()
    voter = room.poles["employees"][1]
    lines.seek(0), lines.truncate()
    client = signed_in(voter)
    vote = {"choice": Choice.NO, "key": str(uuid.uuid4())}
    client.post(reverse("committee:vote", args=[poll.pk]), vote, follow=True, REMOTE_ADDR=ADDRESS)
    assert Ballot.objects.count() == 1
    assert [line["route"] for line in lines.requests()] == ["committee:vote", "committee:live"]
    told = {"event", "level", "logger", "time", "request_id", "method", "route", "status", "ms"}
    assert [set(line) for line in lines.requests()] == [told, told]
    for planted in (voter.email, voter.first_name, "203.0.113", vote["key"]):
        assert planted not in lines.getvalue()


def test_no_route_of_ideas_or_votes_is_on_the_list_of_those_that_say_who(settings):
    signing_in = ("account_", "mfa_", "sign_in_link", "card_in", "card_letters", "ask_code", "phone_code", "admin:")
    named = [prefix for prefix in settings.LOG_PERSON_ROUTES if prefix not in signing_in]
    assert named == []


def test_the_filter_keeps_what_no_line_of_ours_tells():
    record = logging.makeLogRecord({"name": "django.request", "msg": "Not Found"})
    assert log_lines.AlreadyTold().filter(record) is True

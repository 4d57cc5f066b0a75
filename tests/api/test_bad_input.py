"""Whatever is sent: a sentence and a status of the caller's, never an accident, and nothing written."""

import json

import pytest
from django.test import override_settings

from ideas.models import Idea
from parkour.core.api import throttling
from tests.api.asking import PROBLEM, Program, is_problem, new_key
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db

TEXT = "Deux heures d'attente entre deux clientes."
DEEP = '{"problem_text":' + "[" * 5000 + "]" * 5000 + "}"


def body(problem_text):
    return json.dumps({"problem_text": problem_text})


RAW = {
    "nothing": ("", 422),
    "no JSON": ("problem_text=x", 400),
    "half a JSON": ('{"problem_text": "', 400),
    "two values": ('{"problem_text": "x"} {}', 400),
    "a list": ('["x"]', 422),
    "a word": ('"x"', 422),
    "null": ("null", 422),
    "NUL": (body("Deux heures\x00 d'attente"), 400),
    "NUL in a key": ('{"problem\\u0000_text": "x"}', 400),
    "a lone surrogate": ('{"problem_text": "Deux heures \\ud800 d\'attente"}', 400),
    "a key said twice": (f'{{"problem_text": "{TEXT}", "problem_text": "{TEXT}"}}', 400),
    "a key said twice inside": ('{"coauthors": [{"a": 1, "a": 2}]}', 400),
    "NaN": ('{"problem_text": NaN}', 400),
    "infinity": ('{"problem_text": -Infinity}', 400),
    "a huge exponent": ('{"problem_text": 1e999}', 400),
    "a huge integer": ('{"problem_text": ' + "9" * 5000 + "}", 400),
    "a deep nest": (DEEP, 400),
    "a deep nest of objects": ('{"a":' * 5000 + "1" + "}" * 5000, 400),
    "brackets in a text only": (body("[" * 5000), 201),
    "not UTF-8": (b'{"problem_text": "\xff\xfe caf\xe9 et le reste"}', 400),
    "a byte order mark": ("\ufeff" + body(TEXT), 400),
    "ten megabytes": (body("x" * 10_000_000), 413),
    "a text too long": (body("x" * 20_001), 422),
    "a number for a text": ('{"problem_text": 12345678901}', 422),
    "an object for a text": ('{"problem_text": {"$ne": null}}', 422),
    "a text of spaces": (body("               "), 422),
    "an emoji and arabic": (body("Deux heures 🧹 انتظار entre deux"), 201),
}


@pytest.mark.parametrize(("raw", "status"), RAW.values(), ids=RAW.keys())
def test_a_body_is_read_strictly(raw, status):
    answer = Program(UserFactory()).asks("ideas/", method="POST", raw=raw, key=new_key())
    if status == 201:
        assert answer.status_code == 201
        assert answer.json()["problem_text"] == json.loads(raw)["problem_text"]
    else:
        is_problem(answer, status)
        assert not Idea.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_a_body_that_is_not_json_is_refused(content_type):
    answer = Program(UserFactory()).asks(
        "ideas/", method="POST", raw=body(TEXT), key=new_key(), **{"Content-Type": content_type}
    )
    is_problem(answer, 415)
    assert not Idea.objects.exists()


@pytest.mark.parametrize("length", ["-1", "abc", "999999999"])
def test_a_length_that_lies_is_survived(length):
    program = Program(UserFactory())
    answer = program.client.generic(
        "POST",
        "/api/v1/ideas/",
        body(TEXT),
        content_type="application/json",
        headers=program.headers | {"Idempotency-Key": str(new_key())},
        CONTENT_LENGTH=length,
    )
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "ideas/PKR-2026-0001%00/",
        "ideas/%ED%A0%80/",
        "ideas/../../etc/passwd/",
        "ideas/PKR'--/",
        "ideas/" + "A" * 3000 + "/",
        "people/99999999999999999999999999/",
        "people/١/",
        "people/-1/",
        "polls/99999999999999999999999999/",
        "sessions/99999999999999999999999999/",
        "items/0x1/",
        "nothing/",
        "",
    ],
)
def test_an_address_that_names_nothing_is_not_found(path):
    is_problem(Program(UserFactory(admin=True, officer=True)).asks(path), 404)


@pytest.mark.parametrize(
    "address",
    ["/api/", "/api/v2/ideas/", "/api/v1/ideas", "/api/v1/nothing/", "/api/v1/triage/PKR-2026-0001/link/%0A/"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_a_problem_too(address, method):
    assert Program().client.generic(method, address)["Content-Type"] == PROBLEM
    is_problem(Program().client.generic(method, address, headers={"Accept-Language": "en"}), 404)


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "OPTIONS", "TRACE"])
def test_a_method_that_an_address_has_not_is_said_so(method):
    answer = Program(UserFactory()).asks("ideas/", method=method, raw="")
    is_problem(answer, 405)
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS" or "GET" in answer["Allow"]


def test_the_name_of_a_method_in_a_header_changes_nothing():
    idea = IdeaFactory()
    program = Program(UserFactory(officer=True))
    answer = program.asks(f"ideas/{idea.reference}/", **{"X-HTTP-Method-Override": "DELETE"})
    assert answer.status_code == 200
    assert Idea.objects.filter(pk=idea.pk).exists()


def test_a_head_is_a_get_without_its_body():
    answer = Program(UserFactory()).asks("ideas/", method="HEAD", raw="")
    assert (answer.status_code, answer.content) == (200, b"")


def test_any_accept_gets_json():
    for accept in ("text/html", "application/xml", "x", "*/*"):
        assert Program(UserFactory()).asks("me/", Accept=accept)["Content-Type"] == "application/json"


@override_settings(API_RATES={"read": "2/m", "write": None, "submit": "1/h", "vote": None})
def test_too_many_requests_are_asked_to_wait(monkeypatch):
    monkeypatch.setattr(throttling.time, "time", lambda: 1_800_000_010.0)
    person = UserFactory()
    program, other = Program(person), Program(UserFactory())
    assert [program.asks("me/").status_code for _number in range(2)] == [200, 200]
    answer = program.asks("me/")
    assert is_problem(answer, 429)["retry_after"] == int(answer["Retry-After"]) == 50
    is_problem(Program(person).asks("me/"), 429)  # a second token is the same person
    assert other.asks("me/").status_code == 200
    assert program.posts("ideas/", {"problem_text": TEXT}, key=new_key()).status_code == 201
    is_problem(program.posts("ideas/", {"problem_text": TEXT}, key=new_key()), 429)
    monkeypatch.setattr(throttling.time, "time", lambda: 1_800_000_070.0)
    assert program.asks("me/").status_code == 200


@override_settings(API_RATES={"read": "1/m"})
def test_a_cache_that_does_not_answer_stops_nobody(monkeypatch):
    def broken(*args, **kwargs):
        raise throttling.RedisError

    monkeypatch.setattr(throttling.cache, "add", broken)
    program = Program(UserFactory())
    assert [program.asks("me/").status_code for _number in range(3)] == [200, 200, 200]

"""What no page can read is refused before any page, in the person's language, in the product's own look."""

from io import BytesIO

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from parkour.core.guard import fault_of
from parkour.core.middleware import GuardMiddleware
from parkour.core.refusals import PAGES, refusal
from tests.committee.pages import BACKEND
from tests.factories import UserFactory
from tests.markup import page_of

pytestmark = pytest.mark.django_db
SUBMIT = "/ideas/new/"
FORM = "application/x-www-form-urlencoded"
SENTENCES = {
    400: ("n’a pas pu être comprise", "could not be understood"),
    404: ("introuvable", "cannot be found"),
    405: ("ne fonctionne pas ainsi", "does not work that way"),
    413: ("C’est trop en une seule fois", "too much at once"),
    415: ("ne peut pas être lu ici", "cannot be read here"),
}


@pytest.fixture(params=["fr", "en"])
def person(request):
    return UserFactory(locale=request.param)


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def assert_refused(answer, status, person):
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    page = page_of(answer)
    assert SENTENCES[status][person.locale == "en"] in page.text
    assert 'class="solo"' in answer.content.decode()
    assert "Traceback" not in page.text and "Django" not in page.text and page.runs == []


@pytest.mark.parametrize("query", ["q=%00", "%00=1", "after=a%00b", "again=%00"])
def test_a_query_that_no_database_can_read_is_refused(client, person, query):
    assert_refused(client.get(f"/board/?{query}"), 400, person)


def test_more_parameters_than_a_page_ever_has_are_refused(client, person):
    assert_refused(client.get("/board/?" + "a=1&" * 1001), 400, person)


@pytest.mark.parametrize("path", ["/ideas/%00/", "/ideas/PKR-2026-0001%00/", "/committee/sessions/%00/", "/%00"])
def test_an_address_with_a_nul_names_nothing(client, person, path):
    assert_refused(client.get(path), 404, person)


@pytest.mark.parametrize(
    "path", ["/ideas/PKR-2026-000١/", "/committee/sessions/١/", "/admin/accounts/user/١/change/", "/inbox/１/open/"]
)
def test_digits_of_another_script_make_no_second_address(client, person, path):
    person.grant("admin")
    assert_refused(client.get(path), 404, person)


def test_the_back_office_alone_would_read_them(client, person, monkeypatch):
    """Planted fault: without the guard Python reads “١” as 1."""
    person.grant("admin")
    foreign = "".join(chr(ord("٠") + int(digit)) for digit in str(person.site.pk))
    assert client.get(f"/admin/organisation/site/{foreign}/change/").status_code == 404
    monkeypatch.setattr("parkour.core.guard.has_foreign_digit", lambda text: False)
    assert client.get(f"/admin/organisation/site/{foreign}/change/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/committee/sessions/" + "9" * 30, "/inbox/" + "9" * 5000 + "/open", "/ideas/" + "9" * 99]
)
def test_numbers_that_no_row_can_have_are_not_found(client, person, path):
    assert_refused(client.get(f"{path}/"), 404, person)


def test_ten_megabytes_are_too_much(client, person):
    assert_refused(client.post(SUBMIT, {"problem_text": "x" * 10_000_000}), 413, person)
    assert_refused(client.post(SUBMIT, "problem_text=" + "x" * 10_000_000, content_type=FORM), 413, person)


def test_a_body_that_hides_its_size_is_still_too_much(client, person, monkeypatch):
    """The declared length is not believed: fields are counted while they are read."""
    monkeypatch.setattr("parkour.core.guard._fault_of_headers", lambda request, view: None)
    assert_refused(client.post(SUBMIT, {"problem_text": "x" * 10_000_000}), 413, person)


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/xml", "application/octet-stream", "nonsense"]
)
def test_a_page_reads_forms_and_nothing_else(client, person, kind):
    assert_refused(client.post(SUBMIT, '{"problem_text": "x"}', content_type=kind), 415, person)


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-7", "hex", "rot13", "idna"])
def test_a_form_is_utf_8(client, person, charset):
    sent = client.generic("POST", SUBMIT, b"problem_text=x", f"{FORM}; charset={charset}")
    assert_refused(sent, 415, person)
    assert_refused(client.get("/board/", CONTENT_TYPE=f"text/plain; charset={charset}"), 415, person)


def test_a_charset_that_does_not_exist_is_read_as_utf_8(client):
    assert client.generic("POST", SUBMIT, b"problem_text=x", f"{FORM}; charset=klingon").status_code == 422


def multipart(body, boundary="lim"):
    return {
        "data": body,
        "content_type": f"multipart/form-data; boundary={boundary}" if boundary else "multipart/form-data",
    }


PART = b'--lim\r\nContent-Disposition: form-data; name="problem_text"\r\n\r\n'


@pytest.mark.parametrize(
    "sent",
    [
        multipart(PART + b"x\r\n--lim--\r\n", boundary=""),
        multipart(PART + b"x\r\n--lim--\r\n", boundary="é"),
        multipart(
            b"".join(PART.replace(b"problem", b"%d" % number) + b"x\r\n" for number in range(1100)) + b"--lim--\r\n"
        ),
    ],
    ids=["no boundary", "impossible boundary", "too many fields"],
)
def test_a_form_in_broken_parts_is_refused(client, person, sent):
    answer = client.post(SUBMIT, sent["data"], content_type=sent["content_type"])
    assert_refused(answer, 400, person)


@pytest.mark.parametrize(
    "body", [b"", b"--lim", PART, PART + b"x", PART[:30], b"\xff\xfe" * 50, PART + b"\xff\x00\xed\xa0\x80"]
)
def test_a_form_cut_short_is_a_form_with_mistakes(client, body):
    answer = client.post(SUBMIT, **multipart(body))
    assert answer.status_code == 422


def test_bytes_that_are_no_text_are_shown_as_such(client):
    answer = client.post(SUBMIT, b"problem_text=abc%ff%fe%ed%a0%80", content_type=FORM)
    assert answer.status_code == 422
    assert "abc\ufffd" in page_of(answer).form_with("problem_text").fields["problem_text"]


@pytest.mark.parametrize("length", ["abc", "-5", "1e3", "١", "9" * 20])
def test_a_length_that_is_no_number_is_refused(client, person, length):
    assert_refused(client.post(SUBMIT, "problem_text=x", content_type=FORM, CONTENT_LENGTH=length), 400, person)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"])
def test_other_verbs_are_not_known_here(client, person, method):
    answer = client.generic(method, SUBMIT)
    assert_refused(answer, 405, person)
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_page_to_read_takes_nothing(client, person):
    answer = client.post("/board/")
    assert_refused(answer, 405, person)
    assert "POST" not in answer["Allow"]


def test_a_header_does_not_change_the_verb(client):
    assert client.post("/board/", headers={"X-HTTP-Method-Override": "GET"}).status_code == 405
    assert client.get(SUBMIT, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200


@pytest.mark.parametrize("method", ["head", "options"])
def test_asking_about_a_page_is_allowed_and_has_no_effect(client, method):
    assert getattr(client, method)(SUBMIT).status_code == 200


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "theme", settings.LANGUAGE_COOKIE_NAME])
def test_a_cookie_that_no_database_can_read_is_nobodys(name):
    stranger = Client()
    stranger.cookies[name] = "abcdefgh\x00ijklmnop"
    assert stranger.get("/").status_code == 302
    assert stranger.get("/", headers={"Cookie": f'{name}="abcdefgh\\000ijklmnop"'}).status_code == 302


def test_a_view_for_programs_reads_by_its_own_rules():
    def view(request):
        return HttpResponse()

    asked = RequestFactory().post("/x/", "{}", content_type="application/json")
    assert fault_of(asked, view) == 415
    view.csrf_exempt = True
    assert GuardMiddleware(view).process_view(asked, view, (), {}) is None


def test_a_view_may_take_a_larger_body():
    class Page:
        largest_body = 20_000_000

    def view(request):
        return HttpResponse()

    asked = RequestFactory().post("/x/", {"text": "x" * 3_000_000})
    assert fault_of(asked, view) == 413
    view.view_class = Page
    asked = RequestFactory().post("/x/", {"file": BytesIO(b"x" * 3_000_000)})
    assert fault_of(asked, view) is None
    asked.close()


def test_every_refusal_has_its_page(client, person):
    for status in sorted(PAGES):
        request = RequestFactory().get("/")
        request.user = person
        answer = refusal(request, status)
        assert answer.status_code == status
        assert page_of(answer).runs == []


def test_a_host_that_is_not_ours_gets_our_page():
    answer = Client().get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert SENTENCES[400][0] in page_of(answer).text


@pytest.mark.parametrize("debug", [False, True])
def test_nobody_reads_a_traceback_of_bad_input(client, person, debug):
    with override_settings(DEBUG=debug):
        for answer in (
            client.get("/board/?q=%00"),
            client.get("/board/?" + "a=1&" * 1001),
            client.post(SUBMIT, {"problem_text": "x" * 10_000_000}),
            client.post(SUBMIT, "x", content_type="multipart/form-data"),
            client.generic("BREW", SUBMIT),
        ):
            assert 400 <= answer.status_code < 500
            assert "Traceback" not in answer.content.decode()


def test_a_failure_of_ours_shows_a_page_without_its_cause(client, person, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret-detail-of-the-cause")

    monkeypatch.setattr("ideas.views.board.board_with_counts", fail)
    client.raise_request_exception = False
    answer = client.get(reverse("ideas:board"))
    assert answer.status_code == 500
    assert "secret-detail" not in answer.content.decode()
    assert "Parkour" in page_of(answer).text

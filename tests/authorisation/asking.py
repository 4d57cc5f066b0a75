"""One request of one column, and what kind of answer it got."""

import json
import re
import uuid
from contextlib import contextmanager
from html import unescape

from django.contrib.messages import constants as levels
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import get_resolver, reverse

from tests.authorisation.answers import LED_BACK, NO_SUCH_THING, NOT_CONCERNED, REFUSED, SIGN_IN, TOO_LATE, YES
from tests.authorisation.bodies import API_BODIES, web_body
from tests.ideas.files.makers import sent as photo_sent
from tests.indicators.measuring import A_FILE
from tests.indicators.surveying import SHEETS

# Statements that write, but for those that keep a session alive or note the use of a token.
WRITES = re.compile(r"\s*\b(INSERT|UPDATE|DELETE|MERGE)\b|\b(INSERT INTO|DELETE FROM)\b", re.IGNORECASE)
OF_A_SESSION = re.compile(r'(INTO|UPDATE|FROM) "(django_session)"')
SIGN_IN_PAGES = ("/accounts/login/", "/admin/login/")  # the second one leads to the first
# Forms that are sent a photo, and its field.
UPLOADS = {"ideas:add_files": "new_files", "ideas:photos": "before", "ideas:send_file": "file"}
CSV_UPLOADS = {
    "ideas:imports": "id;titre;texte\n1;Gants;Il manque des gants.\n",
    "indicators:files": A_FILE,
    "surveys:import_sheets": SHEETS,
}
OTHER_PARTS = {
    "file": "6b7d4c0e-96c5-4a3e-9b0a-0f1f6f6f2d12",
    "uuid": "6b7d4c0e-96c5-4a3e-9b0a-0f1f6f6f2d11",
    "outcome": "decline",
    "token": "1.mine:not-signed",
    "uidb36": "1",
    "language": "fr",
    "page": "new",
    "key": "abc-def",
    "secret": "pkb_never-made",
    "side": "employees",
    "code": "rien-de-tel",
    "paper": "a4",
}


@contextmanager
def watched():
    """What is written meanwhile, as a list of statements."""
    written = []

    def watch(execute, sql, params, many, context):
        writes = WRITES.match(sql) or (WRITES.search(sql) and not sql.lstrip().startswith("SELECT"))
        if writes and not OF_A_SESSION.search(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def address(route: str, place: dict) -> str:
    """The address of a route on the thing of a row. `api:-` is an address of the API that does not exist."""
    if route == "api:-":
        return "/api/v1/nothing/here/"
    parts = parts_of(route)
    values = {part: place[part] if part in place else OTHER_PARTS[part] for part in parts if part != "pk"}
    if "pk" in parts:
        kind = reverse(route, kwargs=values | {"pk": 0}).partition("/0/")[0].rpartition("/")[2]
        values["pk"] = place[kind]
    return reverse(route, kwargs=values)


def parts_of(route: str) -> tuple[str, ...]:
    """Names of what stands in the address of a route."""
    namespace, _colon, name = route.rpartition(":")
    resolver = get_resolver()
    if namespace:
        _prefix, resolver = resolver.namespace_dict[namespace]
    return tuple(dict.fromkeys(part for _pattern, parts in resolver.reverse_dict.getlist(name)[0][0] for part in parts))


class Asker:
    """Asks in the name of every column of the world."""

    def __init__(self, world):
        # The handler alone: a client would keep a copy of every template's context for tests that read them.
        self.world, self.make, self.handler = world, RequestFactory(), ClientHandler(enforce_csrf_checks=False)

    def ask(self, route, method, place, column, *, bearer=None, query=""):
        """The answer. By session, or with `bearer`, the key of a token."""
        self.make.cookies = self.world.session_of(column if bearer is None else "stranger")
        url = address(route, place) + query
        if route.startswith("api:"):
            return self._program(route, method, url, place, bearer)
        return self._page(route, method, url, place)

    def _program(self, route, method, url, place, bearer):
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": f'"{place.get("version", 1)}"'}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        if (route, method) == ("api:files", "POST"):
            return self._send(self.make.post(url, {"file": photo_sent()}, headers=headers))
        body = API_BODIES.get(f"{route} {method}", {})
        body = body(self.world, place) if callable(body) else body
        data = "" if method == "GET" else json.dumps(body)
        return self._send(self.make.generic(method, url, data, content_type="application/json", headers=headers))

    def _page(self, route, method, url, place):
        if method != "POST":
            return self._send(self.make.generic(method, url))
        body = web_body(route, self.world, place)
        if field := UPLOADS.get(route):
            body |= {field: photo_sent()}
        if text := CSV_UPLOADS.get(route):
            body |= {"file": SimpleUploadedFile("boite.csv", text.encode())}
        return self._send(self.make.post(url, body))

    def _send(self, request):
        return self.handler(request.environ)


def kind_of(answer) -> str:
    """What the answer says, in a word of the matrix; anything else is told as it is.

    A probe that says that a part is missing has answered. A GET that only leads to the page of a button is led back.
    """
    status, is_api = answer.status_code, answer.wsgi_request.path.startswith("/api/")
    if status == 401 or (status == 302 and answer.url.startswith(SIGN_IN_PAGES)):
        return SIGN_IN
    if status == 404:
        return NO_SUCH_THING
    if is_api and status in {403, 409}:
        return REFUSED if status == 403 else TOO_LATE
    if status in {403, 409} or _told_no(answer):
        return REFUSED
    if status == 422:
        return NOT_CONCERNED
    if status == 302 and answer.wsgi_request.method == "GET":
        return LED_BACK
    if status in {200, 201, 204, 302, 303} or (status == 503 and b"ready" in answer.content):
        return YES
    return f"status {status}"


def _told_no(answer) -> bool:
    """Whether a sentence of refusal waits for the next page."""
    request = answer.wsgi_request
    if not hasattr(request, "_messages"):
        return False
    return any(message.level >= levels.ERROR for message in [*get_messages(request)._queued_messages])


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unescape(content.decode("utf-8", "replace"))

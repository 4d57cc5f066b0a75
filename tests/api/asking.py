"""Programs of the API's tests: one per person, speaking JSON and reading English."""

import json
import uuid

from django.test import Client

from parkour.accounts.scopes import Scope
from parkour.accounts.tokens import create_token

BACKEND = "parkour.accounts.backends.SignInBackend"
V1 = "/api/v1/"
PROBLEM = "application/problem+json"
ALL_SCOPES = [scope.value for scope in Scope]


class Program:
    """Somebody's program. `asks("ideas/")` is a GET; `asks("ideas/", {…})` a POST of JSON."""

    def __init__(self, user=None, *, scopes=None, language="en"):
        self.client, self.headers = Client(), {}
        if user is not None:
            type(user).objects.filter(pk=user.pk).update(locale=language)
            user.locale = language
            wanted = ALL_SCOPES if scopes is None else scopes
            self.token, key = create_token(by=user, name="Tests", scopes=["inbox"], days=30)
            self.token.scopes = [str(scope) for scope in wanted]
            self.token.save(update_fields=["scopes"])  # also those that mean nothing for this person
            self.headers["Authorization"] = f"Bearer {key}"

    def asks(self, path, body=None, *, method=None, version=None, key=None, raw=None, **headers):
        method = method or ("GET" if body is None and raw is None else "POST")
        sent = dict(self.headers) | headers
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        if key is not None:
            sent["Idempotency-Key"] = str(key)
        data = raw if raw is not None else "" if body is None else json.dumps(body)
        return self.client.generic(
            method,
            path if path.startswith("/") else V1 + path,
            data,
            content_type=sent.pop("Content-Type", "application/json"),
            headers=sent,
        )

    def posts(self, path, body=None, **options):
        return self.asks(path, {} if body is None else body, method="POST", **options)

    def puts(self, path, body, **options):
        return self.asks(path, body, method="PUT", **options)


def new_key():
    return uuid.uuid4()


def rows(response):
    assert response.status_code == 200, response.content
    return response.json()["results"]


def is_problem(response, status, field=None):
    """The shape of a refusal, whatever refused it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:parkour:problem:")
    assert body["title"]
    assert len(body["detail"]) > 10
    if field is not None:
        assert field in body["errors"], body
    return body

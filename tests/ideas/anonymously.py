"""Anonymous feedback as a phone sends it: with a code of its own, by the API."""

import hashlib
import json
import secrets

from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.anonymous import issue_ticket
from ideas.models import FollowUpCode, Idea
from parkour.organisation.models import Organisation

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WORDS = "Les plannings changent la veille au soir, sans prévenir."
SEND, FOLLOW = "/api/v1/anonymous/ideas/", "/api/v1/anonymous/follow-up/"


def open_to_anonymous(opened=True):
    Organisation.current()
    Organisation.objects.update(anonymous_feedback=opened)


def new_key() -> str:
    code = "".join(secrets.choice(SIGNS) for _sign in range(16))
    return hashlib.sha256(f"parkour-follow-up:{code}".encode()).hexdigest()


def post(client, url, body, **kwargs):
    return client.post(url, json.dumps(body), content_type="application/json", **kwargs)


def send(client, key=None, *, text=WORDS, site=None, **kwargs):
    """(answer, key)."""
    key = key or new_key()
    body = {"ticket": issue_ticket(site), "key": key, "problem_text": text}
    return post(client, SEND, body, **kwargs), key


def sent(client, **kwargs) -> tuple[Idea, str]:
    """(the idea, its key), sent by somebody whom nobody knows."""
    open_to_anonymous()
    answer, key = send(client, **kwargs)
    assert answer.status_code == 201, answer.content
    return Idea.objects.get(reference=answer.json()["reference"]), key


def code_row(idea) -> FollowUpCode:
    return FollowUpCode.objects.get(idea=idea)


def send_files(client, *files, key=None, text=WORDS, **kwargs):
    """(answer, key) of feedback with these (name, bytes), as a form."""
    key = key or new_key()
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    body = {"ticket": issue_ticket(), "key": key, "problem_text": text, "files": sent}
    return client.post(SEND, body, **kwargs), key

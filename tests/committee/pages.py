"""Browsers of the committee's tests: one client per person, reading English."""

import html
import re

from django.test import Client
from django.urls import reverse

BACKEND = "parkour.accounts.backends.SignInBackend"
SENTINELS = ("Quetzal", "Zéphyrine", "QUETZAL")  # of the name of somebody who hides it


def browser(user=None) -> Client:
    """A client of `user` (None: nobody), who reads English."""
    client = Client()
    if user is not None:
        type(user).objects.filter(pk=user.pk).update(locale="en")
        client.force_login(user, backend=BACKEND)
    return client


def url(name, *args) -> str:
    return reverse(f"committee:{name}", args=args)


def text_of(response) -> str:
    """What a person reads of a page, in one line."""
    body = re.sub(r"<(script|style|datalist)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def main_of(response) -> str:
    """The same without the navigation."""
    return text_of(response).partition("Skip to content")[2] or text_of(response)


def token_of(response) -> str:
    """The state that a live screen holds."""
    return re.search(r"token=([0-9a-f]+)", response.content.decode())[1]


def key_of(response) -> str:
    """The key of the click that the ballot holds."""
    return re.search(r'name="key" value="([0-9a-f-]+)"', response.content.decode())[1]


def code_on(response) -> str:
    """The code of the room that the wall shows."""
    return re.search(r"<b>([2-9A-Z]{6})</b>", response.content.decode())[1]


def page(person, name, *args) -> str:
    """What `person` reads of that page of the committee."""
    response = browser(person).get(url(name, *args))
    assert response.status_code == 200
    return text_of(response)


def says_the_name(text) -> list[str]:
    """The words of the hidden name that a text says: none, one hopes."""
    return [word for word in SENTINELS if word in text]

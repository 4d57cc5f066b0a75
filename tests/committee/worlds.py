"""Two worlds that differ only by what was voted: everything that somebody may read is asked for in both."""

import re
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from parkour.core import clock
from tests.authorisation.routes import ROUTES, methods_of
from tests.committee.pages import browser
from tests.hostile import Asking

PARTS = ("committee:", "api:", "home", "todo")
# Slow to make and the same for everybody: the description of the API, and a paper of the agenda as it was before.
LEFT_OUT = ("api:schema", "api:docs", "api:session_paper", "committee:session_pdf")
# Chance or time, not choice: what is drawn anew at every request, and how long the sign-in still lasts.
DRAWN = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}"
    r'|(?<=csrfmiddlewaretoken" value=")[^"]+|(?<=X-CSRFToken": ")[^"]+|(?<=X-CSRFToken&quot;: &quot;)[^&]+'
    r'|(?<=nonce=")[^"]+|(?<=nonce-)[\w+/=-]+'
    r'|(?<=data-token=")[^"]+|(?<=name="_by" value=")[^"]+|(?<=data-session-ends=")[0-9]+'
)
NOT_SAID = frozenset({"X-Request-ID", "Content-Security-Policy", "Set-Cookie", "Date"})


@dataclass
class World:
    """A room with a vote; `people` look at everything."""

    room: object
    poll: object
    people: list
    asking: dict = field(default_factory=dict)

    def __post_init__(self):
        self.asking = {person: Asking(browser(person)) for person in self.people}

    def addresses(self, parts=PARTS) -> list[str]:
        """Every address of these parts that can be made from the session, the point, the vote or nothing."""
        item, number = self.room.item, self.room.session.number
        places = [{}, {"number": number}, {"pk": self.poll.pk}, {"pk": item.pk}, {"reference": item.idea.reference}]
        found = set()
        for name, view in ROUTES.items():
            if name.startswith(parts) and not name.startswith(LEFT_OUT) and "GET" in methods_of(view):
                found |= {address for place in places if (address := _made(name, place))}
        return sorted(found)


def _made(name, place) -> str:
    try:
        return reverse(name, kwargs=place)
    except NoReverseMatch:
        return ""


def seen_after(world: World, do, addresses) -> dict:
    """{(who, address): what the answer says} after `do`, which is then undone."""
    point = transaction.savepoint()
    try:
        with clock.at(world.poll.opened_at):
            do()
            return {
                (person.pk, address): said(asking.get(address))
                for person, asking in world.asking.items()
                for address in addresses
            }
    finally:
        transaction.savepoint_rollback(point)


def said(response) -> tuple:
    """Status, headers and body of an answer without what chance draws."""
    assert response.status_code != 500, response.wsgi_request.path
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = sorted((name, DRAWN.sub("-", value)) for name, value in response.items() if name not in NOT_SAID)
    return response.status_code, tuple(headers), DRAWN.sub("-", body.decode("utf-8", "replace"))


def differences(one: dict, other: dict) -> list:
    assert one.keys() == other.keys()
    return [address for address in one if one[address] != other[address]]

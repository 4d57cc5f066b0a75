"""Versions of an agenda by the API."""

import pytest

from committee.services import agenda
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory, committee_of, released_session

pytestmark = pytest.mark.django_db


def test_versions_and_the_next_one_are_read_with_what_they_change():
    room = released_session(IdeaFactory(shortlisted=True), IdeaFactory(shortlisted=True), poles=committee_of(1, 1))
    officer, stranger = Program(room.officer), Program(UserFactory())
    one = f"sessions/{room.session.number}/agenda/"
    agenda.remove_item(room.items[1], by=room.officer)
    coming = officer.asks(f"{one}next-version/").json()
    assert (coming["version"], coming["members"], coming["presenters"], coming["authors"]) == (2, 2, 0, 1)
    assert [(row["what"], row["idea"]) for row in coming["changes"]["points"]] == [
        ("removed", room.items[1].idea.reference)
    ]
    is_problem(stranger.asks(f"{one}next-version/"), 404)
    officer.posts(f"{one}release/")
    found = rows(stranger.asks(f"{one}versions/"))
    assert [(row["version"], row["points"]) for row in found] == [(2, 1), (1, 2)]
    assert found[1]["changes"] is None
    assert found[0]["changes"] == coming["changes"]

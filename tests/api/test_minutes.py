"""Minutes by the API: the same words, versions, objections and corrections as on the pages."""

import pytest

from committee.models import Erratum, MinutesObjection
from tests.api.asking import Program, is_problem
from tests.committee.test_minutes import closed_room, published_room
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_words_are_kept_version_by_version_and_a_text_changed_meanwhile_is_not_overwritten():
    room = closed_room()
    one, officer = f"sessions/{room.session.number}/minutes/", Program(room.officer)
    point = {"item": room.item.pk, "words": "Long débat."}
    kept = officer.puts(f"{one}note/", {"note": "Calme.", "points": [point], "edition": 0}).json()
    assert (kept["note"], kept["items"][0]["words"], kept["edition"]) == ("Calme.", "Long débat.", 1)
    officer.puts(f"{one}note/", {"note": "Calme et courte."})
    is_problem(officer.asks(f"{one}note/", {"note": "Vive.", "edition": 1}, method="PUT"), 412)
    member = Program(room.chair)
    assert [row["number"] for row in member.asks(f"{one}versions/").json()["results"]] == [2, 1]
    (changed,) = member.asks(f"{one}versions/between/?before=1").json()["results"]
    assert [(piece["kind"], piece["text"]) for piece in changed["pieces"]][1:] == [
        ("removed", "Calme."),
        ("added", "Calme et courte."),
    ] or changed["item"] is None
    is_problem(member.asks(f"{one}versions/between/?before=1&after=9"), 404)
    is_problem(Program(UserFactory()).asks(f"{one}versions/"), 404)


def test_a_member_objects_and_the_officer_answers_or_corrects():
    room = published_room()
    one, officer, member = f"sessions/{room.session.number}/minutes/", Program(room.officer), Program(room.people[1])
    assert member.posts(f"{one}objections/", {"words": "Non."}).json()["approval"] == "contested"
    (row,) = officer.asks(f"{one}objections/").json()["results"]
    assert (row["words"], row["reply"]) == ("Non.", "")
    sent = {"words": "Une séance vive.", "reason": "Relue.", "objection": row["id"], "item": room.item.pk}
    corrected = officer.posts(f"{one}corrections/", sent).json()
    assert [(row["number"], row["words"]) for row in corrected["items"][0]["errata"]] == [(1, "Une séance vive.")]
    assert (corrected["approval"], MinutesObjection.objects.get().reply) == ("awaited", "corrected")
    is_problem(officer.asks(f"objections/{row['id']}/refuse/", {"words": "Non."}, method="POST"), 409)
    is_problem(member.asks(f"{one}corrections/", sent | {"objection": None}, method="POST"), 403)
    assert Erratum.objects.count() == 1


def test_the_decisions_of_the_committee_are_listed_and_the_record_is_a_paper():
    room = published_room()
    reader = Program(UserFactory())
    (row,) = reader.asks("committee-decisions/?q=&outcome=approved").json()["results"]
    assert (row["idea"], row["session"], row["corrected"]) == (room.item.idea.reference, room.session.number, False)
    assert reader.asks("committee-decisions/?year=1990").json()["results"] == []
    assert reader.asks(f"sessions/{room.session.number}/minutes/paper/").content.startswith(b"%PDF-")

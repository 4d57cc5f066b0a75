"""The files of points by the API."""

import pytest

from committee.services import agenda
from tests.api.asking import Program, is_problem
from tests.committee.pages import says_the_name
from tests.factories import UserFactory, committee_of, released_session
from tests.ideas.tagged import of

pytestmark = pytest.mark.django_db


def test_members_read_the_files_of_what_was_sent_and_nobody_else_does():
    room = released_session(of(problem_text="Un constat.", change_text="Un remède."), poles=committee_of(1, 1))
    agenda.add_subject(room.session, by=room.officer, title="Enquête", block="closing", minutes=4)
    member, stranger = Program(room.chair), Program(UserFactory())
    path = f"sessions/{room.session.number}/dossiers/"
    found = member.asks(path).json()
    (point,) = found["points"]
    assert (point["number"], point["idea"], point["file"]["problem"]) == (
        1,
        room.item.idea.reference,
        "Un constat.",
    )
    assert point["file"]["band"] != ""
    assert "priority" not in str(sorted(point["file"]))
    assert (found["minutes_to_read"], found["words"] > 10) == (1, True)
    is_problem(stranger.asks(path), 404)
    is_problem(stranger.asks(f"items/{room.item.pk}/dossier/"), 404)
    one = member.asks(f"items/{room.item.pk}/dossier/").json()
    assert one["file"] == point["file"]
    subject = room.session.items.get(title="Enquête")
    assert member.asks(f"items/{subject.pk}/dossier/").json()["file"] is None


def test_no_file_is_there_before_the_agenda_was_sent_and_none_says_a_hidden_name():
    hidden = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    idea = of(author=hidden, visibility="name_hidden", problem_text="Quetzal attend.", change_text="Grouper.")
    room = released_session(idea, poles=committee_of(1, 1))
    officer = Program(room.officer)
    assert not says_the_name(officer.asks(f"sessions/{room.session.number}/dossiers/").content.decode())
    type(room.session).objects.filter(pk=room.session.pk).update(agenda_version=0, state="planned")
    room.session.releases.all().delete()
    is_problem(officer.asks(f"sessions/{room.session.number}/dossiers/"), 404)

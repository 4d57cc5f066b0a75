"""The files of points by the API."""

import pytest

from committee.services import agenda
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, says_the_name, url
from tests.factories import SessionFactory, UserFactory, committee_of, released_session
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


def test_the_paper_of_a_session_is_what_its_page_gives_to_the_same_people_once_it_was_sent():
    room = released_session(of(), poles=committee_of(1, 1))
    path = f"sessions/{room.session.number}/paper/"
    for reader in (room.officer, room.chair):
        paper = Program(reader).asks(path)
        assert (paper.status_code, paper["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    is_problem(Program(UserFactory()).asks(path), 404)
    is_problem(Program(room.officer).asks(f"sessions/{SessionFactory().number}/paper/"), 404)


def test_one_session_for_a_calendar_is_the_file_of_its_page_and_names_nobody():
    hidden = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    room = released_session(of(author=hidden, visibility="name_hidden"), poles=committee_of(1, 1))
    file = Program(room.chair).asks(f"sessions/{room.session.number}/calendar-file/")
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    page = browser(room.chair).get(url("session_file", room.session.number))
    assert undated(file) == undated(page)
    assert b"BEGIN:VEVENT" in file.content
    assert not says_the_name(file.content.decode().replace("\r\n ", ""))
    is_problem(Program(room.chair).asks("sessions/4711/calendar-file/"), 404)


def undated(response):
    """Without the moment at which it was written."""
    return [line for line in response.content.splitlines() if not line.startswith(b"DTSTAMP")]

"""A whole session on paper: every word that stands there, who takes it away, and what nobody reads in it."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from committee.dossiers import sent_dossiers
from committee.papers import paper_pdf
from committee.sent import sent_agenda
from committee.services import agenda
from committee.session_paper import paper_facts
from ideas import privacy
from ideas.scoring import DEFAULT_RUBRIC
from tests.committee.pages import browser, says_the_name, url
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.people import UserFactory
from tests.ideas.tagged import of

AT = datetime(2026, 3, 19, 13, tzinfo=UTC)
PAGES = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")


def facts_of(room, reader=None, language="en"):
    sent = sent_agenda(room.session)
    with translation.override(language):
        dossiers = sent_dossiers(room.session, sent, reader or room.officer, DEFAULT_RUBRIC)
        return paper_facts(room.session, sent, dossiers)


def said(facts):
    return json.dumps(facts, ensure_ascii=False)


@pytest.mark.django_db
def test_every_point_stands_in_the_agenda_with_its_hour_and_in_its_file_with_its_words():
    room = released_session(of(problem_text="Un constat précis."), of(), poles=committee_of(1, 1))
    agenda.add_subject(room.session, by=room.officer, title="Enquête", block="closing", minutes=4)
    agenda.release_agenda(room.session, by=room.officer)
    facts = facts_of(room)
    assert [row["number"] for row in facts["rows"] if row["number"]] == [1, 2, 3]
    assert [point["title"] for point in facts["points"]][2] == "Enquête"
    assert all(re.match(r"\d+(:\d\d)?\s[ap]m", row["at"]) for row in facts["rows"])
    assert "Un constat précis." in said(facts)
    assert "Strong impact for a light effort." in said(facts)
    assert facts["points"][2]["parts"] == []
    french = facts_of(room, language="fr")
    assert (french["agenda"], french["language"]) == ("Ordre du jour", "fr")


@pytest.mark.django_db
def test_the_paper_is_accessible_searchable_and_has_bookmarks():
    room = released_session(*(of() for _index in range(3)), poles=committee_of(1, 1))
    made = paper_pdf(facts_of(room), AT)
    assert made == paper_pdf(facts_of(room), AT)
    marks = (b"pdfuaid:part", b"StructTreeRoot", b"/Outlines", b"/ToUnicode", b"/Lang")
    assert (made[:5], [mark for mark in marks if mark not in made]) == (b"%PDF-", [])
    assert int(PAGES.findall(made)[-1]) >= 2


def test_words_of_authors_are_words_whatever_signs_they_hold():
    hostile = '#panic("no") *fat* $x$ \x00 \x1b ] } @point-1 <point-1> 😀 ' + "a" * 400
    part = {"head": hostile, "paragraphs": [hostile], "voice": True}
    point = {"number": 1, "title": hostile, "opens": hostile, "about": hostile, "parts": [part]}
    row = {"at": "14 h", "number": 1, "title": hostile, "time": "8 min"}
    words = dict.fromkeys(("title", "organisation", "agenda", "hour", "point", "time"), hostile)
    facts = words | {"language": "fr", "lines": [hostile], "rows": [row], "points": [point]}
    assert paper_pdf(facts, AT).startswith(b"%PDF-")


@pytest.fixture
def unnamed_room():
    hidden = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    words = {"problem_text": "Zéphyrine Quetzal attend.", "change_text": "Que Quetzal n’attende plus."}
    return released_session(of(author=hidden, visibility="name_hidden", **words), poles=committee_of(1, 1))


@pytest.mark.django_db
def test_no_hidden_name_is_printed_for_anybody_not_even_the_officer(unnamed_room):
    for reader in (unnamed_room.officer, unnamed_room.chair):
        assert not says_the_name(said(facts_of(unnamed_room, reader)))


@pytest.mark.django_db
def test_planted_fault_with_the_veil_of_the_reader_alone_the_officer_would_print_it(unnamed_room, monkeypatch):
    monkeypatch.setattr("committee.dossiers.veil_to_pass_on", privacy.veil)
    assert says_the_name(said(facts_of(unnamed_room)))


@pytest.mark.django_db
def test_members_and_the_officer_download_it_and_nobody_else():
    room = released_session(of(), poles=committee_of(1, 1))
    address = url("session_pdf", room.session.number)
    for reader in (room.officer, room.chair):
        answer = browser(reader).get(address)
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
        assert "attachment" in answer["Content-Disposition"]
    assert browser(UserFactory()).get(address).status_code == 404


@pytest.mark.django_db
def test_before_the_agenda_is_sent_one_is_led_to_the_page_that_says_when():
    chair, session = committee_of()["direction"][0], SessionFactory()
    answer = browser(chair).get(url("session_pdf", session.number))
    assert (answer.status_code, answer["Location"]) == (302, url("my_session", session.number))

"""What a session gives back, as a page, on slides and over the API: which words, whose names, how many statements."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from committee.giving_back import giving_back, sorted_in
from committee.restitution_slides import LINES, MOST, cut, packed, slides_facts
from committee.selectors.restitution import period_of
from committee.serializers.restitution import giving_back_out
from committee.services import minutes
from ideas.models import Idea
from ideas.services import follow_up
from ideas.services.follow_up import publish_update
from parkour.organisation.models import Organisation, PartnerBoard
from tests.committee.pages import browser, says_the_name, text_of, url
from tests.committee.test_minutes import closed_room
from tests.committee.test_restitution import Story, ago, done_quick_win
from tests.factories.committee import SessionFactory, committee_of, open_session_with
from tests.factories.ideas import IdeaFactory
from tests.factories.people import SiteFactory, UserFactory

MARKS = (b"StructTreeRoot", b"/Lang", b"/Outlines")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


# --- Pure ---------------------------------------------------------------------------------------------------


def test_rows_stand_together_in_their_order_as_long_as_they_weigh_no_more_than_a_slide_holds():
    assert packed([3, 4, 5, 9, 1], lambda row: row, 8) == [[3, 4], [5], [9], [1]]
    assert packed([20], lambda row: row, 8) == [[20]]
    assert packed([], lambda row: row, 8) == []


def test_a_text_is_cut_on_one_line_where_it_is_too_long_and_nowhere_else():
    assert cut("Deux  heures\nd’attente", 30) == "Deux heures d’attente"
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abc defg", 5) == "abc…"


# --- What is told -------------------------------------------------------------------------------------------


def given_to(reader, session):
    return giving_back(reader, session)


@pytest.mark.django_db
def test_what_ended_says_what_came_of_it_or_why_not_and_the_desk_is_counted_by_its_last_answer_of_each():
    story = Story()
    given = given_to(story.officer, story.room.session)
    done = {one.row.idea: one for one in given.done}
    assert (done[story.done].heading, done[story.done].told) == ("We did", "C’est posé.")
    assert (done[story.answered].heading, bool(done[story.answered].told)) == ("Our answer", True)
    refused = {one.row.idea: (one.heading, one.told) for one in given.refused}
    assert refused[story.rejected] == ("Not kept, because", "Un irritant de chaque semaine.")
    assert refused[story.declined] == ("Not kept, because", "Out of proportion with the effect")
    counted = dict(sorted_in(period_of(story.room.session)).rows)
    assert counted["Decline"] == 1 and counted["Answer"] == 1 and counted["Redirect"] == 1
    assert given.sorted.total == sum(counted.values())


@pytest.mark.django_db
def test_published_words_are_told_until_the_contribution_moves_on_to_another_tab():
    story = Story()
    words = {"you_said": "On attend au garage.", "we_did": "Un second poste.", "effect": "Dix minutes de moins."}
    publish_update(Idea.objects.get(pk=story.done.pk), by=story.officer, **words)
    (one,) = [one for one in given_to(story.officer, story.room.session).done if one.row.idea == story.done]
    assert (one.said, one.told, one.effect) == tuple(words.values())
    follow_up.dispute_done(story.done, by=story.officer, reason="Pas tout à fait.")
    (one,) = [one for one in given_to(story.officer, story.room.session).done if one.row.idea == story.done]
    assert (one.said, one.told, one.effect) == (story.done.display_title, "", "")


@pytest.mark.django_db
def test_a_session_that_is_only_planned_gives_nothing_back():
    session, officer = SessionFactory(number=1), UserFactory(officer=True)
    assert given_to(officer, session) is None
    desk = browser(officer)
    assert "Nothing to give back yet" in text_of(desk.get(url("restitution", session.number)))
    assert desk.get(url("restitution_pdf", session.number)).status_code == 404


@pytest.mark.django_db
def test_who_wrote_what_is_not_kept_is_named_in_no_word_whatever_was_published():
    poles, officer = committee_of(), UserFactory(officer=True)
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    with ago(30):
        idea = IdeaFactory(declined=True, author=author, officer=officer, problem_text="Zéphyrine Quetzal attend.")
        publish_update(idea, by=officer, you_said="Zéphyrine attend.", we_did="Quetzal le sait, le budget manque.")
    room = open_session_with(poles=poles)
    for reader in (officer, author, room.people[0]):
        given = given_to(reader, room.session)
        assert len(given.refused) == 1
        assert says_the_name(str(giving_back_out(given))) == []
        assert says_the_name(json.dumps(slides_facts(room.session, given), ensure_ascii=False)) == []


@pytest.mark.django_db
def test_a_hidden_name_is_on_no_slide_not_even_on_those_of_its_author_and_of_the_officer():
    poles, officer = committee_of(), UserFactory(officer=True)
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    with ago(30):
        idea = IdeaFactory(answered=True, author=author, officer=officer, visibility="name_hidden")
        publish_update(idea, by=officer, you_said="Zéphyrine Quetzal attend.", we_did="Quetzal a un second poste.")
    room = open_session_with(poles=poles)
    for reader in (officer, author):
        given = given_to(reader, room.session)
        assert [one.row.idea for one in given.done] == [idea]
        assert says_the_name(json.dumps(slides_facts(room.session, given), ensure_ascii=False)) == []


@pytest.mark.django_db
def test_a_member_of_a_partner_reads_no_word_of_what_their_board_does_not_show():
    story = Story()
    publish_update(story.answered, by=story.officer, you_said="Des mots du siège.", we_did="Une réponse du siège.")
    member = story.poles["employees"][1]
    member.site = SiteFactory(kind="partner")
    member.save()
    Organisation.objects.update(partner_board=PartnerBoard.DONE)
    told = str(giving_back_out(given_to(member, story.room.session)))
    assert "Une réponse du siège." in told and story.done.display_title not in told
    Organisation.objects.update(partner_board=PartnerBoard.NOTHING)
    told = str(giving_back_out(given_to(member, story.room.session)))
    assert "siège" not in told and story.done.display_title not in told


# --- Page, slides, API --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_members_and_officer_read_it_before_the_minutes_are_published_and_everybody_after():
    poles = committee_of()
    room = closed_room(poles=poles)
    somebody, number = browser(UserFactory()), room.session.number
    for name in ("restitution", "restitution_pdf"):
        assert browser(room.officer).get(url(name, number)).status_code == 200
        assert browser(room.people[0]).get(url(name, number)).status_code == 200
        assert somebody.get(url(name, number)).status_code == 404
    assert "See what became of it" not in text_of(somebody.get(url("session", number)))
    minutes.publish_minutes(room.session, by=room.officer)
    assert somebody.get(url("restitution", number)).status_code == 200
    assert "See what became of it" in text_of(somebody.get(url("session", number)))


@pytest.mark.django_db
def test_page_slides_and_api_tell_the_same_contributions_and_the_slides_are_a_tagged_file():
    story = Story()
    given = given_to(story.officer, story.room.session)
    page = text_of(browser(story.officer).get(url("restitution", story.room.session.number)))
    slides = json.dumps(slides_facts(story.room.session, given), ensure_ascii=False)
    told = giving_back_out(given)
    for name in ("received", "decided", "done", "refused"):
        assert all(row["idea"] in page and row["idea"] in slides for row in told[f"all_{name}"])
    assert "Out of proportion with the effect" in page and "Out of proportion with the effect" in slides
    answer = browser(story.officer).get(url("restitution_pdf", story.room.session.number))
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert [mark for mark in MARKS if mark not in answer.content] == []
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.django_db
def test_it_asks_the_same_statements_for_one_and_three_of_what_ended():
    officer, owner = UserFactory(officer=True), UserFactory()
    room = open_session_with(poles=committee_of())

    def one_more():
        with ago(30):
            IdeaFactory(declined=True, officer=officer)
            IdeaFactory(answered=True, officer=officer, visibility="name_hidden")
        done_quick_win(officer, owner)

    def asked():
        with CaptureQueriesContext(connection) as statements:
            given = given_to(officer, room.session)
        assert given.done and given.refused
        return len(statements)

    one_more()
    given_to(officer, room.session)  # what is read once for all
    one = asked()
    one_more()
    one_more()
    assert asked() == one


@pytest.mark.django_db
def test_a_long_list_fills_several_slides_and_the_last_one_says_how_many_are_left_out():
    poles, officer = committee_of(), UserFactory(officer=True)
    for _one in range(MOST + 2):
        IdeaFactory(declined=True, officer=officer)
    room = open_session_with(poles=poles)  # with one more, which it is about
    facts = slides_facts(room.session, given_to(officer, room.session))
    received = [slide for slide in facts["slides"] if slide["head"].startswith("Received (27)")]
    assert [len(slide["rows"]) for slide in received] == [LINES] * (MOST // LINES)
    assert received[0]["head"] == "Received (27), 1 of 3"
    refused = [slide for slide in facts["slides"] if slide["head"].startswith("Not kept (26)")]
    assert sum(len(slide["cards"]) for slide in refused) == MOST
    assert received[-1]["notes"] == ["3 more are in Parkour."] and refused[-1]["notes"] == ["2 more are in Parkour."]


@pytest.mark.django_db
def test_a_list_without_a_row_has_its_slide_with_a_sentence():
    room = open_session_with(poles=committee_of())
    slides = slides_facts(room.session, given_to(UserFactory(officer=True), room.session))["slides"]
    assert {"head": "Not kept (0)", "cards": [], "rows": [], "notes": ["Nothing was refused."]} in slides

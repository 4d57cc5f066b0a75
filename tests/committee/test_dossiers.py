"""The file of each point: what stands in it, what nobody reads in it, and what it costs."""

import pytest
from django.utils import translation

from committee.dossiers import dossier_of_item, minutes_to_read, sent_dossiers, words_to_read
from committee.selectors import agenda_of
from committee.sent import sent_agenda
from committee.services import agenda
from ideas import privacy
from ideas.models import Idea
from ideas.scoring import DEFAULT_RUBRIC
from ideas.services.decisions import record_decision
from ideas.workflow import Actor
from parkour.core import clock
from tests.committee.pages import SENTINELS, browser, page, says_the_name, text_of, url
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.ideas.tagged import alike, of

pytestmark = pytest.mark.django_db


def files_of(room, reader=None):
    return sent_dossiers(room.session, sent_agenda(room.session), reader or room.chair, DEFAULT_RUBRIC)


def one_file(room, reader=None):
    return dossier_of_item(room.item, reader or room.chair, DEFAULT_RUBRIC)


@pytest.fixture
def hidden():
    return UserFactory(first_name="Zéphyrine", last_name="Quetzal")


def test_a_file_holds_the_words_of_its_author_the_officers_and_the_scores_as_a_band():
    idea = of(problem_text="Les plannings tombent à 19 h.", change_text="Les publier le lundi.")
    Idea.objects.filter(pk=idea.pk).update(restatement="Publier plus tôt.", waited_cycles=2, support_count=3)
    room = released_session(idea)
    file = one_file(room)
    assert (file.problem, file.change, file.restatement) == (
        "Les plannings tombent à 19 h.",
        "Les publier le lundi.",
        "Publier plus tôt.",
    )
    shown = page(room.chair, "dossier", room.item.pk)
    for words in (file.problem, "Strong impact for a light effort.", "What it costs: Light effort.", "3 colleagues"):
        assert words in shown
    assert str(file.line.band.label) in shown
    assert "It has waited for 2 sessions." in shown
    assert str(idea.priority) not in shown
    assert f"{idea.priority:.1f}" not in shown


def test_sealed_levels_are_told_to_nobody():
    idea = of()
    room = released_session(idea)
    Idea.objects.filter(pk=idea.pk).update(sealed=True)
    file = one_file(room, room.officer)
    assert (file.line, file.effort) == (None, "")
    assert "A second opinion is awaited" in page(room.officer, "dossier", room.item.pk)


def test_the_grey_zone_is_said():
    idea = of({"policy": 3, "novelty": 3, "impact": 3, "effort": 3})
    room = released_session(idea)
    file = one_file(room)
    assert file.line.is_grey == ("a grey zone" in page(room.chair, "dossier", room.item.pk))
    assert file.line.is_grey


def test_neighbours_are_decided_ones_of_the_board_and_say_what_became_of_them():
    near, undecided, idea = IdeaFactory(declined=True), of(), of()
    away = IdeaFactory(declined=True)
    Idea.objects.filter(pk=away.pk).update(board_tab="")
    alike(idea, near, undecided, away)
    room = released_session(idea)
    near.refresh_from_db()
    assert near.board_tab != ""
    file = one_file(room)
    assert [row.idea for row in file.alike] == [near]
    assert near.display_title in page(room.chair, "dossier", room.item.pk)


def test_what_happened_is_told_in_its_order_with_decisions_and_their_reasons():
    idea = of()
    room = released_session(idea)
    idea.refresh_from_db()
    facts = {"outcome": "deferred", "decided_by": "poll", "actor": Actor.COMMITTEE, "reason": "Attendre les chiffres."}
    record_decision(idea, by=room.officer, **facts)
    with translation.override("en"):
        past = one_file(room).past
    assert [row.sentence for row in past][:2] == ["Received.", "Kept for the committee."]
    assert (past[-1].sentence.startswith("Deferred"), past[-1].words) == (True, "Attendre les chiffres.")
    assert [row.on for row in past] == sorted(row.on for row in past)


def test_a_point_of_a_former_session_that_was_not_dealt_with_says_so():
    idea = of()
    former = SessionFactory(state="no_quorum", starts_at=clock.now(), opened_at=clock.now(), closed_at=clock.now())
    room = released_session(idea)
    former.items.create(block="decision", position=1, duration=16, idea=idea)
    assert "On the agenda of a session, and not dealt with." in page(room.chair, "dossier", room.item.pk)


def unnamed(author):
    return of(
        author=author,
        visibility="name_hidden",
        problem_text="Zéphyrine Quetzal attend entre deux clientes.",
        change_text="Que QUETZAL n’attende plus.",
    )


def everything_said(room, reader):
    shown = page(reader, "dossier", room.item.pk) + page(reader, "my_session", room.session.number)
    return shown + str(one_file(room, reader).authors)


def test_a_hidden_name_is_read_in_no_file_by_nobody_not_even_the_officer(hidden):
    room = released_session(unnamed(hidden))
    for reader in (room.officer, room.chair, room.poles["employees"][1]):
        assert not says_the_name(everything_said(room, reader))
    assert one_file(room).site == ""


def test_planted_fault_without_the_shared_veil_the_officer_would_pass_the_name_on(hidden, monkeypatch):
    room = released_session(unnamed(hidden))
    monkeypatch.setattr("committee.dossiers.veil_to_pass_on", privacy.veil)
    assert says_the_name(everything_said(room, room.officer))


def test_a_hidden_name_is_not_read_among_the_neighbours_either(hidden):
    near, idea = IdeaFactory(declined=True, author=hidden, problem_text="Quetzal propose un tri."), of()
    alike(idea, near)
    room = released_session(idea)
    for reader in (room.officer, room.chair):
        assert len(one_file(room, reader).alike) == 1
        assert not says_the_name(everything_said(room, reader)), SENTINELS


def test_what_its_author_took_back_shows_no_word():
    idea = of(problem_text="Des mots repris.")
    room = released_session(idea)
    Idea.objects.filter(pk=idea.pk).update(state="withdrawn", board_tab="")
    shown = page(room.chair, "dossier", room.item.pk)
    assert "Its author took it back" in shown
    assert one_file(room).word_count == len(room.item.subject.split())


def test_a_subject_that_is_no_contribution_has_a_file_without_words():
    room = released_session(of())
    item = agenda.add_subject(room.session, by=room.officer, title="Enquête", block="report", minutes=4)
    assert "no contribution of a colleague stands behind it" in page(room.chair, "dossier", item.pk)


def test_files_cost_the_same_for_two_and_for_five_points(count_queries):
    def cost(points):
        ideas = [of() for _index in range(points)]
        for idea in ideas:
            alike(idea, IdeaFactory(declined=True))
            Idea.objects.filter(pk=idea.pk).update(visibility="name_hidden")
        room = released_session(*ideas, poles=poles)
        client = browser(room.chair)
        client.get(url("my_session", room.session.number))
        return count_queries(lambda: client.get(url("my_session", room.session.number)))

    poles = committee_of()
    assert cost(2) == cost(5)


# --- The cards of a member ------------------------------------------------------------------------


def test_reading_takes_all_words_at_two_hundred_a_minute_rounded_up():
    idea = of(problem_text="mot " * 350, change_text="Les publier.")
    room = released_session(idea)
    files = files_of(room)
    assert words_to_read(files) > 350
    assert minutes_to_read(files) == -(-words_to_read(files) // 200)
    shown = page(room.chair, "my_session", room.session.number)
    assert f"1 point , about {minutes_to_read(files)} min" in shown or "1 point, about" in shown
    assert f"{words_to_read(files)} words at 200 a minute, rounded up." in shown


def test_cards_follow_the_version_that_was_sent_and_lead_from_one_to_the_next():
    first, second = of(), of()
    room = released_session(first, second)
    agenda.remove_item(room.items[1], by=room.officer)
    response = browser(room.chair).get(url("my_session", room.session.number))
    body = response.content.decode()
    assert second.display_title in text_of(response)
    assert 'href="#point-2"' in body
    assert 'id="point-2"' in body
    assert 'href="#point-3"' not in body
    assert [slot.item.idea for slot in agenda_of(room.session).slots] == [first]


def test_before_the_agenda_a_member_reads_when_it_comes_and_answers():
    poles = committee_of()
    session = SessionFactory()
    shown = page(poles["employees"][1], "my_session", session.number)
    assert "The agenda is published around" in shown
    assert "Do you come?" in shown
    assert "in 7 days" in shown


def test_who_does_not_sit_there_is_told_so_and_reads_no_point():
    idea = of(problem_text="Un constat à ne pas lire ici.")
    room = released_session(idea)
    shown = page(UserFactory(), "my_session", room.session.number)
    assert "You do not sit in this session" in shown
    assert room.officer.get_full_name() in shown
    assert idea.display_title not in shown


def test_the_page_of_the_session_leads_a_member_to_the_cards():
    room = released_session(of())
    assert "Read the files of the points" in page(room.chair, "session", room.session.number)
    assert "Read the files of the points" not in page(UserFactory(), "session", room.session.number)

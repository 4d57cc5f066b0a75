"""The talk on the pages: what each reader sees of it, what the buttons do, and what is never told."""

import uuid

import pytest
from django.urls import reverse

from ideas import story
from ideas.enums import DecisionOutcome, Outcome
from ideas.models import Comment, Follow
from ideas.privacy import Veil
from ideas.selectors import history_of
from ideas.services.comments import hide_comment, report_comment
from ideas.services.conversation import write_message
from ideas.services.following import follow
from ideas.services.submission import appeal
from ideas.services.support import support
from ideas.services.triage import Orientation, decide_triage
from ideas.talk import PAGE, reported_comments
from ideas.templatetags.talk import linked
from parkour.views.context import waiting_for
from tests.api.asking import Program
from tests.committee.pages import browser, main_of
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided
from tests.ideas.talking import on_the_board, say
from tests.metering import metered

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"ideas:{name}", args=args)


def page_of(idea, person=None, query=""):
    response = browser(person or UserFactory()).get(idea.get_absolute_url() + query)
    assert response.status_code == 200
    return main_of(response)


# --- Support and follow -----------------------------------------------------------------------------------


def test_the_page_shows_the_number_of_supports_and_one_s_own():
    idea, person = on_the_board(), UserFactory()
    assert "Nobody has supported it yet." in page_of(idea)
    support(idea, by=person)
    support(idea, by=UserFactory())
    assert "2 colleagues support it. To be told what becomes of it, follow it." in page_of(idea, person)
    assert "2 colleagues support it. Comments" not in page_of(idea)


def test_whoever_supports_may_follow_with_the_next_tap(client):
    idea, person = on_the_board(), UserFactory()
    there = browser(person)
    there.post(at("support", idea.reference))
    assert there.post(at("follow", idea.reference)).url == f"{idea.get_absolute_url()}#talk"
    assert "You are told what becomes of it." in page_of(idea, person)
    there.post(at("unfollow", idea.reference))
    assert not Follow.objects.exists()


def test_authors_see_the_numbers_and_no_button():
    author = UserFactory()
    idea = on_the_board(author=author)
    support(idea, by=UserFactory())
    response = browser(author).get(idea.get_absolute_url())
    assert "1 colleague supports it. You are told what becomes of it: it is yours." in main_of(response)
    assert at("support", idea.reference) not in response.content.decode()


def test_what_one_follows_is_a_list_from_which_one_stops():
    first, second, person = on_the_board(), on_the_board(), UserFactory()
    for idea in (first, second):
        follow(idea, by=person)
    there = browser(person)
    text = main_of(there.get(at("followed")))
    assert text.index(second.reference) < text.index(first.reference)
    answer = there.post(at("unfollow", first.reference), {"next": at("followed")})
    assert answer.url == at("followed")
    assert first.reference not in main_of(there.get(at("followed")))


def test_a_long_list_of_what_one_follows_goes_on_by_key():
    person = UserFactory()
    ideas = [on_the_board() for _number in range(PAGE + 1)]
    for idea in ideas:
        follow(idea, by=person)
    there = browser(person)
    first = there.get(at("followed"))
    assert ideas[0].reference not in main_of(first)
    assert ideas[0].reference in main_of(there.get(at("followed") + first.context["next_url"]))


def test_the_board_shows_both_numbers_and_a_card_kept_before_does_not_hide_them():
    idea, reader = on_the_board(), UserFactory()
    there = browser(reader)
    assert "1 support" not in main_of(there.get("/board/"))
    support(idea, by=reader)
    say(idea)
    say(idea)
    assert "1 support 2 comments" in main_of(there.get("/board/"))


# --- Comments ---------------------------------------------------------------------------------------------


def test_a_comment_is_written_on_the_page_and_read_below_it():
    idea, person = on_the_board(), UserFactory()
    answer = browser(person).post(at("comment", idea.reference), {"body": "Chez nous aussi.", "key": uuid.uuid4()})
    assert (answer.status_code, answer.url) == (303, f"{idea.get_absolute_url()}#talk")
    text = page_of(idea)
    assert "Chez nous aussi." in text
    assert person.get_full_name() in text


def test_an_empty_comment_comes_back_with_a_sentence():
    idea = on_the_board()
    assert browser(UserFactory()).post(at("comment", idea.reference), {"body": " "}).status_code == 422
    assert not Comment.objects.exists()


def test_a_comment_is_corrected_and_removed_by_the_hands_of_its_writer():
    comment = say(on_the_board())
    there, place = browser(comment.writer), (comment.idea.reference, comment.pk)
    assert comment.body in there.get(at("comment_edit", *place)).content.decode()
    there.post(at("comment_edit", *place), {"body": "Plutôt le lundi."})
    assert "Plutôt le lundi." in page_of(comment.idea)
    there.post(at("comment_remove", *place))
    assert "lundi" not in page_of(comment.idea)
    assert there.get(at("comment_edit", *place)).status_code == 404


def test_the_address_of_a_comment_on_another_page_does_not_exist():
    comment, other = say(on_the_board()), on_the_board()
    assert browser(UserFactory()).get(at("comment_report", other.reference, comment.pk)).status_code == 404


def test_a_reported_comment_waits_in_the_list_of_the_officer_and_in_the_day():
    comment, reader, officer = say(on_the_board()), UserFactory(), UserFactory(officer=True)
    place = comment.idea.reference, comment.pk
    browser(reader).post(at("comment_report", *place), {"reason": "private", "note": "Nomme Mme D."})
    assert "You reported it" in page_of(comment.idea, reader)
    desk = browser(officer)
    assert "Reported comments 1 Look at them" in main_of(desk.get("/"))
    text = main_of(desk.get(at("reports")))
    assert "Nomme Mme D." in text
    assert reader.get_full_name() not in text
    answer = desk.post(at("comment_hide", *place) + "?queue", {"reason": "Nomme une cliente."})
    assert answer.url == at("reports")
    assert "Nothing is reported" in main_of(desk.get(at("reports")))


def test_a_hidden_comment_is_read_by_its_writer_and_the_officer_with_the_reason():
    comment, officer = say(on_the_board()), UserFactory(officer=True)
    hide_comment(comment, by=officer, reason="Nomme une cliente.")
    for person in (comment.writer, UserFactory(officer=True)):
        text = page_of(comment.idea, person)
        assert (comment.body in text, "Nomme une cliente." in text) == (True, True)
    for person in (UserFactory(), UserFactory(reviewer=True), comment.idea.people.get()):
        assert comment.body not in page_of(comment.idea, person)


def test_the_navigation_of_an_officer_counts_what_is_reported():
    comment = say(on_the_board())
    report_comment(comment, by=UserFactory(), reason="other")
    report_comment(comment, by=UserFactory(), reason="other")
    page = browser(UserFactory(officer=True)).get("/board/").content.decode()
    assert "Reported comments</span>" in page
    assert "(1)" in page[page.index("Reported comments</span>") :][:160]
    assert "Reported comments" not in browser(UserFactory()).get("/board/").content.decode()


def test_a_report_on_what_was_passed_on_in_confidence_is_counted_nowhere():
    idea, officer = IdeaFactory(declined=True), UserFactory(officer=True)
    report_comment(say(idea), by=UserFactory(), reason="other")
    assert waiting_for(officer).reported == reported_comments().count() == 1
    appeal(idea, by=idea.people.get(), body="Un fait manquait.")
    decide_triage(idea, Orientation(Outcome.REDIRECT, "Merci.", channel="harassment"), by=officer)
    assert waiting_for(officer).reported == reported_comments().count() == 0
    assert page_of(idea, idea.people.get())
    assert browser(officer).get(idea.get_absolute_url()).status_code == 404


def test_comments_of_somebody_who_left_keep_their_words_and_their_name():
    comment = say(on_the_board())
    comment.writer.is_active = False
    comment.writer.save()
    text = page_of(comment.idea)
    assert (comment.body in text, comment.writer.get_full_name() in text) == (True, True)


def test_older_comments_are_a_page_further():
    idea = on_the_board()
    written = [say(idea, body=f"Remarque numéro {number}.") for number in range(PAGE + 1)]
    assert written[0].body not in page_of(idea)
    assert written[0].body in page_of(idea, query=f"?before={written[1].pk}")
    assert "Back to the newest" in page_of(idea, query=f"?before={written[1].pk}")


def test_the_page_costs_the_same_for_one_comment_and_for_a_page_of_them():
    for visibility in ("public", "name_hidden"):
        idea = on_the_board(visibility=visibility)
        say(idea)
        readers = [UserFactory(), UserFactory(officer=True), idea.people.get()]
        one = [cost(idea, reader) for reader in readers]
        for _number in range(PAGE):
            say(idea)
        assert [cost(idea, reader) for reader in readers] == one


def cost(idea, reader):
    there = browser(reader)
    there.get(idea.get_absolute_url())
    with metered() as meter:
        there.get(idea.get_absolute_url())
    return len(meter.statements)


# --- Words as links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        (
            "Voir https://exemple.fr/a?b=1&c=2.",
            'Voir <a href="https://exemple.fr/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">'
            "https://exemple.fr/a?b=1&amp;c=2</a>.",
        ),
        ("www.exemple.fr", '<a href="http://www.exemple.fr" rel="nofollow noopener noreferrer">www.exemple.fr</a>'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,x ftp://exemple.fr", "data:text/html,x ftp://exemple.fr"),
        ("écrire à a.b@exemple.fr", "écrire à a.b@exemple.fr"),
        ("<b>gras</b>", "&lt;b&gt;gras&lt;/b&gt;"),
    ],
)
def test_only_web_addresses_become_links(text, markup):
    assert linked(text) == f"<p>{markup}</p>"


def test_an_address_cannot_close_its_link():
    markup = linked('https://exemple.fr/"onmouseover="alert(1) https://exemple.fr/<script>')
    assert ('"onmouseover' in markup, "<script" in markup) == (False, False)


# --- What is never told -----------------------------------------------------------------------------------

NAME = "Quetzal"


def told_everywhere(visibility="name_hidden", rejected=False):
    """What a colleague reads where an author without a name comments on their own, named by everybody."""
    author, colleague = UserFactory(first_name="Zéphyrine", last_name=NAME), UserFactory()
    idea = on_the_board(author=author, visibility=visibility)
    say(idea, author, "C’est mon idée.")
    say(idea, body="Bravo à Zéphyrine Quetzal, et merci Quetzal !")
    if rejected:
        decided(idea, outcome=DecisionOutcome.REJECTED)
    place = idea.reference, idea.comments.last().pk
    pages = [page_of(idea, colleague), page_of(idea, UserFactory(sponsor=True))]
    pages += [main_of(browser(colleague).get(at("comment_report", *place)))]
    pages += [Program(colleague).asks(f"ideas/{idea.reference}/comments/").content.decode()]
    return pages


@pytest.mark.parametrize("facts", [{}, {"visibility": "public", "rejected": True}])
def test_an_author_without_a_name_comments_as_the_author(facts):
    pages = told_everywhere(**facts)
    assert [NAME in page for page in pages] == [False] * 4
    assert "The author" in pages[0]


def test_without_the_veil_the_comments_would_tell_the_name(monkeypatch):
    """The fault that the test above must catch."""
    monkeypatch.setattr(Veil, "hides", lambda self, person: False)
    monkeypatch.setattr(Veil, "words", lambda self, text: text)
    assert all(NAME in page for page in told_everywhere())


def test_an_author_without_a_name_is_you_to_oneself_and_a_name_to_the_officer():
    author = UserFactory(first_name="Zéphyrine", last_name=NAME)
    idea = on_the_board(author=author, visibility="name_hidden")
    say(idea, author, "C’est mon idée.")
    assert NAME in page_of(idea, UserFactory(officer=True))
    own = page_of(idea, author)
    assert "You" in own[own.index("Comments") :]


def notes_read(*, thread):
    """Which readers find an internal note on the pages and by the API."""
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, shortlisted=True) if not thread else IdeaFactory(author=author, opened=True)
    write_message(idea, by=officer, body="Entre nous : voir la paie.", internal=True)
    readers = {"author": author, "colleague": UserFactory(), "facilitator": UserFactory(facilitator=True)}
    found = set()
    for role, person in readers.items():
        texts = [browser(person).get(idea.get_absolute_url()).content.decode()]
        texts += [Program(person).asks(f"ideas/{idea.reference}/{part}").content.decode() for part in PARTS]
        found |= {role} if any("voir la paie" in text for text in texts) else set()
    return found


PARTS = ("", "messages/", "story/", "comments/")


@pytest.mark.parametrize("thread", [True, False])
def test_an_internal_note_is_shown_to_nobody_else(thread):
    assert notes_read(thread=thread) == set()


def test_with_the_whole_history_the_author_would_read_the_note(monkeypatch):
    """The fault that the test above must catch."""
    monkeypatch.setattr(story, "history_of", lambda idea, **_asked: history_of(idea, internal=True))
    assert "author" in notes_read(thread=True)

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import conditional_escape

from ideas.enums import DecisionOutcome, ReasonCode, State
from ideas.models import Idea, IdeaEvent
from ideas.selectors import waiting_for
from ideas.services.conversation import write_message
from ideas.services.follow_up import confirm_wanted
from ideas.services.titles import retitle_idea
from ideas.services.triage import open_idea
from ideas.workflow import STATES
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided, done

pytestmark = pytest.mark.django_db
PRIVATE = ["receipt", "detail", "answer", "message", "withdraw", "appeal", "confirm", "dispute", "quick-win"]


def url(idea, page="detail"):
    return f"/ideas/{idea.reference}/" if page == "detail" else f"/ideas/{idea.reference}/{page}/"


def state(idea):
    return Idea.objects.get(pk=idea.pk).state


@pytest.mark.parametrize("page", PRIVATE)
def test_somebody_elses_private_idea_is_a_404(signed_in, page):
    idea, client = IdeaFactory(), signed_in(UserFactory())
    assert client.get(url(idea, page)).status_code == 404
    assert client.post(url(idea, page), {"body": "Je passe.", "answer": "yes"}).status_code in {404, 405}
    assert state(idea) == State.SUBMITTED


@pytest.mark.parametrize("page", PRIVATE)
def test_signed_out_nothing_is_shown(client, page):
    answer = client.get(url(IdeaFactory(), page))
    assert answer["Location"].startswith(reverse("account_login"))


def test_an_unknown_reference_is_a_404(signed_in):
    client = signed_in(UserFactory())
    assert [client.get(f"/ideas/{text}/").status_code for text in ("PKR-1999-9999", "x" * 300, "%00")] == [404] * 3


def test_a_reference_is_found_in_small_letters(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    assert signed_in(author).get(f"/ideas/{idea.reference.lower()}/").status_code == 200


def test_a_received_and_an_opened_idea_look_the_same_to_the_author(signed_in):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author)
    client = signed_in(author)

    def pages():
        answers = [client.get(url(idea)), client.get("/ideas/")]
        tokens = {str(answer.context["csrf_token"]) for answer in answers}
        # Each page says anew, in secret, for whom it was made, and how many seconds their sign-in still lasts.
        own = r'name="_by" value="[^"]*"|data-session-ends="[0-9]+"'
        texts = [re.sub(own, "", answer.content.decode()) for answer in answers]
        for token in tokens:
            texts = [text.replace(token, "") for text in texts]
        return texts

    before = pages()
    open_idea(idea, by=officer)
    assert pages() == before


def test_the_authors_words_come_first_and_the_restatement_beside(signed_in):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, problem_text="Mes propres mots.", opened=True)
    retitle_idea(idea, by=officer, title="Un titre", restatement="Regrouper les passages.")
    page = signed_in(author).get(url(idea)).content.decode()
    assert page.index("Mes propres mots.") < page.index("Regrouper les passages.")
    assert Idea.objects.get(pk=idea.pk).problem_text == "Mes propres mots."


def test_what_people_write_is_shown_as_text(signed_in):
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    author = UserFactory()
    idea = IdeaFactory(author=author, problem_text=attack, change_text=attack, needs_info=True)
    client = signed_in(author)
    client.post(url(idea, "answer"), {"body": attack})
    for page in (url(idea), "/ideas/", url(idea, "receipt"), url(idea, "withdraw")):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html
        assert "&lt;script&gt;" in html


def test_the_author_answers_the_question(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author, needs_info=True)
    client = signed_in(author)
    assert client.get(url(idea)).context["answer_form"] is not None
    answer = client.post(url(idea, "answer"), {"body": "Les trois agences de Nantes."})
    assert (answer.status_code, answer["Location"], state(idea)) == (303, url(idea), State.IN_TRIAGE)
    assert "Les trois agences de Nantes." in client.get(url(idea)).content.decode()


@pytest.mark.parametrize("body", ["", "   ", "Avec un \x00 nul", "x" * 5001])
def test_a_bad_answer_is_kept_on_the_page(signed_in, body):
    author = UserFactory()
    idea = IdeaFactory(author=author, needs_info=True)
    answer = signed_in(author).post(url(idea, "answer"), {"body": body})
    assert (answer.status_code, state(idea)) == (422, State.NEEDS_INFO)
    assert answer.context["form"]["body"].value() == body


def test_a_question_that_is_closed_keeps_the_answer_that_came_too_late(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    client = signed_in(author)
    answer = client.post(url(idea, "answer"), {"body": "Trop tard."})
    assert answer.status_code == 403
    assert "Trop tard." in answer.content.decode()
    assert client.get(url(idea, "answer"))["Location"] == url(idea)


def test_withdrawing_asks_once_and_get_changes_nothing(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    client = signed_in(author)
    assert (client.get(url(idea, "withdraw")).status_code, state(idea)) == (200, State.SUBMITTED)
    assert client.post(url(idea, "withdraw"))["Location"] == "/ideas/"
    assert state(idea) == State.WITHDRAWN
    assert client.get(url(idea)).status_code == 200


def test_a_decided_idea_is_no_longer_withdrawn(signed_in):
    author = UserFactory()
    idea = decided(author=author)
    client = signed_in(author)
    assert client.get(url(idea)).context["can_withdraw"] is False
    assert client.post(url(idea, "withdraw"))["Location"] == url(idea)
    assert state(idea) == State.APPROVED


def test_a_review_is_asked_once(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author, declined=True)
    client = signed_in(author)
    assert client.get(url(idea)).context["can_appeal"] is True
    client.post(url(idea, "appeal"), {"body": "Le coût a été mal compris."})
    assert state(idea) == State.IN_TRIAGE
    assert client.get(url(idea, "appeal")).status_code == 302


def test_the_author_writes_to_the_officer_and_back(signed_in):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author)
    signed_in(author).post(url(idea, "message"), {"body": "Une précision de ma part."})
    page = signed_in(officer).get(url(idea)).content.decode()
    assert "Une précision de ma part." in page
    signed_in(officer).post(url(idea, "message"), {"body": "Bien noté."})
    assert "Bien noté." in signed_in(author).get(url(idea)).content.decode()


def test_an_internal_note_never_reaches_the_author(signed_in):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, opened=True)
    write_message(idea, by=officer, body="Entre nous : à voir avec la paie.", internal=True)
    assert "à voir avec la paie" in signed_in(officer).get(url(idea)).content.decode()
    for page in (url(idea), "/ideas/"):
        assert "à voir avec la paie" not in signed_in(author).get(page).content.decode()


def test_an_officer_reads_no_internal_note_on_an_idea_of_their_own(signed_in):
    author, officer = UserFactory(officer=True), UserFactory(officer=True)
    idea = IdeaFactory(author=author, opened=True)
    write_message(idea, by=officer, body="Entre nous : idée d'une collègue.", internal=True)
    assert "idée d&#x27;une collègue" not in signed_in(author).get(url(idea)).content.decode()


def test_the_decision_shows_its_reason_and_the_ballots_of_each_pole(signed_in):
    author = UserFactory()
    page = signed_in(author).get(url(decided(author=author))).content.decode()
    for words in ("Un irritant de chaque semaine.", "Direction", "Collaborateurs", "6 "):
        assert words in page


def test_levels_reach_the_author_as_words_and_only_after_triage(signed_in):
    author = UserFactory()
    before, after = IdeaFactory(author=author, assessed=True), IdeaFactory(author=author, shortlisted=True)
    client = signed_in(author)
    assert client.get(url(before)).context["verdict"] is None
    answer = client.get(url(after))
    assert str(answer.context["verdict"].sentence) in answer.content.decode()
    assert str(round(after.priority, 1)) not in answer.content.decode()


def test_the_author_says_that_it_is_right_once(signed_in):
    author = UserFactory()
    idea = done(author=author)
    client = signed_in(author)
    assert list(waiting_for(author)) == [idea]
    for _click in range(2):
        assert client.post(url(idea, "confirm"))["Location"] == url(idea)
    assert IdeaEvent.objects.filter(idea=idea, name="author_confirmed").count() == 1
    assert list(waiting_for(author)) == []
    assert client.get(url(idea, "confirm")).status_code == 302


def test_only_its_author_confirms_and_only_what_is_done():
    idea = done()
    with pytest.raises(NotAllowed):
        confirm_wanted(idea, by=UserFactory(officer=True))
    author = UserFactory()
    with pytest.raises(TransitionRefused):
        confirm_wanted(decided(author=author), by=author)


def test_the_author_says_that_it_is_not_done(signed_in):
    author = UserFactory()
    idea = done(author=author)
    client = signed_in(author)
    assert client.post(url(idea, "dispute"), {"body": ""}).status_code == 422
    client.post(url(idea, "dispute"), {"body": "Angers attend toujours."})
    assert state(idea) == State.IN_PROGRESS
    assert "Angers attend toujours." in client.get(url(idea)).content.decode()


def test_the_owner_says_yes_to_a_quick_win_and_twice_is_once(signed_in):
    idea = IdeaFactory(fast_track=True)
    client = signed_in(idea.quick_win_owner)
    assert client.get("/ideas/").context["invitations"] == [idea]
    assert client.get(url(idea, "quick-win")).status_code == 200
    for _click in range(2):
        assert client.post(url(idea, "quick-win"), {"answer": "yes"})["Location"] == url(idea)
    idea.refresh_from_db()
    assert (idea.state, idea.quick_win_accepted_at is not None) == (State.FAST_TRACK, True)
    assert idea.events.filter(name="owner_accepted").count() == 1
    assert client.get("/ideas/").context["invitations"] == []


def test_the_owner_says_no_with_a_reason(signed_in):
    idea = IdeaFactory(fast_track=True)
    client = signed_in(idea.quick_win_owner)
    assert client.post(url(idea, "quick-win"), {"answer": "no", "reason": " "}).status_code == 422
    answer = client.post(url(idea, "quick-win"), {"answer": "no", "reason": "Je pars en congé."}, follow=True)
    assert (answer.redirect_chain, state(idea)) == ([("/ideas/", 303)], State.IN_TRIAGE)


@pytest.mark.parametrize("answer", ["", "maybe", "yes\x00"])
def test_anything_else_than_yes_or_no_is_refused(signed_in, answer):
    idea = IdeaFactory(fast_track=True)
    assert signed_in(idea.quick_win_owner).post(url(idea, "quick-win"), {"answer": answer}).status_code == 422
    assert Idea.objects.get(pk=idea.pk).quick_win_accepted_at is None


def test_nobody_answers_in_the_owners_place(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author, fast_track=True)
    answer = signed_in(author).post(url(idea, "quick-win"), {"answer": "yes"})
    assert answer["Location"] == url(idea)
    assert Idea.objects.get(pk=idea.pk).quick_win_accepted_at is None


def test_one_s_own_list_puts_what_waits_first_and_filters(signed_in):
    author = UserFactory()
    asked = IdeaFactory(author=author, needs_info=True)
    newer = IdeaFactory(author=author)
    IdeaFactory()
    client = signed_in(author)
    assert [card.idea for card in client.get("/ideas/").context["cards"]] == [asked, newer]
    assert [card.idea for card in client.get("/ideas/?show=waiting").context["cards"]] == [asked]


def test_an_empty_list_says_how_to_begin(signed_in):
    assert reverse("ideas:submit") in signed_in(UserFactory()).get("/ideas/").content.decode()


def test_one_s_own_list_goes_on_page_by_page_without_a_gap(signed_in):
    author = UserFactory()
    made = [IdeaFactory(author=author) for _ in range(23)]
    client, seen, address = signed_in(author), [], "/ideas/"
    while address:
        context = client.get(address).context
        seen += [card.idea for card in context["cards"]]
        address = f"/ideas/?after={context['next_key']}" if context["next_key"] else ""
    assert seen == made[::-1]


def test_a_silent_question_shows_the_state_that_time_has_made(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author, needs_info=True)
    with clock.at(clock.now() + timedelta(days=31)):
        (card,) = signed_in(author).get("/ideas/").context["cards"]
    assert (card.idea, card.info, card.asks) == (idea, STATES[State.PARKED], False)


def test_lists_cost_the_same_for_one_and_three(signed_in, count_queries):
    author, officer = UserFactory(), UserFactory(officer=True)
    client = signed_in(author)

    def one_more():
        idea = IdeaFactory(author=author, officer=officer, needs_info=True)
        IdeaFactory(author=author, officer=officer, shortlisted=True)
        return idea

    one_more()
    client.get("/ideas/")
    one = count_queries(lambda: client.get("/ideas/"))
    one_more(), one_more()
    assert count_queries(lambda: client.get("/ideas/")) == one


def test_a_long_thread_costs_the_same(signed_in, count_queries):
    author = UserFactory()
    idea, client = decided(author=author), signed_in(author)
    client.get(url(idea))
    one = count_queries(lambda: client.get(url(idea)))
    for number in range(3):
        write_message(idea, by=author, body=f"Message {number}")
    assert count_queries(lambda: client.get(url(idea))) == one


def test_a_refusal_shows_the_reason_that_was_chosen_with_the_words(signed_in):
    author = UserFactory()
    page = signed_in(author).get(url(IdeaFactory(author=author, declined=True))).content.decode()
    assert "Merci, voici la suite." in page
    assert conditional_escape(ReasonCode.COST.label) in page


def test_a_rejected_idea_tells_why_to_its_author(signed_in):
    author = UserFactory()
    idea = decided(author=author, outcome=DecisionOutcome.REJECTED, reason="Trop cher pour l'effet attendu.")
    assert "Trop cher pour l&#x27;effet attendu." in signed_in(author).get(url(idea)).content.decode()

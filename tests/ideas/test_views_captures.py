"""The pages of what is typed for somebody else: card after card, the receipt of its author, answers to say aloud."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from ideas.captures import to_say
from ideas.models import Idea
from parkour.core import clock
from tests.api.asking import Program, is_problem
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.capturing import WORDS, answer, capture, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Odile", last_name="Ferrand")


@pytest.fixture
def lea():
    return UserFactory(first_name="Léa", last_name="Vasseur")


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    return client


def page(person, name, *args) -> str:
    return browser(person).get(reverse(name, args=args)).content.decode()


def card(**changes):
    facts = {"origin": "card", "said_on": clock.today().isoformat(), "problem_text": WORDS, "client_uuid": uuid.uuid4()}
    return facts | changes


def test_after_a_card_the_page_is_there_again_with_occasion_site_and_day(officer):
    site, client = SiteFactory(code="nantes"), browser(officer)
    sent = client.post(reverse("ideas:capture"), card(site="nantes"))
    assert sent.status_code == 303
    assert sent.url == f"/ideas/for-somebody/?origin=card&site=nantes&said_on={clock.today().isoformat()}"
    again = client.get(sent.url)
    form = again.context["form"]
    assert {name: str(form[name].value()) for name in ("origin", "site", "said_on")} == {
        "origin": "card",
        "site": "nantes",
        "said_on": clock.today().isoformat(),
    }
    assert form["problem_text"].value() is None
    idea = Idea.objects.get()
    assert idea.site == site
    assert f"{idea.reference} est enregistrée" in again.content.decode()


def test_a_refused_card_keeps_everything_that_was_typed(officer):
    sent = browser(officer).post(reverse("ideas:capture"), card(person="Personne de ce nom", change_text="Un casier."))
    assert sent.status_code == 422
    text = sent.content.decode()
    assert all(words in text for words in (WORDS, "Un casier.", "Personne de ce nom"))
    assert not Idea.objects.exists()


def test_a_colleague_is_found_by_name(officer, lea):
    browser(officer).post(reverse("ideas:capture"), card(person="lea vasseur", hides_name="on"))
    idea = Idea.objects.get()
    assert ([row.person for row in idea.authorships.all()], idea.visibility) == ([lea], "name_hidden")


def test_the_receipt_says_who_typed_it_and_takes_the_name_off_in_one_tap(officer, lea):
    idea = typed(officer, person=lea)
    receipt = page(lea, "ideas:receipt", idea.reference)
    assert "Saisi pour vous par Odile Ferrand" in receipt
    assert receipt.count('name="why"') == 2
    client = browser(lea)
    for _tap in range(2):
        assert client.post(reverse("ideas:disown", args=[idea.reference]), {"why": "not_mine"}).url == "/ideas/"
    assert client.get(idea.get_absolute_url()).status_code == 404
    assert not idea.authorships.exists()


def test_the_page_of_the_contribution_says_it_to_its_author_and_to_the_officer_alone(officer, lea):
    idea = typed(officer, person=lea)
    assert "Saisi pour vous par Odile Ferrand" in page(lea, "ideas:detail", idea.reference)
    for name in ("ideas:detail", "ideas:triage_item"):
        assert "saisi par Odile Ferrand" in page(officer, name, idea.reference)
    read = page(UserFactory(facilitator=True), "ideas:detail", idea.reference)
    assert "saisi par Odile Ferrand" not in read


def test_the_name_of_somebody_without_an_account_is_for_officers_alone(officer):
    idea = typed(officer, said_by="Fatou Diarra", change_text="Ajouter des casiers.")
    for name in ("ideas:detail", "ideas:triage_item"):
        assert "Fatou Diarra" in page(officer, name, idea.reference)
    for role in ("reviewer", "facilitator"):
        assert "Fatou Diarra" not in page(UserFactory(**{role: True}), "ideas:detail", idea.reference)
    assert "Fatou Diarra" not in page(UserFactory(reviewer=True), "ideas:triage_item", idea.reference)


def test_an_answer_to_say_is_on_the_desk_until_one_tap_says_it_was(officer):
    idea = answer(typed(officer, said_by="Fatou"), by=officer)
    link = reverse("ideas:to_say")
    assert link in page(officer, "ideas:triage")
    assert link in page(officer, "home")
    listed = page(officer, "ideas:to_say")
    assert all(words in listed for words in (idea.reference, "Fatou", WORDS, "Un local se libère en mai."))
    facts = {"answer": capture(idea).to_say_id, "said_on": clock.today().isoformat(), "said_by": officer.email}
    for _tap in range(2):
        assert browser(officer).post(reverse("ideas:say", args=[idea.reference]), facts).url == link
    assert idea.reference not in page(officer, "ideas:to_say")
    assert link not in page(officer, "ideas:triage")
    assert idea.events.filter(name="say").count() == 1


def test_another_day_and_another_voice_are_noted_on_a_page_of_its_own(officer, lea):
    idea = answer(typed(officer), by=officer)
    address = reverse("ideas:say", args=[idea.reference])
    assert "Un local se libère en mai." in browser(officer).get(address).content.decode()
    facts = {"answer": capture(idea).to_say_id, "said_on": clock.today().isoformat(), "said_by": "Léa Vasseur"}
    assert browser(officer).post(address, facts).status_code == 303
    assert idea.events.get(name="say").note.endswith("par Léa Vasseur.")
    assert browser(officer).get(address).status_code == 302  # nothing waits any more


def test_an_answer_given_meanwhile_is_shown_before_it_is_noted(officer):
    idea = answer(typed(officer), "ask", "À quelle heure ?", by=officer)
    old = idea.events.get(name="capture").pk
    facts = {"answer": old, "said_on": clock.today().isoformat(), "said_by": officer.email}
    sent = browser(officer).post(reverse("ideas:say", args=[idea.reference]), facts)
    assert sent.status_code == 409
    assert "À quelle heure ?" in sent.content.decode()
    assert to_say().count() == 1


def test_what_was_passed_on_in_confidence_is_said_without_its_words(officer):
    idea = answer(
        typed(officer), "redirect", "Une personne de confiance s’en occupe.", by=officer, channel="harassment"
    )
    listed = page(officer, "ideas:to_say")
    assert (idea.reference in listed, WORDS in listed) == (True, False)


def test_pages_of_answers_to_say_go_on_by_key(officer, monkeypatch):
    ideas = [answer(typed(officer), by=officer) for _each in range(3)]
    monkeypatch.setattr("ideas.views.captures.PAGE", 2)
    first = browser(officer).get(reverse("ideas:to_say"))
    assert first.context["next_url"] == f"?after={ideas[1].reference}"
    rows = browser(officer).get(reverse("ideas:to_say") + first.context["next_url"]).context["captures"]
    assert [row.idea for row in rows] == [ideas[2]]


# --- By program -----------------------------------------------------------------------------------------------


def test_a_program_types_for_a_colleague_and_its_answers_say_so(officer, lea):
    program = Program(officer)
    key = str(uuid.uuid4())
    body = {"problem_text": WORDS, "origin": "visit", "said_on": clock.today().isoformat(), "person": lea.email}
    made = program.asks("captures/", body, key=key)
    assert made.status_code == 201
    told = made.json()
    assert (told["author"], told["entered_by"], told["origin"]) == ("Léa Vasseur", "Odile Ferrand", "visit")
    thread = Program(lea).asks(f"ideas/{told['reference']}/").json()["thread"]
    assert (thread["origin"], thread["entered_by"]) == ("visit", "Odile Ferrand")
    assert "disown" in thread["may"]
    assert Program(lea).asks(f"ideas/{told['reference']}/disown/", {"why": "not_meant"}).status_code == 204
    is_problem(Program(lea).asks(f"ideas/{told['reference']}/"), 404)


def test_a_program_lists_the_answers_to_say_and_notes_them(officer):
    idea = answer(typed(officer, said_by="Fatou"), by=officer)
    program = Program(officer)
    [row] = program.asks("captures/to-say/").json()["results"]
    assert (row["reference"], row["said_by"], row["words"]) == (idea.reference, "Fatou", "Un local se libère en mai.")
    body = {"answer": row["answer"], "said_on": clock.today().isoformat(), "said_by": officer.email}
    assert program.asks(f"captures/{idea.reference}/said/", body).status_code == 204
    assert program.asks("captures/to-say/").json()["results"] == []


def test_somebody_else_may_neither_type_nor_read_nor_disown(officer, lea):
    idea = typed(officer, person=lea)
    other = IdeaFactory()
    program = Program(UserFactory())
    is_problem(program.asks("captures/to-say/"), 404)
    is_problem(program.asks(f"ideas/{idea.reference}/disown/", {"why": "not_mine"}), 404)
    is_problem(
        Program(other.authorships.get().person).asks(f"ideas/{other.reference}/disown/", {"why": "not_mine"}), 404
    )
    is_problem(program.asks("captures/", {"problem_text": WORDS, "origin": "card", "said_on": "2026-03-02"}), 404)
    assert idea.authorships.count() == 1

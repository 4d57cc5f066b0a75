"""With JavaScript turned off, on a phone: everything a person must be able to do is a plain form."""

import pytest
from playwright.sync_api import expect

from committee.models import Ballot
from ideas.enums import State
from ideas.models import Idea
from tests.browser.people import Person
from tests.factories import UserFactory, open_session_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROBLEM = "Les clés des clientes changent de main sans que personne ne le note."
CHANGE = "Un carnet par immeuble, signé à chaque remise."
ANSWER = "Surtout le vendredi, quand deux équipes se croisent."


@pytest.fixture
def person(browser, product):
    """`person(user)` is that person at a phone without JavaScript."""
    people = {}

    def at_a_phone(user):
        if user.pk not in people:
            people[user.pk] = Person(browser, product, user, 390, scripts=False)
        return people[user.pk]

    yield at_a_phone
    for each in people.values():
        each.context.close()


def test_an_idea_is_sent_questioned_answered_kept_and_voted_on_without_scripts(person):
    author, officer = UserFactory(first_name="Samira"), UserFactory(first_name="Léa", officer=True)
    submit(person(author))
    idea = Idea.objects.get()
    assert (idea.state, idea.problem_text, idea.change_text) == (State.SUBMITTED, PROBLEM, CHANGE)
    ask(person(officer), idea)
    assert Idea.objects.get().state == State.NEEDS_INFO
    answer(person(author), idea)
    assert Idea.objects.get().state == State.IN_TRIAGE
    assert ANSWER in idea.messages.values_list("body", flat=True)
    keep(person(officer), idea)
    assert Idea.objects.get().state == State.SHORTLISTED
    room = open_session_with(Idea.objects.get())
    poll = room.poll()
    member = room.poles["employees"][1]
    assert vote(person(member), "no", poll) == ["no"]
    person(member).page.locator("[data-change] summary").click()
    assert vote(person(member), "yes", poll) == ["yes"]


def submit(author):
    author.go("/ideas/new/")
    page = author.page
    # The three steps stand under each other, and nothing is offered that needs a script.
    expect(page.locator("[data-continue]")).to_be_hidden()
    expect(page.locator("[data-starters]")).to_be_hidden()
    author.fill(problem_text=PROBLEM, change_text=CHANGE)
    author.press("[data-send]")
    assert author.path.endswith("/receipt/")
    author.sees(PROBLEM)


def ask(officer, idea):
    officer.go("/triage/").go(f"/triage/{idea.reference}/")
    outcome = officer.page.locator("button[name=then][value=ask]")
    if not outcome.is_visible():  # under the three most likely ones
        officer.page.locator("details.more summary").click()
    officer.press("button[name=then][value=ask]")
    assert officer.path.endswith("/decide/ask/")
    officer.fill(message="Bonjour Samira, est-ce plutôt le matin ou le soir ?").press("form[data-sheet] .dock button")


def answer(author, idea):
    author.go("/ideas/")
    author.press(f'a[href$="/ideas/{idea.reference}/answer/"]').sees("le matin ou le soir")
    author.fill(body=ANSWER).press(".dock button[data-kind=primary]").sees(ANSWER)


def keep(officer, idea):
    officer.go(f"/triage/{idea.reference}/").sees(ANSWER)
    for criterion, level in {"policy": 4, "novelty": 2, "impact": 4, "effort": 2}.items():
        officer.choose(criterion, level)
    officer.press('button[name=then][value="shortlist"]')
    assert officer.path.endswith("/decide/shortlist/")
    officer.fill(message="Merci Samira. Je porte votre idée au comité.")
    officer.press("form[data-sheet] .dock button[data-kind=primary]")


def vote(member, choice, poll):
    """Vote, and return the ballots of the poll."""
    if "/committee/live/" not in member.path:
        member.go("/committee/live/").sees(CHANGE)
    member.page.locator(f"#vote-{choice}").check()
    member.press("form[data-ballot] button").sees("Votre vote est enregistré")
    return list(Ballot.objects.filter(poll=poll).values_list("choice", flat=True))

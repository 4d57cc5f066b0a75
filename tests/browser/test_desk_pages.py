"""The officer away from the queue and back: ready words and undo, who stands in, the five minutes of a talk."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ideas.models import IdeaEvent
from ideas.services.answer_templates import write_template
from ideas.services.triage import assess_idea
from parkour.accounts.models import Deputy
from parkour.core import clock
from tests.browser.people import Person
from tests.factories import IdeaFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINE = "Bonjour, votre contribution attend l’été. Parce que le chantier est fermé."


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def test_ready_words_fill_the_sheet_and_ones_own_come_back(browser, product, officer):
    write_template(by=officer, outcome="park", language="fr", name="Après l’été", body=MINE)
    idea = IdeaFactory(officer=officer, opened=True, author=UserFactory(locale="fr"))
    desk = Person(browser, product, officer, 1280).go(f"/triage/{idea.reference}/decide/park/")
    words, undo = desk.page.locator("textarea[name=message]"), desk.page.locator("[data-undo-words]")
    expect(undo).to_be_hidden()
    words.fill("Mes propres mots.")
    desk.page.locator("select[name=words]").select_option(label="Après l’été")
    expect(words).to_have_value("Mes propres mots.")  # choosing is not using
    desk.page.locator("button[name=use]").click()
    expect(words).to_have_value(MINE)
    expect(words).to_be_focused()
    undo.click()
    expect(words).to_have_value("Mes propres mots.")
    expect(undo).to_be_hidden()
    desk.page.locator("button[name=use]").click()
    desk.page.locator("button[name=use]").click()  # twice: what was typed before is still what comes back
    undo.click()
    expect(words).to_have_value("Mes propres mots.")
    desk.looks_right()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_names_who_stands_in_and_ends_it_with_and_without_scripts(browser, product, officer, scripts):
    colleague = UserFactory(reviewer=True, first_name="Ada", last_name="Seconde", locale="en")
    first, last = clock.today(), clock.today() + timedelta(days=5)
    desk = Person(browser, product, officer, 390, scripts=scripts).go("/triage/deputies/").sees("Nobody yet")
    desk.page.locator("select[name=person]").select_option(str(colleague.pk))
    desk.fill(starts_on=first.isoformat(), ends_on=last.isoformat())
    desk.press("form:has(select[name=person]) button").sees("Ada Seconde")
    row = Deputy.objects.get()
    assert (row.officer, row.person, row.starts_on, row.ends_on) == (officer, colleague, first, last)
    Person(browser, product, colleague, 390).go("/triage/deputies/").sees("I stand in for").sees(str(officer))
    desk.send(f"/{row.pk}/end/").sees("Ended")
    assert Deputy.objects.get().ended_at is not None


def test_the_five_minutes_begin_by_themselves_for_both_and_run_down_in_words(browser, product, officer):
    reviewer = UserFactory(reviewer=True, locale="en")
    idea = IdeaFactory(officer=officer, opened=True)
    assess_idea(idea, by=officer, policy=5, novelty=5, impact=5, effort=1)
    assess_idea(idea, by=reviewer, policy=1, novelty=2, impact=1, effort=5)
    timer = re.compile(r"[1-5] min left, until \d+(:\d\d)?\s[ap]m")
    for person in (officer, reviewer):
        desk = Person(browser, product, person, 390).go(f"/triage/{idea.reference}/talk/")
        expect(desk.page.locator("[data-talk] [role=timer]")).to_have_text(timer)
        desk.looks_right()
    assert IdeaEvent.objects.filter(name="begin_talk").count() == 1

"""A13 in a real browser: two minutes before the session ends it is said aloud, and whoever presses a button stays."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.test_accessibility import AXE, EVERYTHING, axe
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390
LAST = 110  # seconds, fewer than the two minutes of the warning
WORDS = "Deux heures d’attente entre deux passages."


@pytest.fixture
def writing(browser, lasting_product):
    """Somebody in the middle of a contribution when the warning comes: the clock of the page runs ahead to it."""
    person = Person(browser, lasting_product, UserFactory(), PHONE)
    person.page.clock.install()
    person.go("/ideas/new/").page.fill("[name=problem_text]", WORDS)
    expect(dialog(person)).to_be_hidden()
    leave(LAST)
    person.page.clock.fast_forward((settings.SESSION_COOKIE_AGE - LAST) * 1000)
    expect(dialog(person)).to_be_visible()
    yield person
    assert person.page.input_value("[name=problem_text]") == WORDS
    person.context.close()


def leave(seconds):
    """So much is left of the one session there is."""
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=seconds))


def dialog(person):
    return person.page.locator("dialog#session-end")


def test_it_is_announced_and_the_session_lasts_longer_at_the_press_of_a_button(writing):
    assert dialog(writing).get_attribute("role") == "alertdialog"
    assert dialog(writing).get_attribute("aria-describedby") == "session-end-text"
    assert writing.page.evaluate("document.activeElement.value") == "stay"
    writing.page.evaluate(AXE)
    assert axe(writing.page, EVERYTHING) == []
    before = Session.objects.get().expire_date
    writing.page.keyboard.press("Enter")
    expect(dialog(writing)).to_be_hidden()
    expect(writing.page.locator("#session-said")).to_have_text("Votre session continue.")
    assert Session.objects.get().expire_date > before + timedelta(seconds=LAST)


def test_it_is_put_aside_by_the_keyboard_and_traps_nobody(writing):
    writing.page.keyboard.press("Escape")
    expect(dialog(writing)).to_be_hidden()
    assert writing.page.evaluate("document.activeElement.name") == "problem_text"


def test_when_the_session_is_over_it_is_said_and_nothing_typed_is_gone(writing):
    Session.objects.all().delete()
    stay = dialog(writing).locator("button[value=stay]")
    stay.click()
    expect(stay).to_be_hidden()
    expect(dialog(writing).locator("h2")).to_have_text("Votre session est terminée")


def test_a_page_that_is_opened_in_the_last_two_minutes_says_it_at_once(browser, lasting_product):
    person = Person(browser, lasting_product, UserFactory(), PHONE)
    leave(LAST)
    person.go("/board/")
    expect(dialog(person)).to_be_visible()
    person.context.close()

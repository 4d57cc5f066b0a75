"""A13 in a real browser: two minutes before the session ends it is said aloud, and whoever presses a button stays."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.browser.people import Person
from tests.browser.test_accessibility import AXE, EVERYTHING, axe
from tests.factories import UserFactory
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390
WARNING = "dialog#session-end[open]"


@pytest.fixture
def short_sessions(transactional_db, tmp_path):
    """Sessions of less than two minutes: the warning comes with the first page."""
    running = Product(tmp_path, PARKOUR_SESSION_SECONDS="110")
    try:
        yield running.start()
    finally:
        running.stop()


def leave(seconds):
    """So much is left of the one session there is."""
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=seconds))


def come_back(person):
    """To the page, from another one: it asks how long the session lasts."""
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def writing(browser, product):
    """Somebody in the middle of a contribution when the warning comes."""
    person = Person(browser, product, UserFactory(), PHONE).go("/ideas/new/")
    person.page.fill("[name=problem_text]", "Deux heures d’attente entre deux passages.")
    leave(110)
    come_back(person)
    person.page.locator(WARNING).wait_for()
    return person


def typed(person):
    return person.page.input_value("[name=problem_text]")


def test_the_warning_comes_by_itself(browser, short_sessions):
    person = Person(browser, short_sessions, UserFactory(), PHONE)
    person.page.locator(WARNING).wait_for()
    person.context.close()


def test_the_warning_is_announced_and_the_session_lasts_longer_at_the_press_of_a_button(browser, product):
    person = writing(browser, product)
    dialog = person.page.locator(WARNING)
    assert dialog.get_attribute("role") == "alertdialog"
    assert dialog.get_attribute("aria-describedby") == "session-end-text"
    assert person.page.evaluate("document.activeElement.value") == "stay"
    person.page.evaluate(AXE)
    assert axe(person.page, EVERYTHING) == []
    before = Session.objects.get().expire_date
    person.page.keyboard.press("Enter")
    person.page.locator(WARNING).wait_for(state="hidden")
    person.page.locator("#session-said:not(:empty)").wait_for(state="attached")
    assert Session.objects.get().expire_date > before
    assert typed(person).startswith("Deux heures")
    person.context.close()


def test_the_warning_is_put_aside_by_the_keyboard_and_traps_nobody(browser, product):
    person = writing(browser, product)
    person.page.keyboard.press("Escape")
    person.page.locator(WARNING).wait_for(state="hidden")
    assert person.page.evaluate("document.activeElement.name") == "problem_text"
    assert typed(person).startswith("Deux heures")
    person.context.close()


def test_when_the_session_is_over_it_is_said_and_nothing_typed_is_gone(browser, product):
    person = writing(browser, product)
    Session.objects.all().delete()
    person.page.locator(f"{WARNING} button[value=stay]").click()
    person.page.locator(f"{WARNING} button[value=stay]").wait_for(state="hidden")
    assert "terminée" in person.page.locator(f"{WARNING} h2").inner_text()
    assert typed(person).startswith("Deux heures")
    person.context.close()

"""The sheet of an outcome and the item after it come without loading a page, and no word is lost on the way."""

import pytest
from playwright.sync_api import expect

from ideas.enums import State
from ideas.models import Idea
from ideas.services.titles import retitle_idea
from tests.browser.test_triage_next import is_at, is_in_place, open_item, page, press_once_ready
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

__all__ = ["page"]  # the fixture
pytestmark = pytest.mark.browser
LEVELS = ("Digit4", "Digit2", "Digit4", "Digit2")


def open_sheet(page, idea, key="c"):
    """The item, its four levels, and the sheet of an outcome, once the next item has been read ahead."""
    open_item(page, idea)
    expect(page.locator("main[data-ahead]")).to_be_attached()
    for code in LEVELS:
        page.keyboard.press(code)
    page.keyboard.press(key)
    expect(page.locator("form[data-sheet] textarea").first).to_be_visible()


def state_of(idea):
    return Idea.objects.get(pk=idea.pk).state


def test_the_sheet_and_the_next_item_stand_in_the_same_document(page):
    first, second, third = (IdeaFactory() for _each in range(3))
    open_sheet(page, first)
    assert page.url.endswith(f"/triage/{first.reference}/decide/shortlist/")
    assert (is_in_place(page), first.reference in page.title()) == (True, True)
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    assert page.url.endswith(f"/triage/{second.reference}/")
    assert (is_in_place(page), page.evaluate("document.activeElement.id")) == (True, "content")
    expect(page.locator(".triage-item .ref").first).to_have_text(f"{second.reference} · 1 of 2")
    expect(page.locator(".triage-list .head .meta")).to_have_text("2 left")
    wait_until(lambda: state_of(first) == State.SHORTLISTED)
    expect(page.locator(".queue")).not_to_contain_text(first.display_title)
    expect(page.get_by_role("status").filter(has_text=f"Answer sent: {first.reference}")).to_be_visible()
    press_once_ready(page, "j", third)  # as alive as the first
    page.go_back()
    is_at(page, second)


def test_an_answer_that_was_not_received_is_said_and_comes_back_with_its_words(page):
    first, second = IdeaFactory(), IdeaFactory()
    open_sheet(page, first)
    page.locator("[name=message]").fill("Merci, le comité en parlera le mois prochain, en réunion.")
    page.route("**/decide/**", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    note = page.get_by_role("alert").filter(has_text=f"The answer to {first.reference} was not sent.")
    expect(note).to_be_visible()
    page.unroute("**/decide/**")
    note.get_by_role("button", name="Go back to it").click()
    expect(page.locator("[name=message]")).to_have_value("Merci, le comité en parlera le mois prochain, en réunion.")
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    wait_until(lambda: state_of(first) == State.SHORTLISTED)


def test_what_somebody_else_changed_meanwhile_is_shown_beside_ones_own_words(page):
    first, second = IdeaFactory(), IdeaFactory()
    open_sheet(page, first)
    retitle_idea(Idea.objects.get(pk=first.pk), by=UserFactory(officer=True), title="Un autre titre", restatement="")
    page.locator("[name=message]").fill("Merci, le comité en parlera le mois prochain, en réunion.")
    page.keyboard.press("Control+Enter")
    note = page.get_by_role("alert").filter(has_text=f"The answer to {first.reference} was not sent.")
    expect(note).to_be_visible()
    note.get_by_role("button", name="Go back to it").click()
    expect(page.locator("form[data-sheet]")).to_contain_text("Un autre titre")
    expect(page.locator("[name=message]")).to_have_value("Merci, le comité en parlera le mois prochain, en réunion.")
    assert state_of(first) == State.IN_TRIAGE
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    wait_until(lambda: state_of(first) == State.SHORTLISTED)


def test_a_note_that_was_begun_keeps_its_page(page):
    first, _second = IdeaFactory(), IdeaFactory()
    open_item(page, first)
    expect(page.locator("main[data-ahead]")).to_be_attached()
    page.locator("main textarea").first.evaluate("field => { field.value = 'À revoir' }")
    for code in LEVELS:
        page.keyboard.press(code)
    page.keyboard.press("c")
    expect(page.locator("form[data-sheet] textarea").first).to_be_visible()
    assert not is_in_place(page)

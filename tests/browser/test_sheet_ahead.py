"""The sheets are read ahead once the levels are given: the key of an outcome shows one at once, and saves behind it."""

import threading

import pytest
from playwright.sync_api import expect

from ideas.enums import State
from ideas.models import Assessment, Idea
from ideas.services.triage import assess_idea
from tests.browser.hands import heard
from tests.browser.test_sheet_in_place import LEVELS, open_sheet, state_of
from tests.browser.test_triage_next import is_at, is_in_place, is_saving, open_item, page
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

__all__ = ["page"]  # the fixture
pytestmark = pytest.mark.browser
WORDS = "Merci, le comité en parlera le mois prochain, en réunion."


def give(page, *codes):
    for code in codes:
        page.keyboard.press(code)


def read_ahead(page, idea, levels=LEVELS):
    """The item, its levels, and its sheets in memory."""
    open_item(page, idea)
    expect(page.locator("main[data-ahead]")).to_be_attached()
    give(page, *levels)
    expect(page.locator("#assess[data-ahead]")).to_be_attached()


def sheet_stands(page):
    expect(page.locator("form[data-sheet] textarea").first).to_be_visible()


def levels_of(idea):
    return list(Assessment.objects.filter(idea=idea).values_list("policy", "novelty", "impact", "effort"))


def leaving_asks(page):
    """Whether the browser would ask somebody who leaves now."""
    return page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def hold(page, address):
    """Requests to `address` wait until the event that is given back is set."""
    go = threading.Event()
    held = []

    def later(route):
        held.append(route)
        if go.is_set():
            route.continue_()

    page.route(address, later)

    def let_go():
        go.set()
        for route in held:
            route.continue_()

    return held, let_go


def written_before_the_levels_are_saved(page, idea):
    """The sheet with words in it; the levels are still on their way. As `hold`."""
    open_item(page, idea)
    give(page, *LEVELS)
    expect(page.locator("#assess[data-ahead]")).to_be_attached()
    held = hold(page, "**/assess/")
    page.keyboard.press("c")
    sheet_stands(page)
    page.locator("[name=message]").fill(WORDS)
    return held


def test_reading_ahead_saves_nothing_and_the_key_shows_what_is_there(page):
    first, second = IdeaFactory(), IdeaFactory()
    read_ahead(page, first)
    assert (levels_of(first), state_of(first)) == ([], State.IN_TRIAGE)
    asked = []
    page.on("request", lambda request: "/static/" in request.url or asked.append((request.method, request.url)))
    with page.expect_response(is_saving) as saved:
        page.keyboard.press("c")
        sheet_stands(page)
    assert asked == [("POST", f"{page.address}/triage/{first.reference}/assess/")]
    assert (saved.value.status, levels_of(first)) == (204, [(4, 2, 4, 2)])
    assert page.url.endswith(f"/triage/{first.reference}/decide/shortlist/")
    assert is_in_place(page)
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    wait_until(lambda: state_of(first) == State.SHORTLISTED)


def test_levels_changed_after_it_was_read_give_another_sheet(page):
    first, _second = IdeaFactory(), IdeaFactory()
    read_ahead(page, first)
    page.locator("[name=impact][value='1']").check()
    page.locator("[name=policy][value='1']").check()
    page.keyboard.press("c")
    sheet_stands(page)
    wait_until(lambda: levels_of(first) == [(1, 2, 1, 2)])


def test_an_answer_sent_before_the_levels_are_saved_follows_them(page):
    first, second = IdeaFactory(), IdeaFactory()
    read_ahead(page, first)
    held, let_go = hold(page, "**/assess/")
    page.keyboard.press("c")
    sheet_stands(page)
    page.locator("[name=message]").fill(WORDS)
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    heard(page, lambda: len(held) == 1)
    assert levels_of(first) == []
    assert leaving_asks(page)
    let_go()
    wait_until(lambda: state_of(first) == State.SHORTLISTED)
    assert levels_of(first) == [(4, 2, 4, 2)]
    assert first.triage_decisions.get().message == WORDS
    wait_until(lambda: not leaving_asks(page))  # once the page has heard it too


def test_the_answer_after_which_nothing_is_left_waits_for_the_levels(page):
    only = IdeaFactory()
    held, let_go = written_before_the_levels_are_saved(page, only)
    page.keyboard.press("Control+Enter")
    heard(page, lambda: len(held) == 1)
    assert state_of(only) == State.IN_TRIAGE
    let_go()
    wait_until(lambda: state_of(only) == State.SHORTLISTED)
    assert (levels_of(only), only.triage_decisions.get().message) == ([(4, 2, 4, 2)], WORDS)


def test_a_preview_waits_for_the_levels(page):
    only = IdeaFactory()
    held, let_go = written_before_the_levels_are_saved(page, only)
    page.get_by_role("button", name="Preview").click()
    heard(page, lambda: len(held) == 1)
    let_go()
    expect(page.locator("section[role=status]").filter(has_text="What ")).to_contain_text(WORDS)
    assert (levels_of(only), state_of(only)) == ([(4, 2, 4, 2)], State.IN_TRIAGE)


def test_levels_that_were_not_received_are_said_on_the_sheet_with_the_way_back(page):
    first, _second = IdeaFactory(), IdeaFactory()
    read_ahead(page, first)
    page.route("**/assess/", lambda route: route.abort())
    page.keyboard.press("c")
    sheet_stands(page)
    note = page.get_by_role("alert").filter(has_text=f"The levels of {first.reference} were not saved.")
    expect(note).to_be_visible()
    page.unroute("**/assess/")
    note.get_by_role("button").click()
    is_at(page, first)
    expect(page.locator("[name=effort]:checked")).to_have_value("2")
    page.keyboard.press("c")
    sheet_stands(page)
    wait_until(lambda: levels_of(first) == [(4, 2, 4, 2)])  # a sheet that was read ahead stands before they are saved


def test_what_a_colleague_decided_meanwhile_is_told_and_the_words_are_kept(page):
    first, second = IdeaFactory(), IdeaFactory()
    read_ahead(page, first)
    other = UserFactory(officer=True)
    assess_idea(Idea.objects.get(pk=first.pk), by=other, policy=1, novelty=1, impact=1, effort=1)
    page.keyboard.press("c")
    sheet_stands(page)
    page.locator("[name=message]").fill(WORDS)
    page.keyboard.press("Control+Enter")
    is_at(page, second)
    note = page.get_by_role("alert").filter(has_text=first.reference).first
    expect(note).to_be_visible()
    assert state_of(first) == State.IN_TRIAGE


def test_an_outcome_that_was_not_read_ahead_is_asked_for(page):
    first, second = IdeaFactory(), IdeaFactory()
    open_sheet(page, first, key="n")
    assert is_in_place(page)
    wait_until(lambda: levels_of(first) == [(4, 2, 4, 2)])
    assert page.url.endswith("/decide/decline/")
    page.go_back()
    is_at(page, first)
    assert state_of(second) == State.SUBMITTED

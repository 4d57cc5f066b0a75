"""The head of the queue: on a phone the first contribution is in sight at once, and nothing moves once it is there."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person
from tests.factories import IdeaFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What moved without anybody having touched anything, as the browser itself adds it up.
SHIFTS = """window.moved = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
  .observe({ type: "layout-shift", buffered: true });"""
AFTER_PAINT = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.moved))))"
)
ONLY_WITH_SCRIPTS = "[data-all], [data-help], [data-palette-open]"
SIZES = "(all) => all.map((each) => each.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"


@pytest.fixture
def officer():
    """With enough in the queue for a page longer than a screen."""
    for _number in range(12):
        IdeaFactory()
    return UserFactory(officer=True)


def moved_on(person, path):
    person.page.add_init_script(SHIFTS)
    person.go(path)
    person.page.wait_for_load_state("load")
    return person.page.evaluate(AFTER_PAINT)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_first_contribution_is_in_sight_at_once(browser, product, officer, scripts):
    person = Person(browser, product, officer, 390, scripts=scripts)
    person.go("/triage/")
    page = person.page
    first = page.locator(".queue-page li").first.bounding_box()
    assert first["y"] + first["height"] <= page.viewport_size["height"] * 0.85
    chips = page.locator(".chips > .chip")
    assert chips.count() >= 5
    assert min(chips.evaluate_all(SIZES)) >= 44
    assert len({round(chips.nth(number).bounding_box()["y"]) for number in range(chips.count())}) == 1
    search = page.locator("a.chip.phone")
    assert min(search.evaluate_all(SIZES)) >= 44
    assert page.locator("html").evaluate("(html) => html.scrollWidth <= html.clientWidth")
    search.click()
    expect(page.locator("#q")).to_be_visible()
    person.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_once_the_queue_is_there(browser, product, officer, width):
    person = Person(browser, product, officer, width)
    assert moved_on(person, "/triage/") == 0
    person.context.close()


def test_planted_fault_a_control_that_comes_later_is_seen_to_move_the_page(browser, product, officer):
    person = Person(browser, product, officer, 1280)
    late = "document.querySelector('.several').insertAdjacentHTML('beforebegin', '<p>…</p>')"
    person.page.add_init_script(f"addEventListener('load', () => {late})")
    assert moved_on(person, "/triage/") > 0
    person.context.close()


def test_without_scripts_nothing_is_offered_that_needs_them_and_several_can_still_be_answered(
    browser, product, officer
):
    person = Person(browser, product, officer, 1280, scripts=False)
    person.go("/triage/")
    for control in person.page.locator(ONLY_WITH_SCRIPTS).all():
        expect(control).to_be_hidden()
    expect(person.page.locator("#several-outcome")).to_be_visible()
    person.page.locator(".queue-page a").first.click()
    for control in person.page.locator(ONLY_WITH_SCRIPTS).all():
        expect(control).to_be_hidden()
    person.context.close()

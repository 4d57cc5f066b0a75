"""Three answers prepared by keyboard, published together, taken back within the window; a reason put in and given
back.
"""

import re

import pytest
from playwright.sync_api import expect

from ideas.enums import State
from ideas.models import HeldDecision, Idea, ReadyAnswer
from ideas.services.reasons import write_reason
from parkour.accounts.models import User
from tests.browser.test_triage_undo import is_at, page, product, web  # noqa: F401 — fixtures
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


def test_three_are_prepared_by_keyboard_published_together_and_taken_back(page):  # noqa: F811
    ideas = [IdeaFactory() for _ in range(3)]
    page.goto(f"{page.address}/triage/{ideas[0].reference}/")
    for idea in ideas:
        is_at(page, idea)
        page.keyboard.press("i")
        expect(page.locator("textarea[name=message]")).to_be_visible()
        page.wait_for_load_state()
        page.locator("textarea[name=message]").fill("À quelle heure ?")
        page.get_by_role("button", name="Keep as ready").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("To triage")
    wait_until(lambda: ReadyAnswer.objects.count() == 3)
    page.get_by_role("link", name="3 answers ready").press("Enter")
    expect(page.locator("input[name=ready]:checked")).to_have_count(3)
    page.wait_for_load_state()
    page.locator("input[name=ready]").last.press("Space")
    expect(page.locator("input[name=ready]:checked")).to_have_count(2)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".held")).to_contain_text(re.compile(r"2 answers: leaving in \d+ s"))
    page.wait_for_load_state()
    assert HeldDecision.objects.filter(leaves_at__isnull=False).count() == 2
    page.keyboard.press("z")
    expect(page.locator("input[name=ready]")).to_have_count(3)
    assert HeldDecision.objects.count() == 0
    assert {idea.state for idea in Idea.objects.all()} <= {State.SUBMITTED, State.IN_TRIAGE}


def test_a_reason_is_put_in_counted_beside_its_choice_and_given_back(page):  # noqa: F811
    write_reason(
        by=User.objects.get(),
        outcome="decline",
        code="cost",
        name="Budget voté",
        text_fr="Le budget est voté.",
        text_en="The budget is voted.",
    )
    idea = IdeaFactory(author=UserFactory(locale="en"))
    page.goto(f"{page.address}/triage/{idea.reference}/decide/decline/")
    page.wait_for_load_state()
    message = page.locator("textarea[name=message]")
    before = message.input_value()
    assert "[…]" in before
    choice = page.get_by_label("A reason of the desk")
    expect(choice).to_contain_text("Budget voté (0 times in 12 months)")
    page.get_by_role("button", name="Put its words in").press("Enter")
    expect(message).to_have_value(before.replace("[…]", "The budget is voted."))
    expect(page.locator("input[name=reason_code]:checked")).to_have_value("cost")
    expect(page.locator("[data-given]")).to_contain_text("Budget voté")
    page.locator("[data-because]").get_by_role("button", name="Give my words back").press("Enter")
    expect(message).to_have_value(before)
    expect(page.locator("[data-given]")).to_be_hidden()

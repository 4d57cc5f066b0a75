"""A form on its way: it says so to everybody, and it leaves once."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_form_that_is_being_sent_says_so_and_is_sent_once(browser, product):
    context = browser.new_context()
    page, held = context.new_page(), []
    page.goto(product.url + "/accounts/login/")
    page.route("**/accounts/login/", lambda route: held.append(route))  # the server takes its time
    form = page.locator("main form:has(input[name=password][type=password])")
    button = form.locator("button")
    page.fill("input[name=login]", "samira@parkour.example")
    button.click(no_wait_after=True)
    expect(form).to_have_attribute("aria-busy", "true")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.dispatch_event("click")
    page.locator("input[name=login]").press("Enter", no_wait_after=True)
    expect(form).to_have_attribute("aria-busy", "true")
    assert [route.request.method for route in held] == ["POST"]
    held[0].abort()
    context.close()

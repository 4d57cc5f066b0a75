"""A form on its way: it says so to everybody, and it leaves once."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRESS_TWICE = """() => {
  const button = document.querySelector("main form button[data-kind=primary]"), form = button.form;
  let again;
  button.click();
  const said = [form.getAttribute("aria-busy"), button.getAttribute("aria-disabled"), "busy" in button.dataset];
  form.addEventListener("submit", (event) => { again = !event.defaultPrevented; });
  button.click();
  return [...said, again];
}"""


def test_a_form_that_is_being_sent_says_so_and_is_sent_once(browser, product):
    context = browser.new_context()
    page = context.new_page()
    page.goto(product.url + "/accounts/login/")
    assert page.evaluate(PRESS_TWICE) == ["true", "true", True, False]
    context.close()

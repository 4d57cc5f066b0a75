"""The pages that stand in the midst of signing in, or want an app or a number, are as accessible as the others."""

import pytest
from django.core.cache import cache

from tests.accounts.test_second_step import with_app
from tests.browser.test_accessibility import Walk
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRONG = "000000"


@pytest.fixture
def walk(browser, product):
    cache.clear()
    walk = Walk(browser, product)
    yield walk
    walk.close()


def send(page, **fields):
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    with page.expect_navigation() as answer:
        page.locator("main form:has(input:not([type=hidden])) button").first.click()
    return answer.value.status


def look(walk, page, route):
    walk.expect(route, page.url.partition("?")[0].endswith(route), f"is {page.url}")
    walk.look(page, route)


def test_the_second_step_asked_refused_and_turned_off(walk):
    person, codes = with_app(officer=True)  # written down: those of the app are good for half a minute
    page = walk.visit(None, "/accounts/login/")
    send(page, login=person.email, password=PASSWORD)
    look(walk, page, "/accounts/second-step/")
    walk.expect("code", send(page, code=WRONG) == 422, "not refused")
    look(walk, page, "/accounts/second-step/")
    send(page, code=codes[0])
    walk.expect("code", page.url == f"{walk.product.url}/", "not let in")
    walk.visit(None, "/accounts/second-step/off/")
    look(walk, page, "/accounts/reauthenticate/")
    walk.visit(None, "/accounts/second-step/confirm/?next=/accounts/second-step/off/")
    look(walk, page, "/accounts/second-step/confirm/")
    send(page, code=codes[1])
    look(walk, page, "/accounts/second-step/off/")
    assert walk.faults == []


def test_a_code_by_text_message_asked_and_refused_and_a_number_to_prove(walk):
    person = UserFactory()
    page = walk.visit(None, "/accounts/phone/")
    send(page, phone="06 12 34 56 78")
    look(walk, page, "/accounts/phone/code/")
    walk.expect("code", send(page, code=WRONG) == 422, "not refused")
    look(walk, page, "/accounts/phone/code/")
    page = walk.visit(person, "/accounts/ways/phone/")
    if page.url.partition("?")[0].endswith("/reauthenticate/"):
        send(page, password=PASSWORD)
    send(page, phone="06 12 34 56 78")
    look(walk, page, "/accounts/ways/phone/code/")
    assert walk.faults == []

"""Sent once and no word lost, whatever happens on the way: a lost answer, a refusal, a tab that comes back."""

import re

import pytest

from tests.browser.phone import SEND, WORDS, author, phone
from tests.browser.test_offline import ideas
from tests.waiting import wait_until

__all__ = ["author", "phone"]  # the fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def lose_the_answers(phone, times):
    """The network takes the form and breaks before the answer comes."""
    left = [times]

    def handle(route):
        if left[0]:
            left[0] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.context.route(SEND, handle)


def test_an_answer_that_is_lost_makes_no_second_contribution(phone):
    phone.go("/ideas/new/").write()
    lose_the_answers(phone, 1)
    phone.send_form().waits()
    wait_until(lambda: ideas() == [WORDS], ideas)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_url(re.compile("/receipt/$"))
    assert ideas() == [WORDS]


def flush_from_two_tabs(phone, route=None):
    phone.go("/ideas/new/").cut().write().send_form().waits()
    first, second = phone.page, phone.context.new_page()
    phone.context.route(SEND, lambda each: each.abort())  # neither leaves before both are there
    phone.cut(False)
    second.goto(phone.url + "/")
    phone.context.unroute(SEND)
    if route:
        phone.context.route(SEND, route)
    for page in (first, second):
        page.evaluate("setTimeout(() => dispatchEvent(new Event('online')))")
    first.wait_for_url(re.compile("/receipt/$"))
    wait_until(lambda: phone.kept() == [0, 0], phone.kept)


def test_two_tabs_that_send_at_once_make_one(phone):
    flush_from_two_tabs(phone)
    assert ideas() == [WORDS]


def test_without_the_key_a_replay_would_make_two(phone):
    """Planted fault: the key is dropped on the way; the tests above must be able to fail."""

    def handle(route):
        data = re.sub("client_uuid=[0-9a-f-]+", "client_uuid=", route.request.post_data)
        route.fetch(post_data=data)
        route.abort()

    phone.go("/ideas/new/").write()
    phone.context.route(SEND, handle)
    phone.send_form().waits()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(
        lambda: phone.kept() == [0, 1] and ideas() == [WORDS, WORDS], ideas
    )  # asking the page lets the route answer


def test_a_tab_that_comes_back_sends_what_waits(phone):
    phone.go("/ideas/new/").write()
    phone.context.route(SEND, lambda route: route.abort())
    phone.send_form().waits()
    phone.context.unroute(SEND)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.page.wait_for_url(re.compile("/receipt/$"))
    assert ideas() == [WORDS]


def test_a_refusal_is_said_in_words_and_the_text_is_corrected_and_sent(phone):
    phone.go("/ideas/new/").cut().write().page.locator("[data-continue]").click()
    phone.page.locator("[data-continue]").click()
    phone.choose("speaker", "group")
    phone.fill(colleagues="Zoé Inconnue").page.locator("[data-send]").click()
    phone.waits()
    phone.cut(False)
    phone.kept_is(0, 1)
    phone.go("/ideas/").sees("Zoé Inconnue")
    assert ideas() == []
    phone.page.locator("[data-outbox] a").click()
    phone.sees_words()
    phone.page.locator("[data-continue]").click()
    phone.page.locator("[data-continue]").click()
    phone.choose("speaker", "me").page.locator("[data-send]").click()
    phone.page.wait_for_url(re.compile("/receipt/$"))
    assert ideas() == [WORDS]


def test_with_a_network_a_refusal_is_the_page_of_the_server(phone):
    phone.go("/ideas/new/").write("x" * 20_001).send_form()
    phone.page.locator(".error-summary").wait_for()
    phone.sees_words("x" * 20_001)
    assert ideas() == []


def test_a_protection_that_was_changed_meanwhile_stops_nothing(phone):
    phone.go("/ideas/new/").write()
    phone.context.clear_cookies(name="csrftoken")
    phone.send_form().page.wait_for_url(re.compile("/receipt/$"))
    assert ideas() == [WORDS]

"""A08 and A09: the session ends in the middle of triage, or under a page that was left open for two days."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.urls import reverse

from ideas.models import Idea
from parkour.core import unsent
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.test_views_unsent import SUBMIT, WORDS, Browser, end_sessions
from tests.markup import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_signed_in_before():
    cache.clear()


@pytest.fixture
def signed_in_browser():
    """`signed_in_browser(person)`: a browser with its protection on."""

    def make(person):
        browser = Browser()
        browser.sign_in(person)
        return browser

    return make


@pytest.mark.parametrize(("page", "field"), [("decide", "message"), ("note", "body"), ("message", "body")])
def test_what_an_officer_types_at_triage_waits_over_the_end_of_the_session(signed_in_browser, page, field):
    officer, idea = UserFactory(officer=True), IdeaFactory(assessed=True)
    desk = signed_in_browser(officer)
    sheet = reverse(f"ideas:{page}", args=[idea.reference, *(["park"] if page == "decide" else [])])
    form = desk.form(sheet if page == "decide" else idea.get_absolute_url(), field)
    end_sessions()
    turned_away = desk.send(form, sheet, **{field: WORDS, "review_on": "2030-01-01"})
    assert turned_away.url.startswith(reverse("account_login"))
    back = desk.sign_in(officer, turned_away.url)
    assert page_of(desk.get(back.url)).form_with(field).fields[field] == WORDS
    assert Idea.objects.get(pk=idea.pk).state == idea.state


# --- A09 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_days_later(monkeypatch):
    """Signed marks read the clock of the machine."""
    now = signing.time.time

    def wait():
        monkeypatch.setattr(signing.time, "time", lambda: now() + timedelta(hours=48).total_seconds())

    return wait


@pytest.mark.parametrize("hours", [8, 14 * 24])
@pytest.mark.parametrize("other_tab", [True, False])
def test_a_form_left_open_two_days_loses_nothing(settings, signed_in_browser, two_days_later, hours, other_tab):
    """Whatever a session lasts, and whether or not another tab has signed in again meanwhile."""
    settings.SESSION_COOKIE_AGE = hours * 3600
    author = UserFactory()
    phone = signed_in_browser(author)
    form = phone.form(SUBMIT, "problem_text")
    end_sessions()
    two_days_later()
    if other_tab:
        phone.sign_in(author)
    answer = phone.send(form, SUBMIT, problem_text=WORDS)
    if not other_tab:
        answer = phone.get(phone.sign_in(author, answer.url).url)
    again = page_of(answer).form_with("problem_text")
    assert again.fields["problem_text"] == WORDS
    assert Idea.objects.count() == 0
    assert phone.send(again, SUBMIT).status_code == 303
    assert Idea.objects.get().problem_text == WORDS


def test_planted_fault_a_page_that_is_forgotten_with_its_session_loses_the_words(
    settings, signed_in_browser, two_days_later, monkeypatch
):
    settings.SESSION_COOKIE_AGE = 8 * 3600
    monkeypatch.setattr(unsent, "LEFT_OPEN", timedelta(0))
    author = UserFactory()
    phone = signed_in_browser(author)
    form = phone.form(SUBMIT, "problem_text")
    end_sessions()
    two_days_later()
    phone.sign_in(author)
    assert WORDS not in phone.send(form, SUBMIT, problem_text=WORDS).content.decode()

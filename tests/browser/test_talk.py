"""On a phone: support in one tap, a comment, a report; and the officer who hides it."""

import pytest

from ideas.models import Comment, Idea
from tests.browser.people import Person
from tests.factories import IdeaFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Encore une idée de bureau. Voir https://exemple.fr/tournees"


@pytest.fixture
def idea():
    return IdeaFactory(shortlisted=True)


def test_support_and_follow_are_within_reach_of_the_thumb_and_counted_once(browser, product, idea):
    reader = Person(browser, product, UserFactory(), 390).go(idea.get_absolute_url())
    box = reader.page.locator('form[action$="/support/"] button').bounding_box()
    assert box["y"] > 844 / 2, "in the upper half of the screen"
    assert box["height"] >= 44
    reader.send("/support/")
    assert Idea.objects.get(pk=idea.pk).support_count == 1
    assert reader.page.locator('button[aria-pressed="true"]').count() == 1
    reader.send("/follow/")
    assert reader.page.locator('button[aria-pressed="true"]').count() == 2
    reader.send("/support/undo/")
    assert Idea.objects.get(pk=idea.pk).support_count == 0


def test_a_comment_is_shown_reported_and_hidden_by_the_officer(browser, product, idea):
    writer = Person(browser, product, UserFactory(), 390).go(idea.get_absolute_url())
    writer.fill(body=WORDS).send("/comments/")
    link = writer.page.locator("#talk .comment a[href='https://exemple.fr/tournees']")
    assert link.get_attribute("rel") == "nofollow noopener noreferrer"

    reader = Person(browser, product, UserFactory(), 390).go(idea.get_absolute_url())
    reader.press("#talk a[href$='/report/']")
    reader.choose("reason", "hurtful").press("main form button:visible")

    officer = Person(browser, product, UserFactory(officer=True), 390).go("/reports/")
    officer.press("a[href$='/hide/?queue']")
    officer.fill(reason="Ce ton blesse.").press("main form button:visible")
    assert officer.path == "/reports/"

    assert WORDS.split(".")[0] not in reader.go(idea.get_absolute_url()).page.inner_text("#talk")
    assert "Ce ton blesse." in writer.go(idea.get_absolute_url()).page.inner_text("#talk")
    writer.send("/remove/")
    assert Comment.objects.get().body == ""

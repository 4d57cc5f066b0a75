"""S05: nobody but the person is told when they were here: it would tell what they wrote without their name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.urls import reverse

from parkour.accounts import cards
from parkour.accounts.models import AccessCard, User
from tests.api.asking import Program
from tests.committee.pages import browser
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # pages of Django are read too
MOMENT = datetime(2026, 3, 17, 13, 47, 53, tzinfo=ZoneInfo("Europe/Paris"))
HOURS = ("13:47", "1:47", "13h47", "13 h 47", "12:47", "12h47")


@pytest.fixture
def seen():
    """Somebody with a badge who was here at a moment that is easy to find."""
    person = UserFactory()
    cards.make_cards([person], by=UserFactory(admin=True))
    AccessCard.objects.update(last_used_at=MOMENT, created_at=MOMENT - timedelta(days=9, hours=5))
    User.objects.filter(pk=person.pk).update(last_login=MOMENT)
    return person


def told_to_an_administrator(person):
    client, program = browser(UserFactory(admin=True, officer=True)), Program(UserFactory(admin=True, officer=True))
    pages = [
        client.get(reverse("cards"), {"q": person.first_name}),
        client.get(reverse("admin:accounts_user_changelist")),
        client.get(reverse("admin:accounts_user_change", args=[person.pk])),
        program.asks("people/"),
        program.asks(f"people/{person.pk}/"),
    ]
    assert [page.status_code for page in pages] == [200] * 5
    return [hour for page in pages for hour in HOURS if hour in page.content.decode()]


def test_the_administrator_reads_the_day_and_not_the_moment(seen):
    assert told_to_an_administrator(seen) == []


def test_planted_fault_a_page_that_says_the_moment_is_seen(seen, monkeypatch):
    monkeypatch.setattr("parkour.accounts.admin.UserAdmin.list_display", ["email", "last_login"])
    assert told_to_an_administrator(seen) != []


def test_planted_fault_a_day_whose_attribute_holds_the_moment_is_seen(seen, monkeypatch):
    monkeypatch.setattr("parkour.core.dates.local_day", lambda value: value)
    assert told_to_an_administrator(seen) != []


def test_whoever_has_the_badge_reads_when_it_was_used(seen):
    assert "1:47" in browser(seen).get(reverse("ways")).content.decode()


def test_sessions_are_looked_at_by_nobody():
    assert not admin.site.is_registered(Session)

"""What the clock reminds of: a promise whose day comes, one that is late, one whose owner has left."""

from datetime import timedelta

import pytest

from parkour.accounts.models import User
from parkour.core import clock
from parkour.engagements.services.guests import say_as_guest
from parkour.engagements.services.reminding import remind_of_promises
from parkour.notifications.models import Notification
from tests.engagements.promising import in_days, invited, irritant, promised, proved
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def reminded(days) -> list[tuple]:
    """Who is newly reminded of what after so many days, the same round made twice."""
    before = Notification.objects.filter(kind="engagement_reminder").count()
    with clock.at(clock.now() + timedelta(days=days)):
        remind_of_promises()
        remind_of_promises()
    rows = Notification.objects.filter(kind="engagement_reminder").order_by("pk")[before:]
    return sorted((row.recipient_id, row.title.split(":")[0]) for row in rows)


def test_owner_and_officers_are_reminded_a_week_before_the_day_and_after_it_once_each(officer):
    owner = UserFactory(locale="en")
    promised(officer, owner)
    assert reminded(22) == []
    soon, late = reminded(24), reminded(31)
    assert [person for person, _title in soon] == [person for person, _title in late] == sorted([owner.pk, officer.pk])
    assert all(title.startswith("An engagement is due on") for _person, title in soon)
    assert {title for _person, title in late} == {"An engagement is late"}
    assert reminded(40) == []


def test_nobody_is_reminded_of_what_is_kept_or_was_just_promised_for_tomorrow(officer):
    proved(promised(officer), officer)
    promised(officer, due_on=in_days(3))
    assert reminded(0) == []


def test_officers_learn_that_an_owner_has_left_and_what_a_guest_says_then(officer):
    owner = UserFactory()
    one = promised(officer, owner)
    guest = invited(one, officer)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert reminded(1) == [(officer.pk, "Nobody answers for an engagement any more")]
    say_as_guest(guest, text="Et le soir ?")
    assert Notification.objects.filter(kind="engagement_guest", recipient=officer).exists()


def test_a_reminder_names_no_hidden_author(officer):
    author = UserFactory(first_name="Zébulon")
    idea = IdeaFactory(officer=officer, author=author, shortlisted=True, visibility="name_hidden")
    promised(officer, UserFactory(), about=irritant(officer, ideas=[idea]), sentence="Zébulon a ses clés")
    reminded(31)
    found = {
        row.recipient_id: "Zébulon" in row.title for row in Notification.objects.filter(kind="engagement_reminder")
    }
    assert found.pop(officer.pk) and list(found.values()) == [False]

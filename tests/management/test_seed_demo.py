"""The demonstration can be made on any day of the year, and holds what its content promises."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from ideas.models import IdeaEvent
from parkour.accounts.models import User
from parkour.management.story import PARIS, Story
from parkour.notifications.models import OutgoingMail
from parkour.notifications.services import Letter, notify
from tests.factories import IdeaFactory, SessionFactory, UserFactory
from tests.management.demo_facts import faults_of_demo

pytestmark = pytest.mark.django_db


def seed():
    said = StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.PARKOUR_DEMO = True
    settings.DECISIONS_TOLD_NEXT_DAY = True  # as a demonstration runs


# A Saturday between two public holidays; a Monday in the small hours, the week the clocks change.
@pytest.mark.parametrize("day", ["2026-12-26T10:00", "2027-03-29T00:40"])
def test_the_demonstration_holds_together_whatever_the_day(day):
    with time_machine.travel(datetime.fromisoformat(day).replace(tzinfo=PARIS)):
        assert seed() == "Demonstration ready: 120 people, 101 contributions, 3 sessions told.\n"
        assert faults_of_demo() == []
        assert seed() == "The database already has people: nothing was added.\n"


def test_a_mail_of_the_last_step_is_not_dated_after_the_story():
    now = timezone.now()
    story = Story(now=now)
    person = UserFactory()
    story.add(
        now,
        lambda: notify(
            [person], kind="author_submit", event_key="e", compose=lambda _person: Letter("Une", "Réponse.")
        ),
    )
    story.play()
    row = OutgoingMail.objects.get()
    assert (row.state, row.sent_at) == ("sent", now)


def test_planted_fault_each_thing_wrong_with_a_demonstration_is_told():
    person = UserFactory(date_joined=timezone.now() + timedelta(hours=1))
    notify([person], kind="author_submit", event_key="e", compose=lambda _person: Letter("Une", "Réponse."))
    idea = IdeaFactory(opened=True)
    IdeaEvent.objects.filter(pk=idea.events.latest("pk").pk).update(at=timezone.now() - timedelta(days=9))
    SessionFactory(starts_at=timezone.now() - timedelta(days=1))
    SessionFactory(starts_at=timezone.now() + timedelta(days=1))
    SessionFactory(starts_at=timezone.now() + timedelta(days=2))
    told = "\n".join(faults_of_demo())
    for words in (
        "sites: ",
        "people: ",
        "contributions: 1 instead of 101",
        "mandates: [] instead of ['anne-laure.tessier@",
        "alternates drawn: 0 instead of 2",
        "calls for candidates: [] instead of",
        "states: {'in_triage': 1} instead of",
        "links of actions: 0 instead of 2",
        "measured gains: 0 instead of 2",
        "help of the direction: {} instead of {True: 1, False: 1}",
        "past sessions: 1 instead of 2",
        "past session: planned instead of minutes_published",
        "minutes are published: False instead of True",
        "decisions: ",
        "session ahead: planned instead of agenda_released",
        "versions of the agenda: 0 instead of 2",
        "answers: {} instead of",
        "proxies: {} instead of",
        "a plan is found: False instead of True",
        "1 dates are planned ahead",
        "days between the sessions: [1]",
        "weeks that are avoided: 0 instead of 1",
        "consultations: [] instead of ['closed', 'open']",
        "rows whose User.date_joined is in the future: 1 instead of 0",
        f"an event of the idea {idea.pk} is dated before the one it follows",
        "a mail of ",
        "nothing is like what the board says",
    ):
        assert words in told


def test_nothing_is_made_outside_a_demonstration(settings):
    settings.PARKOUR_DEMO = False
    with pytest.raises(CommandError):
        seed()
    assert User.objects.count() == 0

"""From a decision of the committee to « effet démontré », and to the inbox of whoever wrote the idea."""

import re
from contextlib import contextmanager
from datetime import time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from committee.approval import authors_told_at
from committee.selectors.minutes_due import house_calendar
from committee.services.decisions import decide_item
from ideas.models import Action, Idea
from ideas.services.following_up import remind_owners
from ideas.tasks import record_due_transitions
from parkour.core import clock
from parkour.indicators.models import Period
from parkour.indicators.periods import moved, start_of
from parkour.indicators.reading import series_of
from parkour.indicators.services.changes import record_change
from parkour.indicators.services.indicators import write_indicator
from parkour.indicators.services.measuring import enter
from parkour.notifications.models import Notification
from parkour.notifications.outbox import send_due_mail
from tests.factories import IdeaFactory, UserFactory
from tests.factories.committee import counted, open_session_with, vote_all
from tests.indicators.measuring import CSAT, facts, rows_of

pytestmark = pytest.mark.django_db
BETTER = [88] * 7
LINK = re.compile(r"https?://[^/\s]+(/news/\S+)")


class Programme:
    """One idea and those who meet it; every step is made by the page or the worker that makes it."""

    def __init__(self):
        self.author = UserFactory(first_name="Quiterie", locale="fr")
        self.owner, self.officer = UserFactory(locale="fr"), UserFactory(officer=True, locale="fr")
        self.key = IdeaFactory(shortlisted=True, author=self.author).pk
        self.start = clock.now()

    @property
    def idea(self):
        return Idea.objects.get(pk=self.key)

    @contextmanager
    def day(self, number):
        """A working hour so many days after the start, or the first one that follows; its mails leave."""
        calendar = house_calendar()
        day = calendar.after(calendar.day_of(self.start) + timedelta(days=number - 1), 1)
        with clock.at(calendar.at(day, time(10))):
            yield
        with clock.at(calendar.at(day, time(11))):
            send_due_mail()

    def asks(self, person, name, *args, **sent):
        client = Client()
        client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
        address = reverse(name, args=args)
        answer = client.post(address, sent) if sent else client.get(address)
        assert answer.status_code in (200, 303), (name, answer.content.decode()[-2000:])
        return answer.content.decode()

    def told(self, person):
        return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def test_an_adopted_idea_reaches_its_demonstrated_effect_and_its_author_reads_it(settings):
    settings.DECISIONS_TOLD_NEXT_DAY = True
    world = Programme()
    decide(world)
    assert (world.idea.state, "author_approve" in world.told(world.author)) == ("scheduled", False)
    with clock.at(authors_told_at(house_calendar().day_of(world.start), house_calendar()) + timedelta(seconds=30)):
        record_due_transitions()
    assert (world.idea.state, world.told(world.author)[-1]) == ("approved", "author_approve")
    assert world.told(world.owner) == ["owner_approve"]

    carry_out(world)
    assert (world.idea.state, world.told(world.author)[-1]) == ("implemented", "author_mark_done")
    assert "owner_author_confirmed" in world.told(world.owner)

    level = measure(world)
    assert level == "demonstrated"
    tell_everyone(world, level)
    assert world.idea.state == "closed"
    assert world.told(world.author)[-2:] == ["author_verify", "author_close"]
    assert world.told(world.owner)[-1] == "owner_verify"
    inbox = world.asks(world.author, "notifications:inbox")
    assert "Effet démontré" in inbox and "Onze réponses sur douze" in inbox
    page = world.asks(world.author, "ideas:detail", world.idea.reference)
    assert "Ce que montrent les chiffres" in page and "12 points avant" in page
    assert len([letter for letter in letters_to(world.author) if "Effet démontré" in letter.body]) == 1
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == len(mail.outbox)


def letters_to(person):
    return [letter for letter in mail.outbox if any(person.email in address for address in letter.to)]


def decide(world):
    room = open_session_with(world.idea)
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    counted(room, poll)
    due_on = clock.today() + timedelta(days=120)
    decide_item(room.item, by=room.chair, reason="Un irritant de chaque semaine.", owner=world.owner, due_on=due_on)


def carry_out(world):
    """Started on the page, then silence; the reminder of the thirtieth day is answered from its mail alone."""
    with world.day(4):
        world.asks(world.owner, "ideas:action_step", world.idea.reference, "start", version="")
    with world.day(40):
        remind_owners()
    [link] = filter(None, (LINK.search(letter.body) for letter in letters_to(world.owner)))
    with world.day(44):
        sent = {"status": "done", "note": "Les passages sont regroupés par rue."}
        assert Client().post(link[1], sent).status_code == 303
    assert Action.objects.get(idea=world.key).done_at
    with world.day(48):
        evidence = "Vu au planning de trois agences."
        world.asks(world.officer, "ideas:action_step", world.idea.reference, "confirm", evidence=evidence)
    with world.day(52):
        world.asks(world.author, "ideas:confirm", world.idea.reference, words="Oui, merci.")


def measure(world):
    """Twelve months before, seven after: the level is what the series says, nobody types it."""
    with world.day(300):
        month = start_of(Period.MONTH, Action.objects.get(idea=world.key).done_at.date())
        first, changed_on = (moved(Period.MONTH, month, steps) for steps in (1 - len(CSAT), 1))
        series = write_indicator(facts(), by=world.officer)
        enter(series, rows_of([*CSAT, *BETTER], first=first), by=world.officer)
        record_change(series, on=changed_on, sentence="Passages regroupés", idea=world.idea, by=world.officer)
        return series_of(series).claims[0].claim.level


def tell_everyone(world, level):
    effect = "Onze réponses sur douze disent que le passage est à l’heure."
    steps = {
        "verify": {"effect": effect, "claim_level": level},
        "publish": {"you_said": "On traverse la ville trois fois.", "we_did": "Les passages sont regroupés."},
        "close": {"version": ""},
    }
    with world.day(304):
        for step, sent in steps.items():
            world.asks(world.officer, "ideas:action_step", world.idea.reference, step, **sent)

"""What members and the officer type is kept when the session is over; a ballot never is."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from committee.models import Ballot, Minutes
from committee.services import conduct
from parkour.core.models import UnsentWords
from tests.committee.pages import browser, url
from tests.factories.committee import open_session_with
from tests.factories.people import PASSWORD
from tests.markup import page_of

pytestmark = pytest.mark.django_db
NOTE = "Madame Petit demande une suite avant l’été.\nMonsieur Roux l’écrit."


def sign_in(client, person, address):
    form = page_of(client.get(address)).form_with("login")
    return client.post(form.action, form.fields | {"login": person.email, "password": PASSWORD})


@pytest.fixture(autouse=True)
def _nobody_signed_in_before():
    cache.clear()  # the sign-in counts the attempts of an address, whichever test made them


@pytest.fixture
def room():
    return open_session_with()


def sent_without_session(client, address, form, **typed):
    Session.objects.all().delete()
    return client.post(form.action or address, form.fields | typed)


def test_the_note_of_the_minutes_waits_on_the_page_of_the_minutes(room):
    conduct.close_session(room.session, by=room.chair)
    client, page = browser(room.officer), url("minutes", room.session.number)
    form = page_of(client.get(page)).form_with("note")
    answer = sent_without_session(client, page, form, note=NOTE)
    shown = page_of(client.get(sign_in(client, room.officer, answer.url).url))
    again = shown.form_with("note")
    assert again.fields["note"] == NOTE
    assert Minutes.objects.count() == 0
    client.post(again.action, again.fields | {"save": "yes"})
    assert Minutes.objects.get().note == NOTE
    assert UnsentWords.objects.count() == 0


def test_the_reason_typed_in_the_console_waits_on_a_page_of_its_own(room):
    poll = room.poll()
    client, page = browser(room.chair), url("console", room.session.number)
    form = page_of(client.get(page)).form_with("reason")
    answer = sent_without_session(client, page, form, reason="Une voix a été comptée deux fois.")
    shown = page_of(client.get(sign_in(client, room.chair, answer.url).url))
    again = shown.form_with("reason")
    assert again.fields["reason"] == "Une voix a été comptée deux fois."
    client.post(again.action, again.fields)
    poll.refresh_from_db()
    assert poll.state == "void"


def test_a_refused_reason_keeps_its_words(room):
    poll = room.poll()
    answer = browser(room.chair).post(url("void_poll", poll.pk), {"reason": "trop long " * 60})
    assert answer.status_code == 422
    assert page_of(answer).form_with("reason").fields["reason"].startswith("trop long trop long")


def test_a_ballot_is_kept_nowhere_and_its_voter_lands_on_the_live_page(room):
    room.poll()
    voter, live = room.people[1], reverse("committee:live")
    client = browser(voter)
    form = page_of(client.get(live)).form_with("key")
    answer = sent_without_session(client, live, form, choice="yes")
    assert UnsentWords.objects.count() == 0
    landed = client.get(sign_in(client, voter, answer.url).url, follow=True)
    assert landed.redirect_chain[-1][0] == live
    assert Ballot.objects.count() == 0
    assert page_of(landed).form_with("key").fields.get("choice") is None


def test_a_ballot_from_an_old_page_is_not_counted_and_says_so(room):
    poll = room.poll()
    voter = room.people[1]
    client = Client(enforce_csrf_checks=True)
    sign_in(client, voter, reverse("account_login"))
    form = page_of(client.get(reverse("committee:live"))).form_with("key")
    client.post(reverse("account_logout"), page_of(client.get(reverse("account_logout"))).forms[0].fields)
    sign_in(client, voter, reverse("account_login"))
    answer = client.post(url("vote", poll.pk), form.fields | {"choice": "yes"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("committee:live")
    assert "rien n’a été enregistré" in page_of(answer).text
    assert Ballot.objects.count() == 0


def test_two_choices_in_one_ballot_are_refused_and_the_voter_may_still_vote(room):
    poll = room.poll()
    voter = room.people[1]
    client = browser(voter)
    key = page_of(client.get(reverse("committee:live"))).form_with("key").fields["key"]
    client.post(url("vote", poll.pk), {"choice": ["yes", "no"], "key": key})
    assert Ballot.objects.count() == 0
    client.post(url("vote", poll.pk), {"choice": "no", "key": key})
    assert Ballot.objects.get().choice == "no"

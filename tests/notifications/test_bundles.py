"""One mail per object and day, one on Friday, one after a long outage."""

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from committee.services import voting
from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.letters import LISTED
from parkour.notifications.models import Notification, OutgoingMail, Rhythm
from parkour.notifications.services import Letter, notify, send_now
from tests.factories import IdeaFactory, UserFactory
from tests.factories.committee import open_session_with, vote_all
from tests.notifications.telling import State, states, tell, wants

pytestmark = pytest.mark.django_db
FRIDAY = {"days": 3, "hours": 4}


def on_friday(at_work):
    return clock.at(at_work + timedelta(**FRIDAY))


def test_what_is_said_of_one_object_on_one_day_leaves_as_one_mail():
    person = UserFactory()
    for number in range(3):
        tell(person, key=f"event:{number}", title=f"Nouvelle {number}", url="/ideas/PKR-2026-0001/")
    tell(person, key="other", title="Autre chose", url="/ideas/PKR-2026-0002/")
    assert outbox.send_due_mail() == 2
    together, alone = mail.outbox
    assert (together.subject, alone.subject) == ("Nouvelle 0 (+2)", "Autre chose")
    for part in (together.body, together.alternatives[0].content):
        assert [part.count(f"Nouvelle {number}") > 0 for number in range(3)] == [True] * 3
        assert part.count("/ideas/PKR-2026-0001/") == 1
    assert states() == [State.SENT, State.BUNDLED, State.BUNDLED, State.SENT]
    lead = OutgoingMail.objects.order_by("pk").first()
    assert lead.carried.count() == 2


def test_the_mails_of_two_people_are_never_mixed():
    one, other = UserFactory(), UserFactory()
    for number in range(2):
        tell(one, other, key=f"event:{number}", title=f"Nouvelle {number}", url="/ideas/PKR-2026-0001/")
    assert outbox.send_due_mail() == 2
    assert sorted(message.recipients()[0].split("<")[1] for message in mail.outbox) == sorted(
        f"{person.email}>" for person in (one, other)
    )


def test_a_second_attempt_sends_what_the_first_one_did(sink, at_work):
    person = UserFactory()
    sink.answers["DATA"] = ["451 later"]
    tell(person, key="first", title="Première")
    outbox.send_due_mail()
    tell(person, key="second", title="Seconde")
    with clock.at(at_work + timedelta(minutes=1)):
        assert outbox.send_due_mail() == 2
    assert [message["Subject"] for message in sink.mails] == ["Seconde", "Première"]


def test_the_digest_waits_for_friday_and_is_one_mail(at_work):
    member = UserFactory()
    wants(member, rhythm=Rhythm.FRIDAY)
    for number in range(4):
        tell(
            member,
            key=f"event:{number}",
            kind="committee_quick_win",
            title=f"Feu vert {number}",
            url=f"/board/{number}",
        )
    tell(member, key="mine", title="Ma réponse")
    assert outbox.send_due_mail() == 1
    assert mail.outbox.pop().subject == "Ma réponse"
    with on_friday(at_work):
        assert outbox.send_due_mail() == 1
    (digest,) = mail.outbox
    assert digest.subject == "Votre résumé du vendredi\N{NO-BREAK SPACE}: 4 messages"
    assert all(f"Feu vert {number}\n  http://localhost:8000/board/{number}" in digest.body for number in range(4))


def test_nobody_gets_an_empty_digest(at_work):
    wants(UserFactory(), rhythm=Rhythm.FRIDAY)
    with on_friday(at_work):
        assert outbox.send_due_mail() == 0
    assert OutgoingMail.objects.count() == 0


def test_a_digest_of_one_says_that_it_is_the_digest(at_work):
    member = UserFactory()
    wants(member, rhythm=Rhythm.FRIDAY)
    tell(member, kind="committee_minutes", title="Relevé")
    with on_friday(at_work):
        outbox.send_due_mail()
    assert mail.outbox[0].subject == "Votre résumé du vendredi\N{NO-BREAK SPACE}: 1 message"


def told_five_hundred_times(mail):
    """The rows of 500 events like this one."""
    told = mail.notification
    rows = []
    for number in range(500):
        told.pk, told.event_key = None, f"event:{number}"
        told.title, told.url = f"Feu vert {number}.", f"/board/?n={number}"
        rows.append(copy(told))
    Notification.objects.all().delete()
    rows = Notification.objects.bulk_create(rows)
    mails = []
    for row in rows:
        mail.pk, mail.uuid, mail.notification = None, uuid4(), row
        mails.append(copy(mail))
    OutgoingMail.objects.bulk_create(mails)


def test_a_digest_of_five_hundred_events_is_one_mail_with_fifty_lines(at_work):
    member = UserFactory()
    wants(member, rhythm=Rhythm.FRIDAY)
    tell(member, kind="committee_quick_win")
    told_five_hundred_times(OutgoingMail.objects.get())
    with on_friday(at_work):
        assert outbox.send_due_mail() == 1
    (digest,) = mail.outbox
    assert sum(f"– Feu vert {number}." in digest.body for number in range(500)) == LISTED == 50
    assert "Et 450 autres" in digest.body and "http://localhost:8000/inbox/" in digest.body
    html = digest.alternatives[0].content
    assert html.count("<li ") == 50 and "Et 450 autres" in html
    assert len(html) < 40_000
    assert OutgoingMail.objects.filter(state=State.BUNDLED).count() == 499


def test_the_links_of_a_digest_lead_somewhere(at_work, signed_in):
    room = open_session_with(starts_at=at_work)
    member = room.poles["employees"][0]
    OutgoingMail.objects.all().delete()
    Notification.objects.all().delete()
    wants(member, rhythm=Rhythm.FRIDAY)
    tell(member, kind="committee_minutes", title="Relevé", url=room.session.get_absolute_url())
    with on_friday(at_work):
        outbox.send_due_mail()
    client = signed_in(member)
    links = [word for word in mail.outbox[0].body.split() if word.startswith("http://localhost:8000/")]
    assert len(links) == 3  # the page, the preferences, no more mails
    assert {client.get(link.removeprefix("http://localhost:8000")).status_code for link in links} == {200}


RESULT = ("10 pour", "4 pour", "adopté", "Adopté")


def told_of_the_vote(at_work, reveal):
    """The digests of the members on Friday, a vote being open or counted since."""
    room = open_session_with(IdeaFactory(shortlisted=True), starts_at=at_work)
    OutgoingMail.objects.all().delete()
    for person in room.people:
        wants(person, rhythm=Rhythm.CUSTOM, mine="friday", entrusted="friday", committee="friday")
    poll = room.poll()
    vote_all(poll, dict.fromkeys(room.people, "yes"))
    tell(*room.people, key="minutes", kind="committee_minutes", title="Relevé de la séance d’avant")
    if reveal:
        notify(
            room.people,
            kind="committee_vote_opened",
            event_key="leak",
            compose=lambda person: Letter(f"{poll.ballots.count()} pour, adopté", "Le compte du scrutin ouvert."),
        )
    with on_friday(at_work):
        outbox.send_due_mail()
    return [
        part for message in mail.outbox for part in (message.subject, message.body, message.alternatives[0].content)
    ]


def test_a_digest_says_nothing_of_a_vote_that_is_open(at_work):
    texts = told_of_the_vote(at_work, reveal=False)
    assert texts and not any(word in text for text in texts for word in RESULT)
    assert voting  # the ballots went through the services


def test_planted_fault_a_notification_that_counts_would_be_seen(at_work):
    texts = told_of_the_vote(at_work, reveal=True)
    assert any(word in text for text in texts for word in RESULT)


def test_after_a_long_outage_each_person_gets_one_mail(at_work):
    one, other = UserFactory(), UserFactory()
    for number in range(10):
        tell(one, other, key=f"event:{number}", title=f"Nouvelle {number}", url=f"/ideas/{number}/")
    with clock.at(at_work + timedelta(hours=7)):
        assert outbox.send_due_mail() == 2
    assert {message.subject for message in mail.outbox} == {"10 messages de Parkour"}


def test_sending_now_takes_the_whole_digest_along(at_work):
    member = UserFactory()
    wants(member, rhythm=Rhythm.FRIDAY)
    for number in range(2):
        tell(member, key=f"event:{number}", kind="committee_minutes", title=f"Relevé {number}")
    with clock.at(at_work.replace(hour=23)):
        send_now(OutgoingMail.objects.first())
        assert outbox.send_due_mail() == 1
    assert mail.outbox[0].subject == "Votre résumé du vendredi\N{NO-BREAK SPACE}: 2 messages"

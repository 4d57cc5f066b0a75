"""What a person chooses, by the page or by the link at the end of a mail (RFC 8058)."""

import re
from datetime import time, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.kinds import CHOSEN, Group
from parkour.notifications.models import Fault, MailPreference, Rhythm
from parkour.notifications.planning import Delivery
from parkour.notifications.preferences import save_preferences, unsubscribe
from parkour.notifications.unsubscribe import DIGEST, token_for
from tests.factories import UserFactory
from tests.notifications.telling import State, states, tell, wants

pytestmark = pytest.mark.django_db
HOURS = {"quiet_from": time(19, 30), "quiet_until": time(7, 30)}
FORM = {"rhythm": "at_once", "quiet": "on", "quiet_from": "19:30", "quiet_until": "07:30", "rest_days": "on"}
PAGE = "/inbox/preferences/"


@pytest.mark.parametrize(
    ("rhythm", "wanted"),
    [
        (Rhythm.AT_ONCE, ["now", "now", "now"]),
        (Rhythm.FRIDAY, ["now", "now", "friday"]),
        (Rhythm.MINE_ONLY, ["now", "now", "never"]),
        (Rhythm.NONE, ["never", "never", "never"]),
        (Rhythm.CUSTOM, ["friday", "never", "now"]),
    ],
)
def test_what_each_choice_means(rhythm, wanted):
    preference = MailPreference(rhythm=rhythm, mine="friday", entrusted="never", committee="now")
    assert [preference.delivery(group) for group in CHOSEN] == wanted


def test_who_wants_no_mail_keeps_the_inbox():
    person = UserFactory()
    wants(person, rhythm=Rhythm.NONE)
    assert tell(person) == 1
    assert (states(), person.notifications.count()) == ([], 1)


def test_the_hours_of_a_person_hold_the_mail_and_switched_off_do_not(at_work):
    sleeper, awake = UserFactory(), UserFactory()
    wants(awake, quiet=False)
    with clock.at(at_work.replace(hour=21)):
        tell(sleeper, awake)
        assert outbox.send_due_mail() == 1
    assert mail.outbox[0].recipients()[0].endswith(f"<{awake.email}>")
    with clock.at(at_work.replace(day=18, hour=7, minute=30)):
        assert outbox.send_due_mail() == 1


def test_the_page_keeps_what_is_chosen_and_is_reached_from_profile_and_inbox(signed_in):
    person = UserFactory()
    client = signed_in(person)
    for page in ("profile", "notifications:inbox"):
        assert f'href="{PAGE}"' in client.get(reverse(page)).content.decode()
    answer = client.post(
        PAGE,
        FORM | {"rhythm": "custom", "mine": "friday", "committee": "never", "quiet_from": "18:00", "rest_days": ""},
    )
    assert (answer.status_code, answer.url) == (303, PAGE)
    kept = MailPreference.objects.get()
    assert [kept.delivery(group) for group in CHOSEN] == ["friday", "now", "never"]
    assert (kept.quiet, kept.quiet_from, kept.rest_days) == (True, time(18), False)
    assert "18:00" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("wrong", [{"rhythm": "always"}, {"rhythm": ""}, {"quiet_from": "25:00"}, {"mine": "\x00"}])
def test_a_choice_that_does_not_exist_is_refused_and_nothing_changes(signed_in, wrong):
    person = UserFactory()
    answer = signed_in(person).post(PAGE, FORM | {"quiet_until": "06:15"} | wrong)
    assert answer.status_code == 422
    assert "06:15" in answer.content.decode()
    assert MailPreference.objects.count() == 0


def test_a_person_changes_only_their_own_choices(signed_in):
    person, other = UserFactory(), UserFactory()
    signed_in(person).post(PAGE, FORM | {"rhythm": "none", "person": other.pk})
    assert list(MailPreference.objects.values_list("person", "rhythm")) == [(person.pk, "none")]


def test_mails_that_wait_follow_a_new_choice(at_work):
    person = UserFactory()
    wants(person, rhythm=Rhythm.FRIDAY)
    tell(person, key="digest", kind="committee_minutes")
    tell(person, key="later", not_before=at_work + timedelta(hours=3))
    save_preferences(by=person, rhythm=Rhythm.AT_ONCE, **HOURS)
    assert outbox.send_due_mail() == 1
    assert mail.outbox[0].subject == "Une réponse"  # by itself, no digest any more
    save_preferences(by=person, rhythm=Rhythm.NONE, **HOURS)
    with clock.at(at_work + timedelta(hours=4)):
        assert outbox.send_due_mail() == 0
    assert states("fault") == [(State.SENT, ""), (State.DROPPED, Fault.UNWANTED)]


def links_of(message):
    """The unsubscribe address of the header, of the text and of the HTML of a mail."""
    header = message.message()["List-Unsubscribe"].strip("<>")
    text = re.search(r"http://\S+/unsubscribe/\S+", message.body)[0]
    html = re.search(r'href="(http://[^"]+/unsubscribe/[^"]+)"', message.alternatives[0].content)[1]
    return header, text, html


def sent_to(person, **options):
    tell(person, **options)
    outbox.send_due_mail()
    return mail.outbox.pop()


@pytest.mark.parametrize(
    ("kind", "group"),
    [("author_message", Group.MINE), ("owner_approve", Group.ENTRUSTED), ("committee_minutes", Group.COMMITTEE)],
)
def test_one_click_in_a_mail_program_ends_that_subject_without_signing_in(kind, group):
    person = UserFactory()
    message = sent_to(person, kind=kind)
    assert message.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    header, text, html = links_of(message)
    assert header == text == html
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(urlsplit(header).path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies
    assert {one: person_delivery(person, one) for one in CHOSEN} == {
        one: Delivery.NEVER if one == group else Delivery.NOW for one in CHOSEN
    }
    tell(person, key="again", kind=kind)
    assert outbox.send_due_mail() == 0


def person_delivery(person, group):
    return MailPreference.objects.get(person=person).delivery(group)


def test_looking_at_the_link_changes_nothing_and_the_button_acts(client):
    path = urlsplit(links_of(sent_to(UserFactory()))[0]).path
    page = client.get(path)
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert MailPreference.objects.count() == 0
    answer = client.post(path, {"what": "everything"})
    assert answer.status_code == 303
    assert client.get(answer.url).status_code == 200
    assert MailPreference.objects.get().rhythm == Rhythm.NONE


def test_ending_the_digest_ends_what_came_in_it(at_work):
    person = UserFactory()
    wants(person, rhythm=Rhythm.FRIDAY)
    tell(person, kind="committee_minutes")
    with clock.at(at_work + timedelta(days=3, hours=4)):
        outbox.send_due_mail()
    path = urlsplit(links_of(mail.outbox[0])[0]).path
    assert path == reverse("notifications:unsubscribe", args=[token_for(person.pk, DIGEST)])
    Client().post(path, {"List-Unsubscribe": "One-Click"})
    assert [person_delivery(person, group) for group in CHOSEN] == ["now", "now", "never"]


def test_the_link_says_nothing_of_anybody_and_works_for_who_left_or_is_no_more(client):
    here, left, gone = UserFactory(), UserFactory(is_active=False), UserFactory()
    tokens = [token_for(person.pk, "mine") for person in (here, left, gone)]
    gone.delete()
    pages = []
    for token in tokens:
        path = reverse("notifications:unsubscribe", args=[token])
        page = client.get(path).content.decode()
        assert here.email not in page and here.first_name not in page
        pages.append(re.sub(r"csrf\w*\W+(value=|: )\W*\w+|X-CSRFToken\W+\w+", "", page.replace(token, "")))
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert len(set(pages)) == 1
    assert set(MailPreference.objects.values_list("person", flat=True)) == {here.pk, left.pk}


@pytest.mark.parametrize("token", ["1.mine", "1.mine:abc", "x", "é", "1.account", "%00"])
def test_a_link_that_is_not_ours_is_as_if_it_did_not_exist(client, token):
    for method in (client.get, client.post):
        assert method(f"/inbox/unsubscribe/{token}/").status_code == 404
    assert MailPreference.objects.count() == 0


def test_planted_fault_an_unsigned_link_would_end_the_mails_of_anybody(client, monkeypatch):
    person = UserFactory()
    monkeypatch.setattr("parkour.notifications.unsubscribe._signer.unsign", lambda token: token)
    client.post(f"/inbox/unsubscribe/{person.pk}.mine/", {"List-Unsubscribe": "One-Click"})
    assert person_delivery(person, Group.MINE) == Delivery.NEVER


def test_ending_one_subject_leaves_the_other_choices():
    person = UserFactory()
    wants(person, rhythm=Rhythm.MINE_ONLY, quiet=False)
    unsubscribe(person.pk, "mine")
    kept = MailPreference.objects.get()
    assert [kept.delivery(group) for group in CHOSEN] == ["never", "now", "never"]
    assert kept.quiet is False

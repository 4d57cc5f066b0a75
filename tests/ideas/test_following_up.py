"""Owners are asked how actions stand, answer from their mail, and the direction helps."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from ideas.desk import unanswered
from ideas.models import Action, ActionEscalation, ActionReminder, ActionUpdate, Idea
from ideas.news_links import news_link
from ideas.services.follow_up import confirm_done, hold_work, resume_work, start_work
from ideas.services.following_up import answer_action_escalation, escalate_action, remind_owners, shape_action
from ideas.tasks import remind_owners as sweep
from parkour.celery import app
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.outbox import send_due_mail
from tests.factories import TeamFactory, UserFactory
from tests.ideas.lives import decided
from tests.notifications.telling import wants

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)  # a Monday
TODAY = NOW.date()


@pytest.fixture
def action():
    """Under way, given long ago, with news of last week and a date in spring."""
    owner = UserFactory(first_name="Maryam", locale="en")
    idea = start_work(decided(owner=owner), by=owner)
    return changed(Action.objects.get(idea=idea), due_on=TODAY + timedelta(days=90))


def changed(action, **columns):
    facts = {"created_at": NOW - timedelta(days=200), "last_news_at": NOW - timedelta(days=7)} | columns
    Action.objects.filter(pk=action.pk).update(**facts)
    return Action.objects.select_related("idea", "owner").get(pk=action.pk)


def reminded(moment=NOW):
    with clock.at(moment):
        return remind_owners()


def told(kind, person=None):
    rows = Notification.objects.filter(kind=kind)
    return (rows.filter(recipient=person) if person else rows).count()


def path_of(person, action):
    return "/" + news_link(person.pk, action.pk).split("/", 3)[3]


def press(action, status, note="", person=None):
    return Client().post(path_of(person or action.owner, action), {"status": status, "note": note})


# --- The clock ----------------------------------------------------------------------------------------------


def test_an_owner_is_asked_a_week_before_the_date_once(action):
    changed(action, due_on=TODAY + timedelta(days=7))
    assert [reminded(), reminded(), reminded(NOW + timedelta(days=1))] == [1, 0, 0]
    assert told("owner_soon", action.owner) == 1


def test_an_owner_is_asked_after_thirty_days_without_news_and_again_after_thirty_more(action):
    changed(action, last_news_at=NOW - timedelta(days=30, hours=1))
    assert [reminded(), reminded(), reminded(NOW + timedelta(days=30))][1] == 0
    assert told("owner_stale", action.owner) == 2


def test_news_starts_the_silence_again(action):
    changed(action, last_news_at=NOW - timedelta(days=30, hours=1))
    with clock.at(NOW):
        assert press(action, "moving").status_code == 303
    assert [reminded(), reminded(NOW + timedelta(days=29))] == [0, 0]


def test_what_is_on_hold_ended_or_declared_done_is_not_asked_about(action):
    changed(action, due_on=TODAY - timedelta(days=7))
    with clock.at(NOW):
        press(action, "done", "C'est en place.")
    assert reminded() == 0


def test_work_that_goes_on_after_a_pause_is_given_the_time_to_start_again(action):
    sponsor = UserFactory(sponsor=True)
    changed(action, due_on=TODAY - timedelta(days=25), last_news_at=NOW - timedelta(days=60))
    with clock.at(NOW - timedelta(days=40)):
        hold_work(action.idea, by=action.owner, reason="Une pièce manque.", resume_on=TODAY)
    with clock.at(NOW):
        resume_work(action.idea, by=action.owner)
    assert [reminded(NOW + timedelta(days=days)) for days in (1, 6)] == [0, 0]
    reminded(NOW + timedelta(days=7))
    assert told("owner_late", action.owner) == 1
    assert reminded(NOW + timedelta(days=29)) == 0
    reminded(NOW + timedelta(days=30))
    assert (told("escalation_late", sponsor), told("owner_stale", action.owner)) == (1, 1)


def test_a_month_late_the_direction_is_asked_by_the_clock_once(action):
    sponsor = UserFactory(sponsor=True)
    changed(action, due_on=TODAY - timedelta(days=30))
    reminded(), reminded()
    assert told("escalation_late", sponsor) == 1
    assert list(ActionEscalation.objects.values_list("by", "answered_at")) == [(None, None)]


def test_the_officers_read_what_is_late_and_what_is_silent(action):
    officer = UserFactory(officer=True)
    changed(action, due_on=TODAY - timedelta(days=7), last_news_at=NOW - timedelta(days=30, hours=1))
    reminded(), reminded()
    assert (told("officer_late", officer), told("officer_stale", officer)) == (1, 1)
    assert not OutgoingMail.objects.filter(recipient=officer).exists()


def test_an_owner_who_has_left_is_told_to_the_officers_once(action):
    officer = UserFactory(officer=True)
    type(officer).objects.filter(pk=action.owner_id).update(is_active=False)
    changed(action, due_on=TODAY - timedelta(days=7), last_news_at=NOW - timedelta(days=30, hours=1))
    assert [reminded(), reminded(), reminded(NOW + timedelta(days=30))][1:] == [0, 0]
    assert (told("officer_owner_left", officer), told("owner_late"), told("officer_late")) == (1, 0, 0)


def test_the_sweeper_is_in_the_schedule(action):
    changed(action, due_on=TODAY + timedelta(days=7))
    with clock.at(NOW):
        sweep()
    assert ActionReminder.objects.count() == 1
    assert sweep.name in {row["task"] for row in app.conf.beat_schedule.values()}


# --- The link of the mail -----------------------------------------------------------------------------------


def test_the_mail_leads_to_three_buttons_and_reading_them_changes_nothing(action):
    changed(action, due_on=TODAY + timedelta(days=7))
    reminded()
    mail = OutgoingMail.objects.get(notification__kind="owner_soon")
    token = re.search(r"/news/[^\s]+/", mail.body_text).group()
    page = Client().get(token)
    assert re.findall(r'name="status" value="(\w+)"', page.content.decode()) == ["moving", "blocked", "done"]
    assert ActionUpdate.objects.count() == 0


@pytest.mark.parametrize("rhythm", ["at_once", "friday"])
def test_the_link_is_in_the_mail_however_many_mails_leave_with_it(action, rhythm):
    wants(action.owner, rhythm=rhythm)
    other = start_work(decided(owner=action.owner), by=action.owner).action
    for one in (action, other):
        changed(one, due_on=TODAY - timedelta(days=7), last_news_at=NOW - timedelta(days=30, hours=1))
    reminded()
    with clock.at(NOW + timedelta(days=7)):  # the Monday after that Friday
        send_due_mail()
    mails = OutgoingMail.objects.filter(recipient=action.owner, kind__in=["owner_late", "owner_stale"])
    assert [(mail.state, "/news/" in mail.body_text) for mail in mails] == [("sent", True)] * 4


def test_one_press_is_news_and_a_second_press_adds_nothing(action):
    first, second = press(action, "moving"), press(action, "moving")
    assert (first.status_code, second.status_code) == (303, 303)
    assert list(ActionUpdate.objects.values_list("by", "status")) == [(action.owner_id, "moving")]


def test_the_same_words_sent_twice_are_told_once(action):
    for note in ("Deux lignes.\r\nEt la suite.", "Deux lignes.\nEt la suite. "):
        assert press(action, "moving", note).status_code == 303
    assert ActionUpdate.objects.count() == 1


def test_an_old_mail_undoes_no_done_but_in_words(action):
    press(action, "done", "C'est en place.")
    shown = Client().get(path_of(action.owner, action)).content.decode()
    assert re.findall(r'name="status" value="(\w+)"', shown) == ["moving"] and "waits to be confirmed" in shown
    assert [press(action, "moving").status_code, press(action, "done", "Encore.").status_code] == [422, 409]
    assert Action.objects.get().status == "done"
    assert press(action, "moving", "Il manque une étagère.").status_code == 303
    assert (Action.objects.get().status, Action.objects.get().progress) == ("moving", 90)


def test_what_blocks_is_said_in_words_that_are_kept_in_the_field(action):
    refused = press(action, "blocked")
    assert (refused.status_code, ActionUpdate.objects.count()) == (422, 0)
    assert "Say what blocks" in refused.content.decode()
    assert press(action, "blocked", "La pièce manque.").status_code == 303
    assert Action.objects.get().status == "blocked"


def test_a_status_that_does_not_exist_is_refused_in_words(action):
    assert press(action, "flying").status_code == 422
    assert ActionUpdate.objects.count() == 0


def test_a_link_of_somebody_else_opens_nothing(action):
    path = path_of(action.owner, action)
    assert Client().get(path[:-3] + "x/").status_code == 404
    assert press(action, "moving", person=UserFactory()).status_code == 404
    changed(action, owner=UserFactory())
    assert Client().post(path, {"status": "moving"}).status_code == 404
    assert ActionUpdate.objects.count() == 0


def test_an_old_link_says_so_and_takes_no_news(action, monkeypatch):
    path = path_of(action.owner, action)
    monkeypatch.setattr("ideas.news_links.LASTS", timedelta(seconds=-1))  # every link is older than that
    page = Client().get(path)
    assert (page.status_code, 'name="status"' in page.content.decode()) == (200, False)
    assert Client().post(path, {"status": "moving"}).status_code == 409
    assert ActionUpdate.objects.count() == 0


def test_work_that_has_not_started_starts_with_its_first_news(action):
    idea = decided(owner=action.owner)
    press(idea.action, "moving", "On commence.")
    assert Idea.objects.get(pk=idea.pk).state == "in_progress"


def test_the_page_of_an_ended_action_has_no_button(action):
    until = clock.today() + timedelta(days=9)
    hold_work(action.idea, by=action.owner, reason="Une pièce manque.", resume_on=until)
    page = Client().get(path_of(action.owner, action)).content.decode()
    assert ('name="status"' in page, "not under way any more" in page) == (False, True)


# --- The direction ------------------------------------------------------------------------------------------


def test_the_owner_asks_the_direction_with_a_reason_and_is_told_the_answer(action):
    sponsor, officer = UserFactory(sponsor=True), UserFactory(officer=True)
    escalate_action(action, by=action.owner, reason="Il manque une voiture.")
    assert told("escalation_action", sponsor) == 1
    answer_action_escalation(action, by=sponsor, answer="Prêtée en mars.")
    assert [told("owner_answered", person) for person in (action.owner, officer, sponsor)] == [1, 1, 0]


def test_a_person_who_asks_takes_over_what_the_clock_asked(action):
    UserFactory(sponsor=True)
    changed(action, due_on=TODAY - timedelta(days=30))
    reminded()
    escalate_action(action, by=action.owner, reason="Il manque une voiture.")
    assert list(ActionEscalation.objects.values_list("by", "reason")) == [(action.owner_id, "Il manque une voiture.")]


def test_the_direction_finds_what_it_is_asked_on_its_home_and_at_the_head_of_the_list(action, signed_in):
    client = signed_in(UserFactory(sponsor=True, locale="en"))
    blocked = start_work(decided(owner=action.owner), by=action.owner).action
    changed(blocked, status="blocked")
    assert "asks for your help" not in client.get("/").content.decode()
    escalate_action(action, by=action.owner, reason="Il manque une voiture.")
    assert "1 action asks for your help" in client.get("/").content.decode()
    html = client.get("/actions/").content.decode()
    assert "Asks for your help" in html
    assert html.index(action.get_absolute_url()) < html.index(blocked.get_absolute_url())


def test_what_the_clock_asked_is_over_when_the_action_is_done(action):
    changed(action, due_on=TODAY - timedelta(days=30))
    reminded()
    assert unanswered().count() == 1
    confirm_done(action.idea, by=UserFactory(officer=True), evidence="C'est en place.")
    assert not ActionEscalation.objects.exists()


def test_the_direction_is_asked_once_with_words_and_by_those_who_carry_it(action):
    with pytest.raises(InvalidInput):
        escalate_action(action, by=action.owner, reason=" ")
    with pytest.raises(NotAllowed):
        escalate_action(action, by=UserFactory(), reason="Moi aussi.")
    escalate_action(action, by=action.owner, reason="Il manque une voiture.")
    with pytest.raises(TransitionRefused):
        escalate_action(action, by=action.owner, reason="Encore.")


def test_the_direction_alone_answers_and_only_what_is_asked(action):
    sponsor = UserFactory(sponsor=True)
    with pytest.raises(TransitionRefused):
        answer_action_escalation(action, by=sponsor, answer="Oui.")
    escalate_action(action, by=action.owner, reason="Il manque une voiture.")
    with pytest.raises(NotAllowed):
        answer_action_escalation(action, by=action.owner, answer="Oui.")


def test_the_page_of_the_action_shows_the_question_and_offers_the_answer_to_the_direction(action, signed_in):
    sponsor = UserFactory(sponsor=True, locale="en")
    escalate_action(action, by=action.owner, reason="Il manque une voiture.")
    html = signed_in(sponsor).get(action.get_absolute_url()).content.decode()
    assert "Il manque une voiture." in html
    address = reverse("ideas:action_step", args=[action.idea.reference, "reply"])
    assert address in html
    signed_in(sponsor).post(address, {"answer": "Prêtée en mars."})
    assert ActionEscalation.objects.get().answer == "Prêtée en mars."
    assert address not in signed_in(sponsor).get(action.get_absolute_url()).content.decode()


# --- Team, sites, pilot -------------------------------------------------------------------------------------


def test_the_owner_says_which_team_carries_it_in_how_many_sites_and_how_the_pilot_ended(action):
    team = TeamFactory()
    shape_action(action, by=action.owner, team=team, sites_total=4, sites_done=1, pilot="under_way")
    shaped = shape_action(
        action, by=action.owner, team=team, sites_total=4, sites_done=4, pilot="generalised", pilot_words="Ça marche."
    )
    kept = Action.objects.get()
    assert (kept.team, kept.sites_done, kept.sites_total, kept.pilot) == (team, 4, 4, "generalised")
    assert (kept.pilot_words, shaped.version) == ("Ça marche.", kept.version)


def test_what_cannot_be_is_refused_at_its_field(action):
    for facts, field in (
        ({"sites_total": 2, "sites_done": 3}, "sites_done"),
        ({"sites_total": 1001}, "sites_total"),
        ({"pilot": "perhaps"}, "pilot"),
        ({"pilot": "stopped"}, "pilot_words"),
    ):
        with pytest.raises(InvalidInput) as refused:
            shape_action(action, by=action.owner, **facts)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        shape_action(action, by=UserFactory(), sites_total=1)


def test_the_page_of_the_action_takes_and_shows_sites_and_pilot(action, signed_in):
    client = signed_in(action.owner)
    address = reverse("ideas:action_step", args=[action.idea.reference, "shape"])
    sent = {"team": "", "sites_total": "4", "sites_done": "", "pilot": "stopped", "pilot_words": "Trop de trajets."}
    assert client.post(address, sent).status_code == 303
    html = client.get(action.get_absolute_url()).content.decode()
    assert all(words in html for words in ("done in 0 of 4", "Stopped after the pilot", "Trop de trajets."))


def test_a_team_is_not_named_where_the_owner_is_hidden(action, signed_in):
    author = UserFactory()
    hidden = decided(owner=author, author=author, visibility="name_hidden")
    team = TeamFactory(name="Équipe de la gare")
    shape_action(hidden.action, by=author, team=team)
    html = signed_in(UserFactory(sponsor=True, locale="en")).get(hidden.action.get_absolute_url()).content.decode()
    assert "Équipe de la gare" not in html

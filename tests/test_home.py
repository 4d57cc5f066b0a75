from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.models import OutgoingMail
from parkour.views.todo import officer_desk
from tests.factories import IdeaFactory, UserFactory, committee_of

pytestmark = pytest.mark.django_db


def titles(response):
    return [task.title for task in response.context["tasks"]]


def test_home_offers_the_form_to_somebody_who_never_wrote(signed_in):
    page = signed_in(UserFactory()).get("/").content.decode()
    assert reverse("ideas:submit") in page
    assert "première idée" in page


def test_home_says_what_waits_for_the_author(signed_in):
    author = UserFactory()
    IdeaFactory(author=author, needs_info=True)
    response = signed_in(author).get("/")
    assert len(titles(response)) == 1
    assert "question" in titles(response)[0].lower()


def test_home_asks_the_owner_of_a_quick_win(signed_in):
    idea = IdeaFactory(fast_track=True)
    response = signed_in(idea.quick_win_owner).get("/")
    assert [task.url for task in response.context["tasks"]] == [reverse("ideas:quick_win", args=[idea.reference])]


def test_home_tells_members_about_quick_wins_open_to_objection(signed_in):
    member = committee_of()["employees"][0]
    IdeaFactory(in_window=True)
    assert reverse("committee:quick_wins") in [task.url for task in signed_in(member).get("/").context["tasks"]]


def test_the_desk_counts_late_promises_and_promises_of_the_day():
    idea = IdeaFactory()
    IdeaFactory(needs_info=True)
    assert (officer_desk().to_triage, officer_desk().late) == (1, 0)
    with clock.at(idea.promised_reply_at - timedelta(hours=2)):
        assert officer_desk().due_today == 1
    with clock.at(idea.promised_reply_at + timedelta(minutes=1)):
        assert (officer_desk().late, officer_desk().due_today) == (1, 0)


def test_the_page_of_the_officer_costs_the_same_with_more_ideas(signed_in, count_queries):
    officer = UserFactory(officer=True)
    client = signed_in(officer)
    IdeaFactory(officer=officer)
    one = count_queries(lambda: client.get("/"))
    IdeaFactory(officer=officer)
    IdeaFactory(officer=officer, opened=True)
    assert count_queries(lambda: client.get("/")) == one


def test_the_inbox_reads_by_post_only(signed_in):
    author = UserFactory()
    IdeaFactory(author=author, declined=True)
    client = signed_in(author)
    assert client.get(reverse("notifications:inbox")).context["unread"] == 2
    row = author.notifications.first()
    assert client.get(reverse("notifications:open", args=[row.pk])).status_code == 405
    assert client.post(reverse("notifications:open", args=[row.pk])).url == row.url
    assert client.get(reverse("notifications:inbox")).context["unread"] == 1
    client.post(reverse("notifications:read_all"))
    assert client.get(reverse("notifications:inbox")).context["unread"] == 0


def test_the_inbox_of_somebody_else_cannot_be_read(signed_in):
    author = UserFactory()
    IdeaFactory(author=author)
    row = author.notifications.get()
    assert signed_in(UserFactory()).post(reverse("notifications:open", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("before", ["-1", "abc", "١", "9" * 40])
def test_a_strange_page_key_shows_the_first_page(signed_in, before):
    assert signed_in(UserFactory()).get(reverse("notifications:inbox"), {"before": before}).status_code == 200


def test_the_mailbox_is_for_the_demonstration_only(client, settings):
    assert client.get(reverse("demo_mailbox")).status_code == 404
    settings.PARKOUR_DEMO = True
    IdeaFactory()
    page = unescape(client.get(reverse("demo_mailbox")).content.decode())
    assert OutgoingMail.objects.get().subject in page


def test_the_mailbox_shows_what_is_scheduled_and_sends_it_now(client, settings):
    settings.PARKOUR_DEMO = True
    evening = datetime(2026, 3, 17, 21, 0, tzinfo=ZoneInfo("Europe/Paris"))
    with clock.at(evening):
        IdeaFactory(declined=True)  # the receipt leaves at once, the answer in the morning
        assert outbox.send_due_mail() == 1
        page = client.get(reverse("demo_mailbox"))
        (waiting,) = page.context["scheduled"]
        assert waiting.not_before == evening.replace(day=18, hour=7, minute=30)
        assert [row.state for row in page.context["mails"]] == ["sent"]
        assert "Envoyer maintenant" in page.content.decode()
        client.post(reverse("demo_mail_send", args=[waiting.uuid]))
        assert outbox.send_due_mail() == 1
        assert len(client.get(reverse("demo_mailbox")).context["scheduled"]) == 0


def test_other_channels_are_open_to_everyone(client):
    assert "3977" in client.get(reverse("channels")).content.decode()


def test_the_profile_keeps_what_was_typed_and_changes_only_its_fields(signed_in):
    person = UserFactory()
    client = signed_in(person)
    refused = client.post(reverse("profile"), {"first_name": "", "last_name": "Nouveau", "email": "x@y.z"})
    assert refused.status_code == 422
    assert "Nouveau" in refused.content.decode()
    client.post(reverse("profile"), {"first_name": "Ana", "last_name": "Nouveau", "email": "x@y.z", "is_active": ""})
    changed = type(person).objects.get(pk=person.pk)
    assert (changed.first_name, changed.last_name, changed.email, changed.is_active) == (
        "Ana",
        "Nouveau",
        person.email,
        True,
    )

"""What people type is text, in pages, mails, screens and records: never markup, header, template or way out."""

import logging
from datetime import datetime
from email import message_from_bytes
from email.policy import default as MAIL_POLICY
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.template import Context, Template
from django.urls import reverse

from ideas.models import Idea
from ideas.selectors import authors_of
from ideas.services.conversation import write_message
from parkour.accounts.models import User
from parkour.core import clock
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.outbox import message_for, send_due_mail
from tests.factories import IdeaFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.hostile import LITERAL, MARKUP, FullSwing
from tests.markup import Page, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # pages of Django and allauth are read too
OURS = ("ideas", "committee", "accounts", "organisation", "notifications", "core")
# Columns that are no text of anybody: keys, addresses, codes; and mails, which are written anew below.
NOT_TYPED = {
    "password", "email", "phone", "locale", "theme", "code", "timezone", "reference", "state", "session_url", "url",
    "path", "kind", "event_key", "to_address", "body_html", "body_text", "subject",
}  # fmt: skip
A_TUESDAY_MORNING = datetime(2026, 3, 17, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
CODES = {("ideas", "name"), ("committee", "name")}  # a transition, a pole


def typed_columns():
    """(model, column) of every column that holds somebody's words."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for column in model._meta.concrete_fields:
                plain = type(column) in {models.CharField, models.TextField} and not column.choices
                if plain and column.name not in NOT_TYPED and (label, column.name) not in CODES:
                    yield model, column


def write_everywhere(texts):
    """Put one of the texts in every column of every row that may hold words: no comment is hidden without its officer,
    feedback asks for no change, what a colleague said is not said by somebody else too, raters agree after a talk, and
    a file names each line once.
    """
    may_hold = {
        "hidden_reason": Q(hidden_by__isnull=False),
        "lifted_because": Q(lifted_by__isnull=False),
        "answer": Q(answered_by__isnull=False),
        "change_text": ~Q(change_text=""),
        "reply_words": ~Q(reply=""),
        "said_by": Q(person=None),
        "closed_because": Q(closed_at__isnull=False),
        "ended_because": Q(ended_at__isnull=False),
        "cancelled_because": Q(cancelled_at__isnull=False),
        "drawn_text": Q(settled_at__isnull=False),
        "seed": Q(settled_at__isnull=False),
        "settled_because": Q(settled_at__isnull=False),
    }
    for turn, (model, column) in enumerate(typed_columns()):
        rows = model.objects.filter(may_hold.get(column.name, Q()))
        for number, pk in enumerate(rows.order_by("pk").values_list("pk", flat=True)):
            text = texts[(turn + number) % len(texts)]
            text = f"{number} {text}" if column.name == "external_id" else text
            model.objects.filter(pk=pk).update(**{column.name: text[: column.max_length or None]})


@pytest.mark.parametrize("text", MARKUP)
def test_the_reader_of_these_tests_sees_what_would_run(text):
    """Planted fault: shown as markup, each of them is found."""
    as_text, as_value = (
        Template(f"{{% autoescape off %}}{source}{{% endautoescape %}}").render(Context({"text": text}))
        for source in ("<p>{{ text }}</p>", "<input value='{{ text }}'>")
    )
    assert Page(as_text).runs or Page(as_value).runs or Page(f'<input value="{text}">').runs


@pytest.fixture
def full_swing():
    return FullSwing.now()


def test_no_text_runs_on_any_page_and_every_text_is_read_as_it_is(full_swing):
    texts = [*MARKUP, *(text for text in LITERAL if "\r" not in text)]
    write_everywhere(texts)
    client, shown = full_swing.client(), set()
    for name, address in full_swing.addresses():
        answer = client.get(address)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = page_of(answer)
        assert page.runs == [], (name, address)
        assert "pwn" not in [values.get("id") for _tag, values in page.tags], (name, address)
        ways_out = [values for tag, values in page.tags if tag == "a" and "evil" in (values.get("href") or "")]
        # An address that somebody writes in a comment can be opened, and is said to be none of ours.
        assert [values for values in ways_out if values.get("rel") != "nofollow noopener noreferrer"] == [], name
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "script-src 'self'" in policy and "default-src 'none'" in policy
        shown |= {text for text in texts if text in page.text}
    assert {"{{ 7*7 }} {% debug %} ${7*7} #{7*7}", "{user.password} {0} {idea.authors}"} <= shown
    assert len(shown) > len(texts) * 2 // 3


# --- Mails -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*MARKUP, *LITERAL])
def test_a_mail_carries_words_to_one_person(text):
    author = UserFactory(first_name=text[:80])
    with clock.at(A_TUESDAY_MORNING):  # in nobody's quiet hours
        idea = IdeaFactory(author=author, problem_text=f"{text} et la suite du texte")
        Idea.objects.filter(pk=idea.pk).update(title=text)
        idea.refresh_from_db()
        write_message(idea, by=UserFactory(officer=True, first_name=text[:80]), body=f"Bonjour, {text}")
        mail.outbox.clear()
        assert send_due_mail() == len(mail.outbox) > 0  # what is about the same thing leaves as one
    for message in mail.outbox:
        read = message_from_bytes(message.message().as_bytes(), policy=MAIL_POLICY)
        assert [to.addr_spec for to in read["To"].addresses] == [author.email]
        assert len(message.recipients()) == 1
        assert "Bcc" not in read and "Cc" not in read
        assert len(read["Subject"].splitlines()) == 1
        [(html, _kind)] = message.alternatives
        assert Page(html).runs == []
        assert not [values for tag, values in Page(html).tags if tag == "a" and "evil" in (values.get("href") or "")]
    assert any(" ".join(text.split()) in " ".join(message.body.split()) for message in mail.outbox)


def test_a_subject_on_two_lines_would_be_refused_by_the_mail_itself():
    """Planted fault: were a line break to reach the row, the message says so instead of sending to a second person."""
    idea = IdeaFactory()
    row = OutgoingMail.objects.filter(notification__recipient=authors_of(idea)[0]).first()
    row.subject = "titre\r\nBcc: victime@evil.example"
    with pytest.raises(ValueError, match="newline"):
        message_for(row).message()


# --- Ways out --------------------------------------------------------------------------------------------

AWAY = (
    "//evil.example", "///evil.example", "https://evil.example", "http:evil.example", "\\\\evil.example",
    "/\\evil.example", "\\/evil.example", "javascript:alert(1)", "java\nscript:alert(1)", " //evil.example",
    "\t//evil.example", "data:text/html,x", "https:///evil.example", "http://[::1", "//evil.example@localhost",
    "/\t/evil.example", "\x00/x",
)  # fmt: skip


def assert_stays(answer):
    where = answer.get("Location", "/")
    assert where.startswith("/") and not where.startswith(("//", "/\\")), where
    assert urlsplit(where).netloc == "" and "evil" not in urlsplit(where).path


def test_nobody_is_led_out_of_the_house(full_swing, client):
    for target in AWAY:
        cache.clear()  # the sign-in counts its attempts
        _ask_to_leave(full_swing, client, target)


def _ask_to_leave(full_swing, client, target):
    for name in ("set_theme", "set_language"):
        assert_stays(client.post(reverse(name), {"theme": "dark", "language": "en", "next": target}))
    inside = full_swing.client()
    assert_stays(inside.post(reverse("committee:present", args=[full_swing.room.session.number]), {"next": target}))
    assert_stays(inside.post(reverse("account_logout"), {"next": target}))
    person = UserFactory()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": target})
    assert answer.status_code in {200, 302}
    assert_stays(answer)


@pytest.mark.parametrize("target", AWAY[:12])
def test_a_message_leads_inside_or_to_the_inbox(signed_in, target):
    person = UserFactory()
    IdeaFactory(author=person)
    Notification.objects.filter(recipient=person).update(url=target)
    row = Notification.objects.filter(recipient=person).first()
    assert_stays(signed_in(person).post(reverse("notifications:open", args=[row.pk])))


def test_the_way_back_of_the_sign_in_is_never_a_link(client):
    page = page_of(client.get(reverse("account_login"), {"next": "javascript:alert(1)"}))
    assert page.runs == []


# --- Records ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/x%0aFAKE 200 OK/", "/x%0d%0aFAKE/", "/x%1b%5b31mred/", "/x%e2%80%a8FAKE/", "/x%22%7d%0a%7b/"]
)
def test_an_address_writes_one_line_in_the_records(signed_in, caplog, path):
    with caplog.at_level(logging.DEBUG, logger="django"):
        signed_in(UserFactory()).get(path)
        signed_in(UserFactory()).post(path + "?q=%0aFAKE", headers={"User-Agent": "x", "Referer": "http://x/%0aFAKE"})
    lines = [record.getMessage() for record in caplog.records]
    assert lines and all(len(line.splitlines()) == 1 and "\x1b" not in line for line in lines)


def test_a_failed_mail_is_recorded_without_its_words(caplog):
    idea = IdeaFactory(problem_text="Un secret\nsur deux lignes, assez long.")

    class Silent:
        def send_messages(self, messages):
            raise OSError("refused\nFAKE LINE")

    with caplog.at_level(logging.INFO):
        send_due_mail(Silent())
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("parkour")]
    assert lines and all(len(line.splitlines()) == 1 for line in lines)
    assert not [line for line in lines if "secret" in line or authors_of(idea)[0].email in line]


# --- The rest --------------------------------------------------------------------------------------------


COMMANDS = ["' OR 1=1 --", "'; DROP TABLE ideas_idea; --", "%' OR '1'='1", "\\'; SELECT pg_sleep(9)"]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_search_is_words_and_not_a_command(signed_in, text):
    client = signed_in(UserFactory(admin=True))
    everybody = User.objects.count()
    answer = client.get(reverse("admin:accounts_user_changelist"), {"q": text})
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == 0
    assert User.objects.count() == everybody


@pytest.mark.parametrize("text", COMMANDS)
def test_what_is_searched_compared_or_sorted_by_finds_nothing_and_everything_is_still_there(signed_in, text):
    """I07: every search of the pages and of the API, the neighbours of a text, and keys of pages."""
    idea = IdeaFactory(shortlisted=True, problem_text="Le planning change trop tard.")
    client = signed_in(UserFactory(admin=True, officer=True))
    read = [client.get(reverse(name), {"q": text}) for name in ("ideas:board", "ideas:all", "cards")] + [
        client.post(reverse("ideas:similar"), {"problem_text": f"{text} et la suite du texte"})
    ]
    assert [answer.status_code for answer in read] == [200] * 4
    assert not any(idea.reference in answer.content.decode() for answer in read)
    for name in ("ideas:board", "ideas:triage", "ideas:mine", "committee:sessions", "notifications:inbox"):
        assert client.get(reverse(name), {"after": text, "before": text, "ordering": text}).status_code == 200
    for name in ("q", "ordering", "after"):
        assert client.get("/api/v1/ideas/", {name: text}).status_code in {200, 400}
    assert Idea.objects.get().problem_text == "Le planning change trop tard."


def test_a_conflict_shows_both_texts_as_text(full_swing):
    """The page of a stale decision holds what was typed, which is markup here."""
    idea = full_swing.ideas["assessed"]
    Idea.objects.filter(pk=idea.pk).update(title=MARKUP[2])
    address = reverse("ideas:decide", args=[idea.reference, "park"])
    answer = full_swing.client().post(address, {"version": "0", "message": MARKUP[1], "review_on": "2000-01-01"})
    assert answer.status_code == 409
    page = page_of(answer)
    assert page.runs == []
    assert page.form_with("message").fields["message"] == MARKUP[1]

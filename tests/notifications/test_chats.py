"""What is posted to the chats: which words, when, once; what happens when a chat is away, refuses, or a worker dies."""

import http.server
import json
import threading
from datetime import datetime, timedelta
from urllib.error import URLError
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse

from ideas.services.follow_up import publish_update
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.notifications import chats
from parkour.notifications.chat_channels import chat_channels, check_chats
from parkour.notifications.chat_outbox import (
    KEPT,
    MAX_ATTEMPTS,
    STUCK_AFTER,
    claim_next,
    forget_old_chats,
    post_due_chats,
    post_json,
)
from parkour.notifications.chat_words import is_final, is_taken, payload
from parkour.notifications.chats import ChatWords, post_to_chats
from parkour.notifications.models import ChatMessage
from parkour.notifications.topics import Topic
from tests.factories import UserFactory
from tests.ideas.lives import decided, done

PARIS = ZoneInfo("Europe/Paris")
IN_HOURS = datetime(2026, 3, 17, 10, 0, tzinfo=PARIS)  # a Tuesday
ADDRESS = "https://chat.example.org/hooks/kept-secret"
WORDS = {"title": "Trop de clés", "body": "Un boîtier.", "link": "https://parkour.example.org/x/", "action": "Voir"}
State = ChatMessage.State


@pytest.fixture
def channel(settings):
    settings.PARKOUR_CHATS = {"Tous": {"service": "slack", "address": ADDRESS}}
    return "Tous"


class Chat:
    """A chat that answers as it is told, and keeps what it was sent."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), []

    def __call__(self, address, body):
        self.heard.append((address, body))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return answer


def post(title="Trop de clés", topic=Topic.TOLD, thread="idea:1:told"):
    with transaction.atomic():
        return post_to_chats(topic, thread=thread, compose=lambda: ChatWords(title, "Un boîtier.", "Voir"), url="/x/")


# --- Pure ---------------------------------------------------------------------------------------------------


def test_no_word_becomes_a_mention_a_link_or_a_heading():
    wild = WORDS | {"title": "<!channel> & @all", "body": "@channel [ici](https://ailleurs) *gras*"}
    slack = payload("slack", **wild)["text"]
    assert "<!channel>" not in slack and "&lt;!channel&gt; &amp; @all" in slack
    mattermost = payload("mattermost", **wild)["text"]
    assert "@channel" not in mattermost and "@all" not in mattermost and "\\[ici\\](https" in mattermost
    card = json.dumps(payload("teams", **wild), ensure_ascii=False)
    assert "@channel" not in card and WORDS["link"] in card


def test_long_words_are_cut_and_the_link_stays():
    text = payload("slack", **WORDS | {"body": "a" * 5000})["text"]
    assert len(text) < 2000 and text.endswith(f"<{WORDS['link']}|Voir>")


@pytest.mark.parametrize(
    ("status", "taken", "final"),
    [(200, True, False), (204, True, False), (302, False, True), (404, False, True), (410, False, True),
     (429, False, False), (500, False, False), (0, False, False)],
)  # fmt: skip
def test_an_answer_is_taken_for_what_it_says(status, taken, final):
    assert (is_taken(status), is_final(status)) == (taken, final)


# --- Channels -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"service": "irc", "address": ADDRESS},
        {"service": "slack", "address": "http://chat.example.org/"},
        {"service": "slack", "address": 5},
        {"service": "slack"},
        {"service": "slack", "address": ADDRESS, "topics": ["trial"]},
        {"service": "slack", "address": ADDRESS, "topics": []},
        "slack",
    ],
)
def test_a_channel_that_is_badly_written_is_told_at_the_start_without_its_address_and_posts_nothing(settings, facts):
    settings.PARKOUR_CHATS = {"Tous": facts, "Bien": {"service": "teams", "address": ADDRESS}}
    (error,) = check_chats(None)
    assert error.id == "notifications.E002" and "kept-secret" not in str(error)
    assert list(chat_channels()) == ["Bien"]
    assert "kept-secret" not in repr(chat_channels())


def test_settings_that_name_no_channels_at_all_are_told_and_harm_nothing(settings):
    settings.PARKOUR_CHATS = ["https://chat.example.org/"]
    assert [error.id for error in check_chats(None)] == ["notifications.E001"]
    assert chat_channels() == {}


# --- Writing ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_channel_that_wants_the_subject_nothing_is_written_or_composed(settings):
    settings.PARKOUR_CHATS = {"Tous": {"service": "slack", "address": ADDRESS, "topics": ["minutes"]}}
    assert post_to_chats(Topic.TOLD, thread="x", compose=lambda: pytest.fail("composed"), url="/") == 0
    assert not ChatMessage.objects.exists()


@pytest.mark.django_db
def test_one_message_a_day_whose_words_are_the_last_ones_until_it_leaves(channel):
    with clock.at(IN_HOURS):
        post("Trop de clés")
        post("Trop de clés, mieux dit")
        assert [row.title for row in ChatMessage.objects.all()] == ["Trop de clés, mieux dit"]
        chat = Chat()
        assert post_due_chats(chat) == 1
        post("Trop tard")
        assert post_due_chats(chat) == 0
    with clock.at(IN_HOURS + timedelta(days=1)):
        post("Le lendemain")
        assert post_due_chats(chat) == 1
    assert [address for address, _body in chat.heard] == [ADDRESS] * 2


@pytest.mark.django_db
def test_words_corrected_the_next_morning_are_posted_alone(channel):
    chat = Chat()
    with clock.at(IN_HOURS.replace(hour=22)):
        post("Trop de clefs")
    with clock.at(IN_HOURS.replace(hour=7) + timedelta(days=1)):
        post("Trop de clés")
        assert post_due_chats(chat) == 0
    with clock.at(IN_HOURS + timedelta(days=1)):
        assert post_due_chats(chat) == 1
    assert "Trop de clés" in str(chat.heard[0]) and ChatMessage.objects.count() == 1


@pytest.mark.django_db
def test_what_failed_that_day_is_posted_with_the_corrected_words_unless_the_chat_may_have_heard_it(channel):
    chat = Chat(404, 200, ConnectionResetError())
    with clock.at(IN_HOURS):
        post("Trop de clefs")
        assert post_due_chats(chat) == 0
        post("Trop de clés")
        assert post_due_chats(chat) == 1
        post("Half", thread="idea:2:told")
        assert post_due_chats(chat) == 0
        post("Half, said better", thread="idea:2:told")
        assert post_due_chats(chat) == 0
    states = ChatMessage.objects.order_by("pk").values_list("title", "state")
    assert list(states) == [("Trop de clés", State.SENT), ("Half, said better", State.FAILED)]


@pytest.mark.django_db
def test_what_happens_at_night_is_posted_in_the_morning(channel):
    with clock.at(IN_HOURS.replace(hour=22)):
        post()
        assert post_due_chats(Chat()) == 0
    with clock.at(IN_HOURS.replace(hour=8) + timedelta(days=1)):
        assert post_due_chats(Chat()) == 1


@pytest.mark.django_db
def test_published_words_are_posted_without_the_names_of_those_who_are_credited(channel):
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    idea = done(author=author, problem_text="Zéphyrine Quetzal attend deux heures.")
    words = {"you_said": "Quetzal attend.", "we_did": "Un second poste, dit Zéphyrine.", "credits": "Merci à Quetzal"}
    publish_update(idea, by=UserFactory(officer=True), **words)
    row = ChatMessage.objects.get()
    said = f"{row.title} {row.body}"
    assert "Un second poste" in said and "Quetzal" not in said and "Zéphyrine" not in said
    assert row.url == idea.get_absolute_url()


@pytest.mark.django_db
def test_words_that_the_board_shows_no_more_are_not_posted_any_more(channel):
    officer, idea = UserFactory(officer=True), decided(outcome="rejected")
    with clock.at(IN_HOURS.replace(hour=22)):
        publish_update(idea, by=officer, you_said="Trop de clés.", we_did="Nous ne le ferons pas.")
        assert ChatMessage.objects.count() == 1
        apply_transition(idea, "reopen", by=officer, reason="Il y a du nouveau.")
    assert not ChatMessage.objects.exists()


# --- Posting ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_chat_that_is_away_gets_the_message_once_it_is_back_and_once_only(channel):
    chat = Chat(URLError("no route"), 503, 429, 200)
    with clock.at(IN_HOURS):
        post()
    for minutes in (0, 5, 30, 120, 240):
        with clock.at(IN_HOURS + timedelta(minutes=minutes)):
            post_due_chats(chat)
    row = ChatMessage.objects.get()
    assert (row.state, row.attempts, len(chat.heard)) == (State.SENT, 4, 4)


@pytest.mark.django_db
def test_what_was_sent_without_an_answer_is_not_sent_again_by_itself(channel):
    chat = Chat(TimeoutError("read"))
    with clock.at(IN_HOURS):
        post()
        post_due_chats(chat)
    with clock.at(IN_HOURS + timedelta(hours=2)):
        assert post_due_chats(chat) == 0
    row = ChatMessage.objects.get()
    assert (row.state, len(chat.heard)) == (State.FAILED, 1) and "half-way" in row.last_error


@pytest.mark.django_db
def test_a_refusal_for_good_is_tried_once_and_says_why_without_the_address(channel):
    chat = Chat(404)
    with clock.at(IN_HOURS):
        post()
        post_due_chats(chat)
        assert post_due_chats(chat) == 0
    row = ChatMessage.objects.get()
    assert (row.state, len(chat.heard)) == (State.FAILED, 1)
    assert "refuses" in row.last_error and "kept-secret" not in row.last_error


@pytest.mark.django_db
def test_a_chat_that_stays_away_is_given_up_after_so_many_attempts(channel):
    chat = Chat(*[500] * (MAX_ATTEMPTS + 3))
    with clock.at(IN_HOURS):
        post()
    for hours in range(MAX_ATTEMPTS + 3):
        with clock.at(IN_HOURS + timedelta(hours=hours)):
            post_due_chats(chat)
    assert (ChatMessage.objects.get().state, len(chat.heard)) == (State.FAILED, MAX_ATTEMPTS)


@pytest.mark.django_db
def test_what_a_dead_worker_was_posting_is_not_posted_again_by_itself(channel):
    with clock.at(IN_HOURS):
        post()
        assert claim_next() is not None
    with clock.at(IN_HOURS + STUCK_AFTER + timedelta(seconds=1)):
        chat = Chat()
        assert post_due_chats(chat) == 0
        row = ChatMessage.objects.get()
        assert (row.state, chat.heard) == (State.FAILED, []) and "half-way" in row.last_error
        chats.post_again(row, by=UserFactory(admin=True))
        assert post_due_chats(chat) == 1


@pytest.mark.django_db
def test_a_channel_that_was_taken_out_of_the_settings_gets_nothing_more(channel, settings):
    with clock.at(IN_HOURS):
        post()
        settings.PARKOUR_CHATS = {}
        chat = Chat()
        assert (post_due_chats(chat), chat.heard) == (0, [])
    assert ChatMessage.objects.get().state == State.FAILED


@pytest.mark.django_db
def test_what_was_posted_long_ago_is_forgotten_and_what_waits_is_not(channel):
    with clock.at(IN_HOURS):
        post(thread="one")
        post_due_chats(Chat())
        post(thread="two")
    with clock.at(IN_HOURS + KEPT + timedelta(days=1)):
        assert forget_old_chats() == 1
    assert ChatMessage.objects.get().state == State.QUEUED


def test_a_chat_that_answers_from_elsewhere_is_not_followed():
    class Handler(http.server.BaseHTTPRequestHandler):
        heard = []

        def do_POST(self):
            Handler.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_facts):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert post_json(f"http://127.0.0.1:{server.server_port}/", {"text": "é"}) == 302
    finally:
        server.shutdown()
        server.server_close()
    assert Handler.heard == [{"text": "é"}]


# --- Page ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_looks_after_the_mail_tries_a_channel_and_posts_again_what_failed(channel, signed_in):
    desk, page = signed_in(UserFactory(admin=True, locale="en")), reverse("notifications:chats")
    assert desk.post(reverse("notifications:try_chat"), {"channel": channel}).status_code == 303
    chat = Chat(410)
    post_due_chats(chat)
    row = ChatMessage.objects.get()
    shown = desk.get(page).content.decode()
    assert row.state == State.FAILED and row.title in shown and "kept-secret" not in shown
    assert desk.post(reverse("notifications:chat_again", args=[row.pk])).status_code == 303
    assert post_due_chats(chat) == 1


@pytest.mark.django_db
def test_nobody_else_finds_the_page_or_posts(channel, signed_in):
    reader = UserFactory()
    assert signed_in(reader).get(reverse("notifications:chats")).status_code == 404
    with pytest.raises(NotAllowed):
        chats.try_channel(channel, by=reader)
    with pytest.raises(TransitionRefused):
        chats.try_channel("Ailleurs", by=UserFactory(officer=True))


@pytest.mark.django_db
def test_without_a_channel_the_page_says_how_one_is_set_up(signed_in):
    page = signed_in(UserFactory(officer=True, locale="en")).get(reverse("notifications:chats"))
    assert "PARKOUR_CHATS" in page.content.decode()

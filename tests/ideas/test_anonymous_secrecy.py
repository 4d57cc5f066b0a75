"""Who wrote anonymous feedback is nowhere: in no row, no log, no cache, no page; each way is shown to be watched."""

import json
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from ideas import rules, tries
from ideas.enums import Outcome
from ideas.models import Authorship, Draft, Idea, IdeaEvent, RedFlag
from ideas.services import anonymous as services
from ideas.services import red_flags, triage
from ideas.services.drafts import DraftWords, save_draft
from ideas.services.exporting import ExportFilters, export_ideas
from parkour.core import clock
from parkour.core.valkey import client as valkey
from tests.core.observation.lines import production_lines
from tests.factories import UserFactory
from tests.ideas.anonymously import FOLLOW, WORDS, new_key, open_to_anonymous, post, send, sent

pytestmark = pytest.mark.django_db
ADDRESS, BROWSER = "203.0.113.77", "Navigateur-de-Zélie/1.0"
DANGER = "Le sol cède sous les chariots."
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
OF_PEOPLE = """
SELECT kcu.table_name, kcu.column_name FROM information_schema.table_constraints tc
JOIN information_schema.key_column_usage kcu USING (constraint_name, table_schema)
JOIN information_schema.constraint_column_usage ccu USING (constraint_name, table_schema)
WHERE tc.constraint_type = 'FOREIGN KEY' AND ccu.table_name = 'accounts_user'
"""


@pytest.fixture
def writer():
    return UserFactory(first_name="Zélie", last_name="Quatrevingt", email="zelie.quatrevingt@example.org")


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def phone(writer, signed_in):
    """The browser of somebody who is signed in, which sends its cookie although ours does not."""
    cache.clear()
    open_to_anonymous()
    client = Client(REMOTE_ADDR=ADDRESS, headers={"User-Agent": BROWSER})
    client.force_login(writer, backend="parkour.accounts.backends.SignInBackend")
    return client


def database() -> dict[str, set[str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        rows = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608 — a name of our schema
            rows[table] = {text for (text,) in cursor.fetchall()}
    return rows


def betrayals(before, after, writer, session) -> list[str]:
    """What rows that are new or changed say of the writer: by a text, or by a column that names a person."""
    with connection.cursor() as cursor:
        cursor.execute(OF_PEOPLE)
        columns = cursor.fetchall()
    words = (writer.email, writer.last_name, writer.first_name, ADDRESS, "203.0.113", BROWSER, session)
    told = []
    for table, rows in after.items():
        for row in rows - before[table]:
            said = json.loads(row)
            told += [f"{table}: {word}" for word in words if word in json.dumps(said, ensure_ascii=False)]
            told += [f"{table}.{column}" for name, column in columns if name == table and said.get(column) == writer.pk]
    return told


def everything(phone):
    """One life of a contribution, by somebody whose browser sends all it has."""
    answer, key = send(phone)
    assert answer.status_code == 201
    assert post(phone, FOLLOW, {"key": key}).status_code == 200
    assert post(phone, f"{FOLLOW}messages/", {"key": key, "body": "Encore hier soir."}).status_code == 201
    assert post(phone, f"{FOLLOW}danger/", {"key": key, "kind": "safety", "reason": DANGER}).status_code == 200
    assert post(phone, FOLLOW, {"key": new_key()}).status_code == 404
    assert post(phone, f"{FOLLOW}withdraw/", {"key": key}).status_code in {200, 409}
    return answer


def told_by_the_database(phone, writer):
    before = database()
    everything(phone)
    return betrayals(before, database(), writer, phone.cookies["sessionid"].value)


def test_no_row_says_who_wrote_even_when_the_browser_sends_its_session(phone, writer, officer):
    assert told_by_the_database(phone, writer) == []


@pytest.mark.parametrize("model", [IdeaEvent, Authorship])
def test_planted_fault_a_person_written_on_purpose_is_seen(phone, writer, officer, monkeypatch, model):
    create = services._create

    def betray(*args):
        idea = create(*args)
        if model is Authorship:
            Authorship.objects.create(idea=idea, person=writer)
        else:
            IdeaEvent.objects.create(idea=idea, name="submit", actor=writer, at=clock.now())
        return idea

    monkeypatch.setattr(services, "_create", betray)
    assert told_by_the_database(phone, writer) != []


def test_planted_fault_an_address_in_a_text_is_seen(phone, writer, monkeypatch):
    create = services._create

    def betray(problem, *args):
        idea = create(problem, *args)
        IdeaEvent.objects.create(idea=idea, name="submit", at=clock.now(), data={"from": ADDRESS})
        return idea

    monkeypatch.setattr(services, "_create", betray)
    assert told_by_the_database(phone, writer) != []


@pytest.mark.parametrize("way", ["as who raised it", "as who acted", "in its words"])
def test_planted_fault_somebody_who_says_that_there_is_danger_is_seen(phone, writer, officer, monkeypatch, way):
    raise_it = red_flags._raise

    def betray(idea, kind, reason, since, by=None):
        flag = raise_it(idea, kind, reason, since, by)
        if way == "as who raised it":
            RedFlag.objects.filter(pk=flag.pk).update(raised_by=writer)
        elif way == "as who acted":
            idea.events.filter(name="flag").update(actor=writer)
        else:
            idea.events.filter(name="flag").update(data={"from": BROWSER})
        return flag

    monkeypatch.setattr(red_flags, "_raise", betray)
    assert told_by_the_database(phone, writer) != []


def test_no_answer_sets_a_cookie_or_may_be_kept_by_a_cache():
    open_to_anonymous()
    stranger = Client()
    idea, key = sent(stranger)
    answers = [stranger.get("/ideas/anonymous/"), stranger.get("/ideas/follow-up/")]
    answers += [stranger.get("/api/v1/anonymous/ticket/"), post(stranger, FOLLOW, {"key": key})]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert not any(answer.cookies for answer in answers)
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert not stranger.cookies


def test_no_line_of_the_log_says_who_asked(phone, writer):
    with production_lines() as lines:
        everything(phone)
    text = lines.getvalue()
    assert len(lines.requests()) == 6
    assert all({"user", "network"}.isdisjoint(line) for line in lines.requests())
    assert not [word for word in (ADDRESS, "203.0.113", writer.email, WORDS, DANGER, "PKR-") if word in text]


def test_planted_fault_a_route_that_says_who_asked_is_seen(phone, writer, settings):
    settings.LOG_PERSON_ROUTES = (*settings.LOG_PERSON_ROUTES, "api:")
    with production_lines() as lines:
        everything(phone)
    assert "203.0.113" in lines.getvalue()


def cached() -> str:
    """Every key and value of the cache, as text."""
    return " ".join(
        f"{key} {valkey().get(key) if valkey().type(key) == b'string' else ''}" for key in valkey().scan_iter()
    )


def test_the_cache_counts_under_names_that_say_nothing(phone, writer):
    everything(phone)
    kept = cached()
    assert "tries:wrong" in kept
    assert not [word for word in (ADDRESS, writer.email, WORDS, DANGER) if word in kept]


def test_planted_fault_an_address_as_a_name_in_the_cache_is_seen(phone, monkeypatch):
    monkeypatch.setattr(tries, "_name", lambda kind, who: f"tries:{kind}:{who}")
    everything(phone)
    assert ADDRESS in cached()


def test_the_salt_of_the_counts_is_forgotten_with_them(phone):
    everything(phone)
    assert 0 < valkey().ttl(cache.make_key("tries:salt")) <= tries.WAIT


# --- What people are told -----------------------------------------------------------------------------------------


def told_to_people(idea, officer) -> str:
    """Everything that an officer, an administrator and a colleague read about it."""
    said = []
    for person in (officer, UserFactory(admin=True), UserFactory()):
        client = Client()
        client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
        addresses = ["/", "/board/", "/triage/", f"/triage/{idea.reference}/", f"/ideas/{idea.reference}/", "/inbox/"]
        addresses += [f"/api/v1/ideas/{idea.reference}/{part}" for part in ("", "story/", "messages/", "comments/")]
        addresses += ["/board/?q=plannings", "/api/v1/board/", f"/ideas/{idea.reference}/?before=999"]
        said += [client.get(address).content.decode() for address in addresses]
    rows = export_ideas(ExportFilters(hidden_names=True), by=officer)
    return " ".join([*said, *(str(row) for row in rows)])


@pytest.fixture
def on_the_board(phone, officer):
    answer, key = send(phone)
    assert post(phone, f"{FOLLOW}danger/", {"key": key, "kind": "safety", "reason": DANGER}).status_code == 200
    idea = Idea.objects.get(reference=answer.json()["reference"])
    triage.open_idea(idea, by=officer)
    triage.decide_triage(idea, triage.Orientation(outcome=Outcome.ANSWER, message="Voici."), by=officer)
    idea.refresh_from_db()
    return idea


def test_no_page_no_export_and_no_message_says_who_wrote(on_the_board, writer, officer):
    said = told_to_people(on_the_board, officer)
    assert WORDS in said and DANGER in said
    assert not [word for word in (writer.last_name, writer.email) if word in said]
    assert "Anonyme" in said


def test_planted_fault_an_author_written_on_purpose_is_read_by_the_officer(on_the_board, writer, officer):
    Authorship.objects.create(idea=on_the_board, person=writer)
    assert writer.last_name in told_to_people(on_the_board, officer)


def test_planted_fault_an_actor_written_on_purpose_is_read_in_the_story(on_the_board, writer, officer):
    on_the_board.events.filter(name="submit").update(actor=writer)
    assert writer.last_name in told_to_people(on_the_board, officer)


def test_who_wrote_it_is_a_colleague_like_any_other(on_the_board, writer):
    """S14: no door that others have not, so that nobody is found by elimination."""
    other = UserFactory()
    doors = ("view_idea", "view_thread", "support_idea", "follow_idea", "comment_idea", "withdraw_idea", "appeal")
    assert not rules.is_author(writer, on_the_board)
    for door in doors:
        assert writer.has_perm(f"ideas.{door}", on_the_board) == other.has_perm(f"ideas.{door}", on_the_board), door


def test_the_moment_is_told_to_nobody(on_the_board, officer, signed_in):
    """S05: neither as a date of a column nor in the story."""
    page = signed_in(officer).get(f"/ideas/{on_the_board.reference}/").content.decode()
    assert {on_the_board.created_at, on_the_board.submitted_at, on_the_board.events.first().at} == {services._day()}
    assert "à 0 h" not in page


# --- The draft of somebody who is signed in -----------------------------------------------------------------------


def test_the_draft_is_gone_for_good_once_its_words_go_to_the_anonymous_page(phone, writer):
    draft = save_draft(DraftWords(WORDS), key=uuid.uuid4(), version=0, by=writer)
    other = save_draft(DraftWords("Autre chose."), key=uuid.uuid4(), version=0, by=writer)
    for _twice in range(2):
        assert phone.post(f"/ideas/drafts/{draft.key}/forget/").status_code == 200
    assert list(Draft.objects.all()) == [other]


def test_nobody_forgets_the_draft_of_somebody_else(phone):
    draft = save_draft(DraftWords(WORDS), key=uuid.uuid4(), version=0, by=UserFactory())
    phone.post(f"/ideas/drafts/{draft.key}/forget/")
    assert Draft.objects.filter(pk=draft.pk).exists()

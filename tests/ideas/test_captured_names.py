"""The name of somebody without an account is for officers alone; a colleague who disowned is nobody's author."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ideas.board import board_rows
from ideas.models import Idea
from ideas.privacy import hides_somebody, shared_title, tell
from ideas.services.captures import disown_idea
from ideas.services.exporting import ExportFilters, export_ideas
from ideas.services.follow_up import publish_update
from ideas.services.lifecycle import apply_transition
from ideas.showing import shown
from parkour.notifications.models import Notification
from tests.committee.pages import browser
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.capturing import answer, typed
from tests.metering import metered

pytestmark = pytest.mark.django_db
WORDS = "Fatou Diarra attend au vestiaire. FATOU y reste, dit madame Diarra."
LEAS = "Léa Vasseur attend au vestiaire."
PARTS = ("Fatou", "FATOU", "Diarra", "Léa", "Vasseur")


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def site():
    return SiteFactory(name="Petite-Agence")


@pytest.fixture
def lea(site):
    return UserFactory(first_name="Léa", last_name="Vasseur", site=site)


def read(idea, *, as_officer=False):
    """What the board, the page and the programs say of it; then what anybody reads on a screen and in a file."""
    client = browser(UserFactory(officer=True) if as_officer else UserFactory())
    addresses = ["/board/", idea.get_absolute_url(), "/api/v1/board/", f"/api/v1/ideas/{idea.reference}/"]
    texts = [client.get(address).content.decode() for address in addresses]
    everybody = [str(shown()), str(list(export_ideas(ExportFilters(), by=UserFactory(admin=True))))]
    return " ".join(texts if as_officer else texts + everybody)


def names(text):
    return {part for part in PARTS if part in text}


@pytest.mark.parametrize("hides_name", [True, False])
def test_the_name_of_somebody_without_an_account_is_read_by_officers_alone(officer, site, hides_name):
    idea = answer(typed(officer, WORDS, said_by="Fatou Diarra", hides_name=hides_name, site=site), by=officer)
    assert names(read(idea)) == set()
    assert names(shared_title(idea)) == set()
    assert {"Fatou", "Diarra"} <= names(read(idea, as_officer=True))


@pytest.mark.parametrize("facts", [{"said_by": "Fatou Diarra"}, {}])
def test_where_a_name_is_hidden_the_site_is_not_told_either(officer, site, facts):
    idea = answer(typed(officer, WORDS, hides_name=True, site=site, **facts), by=officer)
    row = browser(UserFactory()).get(f"/api/v1/ideas/{idea.reference}/").json()
    assert row["site"] is None
    named = answer(typed(officer, WORDS, site=site, **facts), by=officer)
    assert browser(UserFactory()).get(f"/api/v1/ideas/{named.reference}/").json()["site"] == "Petite-Agence"


def test_small_words_before_a_name_are_no_name(officer):
    idea = answer(typed(officer, "Le bus du gardien est en retard, dit Rose.", said_by="Le gardien Rose"), by=officer)
    text = read(idea)
    assert "Le bus du gardien est en retard, dit …." in text


def test_whoever_disowned_is_named_nowhere(officer, lea):
    idea = typed(officer, LEAS, person=lea)
    disown_idea(idea, by=lea, why="not_mine")
    idea = answer(idea, by=officer)
    publish_update(idea, by=officer, you_said=LEAS, we_did="Fait avec Léa.", effect="", credits="Merci à Léa Vasseur")
    assert names(read(idea)) == set()
    assert {"Léa", "Vasseur"} <= names(read(idea, as_officer=True))


def test_mails_that_wait_name_them_no_more(officer, lea):
    idea = typed(officer, LEAS, person=lea)
    row = Notification.objects.create(
        recipient=UserFactory(), kind="follower_publish", event_key="x", title=LEAS, body=LEAS,
        url=idea.get_absolute_url(), created_at=idea.created_at,
    )  # fmt: skip
    disown_idea(idea, by=lea, why="not_meant")
    row.refresh_from_db()
    assert names(row.title + row.body) == set()


def test_a_hidden_name_stays_hidden_where_it_was_merged_into(officer):
    idea = typed(officer, WORDS, said_by="Fatou Diarra", hides_name=True)
    kept = IdeaFactory(opened=True, feedback=True, problem_text="Fatou le dit aussi.")
    apply_transition(idea, "open", by=officer)
    apply_transition(idea, "merge", by=officer, message="Même sujet.", into=kept)
    kept = answer(Idea.objects.get(pk=kept.pk), by=officer)
    assert names(read(kept)) == set()
    assert list(Idea.objects.filter(hides_somebody()).order_by("pk")) == [idea, kept]


def test_a_list_costs_as_much_with_three_of_them_as_with_one(officer, lea):
    def cost(number):
        ideas = [typed(officer, LEAS, person=lea) for _each in range(number)]
        for idea in ideas:
            disown_idea(idea, by=lea, why="not_mine")
        ideas = list(Idea.objects.filter(pk__in=[idea.pk for idea in ideas]).order_by("pk"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            titles = [idea.told.title for idea in tell(UserFactory.build(pk=1), ideas)]
        assert names(" ".join(titles)) == set()
        return len(queries)

    assert cost(1) == cost(3)


def test_planted_fault_without_the_names_that_are_not_said_they_would_be_read(officer, lea, monkeypatch):
    idea = typed(officer, LEAS, person=lea)
    disown_idea(idea, by=lea, why="not_mine")
    idea = answer(idea, by=officer)
    monkeypatch.setattr("ideas.privacy._unsaid", lambda idea: ())
    assert names(read(idea)) == {"Léa", "Vasseur"}


def finds(word, idea, *, as_officer=False):
    address = "/contributions/" if as_officer else "/board/"
    page = browser(UserFactory(officer=as_officer)).get(address, {"q": word}).content.decode()
    return idea.reference in page


@pytest.mark.parametrize("name", ["Fatou", "Diarra", "Fatou Diarra"])
def test_a_search_for_somebody_without_an_account_finds_nothing_but_for_officers(officer, name):
    idea = answer(typed(officer, WORDS, said_by="Fatou Diarra"), by=officer)
    assert (finds("vestiaire", idea), finds(name, idea), finds(name, idea, as_officer=True)) == (True, False, True)


def test_a_search_for_whoever_disowned_finds_nothing_even_under_a_new_name(officer, lea):
    idea = typed(officer, "Léa Vasseur, née Kerdoncuff, attend au vestiaire.", person=lea)
    disown_idea(idea, by=lea, why="not_mine")
    idea = answer(idea, by=officer)
    assert (finds("vestiaire", idea), finds("Vasseur", idea), finds("Kerdoncuff", idea)) == (True, False, True)
    lea.last_name = "Kerdoncuff"
    lea.save()
    assert (finds("vestiaire", idea), finds("Kerdoncuff", idea)) == (True, False)


def test_planted_fault_without_the_trigger_the_search_would_find_the_name(officer):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ideas_capture DISABLE TRIGGER search_capture_typed")
    idea = answer(typed(officer, WORDS, said_by="Fatou Diarra"), by=officer)
    assert finds("Diarra", idea)


def test_the_board_finds_what_was_typed_by_its_key_however_much_was():
    with metered() as meter:
        board_rows(UserFactory())
    ((statement, values, _rows),) = [each for each in meter.statements if "ideas_capture" in each[0]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # few rows are read one after the other, many must not be
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ideas_capture_pkey" in plan
    assert "Seq Scan on ideas_capture" not in plan

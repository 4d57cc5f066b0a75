"""What the pages and forms may cost, in figures without noise: statements, rows handed to Python, blocks, bytes."""

import gzip
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.urls import reverse

from ideas import contributions, desk, portfolio
from ideas.board import PAGE, board_counts, board_rows
from ideas.enums import UNTRIAGED, Outcome
from ideas.models import Idea, Neighbour
from ideas.scoring import Thresholds
from ideas.services.conversation import write_message
from ideas.services.holding import hold_decision
from ideas.services.triage import Orientation, assess_idea
from ideas.showing import nobody
from parkour.core.counting import MOST
from parkour.core.keys import encode_key
from parkour.views.context import COUNTED, waiting_for
from tests.bench import seed, words
from tests.factories import IdeaFactory, UserFactory, committee_of, open_session_with
from tests.ideas.files.lives import added
from tests.metering import metered
from tests.weight import first_load_kb

CONTRIBUTIONS = 2_500
STATEMENTS, STATEMENTS_OF_AN_ITEM, ROWS, DEEP_BLOCKS = 6, 15, 80, 2_000
ROWS_WITH_A_MATRIX = 330  # places that differ, of three raters at most
BODY, BODY_COMPRESSED = 45_000, 9_000
FORM_KB, STATEMENTS_OF_A_DRAFT = 60, 8


@pytest.fixture
def compact_tables(django_db_setup, django_db_blocker):
    """A scan reads what the tests before this one rolled back, until it is cleared away."""
    tables = [model._meta.db_table for model in apps.get_app_config("ideas").get_models()]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"VACUUM FULL {', '.join(tables)}")


@pytest.fixture
def company(compact_tables, db):
    """A programme of some thousand contributions."""
    seed.grow(CONTRIBUTIONS)


def cost(client, address):
    """The meter and the body of a page, asked for a second time."""
    client.get(address)
    with metered() as meter:
        page = client.get(address)
    assert page.status_code == 200
    return meter, page.content


def test_lists_keep_to_their_statements_rows_and_bytes(company, signed_in):
    client = signed_in(UserFactory(officer=True))
    lists = {
        "/board/": STATEMENTS,
        "/board/?tab=not-kept": STATEMENTS,
        f"/board/?q={words.RARE}": STATEMENTS,
        "/board/?filters=1": STATEMENTS + 4,
        "/board/?kind=proposal&tab=studied": STATEMENTS + 4,
        f"/board/?kind=proposal&q={words.RARE}": STATEMENTS + 4,
        "/triage/": STATEMENTS,
        "/contributions/": STATEMENTS,
        "/contributions/?order=priority&kind=proposal": STATEMENTS,
        f"/contributions/?q={words.RARE}": STATEMENTS + 1,
        "/triage/portfolio/": STATEMENTS + 4,
        "/triage/portfolio/?band=list&quadrant=project&quick_win=1": STATEMENTS + 4,
        f"/triage/portfolio/?state=all&q={words.RARE}": STATEMENTS + 5,
    }
    for address, statements in lists.items():
        meter, body = cost(client, address)
        assert meter.count <= statements, (address, meter.statements)
        assert meter.rows <= (ROWS_WITH_A_MATRIX if "portfolio" in address else ROWS), address
        if address.startswith("/board"):
            assert (len(body) <= BODY, len(gzip.compress(body)) <= BODY_COMPRESSED) == (True, True), (
                address,
                len(body),
            )


def test_the_page_of_an_item_keeps_to_its_statements_with_all_that_an_item_usually_has(
    company, signed_in, settings, tmp_path
):
    """The page that is read ahead, too: it is the same. Levels, a neighbour, files, a thread, an answer that waits."""
    settings.UNDO_SECONDS, settings.MEDIA_ROOT = 30, tmp_path
    officer, author = UserFactory(officer=True), UserFactory()
    client, plain, full = signed_in(officer), IdeaFactory(author=author), IdeaFactory(author=author)
    assess_idea(full, by=officer, policy=4, novelty=2, impact=4, effort=2)
    other = IdeaFactory()
    Neighbour.objects.create(idea=other, other=full, score=0.8, together=0.8)
    write_message(full, by=officer, body="Une note.", internal=True)
    added(full, author)
    hold_decision(other, Orientation(Outcome.WORKSHOP, "Merci, voici la suite."), by=officer, version=other.version)
    for idea in (plain, full):
        meter, body = cost(client, reverse("ideas:triage_item", args=[idea.reference]))
        assert meter.count <= STATEMENTS_OF_AN_ITEM, meter.statements
        assert meter.rows <= ROWS
    assert other.reference in body.decode()


def test_the_meter_counts_the_statements_written_by_hand(company):
    """A budget of blocks means nothing if the statements that read most are left out."""
    with metered() as meter:
        board_rows(UserFactory(), size=PAGE)
    assert meter.blocks() > PAGE


def test_a_deep_page_of_the_board_reads_no_more_blocks_than_the_second(company, signed_in):
    reader = UserFactory()
    rows, client = board_rows(reader, size=40 * PAGE), signed_in(reader)
    blocks = []
    for number in (2, 40):
        key = encode_key(*rows[(number - 1) * PAGE - 1].key)
        meter, body = cost(client, f"/board/?after={key}")
        assert body.count(b'class="card said"') == PAGE
        blocks.append(meter.blocks())
    assert max(blocks) <= DEEP_BLOCKS
    assert blocks[1] <= blocks[0] * 1.25


@pytest.mark.parametrize("order", contributions.ORDERS)
def test_a_deep_page_of_all_contributions_reads_no_more_blocks_than_the_second(company, order):
    rows, last, blocks = contributions.contributions(), None, []
    for _page in range(20):
        with metered() as meter:
            page = contributions.contributions_page(rows, order=order, after=last)
        blocks.append(meter.blocks())
        last = page[-2]
    assert max(blocks) <= DEEP_BLOCKS
    assert blocks[-1] <= blocks[1] * 1.25 + 10


def test_pages_of_all_contributions_have_neither_gap_nor_repetition(company):
    rows = contributions.contributions(kind="proposal")
    for order in contributions.ORDERS:
        seen, last = [], None
        while True:
            page = contributions.contributions_page(rows, order=order, after=last)
            seen += page[: contributions.PAGE]
            if len(page) <= contributions.PAGE:
                break
            last = seen[-1]
        assert [idea.pk for idea in seen] == list(
            rows.order_by(*contributions.ORDERS[order].by).values_list("pk", flat=True)
        )


@pytest.mark.parametrize("order", [portfolio.STRONGEST, portfolio.NEWEST])
def test_a_deep_page_of_the_portfolio_reads_no_more_blocks_than_the_second(company, order):
    everything = portfolio.Portfolio(state=portfolio.EVERYTHING, kind=portfolio.EVERYTHING)
    rows, last, blocks = portfolio.portfolio_rows(UserFactory(officer=True), everything, Thresholds()), None, []
    for _page in range(20):
        with metered() as meter:
            page = portfolio.portfolio_page(rows, order, after=last)
        blocks.append(meter.blocks())
        last = page[-2]
    assert max(blocks) <= DEEP_BLOCKS
    assert blocks[-1] <= blocks[1] * 1.25 + 10


def test_pages_of_the_portfolio_have_neither_gap_nor_repetition(company):
    rows = portfolio.portfolio_rows(UserFactory(officer=True), portfolio.Portfolio(), Thresholds())
    for order in (portfolio.STRONGEST, portfolio.NEWEST):
        seen, last = [], None
        while True:
            page = portfolio.portfolio_page(rows, order, after=last)
            seen += page[: portfolio.PAGE]
            if len(page) <= portfolio.PAGE:
                break
            last = seen[-1]
        assert [idea.pk for idea in seen] == list(portfolio.in_order(rows, order).values_list("pk", flat=True))
        assert len(seen) > 3 * portfolio.PAGE


def test_what_is_kept_by_hand_equals_what_the_querysets_say(company):
    officer = UserFactory(officer=True)
    waiting = Idea.objects.filter(state__in=UNTRIAGED)
    assert waiting_for(officer).to_triage == min(waiting.count(), COUNTED + 1)
    assert desk.queue_numbers()["total"] == waiting.count()
    tabs = {tab: Idea.objects.filter(board_tab=tab).count() for tab in board_counts(nobody())}
    assert board_counts(nobody()) == {tab: min(count, MOST + 1) for tab, count in tabs.items()}
    assert [row.pk for row in desk.queue_page()] == [row.pk for row in desk.triage_queue()[: desk.PAGE + 1]]


def test_the_form_is_loaded_with_sixty_kilobytes_all_its_modules_counted(db, signed_in):
    read = []

    def file(address):
        read.append(address.rpartition("/")[2])
        return Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_bytes()

    page = signed_in(UserFactory()).get("/ideas/new/").content
    assert first_load_kb(page, file) <= FORM_KB
    assert {"store.js", "keep.js", "outbox.js"} <= set(read)  # those that only scripts name


@pytest.mark.django_db(transaction=True)
def test_a_draft_costs_its_contribution_one_statement_more(signed_in):
    person, key = UserFactory(), str(uuid.uuid4())
    client, text = signed_in(person), {"problem_text": "Le vestiaire ferme trop tôt.", "speaker": "me"}
    client.post("/ideas/new/", text | {"client_uuid": str(uuid.uuid4())})
    with metered() as kept:
        client.post(f"/ideas/drafts/{key}/", text | {"draft_version": "0"})
    with metered() as sent:
        client.post("/ideas/new/", text | {"client_uuid": str(uuid.uuid4()), "draft": key, "draft_version": "1"})
    assert (kept.count, sent.count) == (STATEMENTS_OF_A_DRAFT, 6), kept.statements


@pytest.mark.django_db(transaction=True)
def test_a_contribution_is_sent_with_three_and_five_statements(signed_in):
    UserFactory(officer=True)
    client = signed_in(UserFactory())
    text = {"problem_text": "Le vestiaire ferme trop tôt.", "change_text": "Ouvrir plus tôt.", "speaker": "me"}
    client.post("/ideas/new/", text | {"client_uuid": str(uuid.uuid4())})
    with metered() as form:
        client.get("/ideas/new/")
    with metered() as sent:
        answer = client.post("/ideas/new/", text | {"client_uuid": str(uuid.uuid4())})
    assert answer.status_code == 303
    assert (form.count, sent.count) == (3, 5)
    assert form.rows + sent.rows <= 20


@pytest.mark.django_db(transaction=True)
def test_a_vote_is_cast_with_eight_statements_and_changed_with_as_many(signed_in):
    room = open_session_with(poles=committee_of(3, 3))
    poll, client = room.poll(), signed_in(room.people[1])
    address = reverse("committee:vote", args=[poll.pk])
    counts = []
    for choice in ("yes", "no"):
        with metered() as meter:
            assert client.post(address, {"choice": choice, "key": str(uuid.uuid4())}).status_code == 303
        counts.append(meter.count)
    assert counts == [8, 8]

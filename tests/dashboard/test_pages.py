"""The page for management, the lists behind it, its file."""

import pytest
from django.utils import translation

from parkour.core import clock
from parkour.dashboard.kept import kept_figures
from parkour.dashboard.lives import month_of
from parkour.dashboard.naming import name_of
from parkour.dashboard.printing import sheet_facts
from parkour.dashboard.services import count_figures
from tests.factories import IdeaFactory, UserFactory
from tests.indicators.measuring import CSAT, filled

pytestmark = pytest.mark.django_db
PAGE, LIST, FILE, SHEET = "/dashboard/", "/dashboard/contributions/", "/dashboard/months/", "/dashboard/sheet/"


@pytest.fixture
def sponsor(client):
    person = UserFactory(sponsor=True, locale="en")
    client.force_login(person)
    return person


def text_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def this_month():
    return name_of(month_of(clock.today()))


def test_before_anything_is_counted_the_page_says_so(client, sponsor):
    assert "The figures are being counted" in text_of(client, PAGE)


def test_the_page_says_the_month_and_leads_to_the_lists(client, sponsor):
    IdeaFactory(declined=True), IdeaFactory()
    count_figures()
    page = text_of(client, f"{PAGE}?month={this_month()}")
    assert "Received: 2; decided: 1; carried out: 0." in page
    assert f"{LIST}?of=received&amp;month={this_month()}" in page
    assert page.count('<svg class="in-out"') == 1
    assert "The chart as a table" in page


def test_a_month_that_is_not_kept_shows_the_usual_one(client, sponsor):
    count_figures()
    for month in ("1999-01", "never", "2026-13"):
        assert "No promised answer fell due." in text_of(client, f"{PAGE}?month={month}")


def test_the_page_costs_few_statements_whatever_there_is(client, sponsor, django_assert_max_num_queries):
    IdeaFactory(shortlisted=True)
    count_figures()
    with django_assert_max_num_queries(20):
        text_of(client, PAGE)


def test_nobody_else_finds_any_of_it(client):
    client.force_login(UserFactory(reviewer=True, facilitator=True))
    for address in (PAGE, LIST, FILE):
        text_of(client, address, status=404)


def test_a_list_names_what_the_reader_may_read(client, sponsor):
    fresh, shown = IdeaFactory(), IdeaFactory(shortlisted=True)
    page = text_of(client, f"{LIST}?of=received&month={this_month()}")
    assert shown.reference in page
    assert fresh.reference not in page
    assert "the figure counts the others too" in page


def test_a_hidden_name_stays_hidden_in_a_list(client, sponsor):
    author = UserFactory(first_name="Zélie", last_name="Quatrebarbes")
    IdeaFactory(
        author=author,
        visibility="name_hidden",
        shortlisted=True,
        problem_text="Zélie Quatrebarbes attend deux heures entre deux clientes.",
    )
    page = text_of(client, LIST)
    assert "deux heures entre deux clientes" in page
    assert "Quatrebarbes" not in page


def test_an_empty_list_says_so_and_an_unknown_one_is_not_found(client, sponsor):
    assert "Nothing that you may read" in text_of(client, f"{LIST}?of=overdue")
    text_of(client, f"{LIST}?of=nothing", status=404)


def test_a_long_list_goes_on(client, monkeypatch):
    client.force_login(UserFactory(officer=True, locale="en"))
    monkeypatch.setattr("parkour.dashboard.lists.PAGE", 1)
    older, newer = IdeaFactory(), IdeaFactory()
    first = text_of(client, LIST)
    assert newer.reference in first
    assert older.reference not in first
    second = text_of(client, f"{LIST}?of=received&before={newer.pk}")
    assert older.reference in second
    assert newer.reference not in second


def test_the_file_holds_a_row_for_each_month(client, sponsor):
    IdeaFactory()
    count_figures()
    answer = client.get(FILE)
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 14
    assert rows[0].startswith("Month,Contributions received,")
    assert rows[-1].startswith(f"{this_month()},1,0,0,0,1,0,")


def test_the_sheet_is_a_pdf_of_the_month_and_its_drawing_is_told_in_words(client, sponsor):
    assert client.get(SHEET).status_code == 404  # nothing is counted yet
    IdeaFactory(declined=True), IdeaFactory()
    filled(UserFactory(officer=True), CSAT, name="Clients satisfaits")
    count_figures()
    answer = client.get(f"{SHEET}?month={this_month()}")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert this_month() in answer["Content-Disposition"]
    with translation.override("en"):
        facts = sheet_facts(kept_figures(), month_of(clock.today()))
    assert "Received: 2; decided: 1; carried out: 0." in facts["sentence"]
    assert facts["flow"]["alt"].endswith("2 received, 1 ended.") and len(facts["flow"]["bars"]) == 13
    assert facts["tables"][-1]["rows"][0][0] == "Clients satisfaits"
    assert all(len(row) == len(one["head"]) for one in facts["tables"] for row in one["rows"])
    client.force_login(UserFactory(facilitator=True))
    text_of(client, SHEET, status=404)


def test_the_file_has_its_head_before_anything_is_counted(client, sponsor):
    rows = b"".join(client.get(FILE).streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 1


def test_customers_and_employees_stand_side_by_side(client, sponsor):
    count_figures()
    assert "Customers and employees, side by side" not in text_of(client, PAGE)
    filled(UserFactory(officer=True), CSAT, name="Clients satisfaits")
    count_figures()
    page = text_of(client, PAGE)
    assert page.index("Customers and employees, side by side") < page.index("Clients satisfaits")
    assert "None on this side yet." in page

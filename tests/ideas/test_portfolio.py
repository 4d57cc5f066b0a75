"""The portfolio: what was assessed, in bands and words, for those who read it; its views, its file."""

import csv
import io
import re

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from ideas import portfolio
from ideas.models import Idea, PortfolioView
from ideas.portfolio import Portfolio, portfolio_in
from ideas.portfolio_lines import lines_of
from ideas.scoring import DEFAULT_RUBRIC, Thresholds
from ideas.services import portfolio as services
from ideas.services.opinions import take_back_opinion
from ideas.services.portfolio import MOST_VIEWS, export_portfolio, remove_view, save_view
from ideas.services.triage import assess_idea
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.factories import IdeaFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db

STRONG, HEAVY, WEAK = (
    {"policy": 5, "novelty": 3, "impact": 5, "effort": 1},
    {"policy": 4, "novelty": 3, "impact": 5, "effort": 5},
    {"policy": 1, "novelty": 1, "impact": 2, "effort": 4},
)


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def of(levels, **facts):
    """Assessed, and nobody’s second opinion is awaited: what is sealed is in no portfolio."""
    idea = IdeaFactory(assessed=True, levels=levels, **facts)
    if idea.sealed:
        take_back_opinion(idea, by=idea.assessments.get().rater)
        idea.refresh_from_db()
    return idea


def found(reader, **filters):
    chosen = Portfolio(**filters)
    rows = portfolio.portfolio_rows(reader, chosen, Thresholds())
    return [idea.reference for idea in portfolio.portfolio_page(rows, chosen.order)]


def references(*ideas):
    return [idea.reference for idea in ideas]


def page(client, **params):
    answer = client.get(reverse("ideas:portfolio"), params)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(client, **params):
    table = page(client, **params).partition('id="table"')[2]
    return re.findall(r'<span class="ref">(PKR-[0-9-]+)</span>', table)


# --- What is in it ----------------------------------------------------------------------------------------------


def test_only_what_was_assessed_and_is_open_comes_the_strongest_first(officer):
    weak, strong = of(WEAK), of(STRONG)
    IdeaFactory(opened=True)
    declined = of(HEAVY)
    Idea.objects.filter(pk=declined.pk).update(state="declined")
    assert found(officer) == references(strong, weak)
    assert found(officer, state="declined") == references(declined)
    assert found(officer, state="all") == references(strong, declined, weak)


def test_what_waits_for_a_second_opinion_is_in_no_portfolio(officer, signed_in):
    sealed, told = IdeaFactory(assessed=True, levels=STRONG), of(WEAK)
    assert Idea.objects.get(pk=sealed.pk).sealed
    assert found(officer, state="all") == references(told)
    client = signed_in(officer)
    assert shown(client) == references(told)
    for name in ("portfolio", "what_if", "export_portfolio"):
        answer = client.get(reverse(f"ideas:{name}"))
        assert sealed.reference not in b"".join(answer).decode(errors="replace")
    Idea.objects.filter(pk=sealed.pk).update(sealed=False)  # planted fault: unsealed, it would be told
    assert found(officer) == references(sealed, told)


def test_the_page_and_the_question_what_if_say_how_many_wait_for_a_second_opinion(officer, signed_in):
    of(WEAK)
    client = signed_in(officer)
    what_if_url = reverse("ideas:what_if") + "?policy=0&novelty=90&impact=10&effort=0"
    assert "not shown" not in page(client) + client.get(what_if_url).content.decode()
    IdeaFactory(assessed=True, levels=STRONG), IdeaFactory(assessed=True, levels=WEAK)
    sentence = "2 contributions are not shown: their second opinion is awaited."
    assert sentence in page(client)
    assert sentence in client.get(what_if_url).content.decode()
    assert "not shown" not in page(client, kind="feedback")
    assert "not shown" not in page(client, q="introuvable")


def test_a_filter_by_levels_tells_nothing_of_the_sealed_ones(officer):
    """Planted fault beside it: counted as the table is filtered, the number would tell the band of what is sealed."""
    IdeaFactory(assessed=True, levels=STRONG), IdeaFactory(assessed=True, levels=WEAK)
    filters = ({"band": "priority"}, {"quadrant": "quick"}, {"quick_win": "1"}, {"cell": "5-1"})
    assert {portfolio.awaited_in(officer, portfolio_in(given)) for given in ({}, *filters)} == {2}
    priority = portfolio_in({"band": "priority"})
    assert portfolio.portfolio_rows(officer, priority, Thresholds(), among=Q(sealed=True)).count() == 1


def test_while_all_of_it_is_sealed_nobody_is_told_that_nothing_is_assessed(officer, signed_in):
    IdeaFactory(assessed=True, levels=STRONG)
    html = page(signed_in(officer))
    assert "Nothing to show yet" in html and "Nothing is assessed yet" not in html
    assert "1 contribution is not shown: its second opinion is awaited." in html


def test_equal_priorities_are_ordered_by_impact_then_effort_then_age(officer):
    older, newer = of(WEAK), of(WEAK)
    more_impact = of({"policy": 1, "novelty": 1, "impact": 3, "effort": 4})
    Idea.objects.filter(pk=more_impact.pk).update(priority=older.priority)
    lighter = of(WEAK)
    Idea.objects.filter(pk=lighter.pk).update(level_effort=3)
    assert found(officer) == references(more_impact, lighter, older, newer)


def test_the_same_levels_are_said_in_the_language_of_whoever_reads(officer):
    idea = of(STRONG)

    def cells(language):
        with translation.override(language):
            [line] = lines_of(officer, [Idea.objects.get(pk=idea.pk)], DEFAULT_RUBRIC)
            return [line.cell(name) for name in ("kind", "state", "band", "quick_win", "raters")]

    english = ["Proposal", "Under review", "Priority", "Light and useful", "one person"]
    assert (cells("en"), cells("fr")[0], cells("en")) == (english, "Proposition", english)


def test_feedback_is_there_when_it_is_asked_for(officer):
    feedback = IdeaFactory(feedback=True, opened=True)
    assess_idea(feedback, by=officer, policy=4, impact=4)
    take_back_opinion(feedback, by=officer)
    proposal = of(STRONG)
    assert found(officer) == references(proposal)
    assert found(officer, kind="feedback") == references(feedback)
    assert set(found(officer, kind="all")) == set(references(proposal, feedback))


def test_filters_keep_what_they_say(officer):
    site = SiteFactory()
    strong, heavy, weak = of(STRONG, author=UserFactory(site=site)), of(HEAVY), of(WEAK)
    assert found(officer, band="priority") == references(strong)
    assert found(officer, band="unlikely") == references(weak)
    assert found(officer, quadrant="quick") == references(strong)
    assert found(officer, quadrant="project") == references(heavy)
    assert found(officer, quadrant="avoid") == references(weak)
    assert found(officer, quadrant="as_it_comes") == []
    assert found(officer, quick_win=True) == references(strong)
    assert found(officer, site=site) == references(strong)
    assert found(officer, cell="10-2") == references(strong)
    assert found(officer, since=strong.submitted_at.date()) == references(strong, heavy, weak)
    assert found(officer, until=strong.submitted_at.date().replace(year=2020)) == []


def test_every_band_and_every_quarter_together_hold_everything_once(officer):
    chance = [(p, n, i, e) for p in (1, 4) for n in (2, 5) for i in (2, 4) for e in (1, 4)]
    for levels in chance:
        of(dict(zip(("policy", "novelty", "impact", "effort"), levels, strict=True)))
    whole = set(found(officer))
    assert len(whole) == len(chance)
    for name, values in (("band", portfolio.Band), ("quadrant", portfolio.Quadrant)):
        parts = [reference for value in values for reference in found(officer, **{name: value.value})]
        assert (len(parts), set(parts)) == (len(whole), whole)


def test_an_address_says_the_same_filters_again_and_what_names_nothing_is_none():
    site = SiteFactory()
    said = {
        "state": "all",
        "site": site.code,
        "quick_win": "1",
        "since": "2026-03-01",
        "columns": "kind.sent",
        "q": "a",
    }
    chosen = portfolio_in(said)
    assert (chosen.site, chosen.columns, chosen.typed) == (site, ("kind", "sent"), "a")
    assert portfolio_in(chosen.query()) == chosen
    strange = {"state": "x", "site": "'", "band": "x", "quadrant": "0", "since": "2026-02-31", "cell": "1-1"}
    assert portfolio_in(strange | {"columns": "x", "order": "x", "until": "0001-01-01"}) == Portfolio()


# --- Who reads what ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, "facilitator", "admin"])
def test_others_find_no_such_page(signed_in, role):
    client = signed_in(UserFactory(**{role: True} if role else {}))
    for name in ("portfolio", "what_if", "export_portfolio", "keep_portfolio_view"):
        assert client.get(reverse(f"ideas:{name}")).status_code == 404


def test_the_direction_reads_what_is_on_the_board_and_the_desk_reads_all():
    waiting, kept = of(STRONG), IdeaFactory(shortlisted=True)
    assert found(UserFactory(sponsor=True)) == references(kept)
    assert set(found(UserFactory(reviewer=True))) == set(references(waiting, kept))


def test_what_was_taken_back_or_passed_on_in_confidence_is_not_there(officer):
    gone, confided = of(STRONG), of(STRONG)
    Idea.objects.filter(pk=gone.pk).update(state="withdrawn")
    Idea.objects.filter(pk=confided.pk).update(state="redirected", redirected_to="harassment")
    for state in ("open", "all", "withdrawn", "redirected"):
        assert found(officer, state=state) == []


def test_a_hidden_name_stays_out_of_the_page_of_a_reviewer_and_of_every_file(signed_in, officer):
    site = SiteFactory(name="Agence du Port")
    author = UserFactory(first_name="Zélie", last_name="Quintard", site=site)
    idea = of(STRONG, author=author, visibility="name_hidden", problem_text="Zélie Quintard attend deux heures.")
    reviewer = UserFactory(reviewer=True)
    html = page(signed_in(reviewer))
    assert idea.reference in html
    assert "Quintard" not in html and '<td data-th="Site">Agence du Port' not in html
    assert found(reviewer, site=site) == []
    for reader in (reviewer, officer):
        rows = str(list(export_portfolio(Portfolio(), by=reader)))
        assert idea.reference in rows and "Quintard" not in rows and "Agence du Port" not in rows
    assert "Quintard" in page(signed_in(officer))


def test_planted_fault_a_file_with_the_words_of_the_officer_would_tell_the_name(officer, monkeypatch):
    author = UserFactory(first_name="Zélie", last_name="Quintard")
    of(STRONG, author=author, visibility="name_hidden", problem_text="Zélie Quintard attend deux heures.")
    told = say_the_words_of_the_reader(monkeypatch)
    assert "Quintard" in str(list(export_portfolio(Portfolio(), by=officer)))
    assert told == [1]


def say_the_words_of_the_reader(monkeypatch):
    from ideas.services import portfolio as service

    lines, told = service.lines_of, []

    def spoiled(reader, ideas, rubric, *, goes_round):
        told.append(len(ideas))
        return lines(reader, ideas, rubric)

    monkeypatch.setattr(services, "lines_of", spoiled)
    return told


# --- Kept views -------------------------------------------------------------------------------------------------


def test_a_view_is_kept_found_again_written_anew_and_taken_away_with_its_filters_at_hand(signed_in, officer):
    client, keep = signed_in(officer), reverse("ideas:keep_portfolio_view")
    client.post(f"{keep}?band=list&columns=kind", {"name": "Pour la séance"})
    view = PortfolioView.objects.get()
    assert (view.query, view.is_shared) == ({"band": "list", "columns": "kind"}, False)
    assert "/triage/portfolio/?band=list&amp;columns=kind" in page(client)
    client.post(f"{keep}?band=priority", {"name": "Pour la séance", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.query, view.is_shared) == ({"band": "priority"}, True)
    answer = client.post(reverse("ideas:remove_portfolio_view", args=[view.pk]))
    assert answer.url == "/triage/portfolio/?band=priority"
    assert not PortfolioView.objects.exists()


def test_a_view_without_a_name_is_asked_for_one(signed_in, officer):
    answer = signed_in(officer).post(reverse("ideas:keep_portfolio_view"), {"name": " "})
    assert answer.status_code == 422 and not PortfolioView.objects.exists()


def test_only_a_shown_view_is_seen_by_others_and_only_its_owner_takes_it_away(signed_in, officer):
    save_view(Portfolio(band="list"), by=officer, name="Montrée", is_shared=True)
    own = save_view(Portfolio(), by=officer, name="À moi")
    sponsor = UserFactory(sponsor=True)
    html = page(signed_in(sponsor))
    assert "Montrée" in html and "À moi" not in html
    with pytest.raises(NotAllowed):
        remove_view(own, by=sponsor)
    assert signed_in(sponsor).post(reverse("ideas:remove_portfolio_view", args=[own.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        save_view(Portfolio(), by=UserFactory(), name="Non")


def test_the_number_of_views_is_bounded_and_the_same_name_is_always_taken(officer):
    for number in range(MOST_VIEWS):
        save_view(Portfolio(), by=officer, name=f"Vue {number}")
    with pytest.raises(InvalidInput):
        save_view(Portfolio(), by=officer, name="Une de trop")
    assert save_view(Portfolio(band="list"), by=officer, name="Vue 3").query == {"band": "list"}


# --- The file ---------------------------------------------------------------------------------------------------


def test_the_file_has_the_filters_the_order_and_the_columns_of_the_page(signed_in, officer):
    strong, weak = of(STRONG), of(WEAK, problem_text='=HYPERLINK("http://x") élève deux heures perdues')
    client = signed_in(officer)
    address = reverse("ideas:export_portfolio")
    raw = b"".join(client.get(address, {"format": "csv", "columns": "band.quadrant"}).streaming_content)
    assert raw.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["Reference", "Title", "Band", "Quarter"]
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        (strong.reference, "Priority", "Quick wins"),
        (weak.reference, "Rather not", "To avoid"),
    ]
    assert rows[2][1].startswith("'=HYPERLINK") and "élève" in rows[2][1]
    book = b"".join(client.get(address, {"format": "xlsx", "band": "unlikely"}).streaming_content)
    sheet = load_workbook(io.BytesIO(book)).active
    cells = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in cells] == [weak.reference]
    assert (cells[0][1].data_type, cells[0][1].value[:10]) == ("s", "=HYPERLINK")


def test_a_long_file_is_read_by_parts_without_gap_or_repetition(officer, monkeypatch):
    monkeypatch.setattr("ideas.services.portfolio.CHUNK", 2)
    ideas = [of(levels) for levels in (STRONG, STRONG, HEAVY, WEAK, WEAK)]
    rows = list(export_portfolio(Portfolio(), by=officer))
    assert [row[0] for row in rows[1:]] == references(*ideas)


def test_nobody_else_exports():
    with pytest.raises(NotAllowed):
        export_portfolio(Portfolio(), by=UserFactory())

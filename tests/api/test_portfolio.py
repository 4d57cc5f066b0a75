"""The portfolio and the merge by the API: bands and words, strict filters, the same services as the pages."""

import pytest

from ideas.models import Idea, PortfolioView, RelatedIdeas
from ideas.services.opinions import take_back_opinion
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db

STRONG, WEAK = (
    {"policy": 5, "novelty": 3, "impact": 5, "effort": 1},
    {"policy": 1, "novelty": 1, "impact": 2, "effort": 4},
)


@pytest.fixture
def officer():
    return Program(UserFactory(officer=True))


def of(levels):
    """Assessed, and nobody’s second opinion is awaited: what is sealed is in no portfolio."""
    idea = IdeaFactory(assessed=True, levels=levels)
    if idea.sealed:
        take_back_opinion(idea, by=idea.assessments.get().rater)
        idea.refresh_from_db()
    return idea


def references(answer):
    return [row["reference"] for row in rows(answer)]


def test_rows_come_the_strongest_first_page_by_page_without_a_score(officer):
    weak, strong, other = of(WEAK), of(STRONG), of(STRONG)
    first = officer.asks("portfolio/?limit=2").json()
    assert [row["reference"] for row in first["results"]] == [strong.reference, other.reference]
    assert references(officer.asks(first["next"].removeprefix("http://testserver"))) == [weak.reference]
    row = first["results"][0]
    assert (row["band"], row["quadrant"], row["quick_win"], row["raters"]) == ("priority", "quick", True, 1)
    assert not {"priority", "value", "effort", "impact"} & set(row)


@pytest.mark.parametrize(
    "query", ["state=x", "band=best", "cell=1-1", "since=tomorrow", "cursor=PKR-1999-0001", "columns=kind", "limit=0"]
)
def test_a_filter_that_names_nothing_is_a_mistake(officer, query):
    is_problem(officer.asks(f"portfolio/?{query}"), 400)


def test_filters_are_those_of_the_page(officer):
    weak, strong = of(WEAK), of(STRONG)
    assert references(officer.asks("portfolio/?quadrant=quick")) == [strong.reference]
    assert references(officer.asks("portfolio/?band=unlikely")) == [weak.reference]
    assert references(officer.asks("portfolio/?quick_win=true&kind=all&state=all")) == [strong.reference]


def test_the_matrix_adds_up_to_the_rows(officer):
    of(STRONG), of(STRONG), of(WEAK)
    cells = rows(officer.asks("portfolio/matrix/"))
    assert [(cell["name"], cell["count"], cell["quadrant"]) for cell in cells] == [
        ("10-2", 2, "quick"),
        ("4-8", 1, "avoid"),
    ]
    assert references(officer.asks(f"portfolio/?cell={cells[1]['name']}")) != []


def test_other_weights_are_worked_out_and_saved_nowhere(officer):
    idea = of({"policy": 4, "novelty": 2, "impact": 4, "effort": 2})
    answer = officer.asks("portfolio/what-if/?policy=0&novelty=90&impact=10&effort=0").json()
    assert (answer["looked_at"], answer["rise"], answer["fall"]) == (1, 0, 1)
    moved = {"reference": idea.reference, "title": idea.display_title, "before": "list", "after": "unlikely"}
    assert answer["falling"] == [moved]
    assert officer.asks("portfolio/what-if/").json()["fall"] == 0
    is_problem(officer.asks("portfolio/what-if/?policy=50"), 422)


def test_the_file_is_the_one_of_the_page(officer):
    idea = of(STRONG)
    answer = officer.asks("portfolio/file/?format=csv&columns=band")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert (answer["Content-Type"], lines[0]) == ("text/csv; charset=utf-8", "Reference,Title,Band")
    assert lines[1].startswith(idea.reference)


def test_views_are_kept_and_taken_away_by_their_owner(officer):
    made = officer.posts("portfolio/views/", {"name": "Légères", "query": {"quadrant": "quick", "never": "x"}})
    assert (made.status_code, made.json()["query"]) == (201, {"quadrant": "quick"})
    number = made.json()["number"]
    other = Program(UserFactory(sponsor=True))
    assert rows(other.asks("portfolio/views/")) == []
    is_problem(other.asks(f"portfolio/views/{number}/", method="DELETE"), 404)
    assert officer.asks(f"portfolio/views/{number}/", method="DELETE").status_code == 204
    assert not PortfolioView.objects.exists()
    is_problem(officer.posts("portfolio/views/", {"name": "x" * 61}), 422)


def test_others_find_nothing_there():
    for program in (Program(UserFactory()), Program(UserFactory(facilitator=True))):
        for address in ("", "matrix/", "what-if/", "file/", "views/"):
            is_problem(program.asks(f"portfolio/{address}"), 404)


def test_what_would_go_along_is_told_before_anything_is_merged(officer):
    idea, other, decided = IdeaFactory(), IdeaFactory(), IdeaFactory(declined=True)
    told = officer.asks(f"triage/{idea.reference}/merge/{other.reference}/").json()
    assert (told["can_merge"], told["why_not"], told["supports"]) == (True, "", 0)
    assert told["authors"] == [idea.authorships.get().person.get_full_name()]
    told = officer.asks(f"triage/{idea.reference}/merge/{decided.reference}/").json()
    assert told["can_merge"] is False and "already decided" in told["why_not"]
    assert Idea.objects.get(pk=idea.pk).state == "submitted"
    body = {"outcome": "merge", "message": "Avec l'autre.", "into": decided.reference}
    is_problem(officer.posts(f"triage/{idea.reference}/decision/", body, version=idea.version), 422)


def test_a_link_is_put_and_taken_away_any_number_of_times(officer):
    one, other = IdeaFactory(), IdeaFactory()
    address = f"triage/{one.reference}/link/{other.reference}/"
    assert [officer.asks(address, method="PUT").status_code for _twice in range(2)] == [204, 204]
    assert RelatedIdeas.objects.count() == 1
    assert [officer.asks(address, method="DELETE").status_code for _twice in range(2)] == [204, 204]
    assert not RelatedIdeas.objects.exists()
    is_problem(officer.asks(f"triage/{one.reference}/link/{one.reference}/", method="PUT"), 422)
    is_problem(Program(UserFactory(reviewer=True)).asks(address, method="PUT"), 404)

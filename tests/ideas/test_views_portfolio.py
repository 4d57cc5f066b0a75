"""The page of the portfolio: bands, words, columns, the matrix; and what other weights would change."""

import re

import pytest
from django.urls import reverse

from ideas import portfolio
from ideas.models import Idea
from ideas.portfolio import Portfolio
from ideas.scoring import Thresholds
from ideas.services.weighing import what_if
from tests.factories import UserFactory
from tests.ideas.test_portfolio import HEAVY, STRONG, WEAK, of, page, references, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


# Numbers that mean nothing: references, and the names that the factories give.
OF_THE_FACTORIES = r"PKR-[0-9-]+|(?:Camille|Agence |cas )[0-9]+"


def test_the_page_says_bands_and_words_and_no_score(signed_in, officer):
    idea = of({"policy": 4, "novelty": 2, "impact": 4, "effort": 2})
    html = page(signed_in(officer))
    assert "To put on the agenda" in html and "Strong impact for a light effort." in html
    words = re.sub(r"<svg.*?</svg>|<head>.*?</head>|<[^>]+>", " ", html, flags=re.S)
    assert str(round(idea.priority)) not in re.sub(OF_THE_FACTORIES, "", words)


def test_near_the_threshold_the_grey_zone_is_said_and_more_raters_make_it_narrower(signed_in, officer):
    idea = of({"policy": 4, "novelty": 3, "impact": 4, "effort": 3})  # 66 or so: within the error of one rater or not
    Idea.objects.filter(pk=idea.pk).update(priority=62.0)
    assert "To put on the agenda, grey zone" in page(signed_in(officer))
    Idea.objects.filter(pk=idea.pk).update(raters=2)
    assert ", grey zone" not in page(signed_in(officer))


def test_columns_are_those_that_were_chosen(signed_in, officer):
    of(STRONG)
    html = page(signed_in(officer), columns=["raters", "supports"])
    heads = re.findall(r'<th scope="col">([^<]+)</th>', html.partition('id="table"')[2])
    assert heads == ["Contribution", "Rated by", "Supports"]
    assert "one person" in html


def test_pages_follow_each_other(signed_in, officer, monkeypatch):
    monkeypatch.setattr(portfolio, "PAGE", 2)
    ideas = [of(STRONG) for _each in range(3)]
    rows = portfolio.portfolio_rows(officer, Portfolio(), Thresholds())
    first = portfolio.portfolio_page(rows, portfolio.STRONGEST, size=2)
    assert references(*first) == references(*ideas)
    assert shown(signed_in(officer), after=ideas[1].reference) == references(ideas[2])


def test_without_anything_the_way_of_an_idea_is_shown_and_with_filters_how_to_clear_them(signed_in, officer):
    client = signed_in(officer)
    assert "This is the way of an idea" in page(client)
    assert "Clear the filters" in page(client, band="priority")
    of(STRONG)
    assert "Clear the filters" in page(client, band="unlikely")


def test_words_find_it(signed_in, officer):
    idea = of(STRONG, problem_text="Les cartables pèsent trop lourd pour les tournées.")
    of(STRONG)
    assert shown(signed_in(officer), q="cartables") == references(idea)


def test_the_matrix_counts_what_the_table_lists_and_each_ellipse_is_a_link(signed_in, officer):
    alone, *_several = of(HEAVY), of(STRONG), of(STRONG)
    html = page(signed_in(officer))
    drawing = re.search(r"<svg viewBox.*?</svg>", html, re.S)[0]
    links = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', drawing)
    assert sorted(links) == [
        (f"/ideas/{alone.reference}/", f"{alone.reference}: Strong impact, but a heavy effort."),
        ("/triage/portfolio/?cell=10-2", "2 contributions: Strong impact for a light effort."),
    ]
    assert html.count("<ellipse") == 2
    behind = html.partition("The matrix as a table")[2].partition("</table>")[0]
    assert "2 contributions" in behind and alone.reference in behind
    assert len(shown(signed_in(officer), cell="10-2")) == 2


def test_beyond_the_most_that_is_drawn_the_page_says_so(signed_in, officer, monkeypatch):
    monkeypatch.setattr(portfolio, "MOST", 1)
    of(STRONG), of(WEAK)
    assert "the strongest are drawn" in page(signed_in(officer))


# --- What if ----------------------------------------------------------------------------------------------------


def test_other_weights_say_what_would_pass_a_threshold_and_save_nothing(signed_in, officer):
    idea = of({"policy": 4, "novelty": 2, "impact": 4, "effort": 2})
    before = Idea.objects.values().get(pk=idea.pk)
    weights = {"policy": 0, "novelty": 90, "impact": 10, "effort": 0}
    answer = what_if(Portfolio(), by=officer, **weights)
    assert [(one.line.reference, one.before, one.after) for one in answer.falling] == [
        (idea.reference, "list", "unlikely")
    ]
    html = signed_in(officer).get(reverse("ideas:what_if"), weights).content.decode()
    assert "Would fall" in html and idea.reference in html and "Would rise" not in html
    assert Idea.objects.values().get(pk=idea.pk) == before


def test_the_weights_in_force_move_nothing(signed_in, officer):
    of(STRONG), of(WEAK)
    same = {"policy": 30, "novelty": 20, "impact": 50, "effort": 20}
    html = signed_in(officer).get(reverse("ideas:what_if"), same).content.decode()
    assert "None of them would pass a threshold." in html and "2 proposals were looked at" in html


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"policy": 30, "novelty": 20, "impact": 40, "effort": 20}, "10 are left to give out"),
        ({"policy": 30, "novelty": 20, "impact": 60, "effort": 20}, "10 too many are given out"),
        ({"policy": 0, "novelty": 100, "impact": 0, "effort": 20}, "cannot both weigh nothing"),
        ({"policy": "", "novelty": 20, "impact": 50, "effort": 20}, "Please fill in"),
    ],
)
def test_weights_that_make_no_grid_are_told_in_words_and_kept(signed_in, officer, weights, words):
    answer = signed_in(officer).get(reverse("ideas:what_if"), weights)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html and f'value="{weights["novelty"]}"' in html

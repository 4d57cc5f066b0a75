"""Actions in columns, by month and by who carries them: groups of lines, and the pages that show them."""

from dataclasses import dataclass
from datetime import date

import pytest

from ideas.at_a_glance import Column, Load, Month, columns, loads, months
from ideas.enums import ActionStage
from ideas.services.follow_up import start_work
from tests.factories import UserFactory
from tests.ideas.lives import alike, decided, done

AT_ONCE = 3  # unless the organisation has set another number


@dataclass(frozen=True)
class Line:
    stage: str = "plan"
    due_on: date = date(2026, 11, 16)


def test_every_stage_has_its_column_an_empty_one_too():
    planned, done_ = Line(), Line(stage="check")
    assert columns([done_, planned], ["plan", "do", "check"]) == [
        Column("plan", (planned,)),
        Column("do", ()),
        Column("check", (done_,)),
    ]


def test_months_follow_one_another_across_years_the_earliest_date_first():
    late, early, next_year = (
        Line(due_on=date(2026, 11, 30)),
        Line(due_on=date(2026, 11, 2)),
        Line(due_on=date(2027, 1, 4)),
    )
    assert months([next_year, late, early]) == [
        Month(date(2026, 11, 1), (early, late)),
        Month(date(2027, 1, 1), (next_year,)),
    ]


def test_who_carries_more_than_the_limit_is_said_by_name_and_nobody_is_ranked():
    many, few = [(1, "Maryam Diallo")] * (AT_ONCE + 1), [(2, "Alix Martin")] * AT_ONCE
    more = [(3, "Zoé Petit")] * (AT_ONCE + 3)
    assert loads([*more, *many, *few], AT_ONCE) == [Load("Maryam Diallo", AT_ONCE + 1), Load("Zoé Petit", AT_ONCE + 3)]


def test_two_people_of_one_name_are_not_counted_together():
    assert loads([(1, "Alix Martin")] * AT_ONCE + [(2, "Alix Martin")] * AT_ONCE, AT_ONCE) == []


# --- The pages ----------------------------------------------------------------------------------------------


def page(client, shape):
    return client.get("/actions/", {"view": shape}).content.decode()


@pytest.mark.django_db
def test_columns_and_calendar_show_what_is_under_way(signed_in):
    owner = UserFactory()
    started = start_work(decided(owner=owner), by=owner)
    finished = done()
    client = signed_in(UserFactory(officer=True, locale="en"))
    for shape in ("columns", "calendar"):
        html = page(client, shape)
        assert (html.count(f"/actions/{started.reference}/"), html.count(f"/actions/{finished.reference}/")) == (1, 1)
    html = page(client, "columns")
    assert html.count('aria-labelledby="stage-') == len(ActionStage)


@pytest.mark.django_db
def test_an_owner_sees_their_own_and_no_load_of_anybody(signed_in):
    owner = UserFactory(locale="en")
    own = [first := decided(owner=owner), *alike(first, AT_ONCE)]
    other = decided()
    html = page(signed_in(owner), "columns")
    assert [f"/actions/{idea.reference}/" in html for idea in (*own, other)] == [True] * len(own) + [False]
    assert "A lot at once" not in html
    assert "A lot at once" in page(signed_in(UserFactory(officer=True, locale="en")), "columns")


@pytest.mark.django_db
def test_loads_are_counted_over_all_actions_at_work_not_over_those_on_the_page(signed_in, monkeypatch):
    owner, busy = UserFactory(first_name="Alix", last_name="Martin"), UserFactory(last_name="Petit")
    alike(decided(owner=owner), AT_ONCE)
    done(owner=busy)
    alike(decided(owner=busy), AT_ONCE - 1)
    monkeypatch.setattr("ideas.views.actions.AT_A_GLANCE", 1)
    html = page(signed_in(UserFactory(officer=True, locale="en")), "columns")
    lines = html.partition('id="loads-title"')[2].partition("</section>")[0]
    assert ("Alix Martin" in lines, f"{AT_ONCE + 1} actions under way" in lines, "Petit" in lines) == (
        True,
        True,
        False,
    )


@pytest.mark.django_db
def test_the_name_of_a_hidden_owner_is_on_no_card_and_in_no_load(signed_in):
    author = UserFactory(first_name="Quiterie", last_name="Vasseur")
    alike(decided(owner=author, author=author, visibility="name_hidden"), AT_ONCE)
    sponsor = signed_in(UserFactory(sponsor=True, locale="en"))
    for shape in ("columns", "calendar"):
        html = page(sponsor, shape)
        assert ("Quiterie" in html, "Vasseur" in html, "A lot at once" in html) == (False, False, False)


@pytest.mark.django_db
def test_whoever_carries_nothing_finds_no_page_and_the_officer_an_empty_one(signed_in):
    assert signed_in(UserFactory()).get("/actions/", {"view": "columns"}).status_code == 404
    assert "No action under way" in page(signed_in(UserFactory(officer=True, locale="en")), "columns")

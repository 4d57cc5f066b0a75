from datetime import date

import pytest
from django.utils import translation

from parkour.core.dates import NBSP
from parkour.dashboard import words
from parkour.dashboard.charting import bars_of
from parkour.dashboard.naming import month_named, name_of

OCTOBER = date(2026, 10, 1)
ROW = {"received": 42, "ended": 40, "decided": 12, "done": 5, "in_time": {"count": 39, "total": 42}}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_the_sentence_of_the_month_says_flow_promise_divergence_and_what_waits_most():
    said = words.sentence_of(ROW, OCTOBER, {"new": 2, "overdue": 5}).replace(NBSP, " ")
    assert said == (
        "October 2026. Received: 42; decided: 12; carried out: 5. "
        "First answers in time: 92 % (39 of 42), the target of 90 % is reached. "
        "More came than ended: the stock grew by 2. "
        "What waits most today: actions more than 30 days late (5)."
    )


def test_the_sentence_of_a_quiet_month():
    quiet = {"received": 0, "ended": 0, "decided": 0, "done": 0, "in_time": {"count": 0, "total": 0}}
    said = words.sentence_of(quiet, OCTOBER, {})
    assert said.endswith("No promised answer fell due. As many ended as came. Nothing waits too long today.")


def test_just_under_the_target_is_not_rounded_up_to_it():
    row = ROW | {"in_time": {"count": 899, "total": 1000}, "ended": 50}
    said = words.sentence_of(row, OCTOBER, {}).replace(NBSP, " ")
    assert "89 % (899 of 1000), the target of 90 % is missed" in said
    assert "the stock shrank by 8" in said


def test_days_are_told_with_one_figure_at_most():
    assert [words.said_days(days) for days in (None, 0.0, 1.0, 2.5)] == ["–", "0 days", "1 day", "2.5 days"]


def test_bars_stand_on_the_floor_and_their_scale_can_be_halved():
    drawn = bars_of([("09/26", 10, 4), ("10/26", 0, 0)], ("received", "ended"))
    first, empty = drawn.received
    assert (first.y, first.height, empty.height) == (16.0, 208.0, 0.0)
    assert (drawn.ended[0].y, drawn.ended[0].height) == (140.8, 83.2)
    assert drawn.ticks == [(224.0, "0"), (120.0, "5"), (16.0, "10")]
    assert first.words.replace(NBSP, " ") == "09/26, received : 10"


def test_nothing_at_all_can_be_drawn():
    assert bars_of([], ("received", "ended")).received == []


@pytest.mark.parametrize("text", [None, "", "2026", "2026-13", "2026-00", "0000-01", "2026-1", "2026-10-01", "٢٠٢٦-10"])
def test_what_names_no_month_is_no_month(text):
    assert month_named(text) is None


def test_a_month_is_named_as_addresses_do():
    assert month_named("2026-10") == OCTOBER
    assert name_of(OCTOBER) == "2026-10"

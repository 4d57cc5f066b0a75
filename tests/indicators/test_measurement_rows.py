"""Numbers and periods as people write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from ideas.importing.errors import CellRefused
from parkour.indicators.measurement_rows import day_of, number_of
from parkour.indicators.models import Period
from parkour.indicators.periods import moved, start_of, within
from parkour.indicators.rates import fault_of_numbers, said_number, said_value, typed_number

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("1 240,5", "1240.5", "1240.5"),
        ("1\u202f240", "1240", "1240"),
        ("1240.5", "1240.5", "1240.5"),
        ("1,240.5", "1240.5", "1240.5"),
        ("1.240,5", "1240.5", "1240.5"),
        ("1,240", "1.240", "1240"),
        ("-3", "-3", "-3"),
        ("１２", "12", "12"),
    ],
)
def test_a_number_is_read_as_the_reader_writes_it(text, french, english):
    for language, number in (("fr", french), ("en", english)):
        with translation.override(language):
            assert number_of(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "douze", "1_000", "NaN", "Infinity", "--1", "1/2"])
def test_what_is_no_number_is_refused_with_a_sentence(text):
    with pytest.raises(CellRefused):
        number_of(text)


def test_a_number_of_more_figures_than_can_be_kept_is_told_to_be_too_large():
    assert fault_of_numbers("percent", number_of("1e400000"), Decimal(1))[0] == "numerator"


def test_a_value_is_rounded_not_cut():
    with translation.override("en"):
        said = [said_value("mean", value) for value in (81.583, 72.878, -0.03, 5)]
    assert said == ["81.6", "72.9", "0.0", "5.0"]


@pytest.mark.parametrize("number", ["1240", "1240.5", "0.125", "-3", "1000000", "0"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_number_of_a_form_is_read_again_as_itself(language, number):
    with translation.override(language):
        assert number_of(typed_number(Decimal(number))) == Decimal(number)
        assert number_of(said_number(Decimal(number))) == Decimal(number)


@pytest.mark.parametrize(
    ("kind", "text", "day"),
    [
        (Period.MONTH, "2026-03", date(2026, 3, 1)),
        (Period.MONTH, "03/2026", date(2026, 3, 1)),
        (Period.MONTH, "17/03/2026", date(2026, 3, 1)),
        (Period.WEEK, "2026-W10", date(2026, 3, 2)),
        (Period.WEEK, "2026-s10", date(2026, 3, 2)),
        (Period.WEEK, "5 mars 2026", date(2026, 3, 2)),
    ],
)
def test_a_period_is_named_by_itself_or_by_any_day_in_it(kind, text, day):
    assert day_of(kind, text, now=lambda: NOW) == day


@pytest.mark.parametrize("zone", ["America/New_York", "Indian/Reunion", "UTC"])
def test_a_day_of_a_file_is_that_day_wherever_the_organisation_is(zone):
    with timezone.override(zone):
        assert day_of(Period.MONTH, "01/03/2024", now=lambda: NOW) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("kind", "text"), [(Period.MONTH, "2026-13"), (Period.WEEK, "2026-W54"), (Period.WEEK, "hier")]
)
def test_what_names_no_period_is_refused(kind, text):
    with pytest.raises(CellRefused):
        day_of(kind, text, now=lambda: NOW)


def test_periods_follow_each_other_over_the_year():
    assert moved(Period.MONTH, date(2025, 12, 1), 1) == date(2026, 1, 1)
    assert moved(Period.MONTH, date(2026, 1, 1), -13) == date(2024, 12, 1)
    assert moved(Period.WEEK, date(2025, 12, 29), 1) == date(2026, 1, 5)
    assert start_of(Period.WEEK, date(2026, 1, 1)) == date(2025, 12, 29)


def test_a_period_inside_a_sentence_has_its_article():
    with translation.override("fr"):
        said = [within(kind, date(2026, 3, 2)) for kind in (Period.WEEK, Period.MONTH)]
    assert said == ["la semaine du 2 mars 2026", "mars 2026"]

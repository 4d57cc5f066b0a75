from datetime import UTC, datetime

import pytest

from ideas.importing.dates import parse_date
from ideas.importing.errors import CellRefused

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def refused(text):
    with pytest.raises(CellRefused) as caught:
        parse_date(text, now=NOW)
    return caught.value.code, str(caught.value.message)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-01-24 22:29:15 +0100", (2019, 1, 24, 21, 29, 15)),
        ("2015-09-26T14:05:04+0200", (2015, 9, 26, 12, 5, 4)),
        ("2015-09-26T14:05:04.123456+02:00", (2015, 9, 26, 12, 5, 4, 123456)),
        ("2019-01-24T22:29:15Z", (2019, 1, 24, 22, 29, 15)),
        ("2019-01-24 22:29:15 UTC", (2019, 1, 24, 22, 29, 15)),
        ("2019-01-24 22:29 CET", (2019, 1, 24, 21, 29)),
        ("2019-07-24 22:29:15", (2019, 7, 24, 20, 29, 15)),
        ("2019-01-24", (2019, 1, 23, 23, 0)),
        ("2019/07/24", (2019, 7, 23, 22, 0)),
        ("24/01/2019", (2019, 1, 23, 23, 0)),
        ("3/7/2019 08:05", (2019, 7, 3, 6, 5)),
        ("24/01/19", (2019, 1, 23, 23, 0)),
        ("11.09.2019", (2019, 9, 10, 22, 0)),
        ("11-09-2019 à 8h05", (2019, 9, 11, 6, 5)),
        ("30 janv. 2019", (2019, 1, 29, 23, 0)),
        ("28 févr. 2019", (2019, 2, 27, 23, 0)),
        ("5 FÉVRIER 2019", (2019, 2, 4, 23, 0)),
        ("1er mars 2019", (2019, 2, 28, 23, 0)),
        ("1ᵉʳ août 2019 à 14h", (2019, 8, 1, 12, 0)),
        ("mercredi 30 janvier 2019", (2019, 1, 29, 23, 0)),
        ("30\u00a0déc. 2019", (2019, 12, 29, 23, 0)),
        ("30-juil.-2019", (2019, 7, 29, 22, 0)),
        ("January 30, 2019", (2019, 1, 29, 23, 0)),
        ("Wed, Jan 30th 2019 2:15 pm", (2019, 1, 30, 13, 15)),
        ("30 Sep 2019, 12:10 am", (2019, 9, 29, 22, 10)),
        ("29 févr. 2024", (2024, 2, 28, 23, 0)),
    ],
)
def test_a_written_date_becomes_a_moment(text, moment):
    assert parse_date(text, now=NOW) == datetime(*moment, tzinfo=UTC)


def test_an_hour_that_exists_twice_is_the_first_of_the_two():
    assert parse_date("2019-10-27 02:30", now=NOW) == datetime(2019, 10, 27, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2019-03-31 02:30", "30/02/2019", "29 févr. 2019", "31/13/2019", "01/30/2019",
     "2019-01-24 25:00", "2019-01-24 10:61",
     "2019-01-24 10:00 +9900", "Jan 3 2019 14:00 pm", "0000-00-00 00:00:00"],
)  # fmt: skip
def test_a_date_that_does_not_exist_is_refused(text):
    assert refused(text) == ("date_impossible", f"The date “{text}” does not exist.")


@pytest.mark.parametrize(
    "text", ["hier", "NON REGISTRE", "Non ouvert", "2015-01", "43489", "30 brumaire 2019", "12 mai", "10:30"]
)
def test_what_is_no_date_is_refused_with_an_example(text):
    assert refused(text) == (
        "date_unreadable",
        f"The date “{text}” cannot be read; write it like 31/01/2026.",
    )


@pytest.mark.parametrize("text", ["03/03/2026", "2026-03-02 11:00", "1 janv. 3019", "24/01/27"])
def test_a_date_to_come_is_refused(text):
    assert refused(text) == ("date_future", f"The date “{text}” lies in the future.")


def test_a_date_before_1970_is_refused():
    assert refused("24/01/0019") == ("date_impossible", "The date “24/01/0019” lies before 1970.")


def test_the_moment_itself_is_not_the_future():
    assert parse_date("2026-03-02T09:00:00Z", now=NOW) == NOW

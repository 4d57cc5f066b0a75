"""Phone numbers in one shape."""

import pytest

from parkour.accounts.phones import normalised, spoken


@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 78",
        "0612345678",
        " 06.12.34.56.78 ",
        "06-12-34-56-78",
        "06\u00a012\u202f34 56 78",
        "+33 6 12 34 56 78",
        "+33612345678",
        "0033 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "+33 06 12 34 56 78",
    ],
)
def test_a_french_number_has_one_shape_however_it_is_typed(typed):
    assert normalised(typed) == "+33612345678"


@pytest.mark.parametrize(
    ("typed", "kept"), [("+32 470 12 34 56", "+32470123456"), ("00 352 621 123 456", "+352621123456")]
)
def test_a_number_from_abroad_keeps_its_country(typed, kept):
    assert normalised(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "06",
        "612345678",
        "06 12 34 56 7",
        "06 12 34 56 789",
        "+33 6 12",
        "+0612345678",
        "lea",
        "+",
        "00",
        "٠٦١٢٣٤٥٦٧٨",
    ],
)
def test_what_is_no_number_is_none(typed):
    assert normalised(typed) is None


def test_a_number_is_read_as_people_read_it():
    assert spoken("+33612345678") == "06\u00a012\u00a034\u00a056\u00a078"
    assert spoken("+32470123456") == "+32470123456"
    assert spoken("") == ""

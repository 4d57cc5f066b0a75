import pytest

from parkour.core.keys import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("42", 42),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.5", None),
        (" 1", None),
        ("٣", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_a_whole_number_is_plain_digits_that_a_database_key_can_hold(text, number):
    assert whole_number(text) == number

"""The code of the room: read off the wall, good for a while, another one for each session."""

from datetime import UTC, datetime, timedelta

from committee.room_code import ALPHABET, LENGTH, PERIOD, as_typed, code_at, is_good

SECRET, OTHER = b"a secret of one session", b"that of another"
NOON = datetime(2026, 3, 19, 14, 0, tzinfo=UTC)


def later(seconds):
    return NOON + timedelta(seconds=seconds)


def test_a_code_has_six_signs_that_nobody_mistakes():
    codes = {code_at(SECRET, later(PERIOD * step)) for step in range(200)}
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01IO") & set(ALPHABET)
    assert len(codes) == 200


def test_a_code_stands_for_its_time_and_is_good_for_as_long_again():
    code = code_at(SECRET, NOON)
    assert code_at(SECRET, later(PERIOD - 1)) == code != code_at(SECRET, later(PERIOD))
    assert is_good(SECRET, code, later(2 * PERIOD - 1))
    assert not is_good(SECRET, code, later(2 * PERIOD))
    assert not is_good(SECRET, code, later(-1))


def test_the_code_of_another_session_opens_nothing():
    assert not is_good(SECRET, code_at(OTHER, NOON), NOON)


def test_spaces_hyphens_and_case_do_not_matter():
    code = code_at(SECRET, NOON)
    assert is_good(SECRET, f" {code[:3].lower()} - {code[3:].lower()} ", NOON)


def test_what_is_no_code_is_no_code():
    for typed in ("", " ", "é" * 6, "0" * 5000, "\x00", code_at(SECRET, NOON) + "2"):
        assert not is_good(SECRET, typed, NOON)
    assert as_typed("ab-2 c") == "AB2C"

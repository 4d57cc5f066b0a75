"""What the members of a session said, as `committee.expected` counts it."""

from committee.expected import Expected, Word, expected_by_pole
from committee.selectors.people import Presence


def words_of(rows: list[Presence]) -> list[Word]:
    """From the rows of `attendance_of`; no query. A proxy that is to be confirmed counts for nothing."""
    return [
        Word(
            row.mandate.person_id,
            row.mandate.college.code,
            row.said,
            row.proxy.pk if row.proxy and row.confirmed else None,
        )
        for row in rows
    ]


def expected_of(rows: list[Presence]) -> dict[str, Expected]:
    """The poles of a session, by code, from the rows of `attendance_of`; no query."""
    return expected_by_pole(words_of(rows))

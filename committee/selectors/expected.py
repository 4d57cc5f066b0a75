"""What the members of a session said, as `committee.expected` counts it."""

from collections import defaultdict
from collections.abc import Iterable

from committee.expected import Expected, Word, expected_by_pole
from committee.models import Availability, Mandate, Proxy, Session
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


def expected_of(rows: list[Presence], *, anyhow: bool = False) -> dict[str, Expected]:
    """The poles of a session, by code, from the rows of `attendance_of`; no query."""
    return expected_by_pole(words_of(rows), anyhow=anyhow)


def expected_at_each(sessions: Iterable[Session]) -> dict[int, dict[str, Expected]]:
    """{key of the session: its poles by code}, of those of which somebody has said whether they come.

    One query when nobody has, three otherwise.
    """
    sessions, said = list(sessions), defaultdict(dict)
    answers = Availability.objects.filter(session__in=sessions)
    for session, person, answer in answers.values_list("session", "person", "answer"):
        said[session][person] = answer
    sessions = [session for session in sessions if session.pk in said]
    if not sessions:
        return {}
    holders, seated = _holders(sessions), _seated(sessions)
    return {
        session.pk: expected_by_pole(
            (_word(row, said[session.pk], holders[session.pk]) for row in seated if row.covers(session.on)),
            anyhow=session.is_reconvened,
        )
        for session in sessions
    }


def _word(mandate: Mandate, said, holders) -> Word:
    person = mandate.person_id
    return Word(person, mandate.college.code, said.get(person, ""), holders.get(person))


def _holders(sessions) -> dict[int, dict[int, int]]:
    """{session: {who gave a proxy: who holds it}}; one that is to be confirmed counts for nothing."""
    starts, found = {session.pk: session.starts_at for session in sessions}, defaultdict(dict)
    rows = Proxy.objects.filter(session__in=sessions, revoked_at=None)
    for session, giver, holder, start in rows.values_list("session", "giver", "holder", "signed_for"):
        if start == starts[session]:
            found[session][giver] = holder
    return found


def _seated(sessions) -> list[Mandate]:
    days = [session.on for session in sessions]
    rows = Mandate.objects.not_over(min(days)).filter(from_on__lte=max(days), is_alternate=False)
    return list(rows.filter(person__is_active=True).select_related("college"))

"""When everybody is asked before a session, and what their answers come to. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from committee.calendar import retro_planning
from committee.counts import CollegeCount, open_quorum
from committee.enums import Choice, CollegeCode, VoteMethod
from committee.methods.box import Box
from committee.methods.counting import count_by

OPENS, CLOSES, REMINDS = time(8), time(18), time(10)
# Below this many answers, what they say would tell who said what: only how many there were is kept.
FEWEST = 5
# What one person alone on their phone can answer; consent is worked out in a room.
METHODS = (
    VoteMethod.YES_NO,
    VoteMethod.APPROVAL,
    VoteMethod.MAJORITY_JUDGMENT,
    VoteMethod.DOT,
    VoteMethod.TEMPERATURE,
)


def window(session_on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """(opening, close) on the clock of the house: the morning of T-7, T-1 at 18:00, or the worked day before each."""
    days = {row.key: row.date for row in retro_planning(session_on)}
    return (
        datetime.combine(days["file_sent"], OPENS, tzinfo=zone),
        datetime.combine(days["consultation_closes"], CLOSES, tzinfo=zone),
    )


def last_moment_to_choose(opens_at: datetime) -> datetime:
    """Points are chosen until the end of the day on which the consultation opens."""
    return datetime.combine(opens_at.date() + timedelta(days=1), time(), tzinfo=opens_at.tzinfo)


def reminder_moment(closes_at: datetime, zone: ZoneInfo) -> datetime:
    """In the morning of the day before the close."""
    return datetime.combine(closes_at.astimezone(zone).date() - timedelta(days=1), REMINDS, tzinfo=zone)


def counted(method: str, rules: Mapping, ballots: Sequence[tuple[str, Mapping]], enrolled: int) -> dict:
    """The result as the poll keeps it. `ballots`: (choice, answer) of each, without who gave it."""
    told = {"ballots": len(ballots), "enrolled": enrolled}
    if len(ballots) < FEWEST:
        return told | {"withheld": True}
    if method == VoteMethod.YES_NO:
        choices = Counter(choice for choice, _answer in ballots)
        return told | {str(choice): choices[choice] for choice in Choice}
    box = Box(str(CollegeCode.EMPLOYEES), enrolled, len(ballots), tuple(answer for _choice, answer in ballots))
    return told | count_by(method, [box], rules, 1).as_json()


def enough_for_the_pole(ballots: int, enrolled: int) -> bool:
    """Whether so many answers are those of the whole pole: max(20, 10 %) of it."""
    return ballots >= open_quorum(enrolled)


def as_college(line: Mapping) -> CollegeCount:
    """The answer of the pole of the employees, for the tally: no casting vote, a tie is a no.

    `line` is that of the electorate of the vote (`committee.services.answered`).
    """
    numbers = [line[str(choice)] for choice in (Choice.YES, Choice.NO, Choice.ABSTAIN)]
    return CollegeCount(str(CollegeCode.EMPLOYEES), line["seats"], line["present"], *numbers, is_open=True)

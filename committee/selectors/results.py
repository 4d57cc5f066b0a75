"""Results, once the chair has revealed them. Nothing here reads a poll that is not revealed."""

from dataclasses import dataclass

from committee.counts import Cause, CollegeCount, CollegeResult, Outcome, Result, Rules
from committee.enums import Choice, CollegeCode, PollState, PollVisibility
from committee.models import Ballot, Poll
from committee.results import describe

REVEALED = frozenset({PollState.REVEALED, PollState.CERTIFIED})


@dataclass(frozen=True)
class CollegeCounts:
    """What one pole answered."""

    code: str
    name: str
    yes: int
    no: int
    abstain: int
    present: int
    enrolled: int
    decisive: bool
    adopted: bool
    casting_vote: bool


@dataclass(frozen=True)
class PollResult:
    """A revealed poll, in numbers and in words."""

    poll: Poll
    outcome: Outcome
    cause: Cause | None
    sentence: str
    rule: tuple[str, ...]
    lines: tuple[str, ...]
    colleges: tuple[CollegeCounts, ...]

    @property
    def outcome_label(self):
        return self.outcome.label

    @property
    def needs_second_reading(self) -> bool:
        return self.outcome is Outcome.SECOND_READING


def published_result(poll: Poll) -> PollResult | None:
    """The result of `poll`, or None as long as the chair has not revealed it. No query."""
    if poll.state not in REVEALED:
        return None
    result = stored_result(poll)
    names = {code: str(CollegeCode(code).label) for code in poll.result["colleges"]}
    words = describe(result, names)
    return PollResult(
        poll,
        result.outcome,
        result.cause,
        words.outcome,
        words.rule,
        words.colleges,
        tuple(_counts(college, names) for college in result.colleges),
    )


def sentence_of(poll: Poll) -> str:
    """The outcome in one sentence; "" before the reveal."""
    result = published_result(poll)
    return result.sentence if result else ""


def stored_result(poll: Poll) -> Result:
    """The counted result as the tally gave it, rebuilt from what the close wrote. For services only."""
    rows = poll.result["colleges"]
    colleges = tuple(
        CollegeResult(
            CollegeCount(code, row["enrolled"], row["present"], row["yes"], row["no"], row["abstain"]),
            decisive=row["decisive"],
            adopted=row["adopted"],
            tied=row["tied"],
            broken_by_casting_vote=row["casting_vote"],
        )
        for code, row in rows.items()
    )
    cause = poll.result["cause"]
    return Result(
        Outcome(poll.result["outcome"]),
        Cause(cause) if cause else None,
        colleges,
        Rules(visibility=poll.visibility),
        poll.reading,
    )


def _counts(college: CollegeResult, names) -> CollegeCounts:
    count = college.count
    return CollegeCounts(
        count.code,
        names[count.code],
        count.yes,
        count.no,
        count.abstain,
        count.present,
        count.enrolled,
        college.decisive,
        college.adopted,
        college.broken_by_casting_vote,
    )


def votes_of(poll: Poll) -> list[tuple]:
    """(person, name of the pole, choice) of a named poll once revealed; empty for a hidden one."""
    if poll.state not in REVEALED or poll.visibility != PollVisibility.NAMED:
        return []
    ballots = Ballot.objects.filter(poll=poll).select_related("person", "college")
    return [
        (ballot.person, str(ballot.college), Choice(ballot.choice).label)
        for ballot in ballots.order_by("college__code", "person__last_name", "person__first_name", "pk")
    ]

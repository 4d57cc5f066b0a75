"""Results, once the chair has revealed them. Nothing here reads a poll that is not revealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext

from committee.counts import Cause, CollegeCount, CollegeResult, Outcome, Result
from committee.enums import Choice, CollegeCode, PollState, PollVisibility, Stance, VoteMethod
from committee.methods.pooling import ALL
from committee.methods.rules import majority_rules
from committee.methods.tables import Table, method_table
from committee.methods.voted import ballot_words
from committee.methods.words import college_lines, method_outcome, method_rule, winning_labels
from committee.models import Ballot, Poll
from committee.results import describe, rule_sentences

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
    """A revealed poll, in numbers and in words. `outcome` is None when it only advised.

    For and against have `colleges`; the other methods a `table`, the labels of what is `retained`, and `said`:
    objections and reserves, without who wrote them. `withheld`: a secret vote with few ballots in a pole, of which the
    sums alone are told.
    """

    poll: Poll
    outcome: Outcome | None
    cause: Cause | None
    sentence: str
    rule: tuple[str, ...]
    lines: tuple[str, ...]
    colleges: tuple[CollegeCounts, ...]
    table: Table | None = None
    retained: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    withheld: bool = False

    @property
    def outcome_label(self):
        if self.outcome is None:
            return gettext("For advice")
        return gettext("Retained") if self.retained else self.outcome.label

    @property
    def name(self) -> str:
        """What tells it from the other votes on the same point."""
        method = str(self.poll.get_method_display())
        return gettext("%(method)s, second vote") % {"method": method} if self.poll.reading == 2 else method

    @property
    def names_forgotten_at(self) -> datetime | None:
        """When it was forgotten who voted what in a named vote; None while it is known, and of any other vote."""
        return self.poll.ballots_forgotten_at if self.poll.visibility == PollVisibility.NAMED else None

    @property
    def is_of_a_lot(self) -> bool:
        return self.poll.method == VoteMethod.CONSENT_BLOCK

    @property
    def decides(self) -> bool:
        """A clear answer of the committee: neither advice nor a vote that calls for another one."""
        return self.outcome is not None and not self.needs_second_reading

    @property
    def asks_to_amend(self) -> bool:
        """Objections to a proposal asked for consent: it is amended and asked again."""
        return self.cause is Cause.OBJECTION and self.poll.method == VoteMethod.CONSENT and self.poll.reading == 1

    @property
    def needs_second_reading(self) -> bool:
        return self.outcome is Outcome.SECOND_READING


def published_result(poll: Poll) -> PollResult | None:
    """The result of `poll`, or None as long as the chair has not revealed it. No query."""
    if poll.state not in REVEALED:
        return None
    names, withheld = pole_names(), poll.result.get("withheld", False)
    if not poll.is_tallied:
        return _by_another_method(poll, names)
    result = stored_result(poll)
    words = describe(result, names, pooled=withheld)
    return PollResult(
        poll,
        result.outcome,
        result.cause,
        words.outcome,
        words.rule,
        words.colleges,
        tuple(_counts(college, names) for college in result.colleges),
        withheld=withheld,
    )


def pole_names() -> dict[str, str]:
    """How the poles are called, and what they gave together."""
    return {code: str(label) for code, label in CollegeCode.choices} | {ALL: gettext("Both poles together")}


def rule_of(poll: Poll) -> tuple[str, ...]:
    """The rule of a vote, sentence by sentence, before it as with its result. No query."""
    if not poll.is_tallied:
        return method_rule(poll.method, poll.rules, poll.reading)
    return rule_sentences(majority_rules(poll.rules, poll.visibility), pole_names(), next(iter(poll.electorate), ""))


def _veiled_result(poll: Poll) -> dict:
    """What was written at the close without the names that the point hides; `veiled` has dealt with the point."""
    told = poll.item.veil.words
    options = [option | {"label": told(option["label"])} for option in poll.result.get("options", ())]
    words = [row | {"words": told(row["words"])} for row in poll.result.get("words", ())]
    return poll.result | {"options": options, "words": words}


def _by_another_method(poll: Poll, names) -> PollResult:
    result = _veiled_result(poll)
    return PollResult(
        poll,
        Outcome(result["outcome"]) if result["outcome"] else None,
        Cause(result["cause"]) if result["cause"] else None,
        method_outcome(poll.method, result, poll.reading, names),
        method_rule(poll.method, poll.rules, poll.reading),
        college_lines(poll.method, result, names),
        (),
        method_table(poll.method, result, names),
        tuple(winning_labels(result)),
        tuple((str(Stance(row["stance"]).label), row["words"]) for row in result["words"]),
        withheld=result.get("withheld", False),
    )


def sentence_of(poll: Poll) -> str:
    """The outcome in one sentence; "" before the reveal."""
    result = published_result(poll)
    return result.sentence if result else ""


def stored_result(poll: Poll) -> Result:
    """The counted result as the tally gave it, rebuilt from what the close wrote. For and against only."""
    rows = poll.result["colleges"]
    colleges = tuple(
        CollegeResult(
            CollegeCount(
                code,
                row["enrolled"],
                row["present"],
                row["yes"],
                row["no"],
                row["abstain"],
                is_open=row.get("open", False),
            ),
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
        majority_rules(poll.rules, poll.visibility),
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
    """(person, name of the pole, what they voted) of a named poll once revealed; empty for a hidden one.

    One query, none after `prefetch_votes`.
    """
    if not _names_voters(poll):
        return []
    prefetch_votes([poll])
    labels = [] if poll.is_tallied else [option["label"] for option in _veiled_result(poll)["options"]]
    return [
        (ballot.person, str(ballot.college), poll.item.veil.words(_vote_words(poll, ballot, labels)))
        for ballot in poll.named_ballots
    ]


def prefetch_votes(polls: Iterable[Poll]) -> None:
    """Read what `votes_of` asks of these polls, all at once; no query where none of them is named and revealed."""
    ballots = Ballot.objects.select_related("person", "college")
    ballots = ballots.order_by("college__code", "person__last_name", "person__first_name", "pk")
    named = [poll for poll in polls if _names_voters(poll)]
    prefetch_related_objects(named, Prefetch("ballots", ballots, to_attr="named_ballots"))


def _names_voters(poll) -> bool:
    return poll.state in REVEALED and poll.visibility == PollVisibility.NAMED


def _vote_words(poll: Poll, ballot: Ballot, labels) -> str:
    if ballot.choice and not poll.is_tallied:
        return gettext("objects") if ballot.choice == Choice.NO else gettext("does not object")
    return str(Choice(ballot.choice).label) if ballot.choice else ballot_words(poll.method, ballot.answer, labels)

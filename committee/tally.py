"""Counting one yes / no / abstain poll per college. Pure; whole numbers and fractions only.

In a college c: decisive when Y + N >= half of those present; adopted when decisive and the majority
is reached (Y > N on votes cast by default). A tie of a simple majority may be broken by the vote of
that college's president, never in a secret poll. Colleges are then combined.

Outcomes:
- adopted: the combination says yes;
- not adopted: it says no, and no college is left tied, undecided or of another opinion;
- second reading: at reading 1, anything else (a tie, too few votes cast, colleges that disagree);
- deferred: at reading 2, still no clear answer. A college that is not decisive at reading 2 counts
  as "not adopted there", so beside a clear no the proposal is not adopted.

A college of the whole staff (`is_open`) binds only from max(20, 10 %) voters on, has no casting vote,
and a tie there is a no.
"""

from collections.abc import Sequence
from fractions import Fraction

from committee.counts import (
    Base,
    Cause,
    CollegeCount,
    CollegeResult,
    Combination,
    Majority,
    Outcome,
    Result,
    Rules,
    Visibility,
    open_quorum,
)

READINGS = (1, 2)


def tally(counts: Sequence[CollegeCount], rules: Rules | None = None, reading: int = 1) -> Result:
    """Outcome of one reading (1 or 2). Raises ValueError without a college or for another reading."""
    rules = rules or Rules()
    codes = [count.code for count in counts]
    if not codes or len(set(codes)) < len(codes):
        raise ValueError("A tally needs at least one college, each counted once.")
    if reading not in READINGS:
        raise ValueError("A proposal has a first and a second reading.")
    lead = rules.lead or codes[0]
    if lead not in codes:
        raise ValueError(f"The leading college {lead!r} has not voted.")
    colleges = tuple(_college(count, rules, lead) for count in counts)
    binding = [college for college in colleges if not college.advisory]
    combine = _COMBINE[rules.combination]
    outcome, cause = combine(binding, rules) if binding else (None, Cause.NOT_DECISIVE)
    if outcome is None:
        outcome = Outcome.SECOND_READING if reading == 1 else Outcome.DEFERRED
        refused = rules.combination is Combination.DOUBLE_MAJORITY and _refused(binding)
        if reading == 2 and refused:
            outcome, cause = Outcome.NOT_ADOPTED, None
    return Result(outcome, cause, colleges, rules, reading)


def _refused(colleges: Sequence[CollegeResult]) -> bool:
    """A clear no in one college, and in each other one a no or too few votes cast."""
    refusing = [college.rejected for college in colleges]
    return any(refusing) and all(
        rejected or not college.decisive for rejected, college in zip(refusing, colleges, strict=True)
    )


def _base(count: CollegeCount, rules: Rules) -> int:
    """What a majority of this college is counted on."""
    if rules.base is Base.ENROLLED:
        return count.enrolled
    if rules.base is Base.EXPRESSED:
        return count.expressed
    return count.attending


def _college(count: CollegeCount, rules: Rules, lead: str) -> CollegeResult:
    base = _base(count, rules)
    led = rules.combination is Combination.LEAD_COLLEGE and count.code != lead
    if count.is_open:
        binds = count.ballots >= open_quorum(count.enrolled)
        decisive = binds and count.expressed > 0
        adopted = decisive and rules.reached(count.yes, base)
        return CollegeResult(count, decisive, adopted, tied=False, advisory=led or not binds)
    decisive = count.expressed > 0 and 2 * count.expressed >= count.attending
    even = count.yes == count.no and 2 * count.yes == base
    tied = decisive and even and rules.majority is Majority.SIMPLE
    adopted = decisive and rules.reached(count.yes, base)
    broken = tied and _casts(count, rules)
    if broken:
        adopted = count.president_choice == "yes"
    return CollegeResult(count, decisive, adopted, tied, broken, led)


def _casts(count: CollegeCount, rules: Rules) -> bool:
    """The president's vote breaks a tie: one college's answer counts as such, and votes are known."""
    per_college = rules.combination in (Combination.DOUBLE_MAJORITY, Combination.LEAD_COLLEGE)
    allowed = rules.casting_vote and rules.visibility is not Visibility.SECRET
    return per_college and allowed and count.president_choice in ("yes", "no")


def _double_majority(colleges: Sequence[CollegeResult], rules: Rules):
    if all(college.adopted for college in colleges):
        return Outcome.ADOPTED, None
    if all(college.rejected for college in colleges):
        return Outcome.NOT_ADOPTED, None
    if any(college.tied and not college.broken_by_casting_vote for college in colleges):
        return None, Cause.TIE
    if not all(college.decisive for college in colleges):
        return None, Cause.NOT_DECISIVE
    return None, Cause.DISAGREEMENT


def _equal_weight(colleges: Sequence[CollegeResult], rules: Rules):
    """Mean of the colleges' shares of yes, each weighing the same."""
    if not all(college.decisive for college in colleges):
        return None, Cause.NOT_DECISIVE
    shares = [Fraction(c.count.yes, _base(c.count, rules)) for c in colleges]
    return _answer(sum(shares) / len(shares), Fraction(1), rules)


def _pooled(colleges: Sequence[CollegeResult], rules: Rules):
    """All ballots in one box."""
    counts = [college.count for college in colleges]
    expressed = sum(count.expressed for count in counts)
    attending = sum(count.attending for count in counts)
    if expressed == 0 or 2 * expressed < attending:
        return None, Cause.NOT_DECISIVE
    return _answer(sum(c.yes for c in counts), sum(_base(c, rules) for c in counts), rules)


def _answer(yes, base, rules: Rules):
    if rules.reached(yes, base):
        return Outcome.ADOPTED, None
    if rules.majority is Majority.SIMPLE and 2 * yes == base:
        return None, Cause.TIE
    return Outcome.NOT_ADOPTED, None


_COMBINE = {
    Combination.DOUBLE_MAJORITY: _double_majority,
    Combination.EQUAL_WEIGHT: _equal_weight,
    Combination.POOLED: _pooled,
    Combination.LEAD_COLLEGE: _double_majority,  # of the one college that binds
}

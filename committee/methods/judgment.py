"""Majority judgment: every ballot grades every variant, the best majority grade wins. Pure, whole numbers only.

- A ballot that leaves a variant without a grade is an abstention (or, when so ruled, grades it worst).
- Colleges weigh the same: with L the least common multiple of their numbers of ballots, each ballot of a
  college of n counts L / n times.
- The majority grade is the lower median. Variants are ranked by iterated removal (Balinski and Laraki): compare
  majority grades; where they are equal take one such grade away from each and compare again. Grades that stay
  equal to the last are a tie; nothing else breaks it.
- The first one is retained if its majority grade passes and if in no college more than half grade it worst. Otherwise
  none is.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import lcm

from committee.counts import Cause, Outcome
from committee.methods.box import Box, Counted, no_answer, presence

GRADES = 5
PASSING = 2
ABSTENTION, WORST = "abstention", "worst"
BLANKS = (ABSTENTION, WORST)


def complete(grades: Sequence[int | None], blank: str = ABSTENTION) -> tuple[int, ...] | None:
    """The grades that count; None for an abstention. A ballot without any grade is one under every rule."""
    if all(grade is None for grade in grades) or (blank == ABSTENTION and None in grades):
        return None
    return tuple(0 if grade is None else grade for grade in grades)


def majority_values(profiles: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """What to compare, the greater the better: the grades in the order in which removal meets them.

    `profile[g]` is how many gave the grade g, 0 the worst; each profile has the same number of grades. Taking away
    lower medians walks from the middle outwards, downwards first when the number is odd, upwards first when it is
    even. With colleges made equal there may be millions: grades are looked at only where one of the profiles changes.
    """
    number = sum(profiles[0])
    if not number:
        return [() for _profile in profiles]
    middle, odd = (number - 1) // 2, number % 2
    ends = {end for profile in profiles for end in accumulate(profile)}
    steps = {1} | {step for end in ends for step in (middle - end + 1, end - middle)}
    walk = [middle]
    for step in sorted(step for step in steps if 1 <= step <= number // 2):
        walk += [middle - step, middle + step] if odd else [middle + step, middle - step]
    return [tuple(_grade_at(profile, place) for place in walk if 0 <= place < number) for profile in profiles]


def _grade_at(profile: Sequence[int], place: int) -> int:
    """The grade at a place of all grades in their order."""
    return bisect_right(list(accumulate(profile)), place)


def ranks(values: Sequence[tuple[int, ...]]) -> list[int]:
    """The rank of each, from 1; equal values have the same one."""
    return [1 + sum(other > value for other in values) for value in values]


def count_judgment(
    boxes: Sequence[Box],
    options: int,
    *,
    grades: int = GRADES,
    passing: int = PASSING,
    blank: str = ABSTENTION,
    reading: int = 1,
) -> Counted:
    """Answers are {"grades": [a grade or None for each variant]}. Raises ValueError without a college or a variant."""
    colleges = presence(boxes)
    if options < 1:
        raise ValueError("There is nothing to grade.")
    ballots = {box.code: [kept for one in box.answers if (kept := complete(one["grades"], blank))] for box in boxes}
    for code, rows in ballots.items():
        colleges[code] |= {"graded": len(rows), "abstain": colleges[code]["ballots"] - len(rows)}
    decisive = all(box.decisive(len(ballots[box.code])) for box in boxes)
    by_college = [{code: _profile(rows, place, grades) for code, rows in ballots.items()} for place in range(options)]
    profiles = [_merged(profile, {code: len(rows) for code, rows in ballots.items()}) for profile in by_college]
    values = majority_values(profiles)
    options_told = tuple(
        {"grade": value[0] if value else None, "rank": rank, "profile": profile, "colleges": college}
        for value, rank, profile, college in zip(values, ranks(values), profiles, by_college, strict=True)
    )
    outcome, cause, winners = _outcome(options_told, passing, reading, decisive=decisive)
    return Counted(outcome, cause, winners, options_told, colleges)


def _profile(ballots, place: int, grades: int) -> list[int]:
    given = [ballot[place] for ballot in ballots]
    return [given.count(grade) for grade in range(grades)]


def _merged(profiles: dict[str, list[int]], sizes: dict[str, int]) -> list[int]:
    """All colleges together, each as heavy as the others; one without ballots weighs nothing."""
    voting = {code: size for code, size in sizes.items() if size}
    whole = lcm(*voting.values())
    rows = [[times * (whole // size) for times in profiles[code]] for code, size in voting.items()]
    return [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * len(next(iter(profiles.values())))


def _outcome(options, passing: int, reading: int, *, decisive: bool):
    if not decisive:
        return *no_answer(Cause.NOT_DECISIVE, reading), ()
    first = [place for place, option in enumerate(options, 1) if option["rank"] == 1]
    able = [place for place in first if _passes(options[place - 1], passing)]
    if not able:
        return Outcome.DEFERRED, Cause.NONE_RETAINED, ()
    if len(able) > 1:
        return *no_answer(Cause.TIE, reading), ()
    return Outcome.ADOPTED, None, tuple(able)


def _passes(option, passing: int) -> bool:
    refused = any(2 * profile[0] > sum(profile) for profile in option["colleges"].values())
    return option["grade"] >= passing and not refused

"""A secret vote in which a pole cast few ballots: what the poles gave together, nothing of one pole. Pure.

What is left is the outcome and sums. A score or a majority grade weighs the poles equally: with the sums and how many
voted in each pole it could be solved for one of them, so it goes too; and so does a cause that speaks of one pole.
"""

from collections.abc import Mapping

from committee.counts import Cause
from committee.results import SECRET_MIN_BALLOTS

ALL = "all"
OF_ONE_POLE = frozenset({Cause.TIE, Cause.NOT_DECISIVE, Cause.DISAGREEMENT})


def few_ballots(cast: Mapping[str, int], fewest: int = SECRET_MIN_BALLOTS) -> bool:
    """Whether the counts of one pole would betray its members. `cast`: how many ballots each pole cast."""
    return any(ballots < fewest for ballots in cast.values())


def pooled_tally(told: Mapping) -> dict:
    """A result of for and against without its poles. `told` is as `Poll.result` keeps it."""
    rows = told["colleges"].values()
    sums = {name: sum(row[name] for row in rows) for name in ("yes", "no", "abstain", "present", "enrolled")}
    # Neither decisive nor adopted is said of the sums: the outcome alone is.
    facts = {"decisive": True, "adopted": told["outcome"] == "adopted", "tied": False, "casting_vote": False}
    return {"outcome": told["outcome"], "cause": _cause(told), "withheld": True, "colleges": {ALL: sums | facts}}


def pooled_count(told: Mapping) -> dict:
    """A result of another method without its poles: what it counted, added up."""
    winners = told["winners"]
    options = [_option(option, place in winners) for place, option in enumerate(told["options"], 1)]
    row = _added(list(told["colleges"].values()))
    if "degrees" in row:
        row["median"] = _lower_median(row["degrees"])
    return {**told, "cause": _cause(told), "withheld": True, "options": options, "colleges": {ALL: row}}


def _cause(told: Mapping) -> str | None:
    return None if told["cause"] in OF_ONE_POLE else told["cause"]


def _option(option: Mapping, retained: bool) -> dict:
    kept = {"label": option["label"]} if "label" in option else {}
    for name in ("approvals", "dots"):
        if name in option:
            kept[name] = {ALL: sum(option[name].values())}
    if "score" in option:
        kept["score"] = None
    if "rank" in option:
        profile = [sum(column) for column in zip(*option["colleges"].values(), strict=True)]
        kept |= {"grade": None, "rank": 1 if retained else 2, "profile": profile, "colleges": {ALL: profile}}
    return kept


def _added(rows) -> dict:
    """The whole numbers, and the rows of whole numbers, that every pole has."""
    sums = {}
    for name, first in rows[0].items():
        if isinstance(first, list):
            sums[name] = [sum(column) for column in zip(*(row[name] for row in rows), strict=True)]
        elif isinstance(first, int) and name != "median":
            sums[name] = sum(row[name] for row in rows)
    return sums


def _lower_median(degrees) -> int | None:
    middle, before = (sum(degrees) - 1) // 2, 0
    for degree, count in enumerate(degrees):
        before += count
        if count and before > middle:
            return degree
    return None

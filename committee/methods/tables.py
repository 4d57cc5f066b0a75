"""What a vote by another method counted, as a table that anybody can read, and bars for the eye. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from committee.enums import Stance, VoteMethod
from committee.methods.advice import HOTTEST
from committee.methods.words import GRADES, score_words
from parkour.core.bars import share


@dataclass(frozen=True)
class Part:
    """One piece of a bar, in hundredths of its width. `kind` g0 (worst) to g4, or "for"."""

    kind: str
    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """One line: an option, or a pole. `bar` is empty where there is nothing to draw."""

    label: str
    cells: tuple[str, ...]
    retained: bool = False
    bar: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Table:
    """Numbers under a caption; `head` names the first column and those of the cells."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    graded: bool = False

    @property
    def has_bars(self) -> bool:
        """Something to look at before the numbers are read."""
        return any(row.bar for row in self.rows)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """What the parts of the bars mean, in their order: (kind, grade). Empty where there is one kind."""
        last = len(GRADES) - 1
        return [(f"g{last - place}", name) for place, name in enumerate(self.head[2:])] if self.graded else []


def method_table(method: str, result: Mapping, names: Mapping[str, str]) -> Table | None:
    """The table of a counted vote; None for adoption together, where words say all."""
    make = _TABLES.get(method)
    return make(result, names) if make else None


def _named(codes, names) -> list[str]:
    return [names.get(code, code) for code in codes]


def _of_judgment(result, names) -> Table:
    """The variants in their order of merit, pole by pole, the best grade first."""
    rows = []
    ordered = sorted(enumerate(result["options"], 1), key=lambda pair: (pair[1]["rank"], pair[0]))
    for place, option in ordered:
        grade = "" if option["grade"] is None else str(GRADES[option["grade"]])
        counts = [
            ", ".join(
                gettext("%(pole)s %(count)s") % {"pole": names.get(code, code), "count": profile[number]}
                for code, profile in option["colleges"].items()
            )
            for number in reversed(range(len(option["profile"])))
        ]
        rows.append(Row(option["label"], (grade, *counts), place in result["winners"], _profile(option["profile"])))
    head = (gettext("Variant"), gettext("Majority grade"), *(str(grade) for grade in reversed(GRADES)))
    return Table(gettext("Grades of each variant"), head, tuple(rows), graded=True)


def _profile(profile: Sequence[int]) -> tuple[Part, ...]:
    """The best grade first, as one reads."""
    total, before, parts = sum(profile), 0, []
    for grade in reversed(range(len(profile))):
        if profile[grade]:
            parts.append(Part(f"g{grade}", share(before, total), share(profile[grade], total)))
            before += profile[grade]
    return tuple(parts)


def _of_approval(result, names) -> Table:
    """Without the scores where the poles are not told apart: they would tell them apart."""
    scored = all(option["score"] for option in result["options"])
    voted = sum(row["ballots"] for row in result["colleges"].values())
    rows = [
        Row(
            option["label"],
            (
                *([score_words(option["score"])] if scored else []),
                *(
                    gettext("%(count)s of %(total)s") % {"count": votes, "total": result["colleges"][code]["ballots"]}
                    for code, votes in option["approvals"].items()
                ),
            ),
            place in result["winners"],
            (
                Part(
                    "for", share(0, 1), share(*(option["score"] or (sum(option["approvals"].values()), max(voted, 1))))
                ),
            ),
        )
        for place, option in enumerate(result["options"], 1)
    ]
    score = (gettext("Score"),) if scored else ()
    head = (gettext("Option"), *score, *_named(result["colleges"], names))
    return Table(gettext("Approvals of each option"), head, tuple(rows))


def _of_dots(result, names) -> Table:
    totals = [sum(option["dots"].values()) for option in result["options"]]
    rows = [
        Row(
            option["label"],
            (str(total), *(str(dots) for dots in option["dots"].values())),
            bar=(Part("for", share(0, 1), share(total, max(*totals, 1))),),
        )
        for option, total in zip(result["options"], totals, strict=True)
    ]
    head = (gettext("Option"), gettext("Dots"), *_named(result["colleges"], names))
    return Table(gettext("Dots on each option"), head, tuple(rows))


def _of_temperature(result, names) -> Table:
    rows = [
        Row(names.get(code, code), tuple(str(count) for count in row["degrees"]))
        for code, row in result["colleges"].items()
    ]
    head = (gettext("Pole"), *(str(degree) for degree in range(HOTTEST + 1)))
    return Table(gettext("How many gave each degree"), head, tuple(rows))


def _of_consent(result, names) -> Table:
    rows = [
        Row(names.get(code, code), tuple(str(row[stance]) for stance in Stance.values))
        for code, row in result["colleges"].items()
    ]
    return Table(gettext("Answers of each pole"), (gettext("Pole"), *map(str, Stance.labels)), tuple(rows))


_TABLES = {
    VoteMethod.MAJORITY_JUDGMENT: _of_judgment,
    VoteMethod.APPROVAL: _of_approval,
    VoteMethod.DOT: _of_dots,
    VoteMethod.TEMPERATURE: _of_temperature,
    VoteMethod.CONSENT: _of_consent,
}

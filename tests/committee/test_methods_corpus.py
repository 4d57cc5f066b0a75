"""Majority judgment on 1,733 real ballots of six grades, held against the published tally. Collected where
PARKOUR_CORPUS_DIR is set only.
"""

import csv
from pathlib import Path

import pytest

from committee.methods.box import Box
from committee.methods.judgment import count_judgment
from tests.committee.test_methods import removed_from
from tests.ideas.importing.conftest import CORPUS

FOLDER = Path(CORPUS) / "redistributable" / "jugement_majoritaire_CC0"
GRADES = ("À rejeter", "Insuffisant", "Passable", "Assez bien", "Bien", "Très bien")  # 1 to 6 in the file, 0 is none
OFFICES = ("bureau-01", "bureau-06", "bureau-12")


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def boxes():
    """The ballots of each office, as those of a college."""
    found = {office: [] for office in OFFICES}
    for row in rows("ballots.csv"):
        grades = [int(value) - 1 if value != "0" else None for name, value in row.items() if name.startswith("option")]
        found[row["poll"]].append({"grades": grades})
    return [Box(office, len(answers), len(answers), tuple(answers)) for office, answers in found.items()]


def test_every_real_ballot_is_counted_as_the_published_tally_says(boxes):
    assert sum(box.cast for box in boxes) == 1733
    published = {(row["poll"], row["option"]): row for row in rows("tally.csv")}
    for box in boxes:
        blank = sum(all(grade is None for grade in answer["grades"]) for answer in box.answers)
        counted = count_judgment([box], 12, grades=6, blank="worst")
        for place, option in enumerate(counted.options, 1):
            row = published[box.code, f"option_{place:02}"]
            told = [int(row[grade]) for grade in GRADES]
            told[0] += int(row["Sans opinion"]) - blank  # graded worst by the rule, but for the wholly blank
            assert option["profile"] == told


@pytest.mark.parametrize("blank", ["abstention", "worst"])
def test_the_order_is_the_one_of_removal_step_by_step_in_each_office(boxes, blank):
    for box in boxes:
        counted = count_judgment([box], 12, grades=6, blank=blank)
        orders = [removed_from(option["profile"]) for option in counted.options]
        assert [option["rank"] for option in counted.options] == [
            1 + sum(other > order for other in orders) for order in orders
        ]
        assert len(counted.winners) == 1


def test_three_offices_as_three_colleges_weigh_the_same(boxes):
    counted = count_judgment(boxes, 12, grades=6)
    sizes = [row["graded"] for row in counted.colleges.values()]
    whole = sum(counted.options[0]["profile"])
    assert all(sum(option["profile"]) == whole for option in counted.options)
    assert whole % len(sizes) == 0
    assert all((whole // len(sizes)) % size == 0 for size in sizes)

"""What the past would propose for contributions that real people sent and others read. Collected where
PARKOUR_CORPUS_DIR is set only.
"""

import csv
from array import array
from pathlib import Path

from ideas.likeness import FLOOR, KINDS, Weights, shingles
from ideas.past import Past, Target, reliability
from ideas.scoring import FEEDBACK, PROPOSAL
from ideas.services.comparing import KEPT
from tests.ideas.importing.conftest import CORPUS

READ = Path(CORPUS) / "redistributable" / "egalite_fh_ODbL" / "contributions.csv"
EVERY = 2  # they come in an order: every second one
POINTS = 20  # of use to the readers, from 0 to 5


def kind_of(row):
    return PROPOSAL if float(row["share_nouvelles_mesures"]) >= 0.5 else FEEDBACK


def compared(texts):
    """{place: [(place of another, likeness)]}, as the worker keeps it."""
    pieces = [shingles(text) for text in texts]
    holders = array("I", bytes(4 * KINDS))
    for numbers in pieces:
        for number in numbers:
            holders[number] += 1
    weights, alike = Weights(len(texts), holders), {}
    for place, numbers in enumerate(pieces):
        others = ((other, theirs) for other, theirs in enumerate(pieces) if other != place)
        found = weights.ranked(numbers, others)[:KEPT]
        alike[place] = [(other, score) for score, other in found if score >= FLOOR]
    return alike


def test_where_the_length_foretells_the_readers_better_than_the_neighbours_nothing_is_proposed():
    with READ.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::EVERY]
    history = [
        Past(place, POINTS * float(row["usage_mean"]), kind_of(row), len(row["text"])) for place, row in enumerate(rows)
    ]
    alike = compared([row["text"] for row in rows])
    found = reliability(history, alike, Target.PRIORITY)
    assert found.n > len(rows) * 0.9
    assert found.length < found.middle  # the length alone knows something
    assert found.error > found.length  # the neighbours know less
    assert not found.is_better
    assert not reliability(history, alike, Target.KIND).is_better

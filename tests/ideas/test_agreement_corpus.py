"""Agreement of real readers, nobody of this project asked them. Collected where PARKOUR_CORPUS_DIR is set only."""

import csv
from collections import Counter, defaultdict
from math import isclose
from pathlib import Path
from statistics import fmean

from ideas.agreement import agreement_on, alpha, rated_twice
from tests.ideas.importing.conftest import CORPUS

READERS = Path(CORPUS) / "redistributable" / "egalite_fh_ODbL"
REVIEWS = Path(CORPUS) / "internal" / "neurips" / "scores.csv"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def slow_alpha(units):
    """Ordinal alpha from the coincidences of its definition, written apart."""
    units = [list(unit) for unit in units if len(unit) > 1]
    levels = sorted({level for unit in units for level in unit})
    together = dict.fromkeys([(one, other) for one in levels for other in levels], 0.0)
    for unit in units:
        for place, one in enumerate(unit):
            for other in unit[:place] + unit[place + 1 :]:
                together[one, other] += 1 / (len(unit) - 1)
    given = {one: sum(together[one, other] for other in levels) for one in levels}
    whole = sum(given.values())

    def far(one, other):
        low, high = min(one, other), max(one, other)
        return (sum(given[level] for level in levels if low <= level <= high) - (given[low] + given[high]) / 2) ** 2

    seen = sum(times * far(*pair) for pair, times in together.items())
    chance = sum(given[one] * given[other] * far(one, other) for one in levels for other in levels)
    return 1 - (whole - 1) * seen / chance


def test_readers_of_contributions_disagree_as_much_as_the_definition_says():
    use = {"": 0, "rien": 0, "prendre en compte": 2, "demander à éclaircir": 3, "citer": 4, "recevoir": 5}
    units = defaultdict(list)
    for row in rows(READERS / "analyses_par_lecteur.csv"):
        units[row["contribution_id"]].append(use[row["decision"]])
    told = {row["id"]: float(row["usage_mean"]) for row in rows(READERS / "contributions.csv")}
    assert (len(told), sum(len(unit) for unit in units.values())) == (471, 2224)
    assert [key for key, mean in told.items() if not isclose(fmean(units[key]), mean, abs_tol=0.01)] == []
    found = agreement_on(units.values())
    assert isclose(found.alpha, slow_alpha(units.values()), abs_tol=1e-9)
    assert found.low < found.alpha < found.high < 0.667
    assert found.finding == "anchors"


def test_reviewers_of_papers_hardly_agree_on_any_criterion():
    units = {name: defaultdict(list) for name in ("recommendation", "originality", "impact", "clarity")}
    for row in rows(REVIEWS):
        for name, rated in units.items():
            if row[name]:
                rated[row["item_id"]].append(int(row[name]))
    for rated in units.values():
        some = list(rated.values())[:600]
        found = alpha(some)
        assert isclose(found, slow_alpha(some), abs_tol=1e-9)
        assert -0.1 < found < 0.4
    sizes = Counter(len(unit) for unit in rated_twice(units["recommendation"].values()))
    assert fmean(sizes.elements()) > 3

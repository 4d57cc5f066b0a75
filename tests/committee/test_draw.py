"""Lots that anybody can draw again."""

import hashlib
import itertools
import random
import subprocess
from collections import Counter

import pytest

from committee.draw import commitment, draw, line_of, new_secret, published_text, seed_of, spread

SECRET = "f0e1d2c3b4a5968778695a4b3c2d1e0f" * 2
LINES = ["001 Aïcha Benali", "002 Bruno Costa", "003 Chloé Dumas", "004 Driss Essaïdi", "005 Ève Fournier"]
# Found with `sha256sum` on files and on the output of `echo`, not with this module.
COMMITMENT = "424140863dd6a186ac07392c64073169f1e8c698f935a8c1d18f95c3b7e6aeeb"
SEED = "89819807d61035c48d528d4a65966bed08e443427cc68e0d8201186dd980f7db"
ORDER = ["002 Bruno Costa", "004 Driss Essaïdi", "005 Ève Fournier", "003 Chloé Dumas", "001 Aïcha Benali"]


def test_the_golden_draw():
    drawn = draw(SECRET, LINES)
    assert commitment(SECRET) == COMMITMENT
    assert seed_of(published_text(SECRET, LINES)) == SEED
    assert [(place.rank, place.line) for place in drawn] == list(enumerate(ORDER, start=1))


def test_every_order_in_which_candidates_are_given_draws_the_same():
    drawn = draw(SECRET, LINES)
    assert all(draw(SECRET, order) == drawn for order in itertools.permutations(LINES))


def test_any_other_secret_or_list_is_another_draw():
    seed = seed_of(published_text(SECRET, LINES))
    assert seed_of(published_text(new_secret(), LINES)) != seed
    assert all(seed_of(published_text(SECRET, [line for line in LINES if line != gone])) != seed for gone in LINES)


def test_a_line_is_one_line_whatever_the_name():
    assert line_of(7, "Zoe\u0301\n  Lan\tNoir ") == "007 Zoé Lan Noir"
    assert line_of(7, "x\n008 Y").count("\n") == 0


def test_the_published_file_is_checked_by_ordinary_tools(tmp_path):
    """What the page tells to type: the digests of the file, of its first line, and of a ticket."""
    file = tmp_path / "draw.txt"
    file.write_text(published_text(SECRET, LINES), encoding="utf-8")

    def shell(command):
        found = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
        return found.stdout.split()[0]

    first = draw(SECRET, LINES)[0]
    assert shell("sha256sum draw.txt") == SEED
    assert shell("head -n 1 draw.txt | sha256sum") == COMMITMENT
    assert shell(f'echo "{SEED} {first.line}" | sha256sum') == first.ticket


def first_places(count, draws, seed, drawer=draw):
    dice = random.Random(seed)
    lines = LINES[:count]
    return Counter(
        tuple(place.line for place in drawer(f"{dice.getrandbits(256):064x}", lines)) for _round in range(draws)
    )


def chi_square(counts, cells, draws):
    expected = draws / cells
    return sum((number - expected) ** 2 / expected for number in [*counts.values(), *[0] * (cells - len(counts))])


# 119 degrees of freedom: beyond 175 once in two thousand; the dice are fixed.
ORDERS, DRAWS, BOUND = 120, 12_000, 175


def test_over_many_secrets_every_order_comes_as_often_as_the_others():
    assert chi_square(first_places(5, DRAWS, seed=20260319), ORDERS, DRAWS) < BOUND


def test_planted_fault_a_draw_that_favours_the_first_of_the_list_is_seen():
    def unfair(secret, lines):
        """The first line has two tickets and keeps the smaller one."""
        again = {place.line: place.ticket for place in draw(hashlib.sha256(secret.encode()).hexdigest(), lines)}
        drawn = draw(secret, lines)
        return sorted(
            drawn, key=lambda place: min(place.ticket, again[place.line]) if place.line == LINES[0] else place.ticket
        )

    assert chi_square(first_places(5, DRAWS, 20260319, unfair), ORDERS, DRAWS) > BOUND


@pytest.mark.parametrize(
    ("groups", "seats", "chosen"),
    [
        ({"a": 1, "b": 1, "c": 2, "d": 3}, 2, ["a", "c"]),
        ({"a": 1, "b": 1, "c": 2, "d": 3}, 3, ["a", "c", "d"]),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, 2, ["a", "b"]),  # one group only: the seats are filled all the same
        ({"a": None, "b": None, "c": 1, "d": 1}, 3, ["a", "b", "c"]),
        ({}, 9, ["a", "b", "c", "d"]),
        ({}, 0, []),
    ],
)
def test_one_of_each_group_first_while_another_is_left(groups, seats, chosen):
    assert spread(["a", "b", "c", "d"], groups, seats) == chosen

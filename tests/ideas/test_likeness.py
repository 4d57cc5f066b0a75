"""What two texts have in common, and which words look for it: pure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.likeness import KINDS, Band, Weights, band_of, shingles, unpacked, wanted_words

TEXTS = {
    1: "Le planning des tournées arrive trop tard le vendredi.",
    2: "La machine à café du rez-de-chaussée est en panne.",
    3: "Les vélos électriques restent au dépôt sans batterie chargée.",
    4: "Le vestiaire ferme trop tôt pour celles qui finissent le soir.",
}


def ranked(typed, texts=None):
    """Keys of the texts that have something in common with what is typed, the most alike first."""
    kept = {key: shingles(text) for key, text in (texts or TEXTS).items()}
    holders = [0] * KINDS
    for numbers in kept.values():
        for number in numbers:
            holders[number] += 1
    return Weights(len(kept), holders).ranked(shingles(typed), kept.items())


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("plannings de tournée", 1),  # other endings
        ("MACHINE A CAFE", 2),  # no accents, capitals
        ("velo eletrique", 3),  # slips of the finger
        ("le vestiere", 4),
    ],
)
def test_endings_accents_and_slips_of_the_finger_are_forgiven(typed, key):
    assert ranked(typed)[0][1] == key


def test_the_same_words_are_wholly_alike_whatever_their_order_and_others_less():
    scores = {key: score for score, key in ranked("dépôt au restent électriques vélos les sans batterie chargée")}
    assert scores[3] == pytest.approx(1)
    assert max(score for key, score in scores.items() if key != 3) < 0.2


def test_what_everybody_writes_says_nothing():
    texts = {1: "Bonjour la porte", 2: "Bonjour la cantine", 3: "Bonjour la cour"}
    assert ranked("bonjour", texts) == []


def test_nothing_in_common_is_left_out_and_an_empty_text_has_no_neighbour():
    assert ranked("xylophone") == []
    assert ranked("") == ranked("!?") == []


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_text_is_always_likest_to_itself(text):
    found = ranked(text, {**TEXTS, 9: text})
    assert all(0 < score <= 1 for score, _key in found)
    if {key for _score, key in found} & {9}:
        assert found[0][0] == pytest.approx(1)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_what_is_kept_is_read_back(text):
    numbers = shingles(text)
    assert list(unpacked(numbers.tobytes())) == sorted(set(numbers))


def test_a_likeness_is_told_in_words():
    assert [band_of(score) for score in (0.1, 0.25, 0.4, 0.9)] == [Band.FAR, Band.CLOSE, Band.VERY_CLOSE, Band.SAME]


def test_in_a_small_base_every_word_looks():
    assert wanted_words({"velo": 3, "porte": 90}, 100, 1_500) == [("velo",), ("porte",)]


def test_in_a_large_base_rare_words_look_alone_and_common_ones_together():
    wanted = wanted_words({"rare": 12, "often": 9_000, "always": 9_500}, 100_000, 1_500)
    assert wanted[0] == ("rare",)
    assert ("often",) not in wanted and ("always",) not in wanted


def test_common_words_alone_still_look_for_something():
    assert wanted_words({"always": 90_000}, 100_000, 1_500) == [("always",)]
    assert wanted_words({}, 100_000, 1_500) == []


@settings(deadline=None)
@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.integers(0, 100_000), max_size=60))
def test_what_is_looked_for_is_bounded(found):
    wanted = wanted_words(found, 100_000, 1_500)
    assert len(wanted) <= 40
    alone = [words for words in wanted if len(words) == 1]
    assert sum(found[word] for (word,) in alone[1:]) <= 1_500

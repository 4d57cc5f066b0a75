"""Which tags are suggested, and whether they may be: golden cases by hand, properties, silence. No database."""

from math import isclose
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.tagging import (
    ENOUGH,
    MOST_SUGGESTED,
    NEAREST,
    VOICES,
    Suggestion,
    Tagged,
    TagReliability,
    is_better,
    most_used,
    nearest,
    suggested,
    tag_reliability,
)

SAFETY, ENERGY, PARKING, COFFEE, TOOLS = 1, 2, 3, 4, 5


def tagged(key, *tags):
    return Tagged(key, frozenset(tags))


def families(size, tag_of, of=3):
    """`size` contributions in `of` families; each is like four others of its own."""
    rows = [tagged(key, tag_of(key)) for key in range(size)]
    alike = {key: [((key + of * step) % size, 0.5) for step in (1, 2, 3, 4)] for key in range(size)}
    return rows, alike


# --- What is suggested ------------------------------------------------------------------------------------------


def test_a_tag_is_as_strong_as_those_that_carry_it_are_alike():
    # safety: 0.3 + 0.3 = 0.6; energy: 0.9 + 0.2 = 1.1; parking has one voice
    near = [(0.3, tagged(1, SAFETY)), (0.9, tagged(2, ENERGY)), (0.3, tagged(3, SAFETY, PARKING)), (0.2, tagged(4, 2))]
    assert suggested(near) == [Suggestion(ENERGY, 2, 4), Suggestion(SAFETY, 2, 4)]


def test_only_the_five_closest_that_carry_tags_speak():
    near = [(0.9, tagged(key)) for key in range(5)] + [(0.5, tagged(10 + key, SAFETY)) for key in range(NEAREST)]
    near += [(0.4, tagged(99, ENERGY)), (0.4, tagged(98, ENERGY))]
    assert [one.key for _alike, one in nearest(near)] == [10, 11, 12, 13, 14]
    assert suggested(near) == [Suggestion(SAFETY, 5, 5)]


def test_fewer_than_three_that_carry_tags_suggest_nothing():
    assert suggested([(0.9, tagged(1, SAFETY)), (0.8, tagged(2, SAFETY)), (0.7, tagged(3))]) == []
    assert suggested([(0.9, tagged(1, SAFETY)), (0.8, tagged(2, SAFETY)), (0.0, tagged(3, SAFETY))]) == []
    assert suggested([]) == []


def test_one_voice_is_no_suggestion():
    assert suggested([(0.9, tagged(1, SAFETY)), (0.8, tagged(2, ENERGY)), (0.7, tagged(3, PARKING))]) == []


def test_three_are_suggested_at_most_and_equal_ones_in_the_order_of_their_keys():
    near = [(0.5, tagged(key, SAFETY, ENERGY, PARKING, COFFEE)) for key in range(3)]
    assert [one.tag for one in suggested(near)] == [SAFETY, ENERGY, PARKING]


NEAR = st.lists(
    st.tuples(
        st.floats(0, 1, allow_nan=False),
        st.builds(tagged, st.integers(0, 30), st.integers(1, 5), st.integers(1, 5)),
    ),
    max_size=12,
    unique_by=lambda row: row[1].key,
)


@given(NEAR, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(near, chance):
    shuffled = list(near)
    chance.shuffle(shuffled)
    assert suggested(shuffled) == suggested(near)


@given(NEAR)
def test_every_suggestion_says_truly_how_many_of_the_closest_carry_it(near):
    closest = nearest(near)
    for one in suggested(near):
        assert one.carried == sum(one.tag in row.tags for _alike, row in closest) >= VOICES
        assert one.closest == len(closest) <= NEAREST
    assert len(suggested(near)) <= MOST_SUGGESTED


# --- Whether it may be ------------------------------------------------------------------------------------------


def test_the_guess_names_the_three_tags_used_most():
    history = [tagged(1, SAFETY), tagged(2, SAFETY, ENERGY), tagged(3, ENERGY), tagged(4, TOOLS), tagged(5, COFFEE)]
    assert most_used(history) == {SAFETY, ENERGY, COFFEE}  # of two that are used once, the older one
    assert most_used([]) == frozenset()


def test_families_of_words_with_tags_of_their_own_are_foretold_better_than_by_the_usual_tags():
    # Six families: the guess names three of their tags and is wrong for half.
    found = tag_reliability(*families(60, lambda key: 10 + key % 6, of=6))
    assert (found.n, found.error, found.guess) == (60, 0.0, 50.0)
    assert found.over_guess[1] < 0 and found.is_better


def test_three_tags_are_always_guessed_so_nothing_can_be_better():
    found = tag_reliability(*families(60, lambda key: 10 + key % 3))
    assert (found.n, found.error, found.guess, found.is_better) == (60, 0.0, 0.0, False)


def test_tags_at_random_are_never_foretold():
    chance = Random(11)
    found = tag_reliability(*families(90, lambda _key: chance.randint(1, 12)))
    assert found.error >= found.guess and not found.is_better


def test_fewer_than_forty_trials_are_too_few():
    few = tag_reliability(*families(36, lambda key: 10 + key % 6, of=6))
    assert (few.n, few.is_better) == (36, False) and few.over_guess[1] < 0
    assert is_better(ENOUGH, (-20.0, -1.0)) and not is_better(ENOUGH - 1, (-20.0, -1.0))
    assert not is_better(ENOUGH, (-20.0, 0.0)) and not is_better(ENOUGH, None)


def test_nothing_tagged_or_nothing_alike_is_no_trial():
    assert tag_reliability([], {}) == TagReliability(0)
    rows, _alike = families(60, lambda key: key % 6)
    assert tag_reliability(rows, {}) == TagReliability(0)
    assert tag_reliability([tagged(1), tagged(2)], {1: [(2, 0.9)]}) == TagReliability(0)


def test_each_is_left_out_of_what_speaks_about_it():
    """Planted fault: were it among its own neighbours, a tag that nobody else carries would be foretold."""
    rows, alike = families(60, lambda key: 100 + key)
    themselves = {key: [(key, 1.0)] * 5 + near for key, near in alike.items()}
    assert tag_reliability(rows, themselves) == tag_reliability(rows, alike) == TagReliability(0)
    copies = [tagged(key % 60 + 1_000 * (key // 60), 100 + key % 60) for key in range(300)]
    of_copies = {one.key: [(other, 0.9) for other in range(one.key % 1_000, 5_000, 1_000)] for one in copies}
    assert tag_reliability(copies, of_copies).error == 0.0


@given(st.lists(st.builds(tagged, st.integers(0, 40), st.integers(1, 6), st.integers(1, 6)), max_size=30), st.data())
@settings(max_examples=60)
def test_the_measure_is_a_share_and_the_order_of_the_rows_changes_nothing(history, data):
    history = list({one.key: one for one in history}.values())
    alike = {
        one.key: data.draw(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1)), max_size=6)) for one in history
    }
    found = tag_reliability(history, alike)
    assert found == tag_reliability(history[::-1], alike)
    assert found.n <= len(history)
    if found.n:
        assert 0 <= found.error <= 100 and 0 <= found.guess <= 100
        assert isclose(found.error * found.n % 100, 0, abs_tol=1e-6) or isclose(
            found.error * found.n % 100, 100, abs_tol=1e-6
        )

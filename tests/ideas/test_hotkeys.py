"""Keys of the desk: none twice, none that the page needs for itself, and what a person changed."""

import pytest

from ideas.hotkeys import ACTIONS, USUAL, changes_of, errors_in, keys_with, with_keys
from ideas.outcomes import WAYS


def test_the_usual_keys_hold_every_outcome_and_are_in_order():
    assert errors_in(USUAL) == {}
    assert {way.outcome.value: way.key for way in WAYS.values()}.items() <= USUAL.items()


def test_what_is_changed_is_kept_and_nothing_else():
    changed = {"decline": "g", "later": ""}
    assert changes_of(USUAL | changed) == changed
    assert keys_with(changed) == USUAL | changed
    assert keys_with({"gone": "g"}) == USUAL
    [way] = with_keys((WAYS["decline"],), keys_with(changed))
    assert (way.key, way.outcome) == ("g", "decline")


def test_an_action_may_have_no_key():
    assert errors_in(dict.fromkeys(USUAL, "")) == {}


@pytest.mark.parametrize("key", ["ab", "\t", " ", "4", "?"])
def test_a_key_is_one_sign_that_is_free(key):
    assert list(errors_in(USUAL | {"decline": key})) == ["decline"]


def test_the_second_action_on_a_key_is_told_and_the_first_is_not():
    first, second = ACTIONS[0], ACTIONS[3]
    assert list(errors_in(USUAL | {second.name: first.key})) == [second.name]

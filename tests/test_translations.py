"""The French catalogue is complete and well written for everything the code says."""

import pytest

from parkour.core.catalogue import catalogue_state, messages_by_key, read_catalogue, translations
from parkour.core.catalogue_checks import message_faults


def translated():
    return messages_by_key(read_catalogue()).values()


@pytest.fixture(scope="module")
def state():
    return catalogue_state()


def test_every_message_has_a_french_translation(state):
    assert state.missing == []


def test_no_translation_is_a_guess(state):
    assert state.fuzzy == []


def test_no_translation_outlives_its_message(state):
    assert state.obsolete == []


def test_translations_keep_placeholders_and_follow_french_typography():
    assert [fault for message in translated() for fault in message_faults(message)] == []


def test_the_product_says_vous():
    familiar = {" tu ", " ton ", " ta ", " tes ", " toi ", " t’"}
    forms = [f" {form.lower()} " for message in translated() for form in translations(message)]
    assert [form for form in forms if any(word in form for word in familiar)] == []

"""The French catalogue is complete and well written for everything the code says."""

import re
from pathlib import Path

import pytest

from parkour.core.catalogue import KEYWORDS, catalogue_state, messages_by_key, read_catalogue, translations
from parkour.core.catalogue_checks import FAMILIAR, message_faults

SOURCES = Path(__file__).resolve().parent.parent


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
    forms = [form for message in translated() for form in translations(message)]
    assert [form for form in forms if FAMILIAR.search(form)] == []


@pytest.mark.parametrize("text", ["As-tu une idée ?", "Tu l’as dit.", "On t’attend", "C’est pour toi.", "(ton idée)"])
def test_planted_fault_a_familiar_word_is_found_beside_any_punctuation(text):
    assert FAMILIAR.search(text)


@pytest.mark.parametrize("text", ["Avez-vous une idée ?", "Était-il là ? A-t-il répondu ?", "Le téléphone du patron"])
def test_polite_words_are_not_taken_for_familiar_ones(text):
    assert FAMILIAR.search(text) is None


def test_every_short_name_of_gettext_is_one_the_extraction_knows():
    names = {
        name
        for folder in ("parkour", "ideas", "committee")
        for path in (SOURCES / folder).rglob("*.py")
        for name in re.findall(r"import \w*gettext\w* as (\w+)", path.read_text())
    }
    assert names - set(KEYWORDS) == set()

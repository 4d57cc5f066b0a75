"""A hint when a text seems to name a client or to tell of somebody's health; silence for everyday sentences."""

import json

import pytest

from ideas.hints import for_the_page, hints_in

NAMES = (
    "Mme Dupont attend deux heures.",
    "C'est chez M. Martin que la clé manque.",
    "La fille de Madame Éloi a appelé",
    "j'étais chez mme dupont ce matin",
    "chez Monsieur N’Guyen",
    "(Mlle Petit)",
    "MME DURAND",
)
HEALTH = (
    "Elle a la maladie d'Alzheimer.",
    "son diabète n'est pas suivi",
    "CANCER du sein",
    "Il a fait un AVC.",
    "après sa chimiothérapie",
    "en fin de vie",
)
PLAIN = (
    "Deux heures d'attente entre deux clientes de la même rue.",
    "M. le directeur et Mme la responsable le savent.",
    "Chez la cliente, il manque des gants.",
    "Le badge de 14 h ne passe pas : monsieur ou madame, même souci.",
    "Les avctions du matin",
    "chez madame la directrice",
    "",
)


@pytest.mark.parametrize("text", NAMES)
def test_a_title_before_a_name_is_hinted_at(text):
    assert hints_in(text) == {"name"}


@pytest.mark.parametrize("text", HEALTH)
def test_a_word_about_health_is_hinted_at(text):
    assert hints_in(text) == {"health"}


@pytest.mark.parametrize("text", PLAIN)
def test_everyday_sentences_pass_in_silence(text):
    assert hints_in(text) == frozenset()


def test_all_the_texts_of_a_form_are_read():
    assert hints_in("Rien ici.", "Prévenir Mme Dupont de son diabète", None) == {"name", "health"}


def test_the_page_is_given_the_same_patterns():
    assert [(kind, flags) for kind, _pattern, flags in for_the_page()] == [("name", ""), ("health", "i")]
    assert json.loads(json.dumps(for_the_page())) == for_the_page()

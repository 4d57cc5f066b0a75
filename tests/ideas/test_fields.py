"""A colleague is named as people name each other."""

import pytest
from django.core.exceptions import ValidationError

from ideas.forms.fields import PersonField
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleagues():
    UserFactory(first_name="Thomas", last_name="Vuillet")
    UserFactory(first_name="Zoé", last_name="Le Goff")
    UserFactory(first_name="Zoé", last_name="Marchand")
    UserFactory(first_name="Anne", last_name="Partie", is_active=False)


@pytest.mark.parametrize("typed", ["thomas", "Vuillet", "vuillet thomas", "THOMAS VUILLET"])
def test_one_colleague_is_found_by_any_part_of_the_name(colleagues, typed):
    assert PersonField().clean(typed).get_full_name() == "Thomas Vuillet"


def test_accents_are_forgiven_and_every_word_counts(colleagues):
    assert PersonField().clean("zoe goff").last_name == "Le Goff"


@pytest.mark.parametrize(
    ("typed", "code"), [("Zoé", "which"), ("Personne", "unknown"), ("Tho", "unknown"), ("Anne Partie", "unknown")]
)
def test_what_could_be_several_or_nobody_is_told_and_never_guessed(colleagues, typed, code):
    with pytest.raises(ValidationError) as refused:
        PersonField().clean(typed)
    assert refused.value.code == code


def test_those_who_could_be_meant_are_named(colleagues):
    with pytest.raises(ValidationError, match="Zoé Le Goff, Zoé Marchand"):
        PersonField().clean("zoé")


@pytest.mark.parametrize("typed", ["Thomas Vuillet, Zoé Le Goff", "thomas, zoé marchand"])
def test_two_names_are_not_one(colleagues, typed):
    with pytest.raises(ValidationError):
        PersonField().clean(typed)

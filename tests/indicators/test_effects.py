"""From a decision to its measured effect, on the page of the contribution."""

from datetime import date

import pytest

from parkour.indicators.services.changes import rebase, record_change
from tests.factories import UserFactory
from tests.ideas.lives import done
from tests.indicators.measuring import CSAT, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def test_the_author_reads_what_the_series_shows_without_the_door_of_its_chart(client, officer):
    author = UserFactory(locale="fr")
    idea = done(author=author, officer=officer)
    one = filled(officer, [*CSAT, *[88] * 7])
    record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", idea=idea, by=officer)
    client.force_login(author)
    text = client.get(idea.get_absolute_url()).content.decode()
    assert "Ce que montrent les chiffres" in text and "Effet démontré" in text and "Rappel la veille" in text
    assert "12 points avant, moyenne 81,6" in text
    assert one.get_absolute_url() not in text
    client.force_login(officer)
    assert one.get_absolute_url() in client.get(idea.get_absolute_url()).content.decode()


def test_the_sentence_of_a_change_does_not_tell_a_hidden_name(client, officer):
    author = UserFactory(first_name="Zélie", last_name="Quatrevaux")
    idea = done(author=author, officer=officer, owner=(owner := UserFactory()), visibility="name_hidden")
    one = filled(officer, CSAT)
    record_change(one, on=date(2024, 6, 1), sentence="Zélie Quatrevaux rappelle la veille", idea=idea, by=officer)
    client.force_login(owner)
    text = client.get(idea.get_absolute_url()).content.decode()
    assert "rappelle la veille" in text and "Quatrevaux" not in text


def test_the_reason_of_limits_drawn_anew_does_not_tell_a_hidden_name(client, officer):
    author, reader = UserFactory(first_name="Zélie", last_name="Quatrevaux"), UserFactory()
    idea = done(author=author, officer=officer, visibility="name_hidden")
    one = filled(officer, [*CSAT, *[88] * 7], owner=reader)
    change = record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", idea=idea, by=officer)
    rebase(change, why="Zélie Quatrevaux a tenu parole", by=officer)
    client.force_login(reader)
    text = client.get(one.get_absolute_url()).content.decode()
    assert "a tenu parole" in text and "Quatrevaux" not in text


def test_a_contribution_without_a_change_says_nothing_of_figures(client, officer):
    author = UserFactory(locale="fr")
    idea = done(author=author, officer=officer)
    client.force_login(author)
    assert "Ce que montrent les chiffres" not in client.get(idea.get_absolute_url()).content.decode()

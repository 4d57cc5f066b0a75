"""The answers proposed to the officer."""

import re
from string import Formatter

import pytest
from django.utils import translation

from ideas.answer_words import in_quotes
from ideas.enums import Outcome
from ideas.replies import GAP, NEXT_STEPS, THANKS, UNDERSTOOD, reply_template
from ideas.verdict import Scores, verdict
from tests.factories import IdeaFactory, UserFactory

WHY = verdict(Scores(policy=4, novelty=2, impact=4, effort=2)).sentence
MSGIDS = [THANKS, UNDERSTOOD, *(msgid for steps in NEXT_STEPS.values() for msgid in steps)]


def placeholders(text):
    return sorted(field for _text, field, _spec, _conversion in Formatter().parse(text) if field)


@pytest.mark.parametrize("msgid", MSGIDS)
def test_every_paragraph_keeps_its_facts_in_french(msgid):
    with translation.override("fr"):
        assert placeholders(translation.gettext(msgid)) == placeholders(msgid)


@pytest.mark.django_db
@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("outcome", Outcome)
def test_an_answer_thanks_names_the_contribution_and_is_signed(outcome, locale):
    idea = IdeaFactory(author=UserFactory(first_name="Samira", locale=locale))
    text = reply_template(idea, outcome, officer=UserFactory(first_name="Léa"), why=WHY)
    assert "Samira" in text and idea.reference in text and in_quotes(idea.display_title) in text
    assert not re.search(r"\.\s?[”»]\.", text)
    assert text.endswith("\n\nLéa")
    assert "{" not in text and "}" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [Outcome.ANSWER, Outcome.ASK, Outcome.PARK, Outcome.DECLINE])
def test_what_only_the_officer_knows_is_a_gap(outcome):
    assert GAP in reply_template(IdeaFactory(), outcome, officer=UserFactory(), why=WHY)


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [Outcome.SHORTLIST, Outcome.WORKSHOP, Outcome.MERGE, Outcome.REDIRECT])
def test_the_others_can_leave_as_they_are(outcome):
    assert GAP not in reply_template(IdeaFactory(), outcome, officer=UserFactory(), why=WHY)


@pytest.mark.django_db
def test_the_language_is_the_authors_whatever_the_officer_reads():
    idea = IdeaFactory(author=UserFactory(first_name="Samira", locale="en"))
    with translation.override("fr"):
        text = reply_template(idea, Outcome.SHORTLIST, officer=UserFactory(), why=WHY)
    assert text.startswith("Thank you Samira.")
    assert "Strong impact for a light effort." in text


@pytest.mark.django_db
def test_braces_in_a_title_stay_as_they_are():
    idea = IdeaFactory(problem_text="Le champ {nom} du formulaire est vide.")
    assert "{nom}" in reply_template(idea, Outcome.SHORTLIST, officer=UserFactory(), why=WHY)

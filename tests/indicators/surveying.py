"""Surveys of tests: written, put to people, answered."""

from datetime import date, timedelta

from parkour.core import clock
from parkour.indicators.models import Audience, Invitation, Kind
from parkour.indicators.services.answering import answer_wave
from parkour.indicators.services.surveys import SurveyFacts, plan_wave, write_survey
from parkour.indicators.services.waves import open_wave

QUESTIONS = (
    (Kind.CSAT, "Êtes-vous satisfait de votre accueil ?"),
    (Kind.ENPS, "Nous recommanderiez-vous ?"),
    (Kind.TEXT, "Que changer d’abord ?"),
)

SHEETS = "1;2;3\n4;9;Prévenir la veille.\n5;10;\n"


def facts(**changes) -> SurveyFacts:
    known = {"title": "Accueil", "audience": Audience.STAFF, "questions": QUESTIONS, "introduction": "Deux minutes."}
    return SurveyFacts(**known | changes)


def planned(by, *, opens_on: date | None = None, days: int = 20, **changes):
    first = opens_on or clock.today()
    survey = write_survey(facts(**changes), by=by)
    return plan_wave(survey, opens_on=first, closes_on=first + timedelta(days=days), expected=60, by=by)


def opened(by, **changes):
    return open_wave(planned(by, **changes), by=by)


def of(wave, person) -> Invitation:
    return Invitation.objects.get(wave=wave, person=person)


def answered(wave, people, value=4, words="") -> None:
    for person in people:
        answers = {1: value} | ({3: words} if words else {})
        assert answer_wave(of(wave, person), answers)

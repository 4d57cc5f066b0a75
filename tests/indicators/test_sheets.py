"""Answers given elsewhere come in as a wave that is over, and nothing says who answered what."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.indicators.models import Answer, Kind, Wave
from parkour.indicators.results import results_of, roll_of
from parkour.indicators.services.sheets import import_sheets, take_back_sheets
from parkour.indicators.services.surveys import write_survey
from tests.factories import SiteFactory, UserFactory
from tests.indicators.surveying import QUESTIONS, SHEETS, facts, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def a_file(text):
    return SimpleUploadedFile("papier.csv", text.encode(), "text/csv")


def test_sheets_are_taken_in_told_by_site_compared_and_taken_back(client, officer):
    lyon, lille = SiteFactory(name="Lyon"), SiteFactory(name="Lille")
    wave = opened(officer)
    day = clock.today() - timedelta(days=30)
    client.force_login(officer)
    address = reverse("surveys:import_sheets", args=[wave.survey_id])
    head = f"Nom;Agence;{QUESTIONS[0][1]};Q2;question 3"
    rows = [f"Marie {n};{site.name};{n % 3 + 3};{n % 11};Mot {n}" for n, site in enumerate([lyon, lille] * 6)]
    wrong = ["Paul;Nulle part;4;9;", "Paul;Lyon;6;9;", "Paul;Lyon;;;", "Paul;Lyon;bien;9;"]
    sent = {"opens_on": day.isoformat(), "closes_on": day.isoformat()}

    refused = client.post(address, sent | {"file": a_file("\n".join([head, *rows, *wrong]))})
    text = refused.content.decode()
    assert refused.status_code == 422 and Wave.objects.count() == 1
    for sentence in ("“Nulle part”", "“6” is no answer to question 1: 1 to 5", "Nothing is answered", "“bien” is no"):
        assert sentence in text

    taken = client.post(
        address, sent | {"file": a_file("\n".join([head, *rows, *wrong])), "leave_out": "on"}, follow=True
    )
    text = taken.content.decode()
    assert "12 sheets are taken in. Not read: Nom." in text and "12 sheets from the file “papier.csv”" in text
    kept = Wave.objects.get(file_name="papier.csv")
    assert (kept.is_over, roll_of(kept).answered, Answer.objects.filter(wave=kept).count()) == (True, 12, 36)
    told = results_of(kept)
    assert (told[0].score.answers, [line.score.answers for line in told[0].sites]) == (12, [6, 6])
    assert sorted(answer.words for answer in told[2].words) == sorted(f"Mot {n}" for n in range(12))
    assert not any("Marie" in str(row) for row in Answer.objects.values_list())

    again = client.post(address, sent | {"file": a_file("\n".join([head, *rows]))})
    assert "already there for these days" in again.content.decode()
    with pytest.raises(TransitionRefused):
        take_back_sheets(wave, by=officer)
    assert client.post(reverse("surveys:take_back_sheets", args=[kept.pk])).status_code == 303
    assert not Answer.objects.exists() and list(Wave.objects.all()) == [wave]


def test_few_sheets_tell_nothing_and_what_is_no_list_of_answers_is_refused(officer):
    survey, day = write_survey(facts(questions=QUESTIONS), by=officer), clock.today()
    wave, _reading = import_sheets(survey, a_file(SHEETS), opens_on=day, closes_on=day, by=officer)
    assert [row.told for row in results_of(wave)] == [False, False, False]
    assert survey.questions.filter(kind=Kind.TEXT).count() == 1
    tomorrow = day + timedelta(days=1)
    for text, first, last, field in (
        ("Nom;Ville\nMarie;Lyon\n", day - timedelta(days=1), day, "file"),
        (SHEETS, day, tomorrow, "closes_on"),
        (SHEETS, day, day - timedelta(days=1), "closes_on"),
    ):
        with pytest.raises(InvalidInput) as refused:
            import_sheets(survey, a_file(text), opens_on=first, closes_on=last, by=officer)
        assert refused.value.field == field

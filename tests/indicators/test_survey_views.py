import csv
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.models import Idea
from parkour.core import clock
from parkour.indicators.links import path_of
from parkour.indicators.models import Answer, Audience, Survey
from parkour.indicators.services.waves import close_wave, make_links
from tests.authorisation.bodies import a_survey
from tests.factories import UserFactory
from tests.indicators.surveying import answered, of, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def text_of(answer):
    return answer.content.decode()


def test_an_editor_writes_a_survey_sees_it_and_plans_a_wave_with_what_it_can_show(signed_in):
    answer = signed_in.post(reverse("surveys:new_survey"), a_survey(), follow=True)
    survey = Survey.objects.get()
    assert [question.text for question in survey.questions.all()] == ["Question 1 ?", "Question 2 ?", "Question 3 ?"]
    assert "Question 3 ?" in text_of(signed_in.get(reverse("surveys:preview", args=[survey.pk])))
    plan = reverse("surveys:plan_wave", args=[survey.pk])
    assert "+16.5 points" in text_of(signed_in.get(plan))
    today = clock.today()
    facts = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=9)).isoformat(), "expected": "60"}
    answer = signed_in.post(plan, facts, follow=True)
    assert "60 answers show a rise of 16.5 points" in text_of(answer)


def test_too_few_questions_are_told_and_what_was_typed_is_kept(signed_in):
    answer = signed_in.post(reverse("surveys:new_survey"), a_survey() | {"text_3": ""})
    assert answer.status_code == 422 and "Question 2 ?" in text_of(answer)
    assert "three to six questions" in text_of(answer) and not Survey.objects.exists()


def test_an_employee_answers_once_and_is_thanked(client, officer):
    person = UserFactory(locale="en")
    wave = opened(officer)
    page = reverse("surveys:answer", args=[wave.pk])
    client.force_login(person)
    assert "1 of 3. Êtes-vous satisfait" in text_of(client.get(page))
    assert client.post(page, {}).status_code == 422
    answer = client.post(page, {"question_1": "5", "question_3": "Rien."}, follow=True)
    assert "your answers are received" in text_of(answer) and "Send my answers" not in text_of(answer)
    client.post(page, {"question_1": "1"})
    assert Answer.objects.count() == 2 and of(wave, person).answered


def test_after_the_last_day_the_page_says_that_it_is_closed(client, officer):
    wave = opened(officer)
    close_wave(wave, by=officer)
    client.force_login(officer)
    assert "This survey is closed" in text_of(client.get(reverse("surveys:answer", args=[wave.pk])))


def test_a_customer_answers_by_the_link_without_signing_in(client, officer):
    wave = opened(officer, audience=Audience.CUSTOMERS)
    [invitation] = make_links(wave, count=1, site=None, by=officer)
    page = path_of(invitation)
    assert client.get(page).status_code == 200
    assert client.post(page, {"question_1": "4"}).status_code == 303
    assert Answer.objects.get().value == 4 and client.get(page).status_code == 200
    assert client.get(page[:-3] + "x/").status_code == 404


def test_the_file_of_links_holds_those_that_were_not_used(signed_in, officer):
    wave = opened(officer, audience=Audience.CUSTOMERS)
    signed_in.post(reverse("surveys:make_links", args=[wave.pk]), {"count": "2", "site": ""})
    used = wave.invitations.first()
    signed_in.post(path_of(used), {"question_1": "4"})
    rows = list(csv.reader(text_of(signed_in.get(reverse("surveys:links_file", args=[wave.pk]))).splitlines()))
    assert len(rows) == 2 and path_of(used) not in rows[1][0]


def test_results_stand_beside_their_numbers_and_words_become_a_contribution(signed_in, officer):
    people = [UserFactory() for _person in range(6)]
    wave = opened(officer)
    answered(wave, people, words="Les plannings arrivent trop tard.")
    page = reverse("surveys:wave", args=[wave.pk])
    assert "plannings" not in text_of(signed_in.get(page))
    signed_in.post(reverse("surveys:close_wave", args=[wave.pk]))
    shown = text_of(signed_in.get(page))
    assert "100 % favourable" in shown and "6 of 6" in shown and "Not told" in shown
    words = Answer.objects.exclude(words="").first()
    opens = reverse("surveys:open_contribution", args=[words.pk])
    signed_in.post(opens, {"text": "Les plannings arrivent trop tard."})
    assert Idea.objects.get().reference in text_of(signed_in.get(page))


def test_many_words_are_read_page_by_page(signed_in, officer):
    people = [UserFactory() for _person in range(6)]
    wave = opened(officer)
    answered(wave, people)
    third = wave.survey.questions.get(place=3)
    Answer.objects.bulk_create(Answer(wave=wave, question=third, words=f"Mot {number}.") for number in range(60))
    close_wave(wave, by=officer)
    page = reverse("surveys:wave", args=[wave.pk])
    first = text_of(signed_in.get(page))
    [link] = re.findall(r'rel="next" href="([^"#]+)#question-3"', first)
    second = text_of(signed_in.get(page + link.replace("&amp;", "&")))
    assert (first.count("Mot "), second.count("Mot ")) == (50, 10)
    assert set(re.findall(r"Mot [-0-9]+", first)).isdisjoint(re.findall(r"Mot [-0-9]+", second))
    assert "Back to the first" in second and 'rel="next"' not in second
    assert text_of(signed_in.get(f"{page}?question=3&after=x")).count("Mot ") == 50


def test_the_direction_reads_results_and_changes_nothing(client, officer):
    wave = planned(officer)
    client.force_login(UserFactory(sponsor=True))
    assert client.get(reverse("surveys:wave", args=[wave.pk])).status_code == 200
    assert client.post(reverse("surveys:open_wave", args=[wave.pk])).status_code == 404

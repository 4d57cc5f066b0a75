"""Life events: the second axis of a journey, what is about them, how easy people find them before and after."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.indicators.services.answering import answer_wave
from parkour.indicators.services.surveys import plan_wave
from parkour.indicators.services.waves import close_wave, open_wave
from parkour.journeys.easing import easing_of
from parkour.journeys.models import Edition, Journey, LifeEvent, Side, Stage
from parkour.journeys.reading import crossings_of, places_of
from parkour.journeys.services.mapping import PartFacts, in_use, restore_edition, write_journey
from parkour.journeys.services.stages import set_survey
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done
from tests.indicators.surveying import of, planned
from tests.mapping.maps import ease_survey, event, facts, parts, placed, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


def waved(survey, officer, values, *, at):
    """A wave of the survey that is over, these answers to its first question."""
    people = [UserFactory() for _value in values]
    with clock.at(at):
        wave = open_wave(
            plan_wave(survey, opens_on=at.date(), closes_on=at.date(), expected=30, by=officer), by=officer
        )
        for person, value in zip(people, values, strict=True):
            answer_wave(of(wave, person), {1: value})
        return close_wave(wave, by=officer)


def test_life_events_cross_the_stages_and_count_what_is_about_them_on_any_stage_or_none(officer):
    journey, back = Journey.of(Side.EMPLOYEES), event("back")
    stages = in_use(Stage, journey)
    placed(IdeaFactory(officer=officer, shortlisted=True), officer, stages=[stage("event")], events=[back])
    placed(done(officer=officer), officer, stages=[stage("help", Side.CUSTOMERS)], events=[back, event("ill")])
    placed(IdeaFactory(officer=officer, opened=True), officer, events=[back])  # not on the board
    found = {row.event.code: row for row in crossings_of(journey, stages)}
    assert list(found) == ["parent", "ill", "carer", "moving", "loss", "back"]
    assert (found["back"].total, found["ill"].total, found["loss"].total) == (2, 1, 0)
    assert [(one.code, n, level) for one, n, level in found["back"].cells if n] == [("event", 1, 4)]


def test_placing_without_a_word_of_life_events_leaves_them_and_an_old_edition_does_too(officer):
    idea = placed(IdeaFactory(officer=officer, shortlisted=True), officer, events=[event("back")])
    placed(idea, officer, events=[event("back"), event("ill")])
    assert [one.code for one in places_of(idea).events] == ["ill", "back"]
    rows = parts(LifeEvent)
    kept = [*rows[:4], PartFacts(None, "Je passe à temps partiel")]
    journey = write_journey(facts(events=kept), by=officer, side="employees", version=1)
    assert [one.name for one in parts(LifeEvent)][-1] == "Je passe à temps partiel" and len(parts(LifeEvent)) == 5
    assert len(places_of(idea).events) == 2
    first = Edition.objects.get(number=1)
    first.content.pop("events")  # as editions were kept before
    first.save()
    restore_edition(first, by=officer, version=journey.version)
    assert len(parts(LifeEvent)) == 5
    with pytest.raises(InvalidInput):
        placed(IdeaFactory(officer=officer, shortlisted=True), officer, events=[event("back")])


def test_it_has_become_easier_only_when_two_waves_prove_it(officer):
    now, back, survey = clock.now(), event("back"), ease_survey(officer)
    with pytest.raises(NotAllowed):
        set_survey(back, survey=survey.pk, by=UserFactory(facilitator=True))
    with pytest.raises(InvalidInput):
        set_survey(back, survey=planned(officer).survey_id, by=officer)
    back = set_survey(back, survey=survey.pk, by=officer)
    assert easing_of(back) is None
    waved(survey, officer, [2] * 4, at=now - timedelta(days=200))  # four answers tell nothing
    waved(survey, officer, [2] * 8 + [6] * 2, at=now - timedelta(days=150))
    once = easing_of(back)
    assert [row[1:] for row in once.rows] == [(20, 2, 10)] and once.rise is None
    waved(survey, officer, [6] * 9 + [1], at=now - timedelta(days=60))
    twice = easing_of(event("back"))
    assert [row[1:] for row in twice.rows] == [(20, 2, 10), (90, 9, 10)]
    assert twice.rise.excludes_zero and twice.rise.value == pytest.approx(0.7)
    waved(survey, officer, [6] * 3 + [1] * 7, at=now - timedelta(days=20))
    assert not easing_of(event("back")).rise.excludes_zero


def test_the_page_of_a_life_event_tells_what_was_done_and_leads_the_officer_to_its_survey(client, officer):
    back, page = event("back"), reverse("journeys:event", args=[event("back").pk])
    idea = placed(done(officer=officer), officer, events=[back])
    client.force_login(officer)
    ease = reverse("journeys:ease", args=[back.pk])
    assert "No survey asks it yet" in client.get(ease).content.decode()
    survey = ease_survey(officer)
    assert client.post(ease, {"survey": survey.pk}).status_code == 303
    client.force_login(UserFactory(locale="en"))
    text = client.get(page).content.decode()
    assert idea.get_absolute_url() in text and "five answers to a wave that is over" in text and ease not in text
    assert client.get(ease).status_code == 404
    told = client.get(f"/api/v1/journeys/events/{back.pk}/ease/").json()
    assert told == {"event": back.pk, "survey": survey.pk, "waves": [], "sentence": ""}

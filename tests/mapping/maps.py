"""Journeys of tests: as they began, as a form or a program says them again, with contributions on them."""

from datetime import timedelta

from django.utils import translation

from parkour.core import clock
from parkour.indicators.models import Audience, Kind, Survey
from parkour.indicators.services.surveys import SurveyFacts, write_survey
from parkour.journeys.models import Interview, InterviewCampaign, Journey, LifeEvent, Pillar, Side, Stage
from parkour.journeys.services.interviewing import CampaignFacts, Said, open_campaign, record_interview
from parkour.journeys.services.mapping import MapFacts, PartFacts, in_use, write_journey
from parkour.journeys.services.placing import place_idea


def stage(code, side=Side.EMPLOYEES) -> Stage:
    return Stage.objects.select_related("journey").get(journey=Journey.of(side), code=code)


def event(code, side=Side.EMPLOYEES) -> LifeEvent:
    return LifeEvent.objects.select_related("journey").get(journey=Journey.of(side), code=code)


def ease_survey(by) -> Survey:
    """A survey of all employees with a question of ease, and no wave yet."""
    asked = (
        (Kind.CES, "Était-ce facile ?"),
        (Kind.CSAT, "Êtes-vous satisfait ?"),
        (Kind.TEXT, "Quoi ?"),
    )
    return write_survey(SurveyFacts("Reprendre le travail", Audience.STAFF, asked), by=by)


def pillar(code, side=Side.EMPLOYEES) -> Pillar:
    return Pillar.objects.select_related("journey").get(journey=Journey.of(side), code=code)


def parts(model, side=Side.EMPLOYEES) -> list[PartFacts]:
    """The rows in use as they stand."""
    rows = in_use(model, Journey.of(side))
    return [PartFacts(row.pk, row.label, row.words, getattr(row, "moment", "")) for row in rows]


def facts(side=Side.EMPLOYEES, *, stages=None, pillars=None, why="", events=None) -> MapFacts:
    """The journey as it stands, but for what is said."""
    return MapFacts(
        stages=parts(Stage, side) if stages is None else stages,
        pillars=parts(Pillar, side) if pillars is None else pillars,
        why=why,
        events=events,
    )


def renamed(by, name="Je rejoins l'équipe", *, code="arrive", side=Side.EMPLOYEES) -> Journey:
    """The same journey with another name for one stage."""
    own = stage(code, side).pk
    stages = [PartFacts(one.key, name, one.words, one.moment) if one.key == own else one for one in parts(Stage, side)]
    return write_journey(facts(side, stages=stages), by=by, side=side, version=Journey.of(side).version)


def placed(idea, by, *, stages=(), pillars=(), events=()):
    """`idea`, hung on these stages, pillars and life events."""
    keys = {"stages": stages, "pillars": pillars, "events": events}
    place_idea(idea, by=by, **{name: [one.pk for one in rows] for name, rows in keys.items()})
    return idea


@translation.override("en")
def typed(side=Side.EMPLOYEES, **changes) -> dict:
    """What the form of the journey sends when nothing but `changes` is typed, by somebody who reads English."""
    journey = Journey.of(side)
    sent = {"version": str(journey.version), "why": ""}
    for kind, model in (("stages", Stage), ("pillars", Pillar), ("events", LifeEvent)):
        for row in in_use(model, journey):
            sent |= {f"place_{kind}_{row.pk}": str(row.place), f"name_{kind}_{row.pk}": row.label}
            sent[f"words_{kind}_{row.pk}"] = row.words
            if kind == "stages" and side == Side.EMPLOYEES:
                sent[f"moment_{kind}_{row.pk}"] = row.moment
    return sent | changes


@translation.override("en")
def as_a_program(side=Side.EMPLOYEES, **changes) -> dict:
    """The same as a body of the API."""
    stages = [{"id": one.key, "name": one.name, "words": one.words, "moment": one.moment} for one in parts(Stage, side)]
    pillars = [{"id": one.key, "name": one.name, "words": one.words} for one in parts(Pillar, side)]
    return {"stages": stages, "pillars": pillars, "why": ""} | changes


def interviewed(by, *, side=Side.EMPLOYEES, **facts) -> InterviewCampaign:
    """A campaign that began ten days ago: thirty people at the stage « work », twelve asked, nobody heard yet."""
    at = {Side.EMPLOYEES: "work", Side.CUSTOMERS: "use"}[side]
    first = clock.today() - timedelta(days=10)
    plain = {"title": "Racontez votre semaine", "goal": "Que changeriez-vous ?", "starts_on": first}
    plain |= {"ends_on": first + timedelta(days=40), "reach": {stage(at, side).pk: (30, 12)}}
    return open_campaign(CampaignFacts(**plain | facts), by=by, side=side)


def heard(campaign, by, *said: Said, at="work") -> Interview:
    """Somebody at this stage was heard today, and said that (or two things, one of them about no stage yet)."""
    own = stage(at, Side(campaign.journey.side))
    said = said or (Said("Je découvre ma tournée le matin même.", "hinders", own.pk), Said("Un tuteur.", "wish"))
    return record_interview(campaign, on=clock.today(), stage=own.pk, said=said, by=by)


def campaign_typed(campaign=None, **changes) -> dict:
    """What the form of a campaign sends."""
    day = clock.today().isoformat()
    sent = {"version": str(campaign.version) if campaign else "", "title": "Autres entretiens", "goal": ""}
    return sent | {"starts_on": day, "ends_on": day} | changes


def a_campaign() -> dict:
    """A body of the API for one."""
    day = clock.today().isoformat()
    return {"title": "Autres entretiens", "starts_on": day, "ends_on": day}

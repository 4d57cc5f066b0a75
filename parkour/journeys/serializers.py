"""What is sent and told about journeys."""

from rest_framework import serializers

from ideas.serializers.inputs import words
from parkour.core.api.fields import LARGEST, Input, Whole
from parkour.journeys.balance import Balance
from parkour.journeys.easing import Easing
from parkour.journeys.models import Journey, LifeEvent, Pillar, Stage
from parkour.journeys.reading import Crossing, EditionRow, Heat, Places, StageRow
from parkour.journeys.services.mapping import (
    EVENTS,
    NAME_LIMIT,
    PILLARS,
    STAGES,
    WHY_LIMIT,
    WORDS_LIMIT,
    MapFacts,
    PartFacts,
)

MOST_INDICATORS = 100


def keys(most: int):
    child = Whole(min_value=1, max_value=LARGEST)
    return serializers.ListField(child=child, max_length=most, allow_empty=True)


class PillarInput(Input):
    id = Whole(required=False, allow_null=True, default=None, min_value=1, help_text="Null for a new one.")
    name = words(NAME_LIMIT)
    words = words(WORDS_LIMIT, required=False, allow_blank=True, default="")


class JourneyStageInput(PillarInput):
    moment = words(
        12,
        required=False,
        allow_blank=True,
        default="",
        help_text="Code of the stage at which surveys ask: day_1, day_30, day_90, anniversary, return, exit.",
    )


class JourneyInput(Input):
    """A journey, whole and in its order: what is left out goes out of use."""

    stages = serializers.ListField(child=JourneyStageInput(), min_length=STAGES[0], max_length=STAGES[1])
    pillars = serializers.ListField(child=PillarInput(), min_length=PILLARS[0], max_length=PILLARS[1])
    events = serializers.ListField(
        child=PillarInput(),
        max_length=EVENTS[1],
        required=False,
        allow_null=True,
        default=None,
        help_text="Life events, whole and in their order; null leaves them as they are.",
    )
    why = words(WHY_LIMIT, required=False, allow_blank=True, default="")
    campaign = Whole(
        required=False, allow_null=True, default=None, min_value=1, help_text="The interviews it is drawn from."
    )


def facts_of(sent: dict) -> MapFacts:
    return MapFacts(
        stages=[PartFacts(row["id"], row["name"], row["words"], row["moment"]) for row in sent["stages"]],
        pillars=[_part(row) for row in sent["pillars"]],
        why=sent["why"],
        campaign=sent["campaign"],
        events=None if sent["events"] is None else [_part(row) for row in sent["events"]],
    )


def _part(row) -> PartFacts:
    return PartFacts(row["id"], row["name"], row["words"])


class AchievementOut(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField(help_text="As whoever asks may read it.")


class JourneyStageOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    words = serializers.CharField()
    moment = serializers.CharField(help_text="Code of the stage at which surveys ask; empty for none.")
    done = serializers.IntegerField(help_text="Carried out; answers to questions are counted apart.")
    answered = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    studied = serializers.IntegerField()
    not_kept = serializers.IntegerField()
    latest = AchievementOut(many=True)
    page = serializers.CharField(help_text="Its page for people.")


class JourneyPillarOut(serializers.Serializer):
    id = serializers.IntegerField()
    side = serializers.CharField(help_text="Whose policy: employees or customers.")
    name = serializers.CharField()
    words = serializers.CharField()


class HeatCellOut(serializers.Serializer):
    """Contributions on the board that are at a stage and serve a pillar; what is not listed is none."""

    stage = serializers.IntegerField()
    pillar = serializers.IntegerField()
    count = serializers.IntegerField()


class LifeEventOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    words = serializers.CharField()
    count = serializers.IntegerField(help_text="Contributions on the board that are about it.")
    survey = serializers.IntegerField(allow_null=True, help_text="The survey that asks how easy it is.")
    page = serializers.CharField(help_text="Its page for people.")


class JourneyOut(serializers.Serializer):
    side = serializers.CharField(help_text="employees or customers.")
    title = serializers.CharField()
    stages = JourneyStageOut(many=True)
    pillars = JourneyPillarOut(many=True, help_text="Of both policies, those of this side first.")
    cells = HeatCellOut(many=True)
    events = LifeEventOut(many=True)
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def journey_out(journey: Journey, rows: list[StageRow], heat: Heat, crossings: list[Crossing]) -> dict:
    cells = [
        {"stage": stage.pk, "pillar": cell.pillar.pk, "count": cell.count}
        for stage, cells in heat.rows
        for cell in cells
        if cell.count
    ]
    return {
        "side": journey.side,
        "title": journey.title,
        "stages": [_stage(row) for row in rows],
        "pillars": [_pillar(pillar) for pillar in heat.pillars],
        "cells": cells,
        "events": [_event(row) for row in crossings],
        "page": journey.get_absolute_url(),
        "version": journey.version,
    }


def _event(row: Crossing) -> dict:
    event = row.event
    plain = {"id": event.pk, "name": event.label, "words": event.words, "count": row.total}
    return plain | {"survey": event.survey_id, "page": event.get_absolute_url()}


def _stage(row: StageRow) -> dict:
    stage = row.stage
    return {
        "id": stage.pk,
        "name": stage.label,
        "words": stage.words,
        "moment": stage.moment,
        "done": row.done,
        "answered": row.answered,
        "in_progress": row.under_way,
        "studied": row.studied,
        "not_kept": row.not_kept,
        "latest": [{"reference": idea.reference, "title": idea.told.title} for idea in row.latest],
        "page": stage.get_absolute_url(),
    }


def _pillar(pillar: Pillar) -> dict:
    return {"id": pillar.pk, "side": pillar.journey.side, "name": pillar.label, "words": pillar.words}


class JourneyEditionOut(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    at = serializers.DateTimeField(allow_null=True, help_text="Null for what the journey began with.")
    why = serializers.CharField()
    campaign = serializers.IntegerField(allow_null=True, help_text="The interviews it was drawn from.")
    stages = serializers.ListField(child=serializers.CharField())
    pillars = serializers.ListField(child=serializers.CharField())
    events = serializers.ListField(child=serializers.CharField())


def edition_out(row: EditionRow) -> dict:
    facts = {"id": row.edition.pk, "number": row.edition.number, "at": row.edition.at, "why": row.edition.why}
    parts = {"stages": row.stages, "pillars": row.pillars, "events": row.events}
    return facts | {"campaign": row.edition.campaign_id} | parts


class AttentionBalanceOut(serializers.Serializer):
    """Contributions on the board, by whose stage or pillar they have."""

    employees = serializers.IntegerField(help_text="Employees alone.")
    customers = serializers.IntegerField(help_text="Customers alone.")
    both = serializers.IntegerField()
    unplaced = serializers.IntegerField()


def balance_out(balance: Balance) -> dict:
    return {name: getattr(balance, name) for name in ("employees", "customers", "both", "unplaced")}


class IndicatorsOfStageInput(Input):
    indicators = keys(MOST_INDICATORS)


class IndicatorsOfStageOut(serializers.Serializer):
    indicators = serializers.ListField(child=serializers.IntegerField())


def indicators_out(stage: Stage) -> dict:
    return {"indicators": list(stage.indicators.order_by("pk").values_list("pk", flat=True))}


class PlacesInput(Input):
    """The whole: what is left out is taken away."""

    stages = keys(2)
    pillars = keys(2 * PILLARS[1])
    events = serializers.ListField(
        child=Whole(min_value=1, max_value=LARGEST),
        max_length=2 * EVENTS[1],
        required=False,
        allow_null=True,
        default=None,
        help_text="Life events; null leaves them as they are.",
    )


class PlacedOut(serializers.Serializer):
    id = serializers.IntegerField()
    side = serializers.CharField(help_text="employees or customers.")
    name = serializers.CharField()
    in_use = serializers.BooleanField()


class PlacesOut(serializers.Serializer):
    stages = PlacedOut(many=True)
    pillars = PlacedOut(many=True)
    events = PlacedOut(many=True)


def places_out(places: Places) -> dict:
    return {name: [_placed(one) for one in getattr(places, name)] for name in ("stages", "pillars", "events")}


def _placed(one: Stage | Pillar | LifeEvent) -> dict:
    return {"id": one.pk, "side": one.journey.side, "name": one.label, "in_use": one.closed_at is None}


class EaseInput(Input):
    survey = Whole(allow_null=True, min_value=1, help_text="Everybody reads the share of its question of ease.")


class EaseSaidOut(serializers.Serializer):
    on = serializers.DateField(help_text="First day of the wave.")
    share = serializers.IntegerField(help_text="Who find it easy, in percents.")
    easy = serializers.IntegerField()
    answers = serializers.IntegerField()


class EaseOut(serializers.Serializer):
    """How easy people find a life event, before and after; nothing under five answers."""

    event = serializers.IntegerField()
    survey = serializers.IntegerField(allow_null=True)
    waves = EaseSaidOut(many=True)
    sentence = serializers.CharField(help_text="What may be said of it; empty without a wave.")


def ease_out(event: LifeEvent, easing: Easing | None) -> dict:
    names = ("on", "share", "easy", "answers")
    waves = [dict(zip(names, row, strict=True)) for row in (easing.rows if easing else ())]
    return {
        "event": event.pk,
        "survey": event.survey_id,
        "waves": waves,
        "sentence": easing.sentence if easing else "",
    }

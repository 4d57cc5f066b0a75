"""What is sent and told about interviews."""

from rest_framework import serializers

from ideas.serializers.inputs import words
from parkour.core.api.fields import Input, Whole
from parkour.journeys.listening import Coverage, StageReach
from parkour.journeys.models import Interview, Tone, Verbatim
from parkour.journeys.services.interviewing import (
    GOAL_LIMIT,
    MOST_PEOPLE,
    MOST_SAID,
    TEXT_LIMIT,
    TITLE_LIMIT,
    CampaignFacts,
    Said,
)
from parkour.journeys.services.mapping import STAGES


class ReachInput(Input):
    stage = Whole(min_value=1)
    people = Whole(min_value=0, max_value=MOST_PEOPLE, help_text="How many there are.")
    asked = Whole(min_value=0, max_value=MOST_PEOPLE, help_text="How many of them were asked so far.")


class InterviewCampaignInput(Input):
    title = words(TITLE_LIMIT)
    goal = words(GOAL_LIMIT, required=False, allow_blank=True, default="")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reach = serializers.ListField(child=ReachInput(), max_length=STAGES[1], required=False, default=list)


def campaign_facts(sent: dict) -> CampaignFacts:
    reach = {row["stage"]: (row["people"], row["asked"]) for row in sent["reach"]}
    return CampaignFacts(sent["title"], sent["goal"], sent["starts_on"], sent["ends_on"], reach)


class InterviewSaidInput(Input):
    text = words(TEXT_LIMIT)
    tone = words(8, help_text="helps, hinders or wish.")
    stage = Whole(required=False, allow_null=True, default=None, min_value=1)


class InterviewInput(Input):
    """Nobody's name: a day, the stage at which the person is, words."""

    on = serializers.DateField()
    stage = Whole(required=False, allow_null=True, default=None, min_value=1)
    said = serializers.ListField(child=InterviewSaidInput(), max_length=MOST_SAID, required=False, default=list)


def interview_facts(sent: dict) -> dict:
    said = [Said(row["text"], row["tone"], row["stage"]) for row in sent["said"]]
    return {"on": sent["on"], "stage": sent["stage"], "said": said}


class FileVerbatimInput(Input):
    stage = Whole(allow_null=True, min_value=1)
    shown = serializers.BooleanField(help_text="Read by everybody on the page of the stage; the officer says it.")


class StageReachOut(serializers.Serializer):
    stage = serializers.IntegerField(allow_null=True, help_text="Null for those of whom it is not known.")
    people = serializers.IntegerField()
    asked = serializers.IntegerField()
    heard = serializers.IntegerField()
    share = serializers.IntegerField(allow_null=True, help_text="Heard among the people, in percents.")
    said = serializers.IntegerField(help_text="How much was said about it.")


class InterviewCampaignOut(serializers.Serializer):
    id = serializers.IntegerField()
    side = serializers.CharField(help_text="employees or customers.")
    title = serializers.CharField()
    goal = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    closed_at = serializers.DateTimeField(allow_null=True)
    stages = StageReachOut(many=True)
    total = StageReachOut()
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def campaign_out(coverage: Coverage) -> dict:
    campaign = coverage.campaign
    plain = ("title", "goal", "starts_on", "ends_on", "closed_at", "version")
    return {name: getattr(campaign, name) for name in plain} | {
        "id": campaign.pk,
        "side": campaign.journey.side,
        "stages": [_reach(row) for row in coverage.rows],
        "total": _reach(StageReach(None, coverage.total, coverage.said)),
        "page": campaign.get_absolute_url(),
    }


def _reach(row: StageReach) -> dict:
    reach = row.reach
    counts = {"people": reach.people, "asked": reach.asked_at_least, "heard": reach.heard, "share": reach.share}
    return {"stage": row.stage and row.stage.pk, "said": row.said} | counts


class InterviewOut(serializers.Serializer):
    id = serializers.IntegerField()
    on = serializers.DateField()
    stage = serializers.IntegerField(allow_null=True)
    removed = serializers.BooleanField()


def interview_out(interview: Interview) -> dict:
    removed = interview.removed_at is not None
    return {"id": interview.pk, "on": interview.on, "stage": interview.stage_id, "removed": removed}


class VerbatimOut(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    tone = serializers.ChoiceField(choices=Tone.values)
    stage = serializers.IntegerField(allow_null=True)
    shown = serializers.BooleanField()


def verbatim_out(one: Verbatim) -> dict:
    plain = {"id": one.pk, "text": one.text, "tone": one.tone, "stage": one.stage_id}
    return plain | {"shown": one.shown_at is not None}

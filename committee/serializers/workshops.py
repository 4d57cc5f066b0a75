"""Workshops in the API. Silent ideas are read as the pages read them: one's own, then all without a name."""

from rest_framework import serializers

from committee.enums import UPCOMING
from committee.models import Session, Workshop
from committee.models.workshop import (
    GROUP_LIMIT,
    PLACE_LIMIT,
    QUESTION_LIMIT,
    REASON_LIMIT,
    VARIANT_LIMIT,
    VARIANT_TITLE_LIMIT,
    WHY_LIMIT,
)
from committee.selectors.workshops import Card, Room
from committee.services.workshop_outcome import MESSAGE_LIMIT
from committee.services.workshop_room import MOST_GROUPS, MOST_VARIANTS, TEXT_LIMIT, WHYS
from committee.services.workshops import MOST_PEOPLE, MOST_SOURCES
from committee.workshop_steps import DOTS_ON_ONE, MOST_DOTS, USUAL_DOTS, VariantScope, WorkshopStep
from ideas.serializers.inputs import ContributionField, words
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, Moment, Named, OneOf, Whole

MOST_MOVED = 200


class SessionField(Named):
    """A session to come, by its number."""

    def __init__(self, **kwargs):
        super().__init__(help_text="The number of a session to come.", **kwargs)

    def find(self, text):
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        return Session.objects.filter(number=number, state__in=UPCOMING).first()


class ChangeWorkshopInput(Input):
    question = words(QUESTION_LIMIT)
    facilitator = PersonField(required=False, allow_null=True, default=None)
    participants = serializers.ListField(child=PersonField(), required=False, default=list, max_length=MOST_PEOPLE)
    starts_at = Moment(required=False, allow_null=True, default=None)
    place = words(PLACE_LIMIT, required=False, default="", allow_blank=True)
    session = SessionField(required=False, allow_null=True, default=None)
    dots = Whole(required=False, default=USUAL_DOTS, min_value=1, max_value=MOST_DOTS)


class WorkshopInput(ChangeWorkshopInput):
    sources = serializers.ListField(
        child=ContributionField(), max_length=MOST_SOURCES, help_text="Contributions that were sent to a workshop."
    )


class StepInput(Input):
    to = OneOf(choices=WorkshopStep.choices, help_text="The next step, or the one before while nothing was made.")


class TimerInput(Input):
    minutes = Whole(min_value=-60, max_value=60)


class SilentIdeasInput(Input):
    text = words(TEXT_LIMIT, help_text="One idea a line.")


class GroupInput(Input):
    ideas = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_MOVED)
    name = words(GROUP_LIMIT, required=False, default="", allow_blank=True)


class VariantInput(Input):
    title = words(VARIANT_TITLE_LIMIT)
    text = words(VARIANT_LIMIT)
    scope = OneOf(choices=VariantScope.choices)
    effort = Whole(min_value=1, max_value=5)
    groups = serializers.ListField(child=Whole(min_value=1), required=False, default=list, max_length=MOST_GROUPS)


class GroupPlaceInput(Input):
    """One of the two places of a group."""

    group = Whole(min_value=1)
    scope = OneOf(choices=VariantScope.choices)
    left_empty = Flag(required=False, default=True, help_text="Whether the group has nothing for this scope.")


class DotsOf(Input):
    variant = Whole(min_value=1)
    dots = Whole(min_value=0, max_value=DOTS_ON_ONE)


class DotsInput(Input):
    dots = serializers.ListField(child=DotsOf(), max_length=MOST_VARIANTS)


class WhysInput(Input):
    whys = serializers.ListField(child=words(WHY_LIMIT, allow_blank=True), max_length=WHYS)


class ProposeVariantsInput(Input):
    variants = serializers.ListField(child=Whole(min_value=1), max_length=MOST_VARIANTS)
    policy = Whole(min_value=1, max_value=5)
    impact = Whole(min_value=1, max_value=5)
    novelty = Whole(required=False, allow_null=True, default=None, min_value=1, max_value=5)
    message = words(MESSAGE_LIMIT)


class CloseWorkshopInput(Input):
    reason = words(REASON_LIMIT)


class WorkshopRow(serializers.Serializer):
    """A workshop on the board."""

    id = serializers.IntegerField()
    question = serializers.CharField()
    step = serializers.ChoiceField(choices=WorkshopStep.choices)
    facilitator = serializers.CharField()
    starts_at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField()
    session = serializers.IntegerField(allow_null=True)
    sources = serializers.ListField(child=serializers.CharField(), help_text="References of the contributions.")


def _facts(workshop: Workshop, question, sources) -> dict:
    return {
        "id": workshop.pk,
        "question": question,
        "step": workshop.step,
        "facilitator": str(workshop.facilitator),
        "starts_at": workshop.moment,
        "place": workshop.place,
        "session": workshop.session.number if workshop.session else None,
        "sources": [idea.reference for idea in sources],
    }


def workshop_row(card: Card) -> dict:
    return _facts(card.workshop, card.question, card.sources)


class SilentIdeaOut(serializers.Serializer):
    id = serializers.UUIDField()
    text = serializers.CharField()


class GroupPlaceOut(serializers.Serializer):
    """One of the two places of a group: the variants that fill it, or the word that leaves it empty."""

    scope = serializers.ChoiceField(choices=VariantScope.choices)
    variants = serializers.ListField(child=serializers.IntegerField())
    left_empty = serializers.BooleanField()


class GatheredOut(serializers.Serializer):
    """A group with its ideas and its two places; without an id those that stand alone."""

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    ideas = SilentIdeaOut(many=True)
    places = GroupPlaceOut(many=True)


class WorkshopVariantOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    scope = serializers.ChoiceField(choices=VariantScope.choices)
    effort = serializers.IntegerField()
    groups = serializers.ListField(child=serializers.CharField())
    ideas = SilentIdeaOut(many=True, help_text="The ideas of its groups, from which it descends.")
    dots = serializers.IntegerField(allow_null=True, help_text="Known once the step is over.")
    mine = serializers.IntegerField(help_text="The dots that one placed oneself.")
    proposal = serializers.CharField(allow_null=True, help_text="Its reference, once it was proposed.")


class WorkshopOut(WorkshopRow):
    """One workshop as one may read it now."""

    ends_at = serializers.DateTimeField(allow_null=True)
    dots = serializers.IntegerField()
    participants = serializers.ListField(child=serializers.CharField())
    written = serializers.IntegerField(help_text="How many silent ideas there are.")
    mine = SilentIdeaOut(many=True)
    groups = GatheredOut(many=True, help_text="Empty before the step of silent ideas is over.")
    variants = WorkshopVariantOut(many=True)
    whys = serializers.ListField(child=serializers.CharField())
    closed_because = serializers.CharField()


def workshop_out(user, workshop: Workshop) -> dict:
    room = Room(workshop, user)
    return _facts(workshop, room.question, room.sources) | {
        "ends_at": workshop.ends_at,
        "dots": workshop.dots,
        "participants": [str(person) for person in room.people],
        "written": room.written["ideas"],
        "mine": [{"id": row.pk, "text": row.text} for row in room.own_ideas],
        "groups": [_gathered(one, room) for one in room.gathered],
        "variants": [_variant(one) for one in room.variants],
        "whys": room.whys,
        "closed_because": room.closed_because,
    }


def _gathered(one, room) -> dict:
    key = one.group.pk if one.group else None
    places = [
        {"scope": place.scope, "variants": place.variants, "left_empty": place.left_empty}
        for place in room.places.get(key, ())
    ]
    return {"id": key, "name": one.name, "ideas": _ideas(one.ideas), "places": places}


def _ideas(said) -> list[dict]:
    return [{"id": idea.key, "text": idea.text} for idea in said]


def _variant(one) -> dict:
    row = one.variant
    return {
        "id": row.pk,
        "title": one.title,
        "text": one.text,
        "scope": row.scope,
        "effort": row.effort,
        "groups": one.groups,
        "ideas": _ideas(one.ideas),
        "dots": one.place.dots if one.place else None,
        "mine": one.mine,
        "proposal": row.idea.reference if row.idea else None,
    }

"""The tags of the desk as programs read and write them."""

from rest_framework import serializers

from ideas.models import Idea, Tag, TagReliability
from ideas.models.tag import NAME_LIMIT
from ideas.serializers.inputs import words
from ideas.tags import MOST_ON_ONE, Carried, DeskTags
from parkour.core.api.fields import Flag, Input, Whole


class TagInput(Input):
    name = words(NAME_LIMIT)


class ChangeTagInput(TagInput):
    is_active = Flag(required=False, default=True, help_text="False: retired. What carries it keeps it.")


class MergeTagInput(Input):
    into = Whole(min_value=1, help_text="The tag that stays.")


class ItemTagsInput(Input):
    tags = serializers.ListField(child=Whole(min_value=1), max_length=MOST_ON_ONE, help_text="Those, and no others.")


class TagOut(serializers.Serializer):
    """A word of the desk for what contributions are about, and how many carry it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()
    uses = serializers.IntegerField()


def tag_out(row: Tag) -> dict:
    """`row` comes from `tags_with_uses`."""
    return {"id": row.pk, "name": row.name, "is_active": row.is_active, "uses": row.uses}


class CarriedTagOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


def carried_tags_out(tags: tuple[Carried, ...]) -> list[dict]:
    return [{"id": one.pk, "name": one.name} for one in tags]


class SuggestedTagOut(CarriedTagOut):
    """A tag that is worth a look. It sets nothing."""

    carried = serializers.IntegerField(help_text="How many of the closest that carry any tag carry this one.")
    closest = serializers.IntegerField()


class TagReliabilityOut(serializers.Serializer):
    """For how many in a hundred none of the suggested tags was right, over the tagged ones it was tried on."""

    n = serializers.IntegerField()
    error = serializers.FloatField(allow_null=True)
    error_of_the_guess = serializers.FloatField(allow_null=True, help_text="Always the tags that are used most.")
    is_better = serializers.BooleanField(help_text="Better than that guess: else nothing is suggested.")
    measured_at = serializers.DateTimeField()


class ItemTagsOut(serializers.Serializer):
    """The tags of one contribution, and those suggested to who may set them."""

    reference = serializers.CharField()
    tags = CarriedTagOut(many=True)
    suggested = SuggestedTagOut(many=True)
    measured = TagReliabilityOut(allow_null=True)


def item_tags_out(idea: Idea, tags: DeskTags, measured: TagReliability | None) -> dict:
    suggested = [
        {"id": one.pk, "name": one.name, "carried": one.carried, "closest": one.closest} for one in tags.suggestions
    ]
    return {
        "reference": idea.reference,
        "tags": carried_tags_out(tags.carried),
        "suggested": suggested,
        "measured": measured
        and {
            "n": measured.n,
            "error": measured.error,
            "error_of_the_guess": measured.guess,
            "is_better": measured.is_better,
            "measured_at": measured.at,
        },
    }

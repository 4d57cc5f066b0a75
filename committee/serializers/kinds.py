"""Kinds of sessions, and the changes of a draft agenda."""

from rest_framework import serializers

from committee.enums import Block, EditKind
from committee.models import SessionTemplate
from committee.recurrence import LONGEST, SHORTEST
from committee.selectors.edits import EditLine
from ideas.serializers.inputs import words
from parkour.core.api.fields import Input, Whole


class KindOut(serializers.Serializer):
    """A kind of session. `minutes` of each block."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    duration = serializers.IntegerField()
    reserve = serializers.IntegerField()
    minutes = serializers.DictField(child=serializers.IntegerField())
    usual = serializers.BooleanField(help_text="New sessions are of this kind.")
    version = serializers.IntegerField()


def kind_out(kind: SessionTemplate) -> dict:
    facts = {name: getattr(kind, name) for name in ("name", "duration", "reserve", "minutes", "version")}
    return facts | {"id": kind.pk, "usual": kind.is_default}


class MinutesInput(Input):
    """Whole minutes of each block."""

    def get_fields(self):
        return {block.value: Whole(min_value=0, max_value=LONGEST) for block in Block}


class KindInput(Input):
    name = words(80)
    duration = Whole(min_value=SHORTEST, max_value=LONGEST)
    minutes = MinutesInput()


class KindChange(KindInput):
    version = Whole(required=False, min_value=1, help_text="The one that was read.")


class EditOut(serializers.Serializer):
    """A change of a draft agenda, in words. `can_be_undone`, or `reason` why not."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EditKind.choices)
    words = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    can_be_undone = serializers.BooleanField()
    reason = serializers.CharField()


def edit_out(line: EditLine) -> dict:
    edit = line.edit
    facts = {"number": edit.number, "kind": edit.kind, "by": str(edit.by), "at": edit.at}
    return facts | {"words": line.words, "can_be_undone": line.can_be_undone, "reason": line.reason}

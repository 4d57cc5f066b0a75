"""What is sent and told about job sheets."""

from rest_framework import serializers

from ideas.serializers.inputs import words as typed
from parkour.core.api.fields import Flag, Input
from parkour.core.api.pagination import PageQuery
from parkour.engagements.models.standards import PURPOSE, STEPS, TITLE, WATCH, WHY
from parkour.engagements.sheets import SheetRow


class StandardsQuery(PageQuery):
    closed = serializers.BooleanField(required=False, default=False, help_text="Those out of use.")


class JobSheetInput(Input):
    """A job sheet, whole."""

    title = typed(TITLE)
    purpose = typed(PURPOSE)
    steps = typed(STEPS, help_text="One step on each line.")
    watch = typed(WATCH, required=False, allow_blank=True, default="")


class JobSheetChange(JobSheetInput):
    why = typed(WHY, required=False, allow_blank=True, default="", help_text="Wanted when something changes.")


class UseInput(Input):
    in_use = Flag()


class StandardOut(serializers.Serializer):
    id = serializers.IntegerField()
    idea = serializers.CharField(help_text="Reference of the contribution it comes from.")
    title = serializers.CharField()
    purpose = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    watch = serializers.CharField()
    at = serializers.DateTimeField(help_text="When this edition was written.")
    in_use = serializers.BooleanField()
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField(help_text="Number of the edition.")


def standard_out(row: SheetRow) -> dict:
    facts = {"id": row.standard.pk, "idea": row.idea.reference, "at": row.edition.at, "version": row.standard.version}
    facts |= {name: getattr(row, name) for name in ("title", "purpose", "steps", "watch")}
    return facts | {"in_use": row.standard.closed_at is None, "page": row.standard.get_absolute_url()}

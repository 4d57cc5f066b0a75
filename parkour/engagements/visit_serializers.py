"""What is sent and told about field visits."""

from rest_framework import serializers

from ideas.serializers.inputs import words as typed
from ideas.services.captures import NAME_LIMIT
from ideas.validators import TEXT_LIMIT
from parkour.accounts.serializers import PersonField, SiteField, TeamField
from parkour.core.api.fields import Flag, Input, Query
from parkour.engagements.models.visits import ANSWER_LIMIT, ASKED_LIMIT, COMPANY_LIMIT, SEEN_LIMIT, WHOM_LIMIT
from parkour.engagements.visiting import OwedRow, VisitRow


class VisitInput(Input):
    """A visit, whole: what is left out is emptied."""

    site = SiteField()
    on = serializers.DateField()
    team = TeamField(required=False, allow_null=True, default=None, help_text="Number of a team of the site, as text.")
    company = typed(COMPANY_LIMIT, required=False, allow_blank=True, default="")
    words = typed(SEEN_LIMIT, required=False, allow_blank=True, default="")


class SaidThereInput(Input):
    """Who says it: a colleague, the name of somebody without an account, or neither."""

    problem_text = typed(TEXT_LIMIT, help_text="What happens, in ten characters or more.")
    change_text = typed(TEXT_LIMIT, required=False, default="", allow_blank=True)
    person = PersonField(required=False)
    said_by = typed(NAME_LIMIT, required=False, default="", allow_blank=True)
    hides_name = Flag(required=False, default=False)


class SaidThereOut(serializers.Serializer):
    reference = serializers.CharField()


class OwedQuery(Query):
    mine = serializers.BooleanField(required=False, default=False, help_text="Those of my own visits.")


class OwedInput(Input):
    question = typed(ASKED_LIMIT)
    whom = typed(WHOM_LIMIT, help_text="To whom the answer is owed.")
    due_on = serializers.DateField()


class OwedAnswerInput(Input):
    answer = typed(ANSWER_LIMIT)
    on = serializers.DateField()


class OwedOut(serializers.Serializer):
    id = serializers.IntegerField()
    visit = serializers.IntegerField()
    question = serializers.CharField()
    whom = serializers.CharField()
    due_on = serializers.DateField()
    answer = serializers.CharField(help_text="Empty while it is owed.")
    answered_on = serializers.DateField(allow_null=True)


def owed_out(row: OwedRow) -> dict:
    one = row.owed
    facts = {"id": one.pk, "visit": one.visit_id, "due_on": one.due_on, "answered_on": one.answered_on}
    return facts | {name: getattr(row, name) for name in ("question", "whom", "answer")}


class VisitOut(serializers.Serializer):
    id = serializers.IntegerField()
    site = serializers.CharField(help_text="Code of the site.")
    team = serializers.CharField(allow_null=True, help_text="Number of the team.")
    on = serializers.DateField()
    company = serializers.CharField()
    words = serializers.CharField()
    said = serializers.IntegerField(help_text="Contributions typed there.")
    ideas = serializers.ListField(child=serializers.CharField(), help_text="References of those I may read.")
    owed = OwedOut(many=True)
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def visit_out(row: VisitRow) -> dict:
    one = row.visit
    return {
        "id": one.pk,
        "site": one.site.code,
        "team": str(one.team_id) if one.team_id else None,
        "on": one.on,
        "company": row.company,
        "words": row.words,
        "said": row.said,
        "ideas": [idea.reference for idea in row.ideas],
        "owed": [owed_out(owed) for owed in row.owed],
        "page": one.get_absolute_url(),
        "version": one.version,
    }

"""What is sent and told about irritants, engagements, proofs and guests."""

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ideas.models import Idea
from ideas.privacy import Veil
from ideas.serializers.inputs import ContributionField
from ideas.serializers.inputs import words as typed
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, Named, OneOf, Query
from parkour.core.api.pagination import PageQuery
from parkour.core.keys import whole_number
from parkour.engagements.links import link_of
from parkour.engagements.models import Guest, GuestWord, Initiative, Replication
from parkour.engagements.models.engagements import (
    PLACE_LIMIT,
    PROOF_LIMIT,
    SENTENCE_LIMIT,
    STEP_LIMIT,
    TITLE_LIMIT,
    WHY_LIMIT,
    WORDS_LIMIT,
)
from parkour.engagements.models.guests import NAME_LIMIT, SAID_LIMIT
from parkour.engagements.models.initiatives import GESTURE_LIMIT
from parkour.engagements.models.replications import ADAPTED_LIMIT
from parkour.engagements.reading import EngagementRow, IrritantRow, ProofRow, WordRow
from parkour.engagements.services.guests import is_live
from parkour.engagements.services.irritants import MOST_IDEAS
from parkour.engagements.standing import Standing
from parkour.engagements.watching import Success, TeamSpend
from parkour.indicators.models import Attention, Indicator
from parkour.indicators.serializers import Number
from parkour.journeys.models import Stage

STANDINGS = [standing.value for standing in Standing]


class OfNumber(Named):
    """A row of `model`, by its number as text; whether one out of use may stay is for the service to say."""

    longest = 18
    model = None

    def find(self, text):
        number = whole_number(text)
        return number is not None and self.model.objects.filter(pk=number).first() or None


class StageField(OfNumber):
    model = Stage
    default_error_messages = {"unknown": gettext_lazy("No stage has this number.")}


class SeriesField(OfNumber):
    model = Indicator
    default_error_messages = {"unknown": gettext_lazy("No indicator has this number.")}


class RegisterQuery(PageQuery):
    aside = serializers.BooleanField(required=False, default=False, help_text="Those put aside.")


class CharterQuery(PageQuery):
    withdrawn = serializers.BooleanField(required=False, default=False, help_text="Those withdrawn.")


class IrritantInput(Input):
    """An irritant, whole: what is left out is emptied."""

    title = typed(TITLE_LIMIT)
    words = typed(WORDS_LIMIT, required=False, allow_blank=True, default="")
    attention = OneOf(choices=Attention.choices)
    stage = StageField(required=False, allow_null=True, default=None, help_text="Number of a stage, as text.")
    ideas = serializers.ListField(
        child=ContributionField(), max_length=MOST_IDEAS, allow_empty=True, required=False, default=list
    )


class IrritantOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    words = serializers.CharField()
    attention = serializers.ChoiceField(choices=Attention.choices)
    stage = serializers.IntegerField(allow_null=True)
    ideas = serializers.ListField(child=serializers.CharField(), help_text="References of those that I may read.")
    engagements = serializers.ListField(child=serializers.IntegerField())
    put_aside = serializers.CharField(help_text="Why, empty while it is in use.")
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def irritant_out(row: IrritantRow) -> dict:
    irritant = row.irritant
    return {
        "id": irritant.pk,
        "title": row.title,
        "words": row.words,
        "attention": irritant.attention,
        "stage": irritant.stage_id,
        "ideas": [idea.reference for idea in row.ideas],
        "engagements": [engagement.pk for engagement in irritant.engagements.all()],
        "put_aside": row.closed_why,
        "version": irritant.version,
        "page": irritant.get_absolute_url(),
    }


class EngagementInput(Input):
    """A promise, whole. Once on the charter its words stay, and its day moves with a reason (`why`)."""

    sentence = typed(SENTENCE_LIMIT)
    owner = PersonField()
    due_on = serializers.DateField()
    indicator = SeriesField(required=False, allow_null=True, default=None, help_text="Number of an indicator, as text.")
    why = typed(WHY_LIMIT, required=False, allow_blank=True, default="")


class WhyInput(Input):
    why = typed(WHY_LIMIT)


class EngagementStepInput(Input):
    words = typed(STEP_LIMIT)
    idea = ContributionField(required=False, allow_null=True, default=None)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class StepChange(Input):
    done = Flag()


class ProofInput(Input):
    on = serializers.DateField()
    words = typed(PROOF_LIMIT)
    place = typed(PLACE_LIMIT, required=False, allow_blank=True, default="")
    keeps = Flag(required=False, default=False, help_text="With this proof the promise is kept.")


class EngagementStepOut(serializers.Serializer):
    id = serializers.IntegerField()
    words = serializers.CharField()
    idea = serializers.CharField(allow_null=True, help_text="Reference.")
    due_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)


class ProofFigureOut(serializers.Serializer):
    indicator = serializers.IntegerField()
    starts_on = serializers.DateField()
    numerator = serializers.FloatField()
    denominator = serializers.FloatField()
    value = serializers.FloatField()


class ProofOut(serializers.Serializer):
    id = serializers.IntegerField()
    on = serializers.DateField()
    words = serializers.CharField()
    place = serializers.CharField()
    keeps = serializers.BooleanField()
    figure = ProofFigureOut(allow_null=True, help_text="The last point of the series when it was given.")
    taken_back = serializers.CharField(help_text="Why, empty while it stands.")


class EngagementOut(serializers.Serializer):
    id = serializers.IntegerField()
    sentence = serializers.CharField()
    answers = serializers.CharField(help_text="What irritates.")
    attention = serializers.ChoiceField(choices=Attention.choices)
    owner = serializers.CharField(help_text="Name of whoever answers for it.")
    standing = serializers.ChoiceField(choices=STANDINGS)
    due_on = serializers.DateField()
    first_due_on = serializers.DateField(allow_null=True)
    moved_why = serializers.CharField()
    withdrawn_why = serializers.CharField()
    indicator = serializers.IntegerField(allow_null=True)
    value = serializers.FloatField(allow_null=True, help_text="The last one of its series.")
    steps = EngagementStepOut(many=True)
    proofs = ProofOut(many=True)
    page = serializers.CharField(help_text="Its page for people.")
    version = serializers.IntegerField()


def engagement_out(row: EngagementRow) -> dict:
    one = row.engagement
    names = ("due_on", "first_due_on", "version")
    return {name: getattr(one, name) for name in names} | {
        "moved_why": row.moved_why,
        "withdrawn_why": row.withdrawn_why,
        "id": one.pk,
        "sentence": row.sentence,
        "answers": row.irritant,
        "attention": row.attention,
        "owner": one.owner.get_full_name(),
        "standing": row.standing.value,
        "indicator": one.indicator_id,
        "value": row.series.last.value if row.series and row.series.last else None,
        "steps": [_step(step.step, step.words, step.idea) for step in row.steps],
        "proofs": [_proof(proof) for proof in row.proofs],
        "page": one.get_absolute_url(),
    }


def _step(step, said: str, idea: Idea | None) -> dict:
    facts = {"id": step.pk, "words": said, "due_on": step.due_on, "done_on": step.done_on}
    return facts | {"idea": idea.reference if idea else None}


def _proof(row: ProofRow) -> dict:
    proof, figure = row.proof, None
    if row.point is not None:
        names = ("starts_on", "numerator", "denominator", "value")
        figure = {name: getattr(row.point, name) for name in names} | {"indicator": proof.indicator_id}
    facts = {"id": proof.pk, "on": proof.on, "words": row.words, "place": row.place, "keeps": row.keeps}
    return facts | {"figure": figure, "taken_back": row.taken_back_why}


class GuestInput(Input):
    name = typed(NAME_LIMIT)
    until = serializers.DateField(help_text="Last day of the link.")


class GuestOut(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    until = serializers.DateField()
    link = serializers.CharField(allow_null=True, help_text="Null once it is closed. Whoever holds it reads it.")


def guest_out(guest: Guest) -> dict:
    facts = {"id": guest.pk, "name": guest.name, "until": guest.until}
    return facts | {"link": link_of(guest) if is_live(guest) else None}


class GuestSaidInput(Input):
    text = typed(SAID_LIMIT)


class HiddenInput(Input):
    hidden = Flag()


class GuestWordOut(serializers.Serializer):
    id = serializers.IntegerField()
    guest = serializers.CharField(allow_null=True, help_text="Name of the guest, null for an answer of the house.")
    text = serializers.CharField()
    at = serializers.DateTimeField()
    hidden = serializers.BooleanField()


def word_out(row: WordRow | GuestWord) -> dict:
    word = row.word if isinstance(row, WordRow) else row
    facts = {"id": word.pk, "text": word.text, "at": word.at, "hidden": word.hidden_at is not None}
    return facts | {"guest": word.guest.name if word.guest_id else None}


class InitiativeInput(Input):
    words = typed(GESTURE_LIMIT)
    attention = OneOf(choices=Attention.choices)
    on = serializers.DateField()
    amount = Number(required=False, default=0.0, min_value=0, help_text="Euros.")


class InitiativeOut(serializers.Serializer):
    id = serializers.IntegerField()
    words = serializers.CharField()
    attention = serializers.ChoiceField(choices=Attention.choices)
    on = serializers.DateField()
    amount = serializers.FloatField(help_text="Euros.")


def initiative_out(initiative: Initiative) -> dict:
    names = ("words", "attention", "on", "amount")
    return {"id": initiative.pk} | {name: getattr(initiative, name) for name in names}


class SpendQuery(Query):
    days = serializers.IntegerField(required=False, default=90, min_value=1, max_value=366, help_text="Until today.")


class TeamSpendOut(serializers.Serializer):
    site = serializers.CharField(help_text="Empty for small teams and people without a team, together.")
    team = serializers.CharField(help_text="Empty for small teams and people without a team, together.")
    gestures = serializers.IntegerField()
    total = serializers.FloatField(help_text="Euros.")
    median = serializers.FloatField(help_text="Euros.")
    standing_out = serializers.IntegerField(help_text="Gestures far above what they usually cost.")


def team_spend_out(row: TeamSpend) -> dict:
    facts = {"site": row.site, "team": row.name, "gestures": row.count, "total": row.total}
    return facts | {"median": row.median, "standing_out": row.apart}


class SuccessOut(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField()
    taken_up = serializers.IntegerField(help_text="Sites that took it up.")
    done = serializers.IntegerField(help_text="Of these, sites where it is done.")


def success_out(row: Success) -> dict:
    return {"reference": row.idea.reference, "title": row.idea.told.title, "taken_up": row.taken_up, "done": row.done}


class TakeUpInput(Input):
    words = typed(ADAPTED_LIMIT, required=False, allow_blank=True, default="")


class ReplicationOut(serializers.Serializer):
    id = serializers.IntegerField()
    site = serializers.CharField(help_text="Code of the site.")
    words = serializers.CharField()
    taken_up_at = serializers.DateTimeField()
    done_on = serializers.DateField(allow_null=True)


def replication_out(row: Replication, hidden: Veil) -> dict:
    """`hidden`: what the reader may not read of the contribution."""
    facts = {"id": row.pk, "site": row.site.code, "words": hidden.words(row.words)}
    return facts | {name: getattr(row, name) for name in ("taken_up_at", "done_on")}

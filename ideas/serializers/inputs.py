"""What is sent about an idea. Services judge; these only read values, strictly."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ideas.enums import (
    OF_A_KNOWN_AUTHOR,
    ActionStatus,
    BoardTab,
    Channel,
    ClaimLevel,
    Danger,
    DecisionOutcome,
    GainKind,
    GainPer,
    IdeaKind,
    LinkAs,
    NextStep,
    Outcome,
    Pilot,
    ReasonCode,
    State,
    Visibility,
)
from ideas.models import Idea, Reason
from ideas.replies import GAP
from ideas.serializers.files import SentFileInput
from ideas.services.attachments import MOST_FILES, SentFile
from ideas.services.submission import Submission
from ideas.services.triage import Orientation
from ideas.validators import TEXT_LIMIT, TITLE_LIMIT
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, Named, OneOf, Text, Whole
from parkour.core.api.pagination import PageQuery
from parkour.organisation.models import Team

MOST_COAUTHORS = 20
TABS = [choice for choice in BoardTab.choices if choice[0]]


def words(limit=5000, **kwargs):
    return Text(max_length=limit, **kwargs)


# --- Lists ------------------------------------------------------------------------------------------------


class IdeasQuery(PageQuery):
    mine = serializers.BooleanField(required=False, default=False, help_text="Only those I wrote.")
    followed = serializers.BooleanField(required=False, default=False, help_text="Only those I follow.")
    kind = serializers.ChoiceField(required=False, choices=IdeaKind.choices)
    state = serializers.ChoiceField(
        required=False,
        choices=State.choices,
        help_text="As it is recorded; what was opened comes with what was received.",
    )
    tab = serializers.ChoiceField(required=False, choices=TABS, help_text="Tab of the board.")
    order = serializers.ChoiceField(required=False, default="newest", choices=["newest", "oldest"])


class BoardQuery(PageQuery):
    tab = serializers.ChoiceField(required=False, default="", choices=TABS)
    kind = serializers.ChoiceField(required=False, default="", choices=IdeaKind.choices)
    site = serializers.CharField(required=False, default="", max_length=30, help_text="Code of a site.")
    campaign = serializers.CharField(required=False, default="", max_length=40, help_text="Code of a campaign.")
    year = serializers.CharField(required=False, default="", max_length=4)


class ActionsQuery(PageQuery):
    ended = serializers.BooleanField(required=False, default=False)


class DecisionsQuery(PageQuery):
    outcome = serializers.ChoiceField(required=False, choices=DecisionOutcome.choices)


# --- The author ---------------------------------------------------------------------------------------------


class IdeaInput(Input):
    """A contribution. Its kind follows from its text: something to change makes a proposal."""

    problem_text = words(TEXT_LIMIT, help_text="What happens, in ten characters or more.")
    change_text = words(TEXT_LIMIT, required=False, default="", allow_blank=True)
    visibility = OneOf(required=False, default=Visibility.PUBLIC, choices=OF_A_KNOWN_AUTHOR)
    group_names = words(300, required=False, default="", allow_blank=True)
    coauthors = serializers.ListField(
        child=PersonField(), required=False, default=list, max_length=MOST_COAUTHORS, help_text="E-mail addresses."
    )
    files = serializers.ListField(
        child=SentFileInput(), required=False, default=list, max_length=MOST_FILES, help_text="Files that I have sent."
    )
    campaign = words(
        40, required=False, default="", allow_blank=True, help_text="Code of the campaign it answers, if it asks me."
    )
    site = words(30, required=False, default="", allow_blank=True, help_text="Code of the site it is sent from.")
    draft = serializers.UUIDField(
        required=False, default=None, allow_null=True, help_text="Key of the draft that it was: it goes with it."
    )


class TypedInput(Input):
    problem_text = words(TEXT_LIMIT, help_text="What was typed so far.")


def submission_of(sent: dict, key) -> Submission:
    files = tuple(SentFile(**row) for row in sent["files"])
    return Submission(**sent | {"coauthors": tuple(sent["coauthors"]), "files": files, "client_uuid": key})


class WordsInput(Input):
    body = words()


class ReasonInput(Input):
    reason = words(2000)


class FlagInput(Input):
    kind = OneOf(choices=Danger.choices, help_text="What is at stake.")
    reason = words(1000)


class YesOrNo(Input):
    """The answer of whoever is asked to carry it out."""

    accepted = Flag()
    reason = words(2000, required=False, default="", allow_blank=True, help_text="Wanted with a no.")

    def validate(self, attrs):
        if not attrs["accepted"] and not attrs["reason"]:
            raise serializers.ValidationError({"reason": [_("Say in one sentence why not.")]})
        return attrs


class SignInput(Input):
    """The answer of whoever is named as a co-author."""

    accepted = Flag()


# --- The officer --------------------------------------------------------------------------------------------


class ContributionField(Named):
    """Another contribution, by its reference; the person must be allowed to read it."""

    longest = 20
    default_error_messages = {
        "unknown": gettext_lazy("No contribution has this reference. Check the year and the number.")
    }

    def __init__(self, **kwargs):
        super().__init__(help_text="A reference such as PKR-2026-0142.", **kwargs)

    def find(self, text):
        idea = Idea.objects.filter(reference=text.upper()).first()
        return idea if idea and self.context["user"].has_perm("ideas.view_idea", idea) else None


def level():
    return Whole(required=False, default=None, allow_null=True, min_value=1, max_value=5)


class AssessmentInput(Input):
    """Levels from 1 to 5; one at most is left out (null), with the reason. Feedback: policy and impact only."""

    policy = level()
    novelty = level()
    impact = level()
    effort = level()
    not_applicable_because = words(300, required=False, default="", allow_blank=True)
    confident = Flag(required=False, default=True)


class TitleInput(Input):
    title = words(TITLE_LIMIT)
    restatement = words(required=False, default="", allow_blank=True)


FACTS = {
    Outcome.QUICK_WIN: {"owner", "due_on"},
    Outcome.SELF_IMPLEMENT: {"due_on"},
    Outcome.MERGE: {"into"},
    Outcome.PARK: {"review_on"},
    Outcome.REDIRECT: {"channel"},
    Outcome.DECLINE: {"reason_code"},
}


class DecideInput(Input):
    """An outcome, the words that reach the author, and the facts of this outcome, no others."""

    outcome = OneOf(choices=Outcome.choices)
    message = words()
    owner = PersonField(required=False)
    due_on = serializers.DateField(required=False)
    into = ContributionField(required=False)
    review_on = serializers.DateField(required=False)
    channel = OneOf(required=False, choices=Channel.choices)
    reason_code = OneOf(required=False, choices=ReasonCode.choices)
    reason = Whole(
        required=False, min_value=1, max_value=2**31 - 1, help_text="A reason of the desk in use, by its id."
    )
    besides = frozenset()  # what a subclass asks for, whatever the outcome

    def validate_reason(self, key):
        reason = Reason.objects.filter(pk=key, is_active=True).first()
        if reason is None:
            raise serializers.ValidationError(_("No reason in use has this number."))
        return reason

    def validate_message(self, message):
        if GAP in message:
            raise serializers.ValidationError(
                _("Replace “%(gap)s” with your own words: the author reads them.") % {"gap": GAP}
            )
        return message

    def validate(self, attrs):
        given, wanted = set(attrs) - {"outcome", "message", "reason"} - self.besides, FACTS.get(attrs["outcome"], set())
        errors = {name: [_("This outcome does not take this field.")] for name in given - wanted}
        errors |= {name: [_("This outcome needs this field.")] for name in wanted - given}
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


def orientation_of(sent: dict) -> Orientation:
    return Orientation(**sent)


class ParkInput(Input):
    review_on = serializers.DateField()
    message = words(2000)


class PromoteInput(Input):
    proposal = words()
    message = words(2000)


# --- Actions and recommendations ------------------------------------------------------------------------------


class NewsInput(Input):
    status = OneOf(choices=ActionStatus.choices)
    progress = Whole(min_value=0, max_value=100)
    note = words(2000, required=False, default="", allow_blank=True, help_text="Wanted when blocked or done.")


class HoldInput(Input):
    reason = words(2000)
    resume_on = serializers.DateField()


class HelpAnswerInput(Input):
    answer = words(2000)


class ShapeInput(Input):
    """How an action is carried out: all of it is replaced."""

    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), pk_field=Whole(min_value=1), required=False, allow_null=True, default=None
    )
    sites_total = Whole(min_value=0, max_value=1000, required=False, default=0)
    sites_done = Whole(min_value=0, max_value=1000, required=False, default=0)
    pilot = OneOf(choices=Pilot.choices, required=False, allow_blank=True, default="")
    pilot_words = words(300, required=False, default="", allow_blank=True)


class LinkActionInput(Input):
    """Another action, by the reference of its contribution, and how the two are linked."""

    other = words(40, help_text="A reference such as PKR-2026-0142.")
    how = OneOf(choices=LinkAs.choices)
    words = words(300, required=False, default="", allow_blank=True, help_text="Wanted for a collision.")


class SheetInput(Input):
    """The sheet of an action: all of it is replaced."""

    situation = words(2000, required=False, default="", allow_blank=True)
    target = words(300, required=False, default="", allow_blank=True)
    target_on = serializers.DateField(required=False, allow_null=True, default=None)
    causes = words(2000, required=False, default="", allow_blank=True, help_text="One why a line, five at most.")
    countermeasure = words(2000, required=False, default="", allow_blank=True)
    side_effects = words(2000, required=False, default="", allow_blank=True)
    next_step = OneOf(choices=NextStep.choices, required=False, allow_blank=True, default="")
    next_words = words(300, required=False, default="", allow_blank=True)
    version = Whole(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Of the sheet that was read, 0 for none; 412 when another one stands. Without it, none is compared.",
    )


class AmountInput(Input):
    """Hours or euros, with their period; both left out where words are enough."""

    amount = serializers.DecimalField(
        max_digits=11, decimal_places=2, required=False, allow_null=True, default=None, help_text="Hours, or euros."
    )
    per = OneOf(choices=GainPer.choices, required=False, allow_blank=True, default="")


class GainInput(AmountInput):
    kind = OneOf(choices=GainKind.choices)
    words = words(300)


class MeasureInput(AmountInput):
    how = words(300)


class WantedInput(Input):
    words = words(300, required=False, default="", allow_blank=True, help_text="Owner and officer read them.")


class EvidenceInput(Input):
    evidence = words(2000)


class EffectInput(Input):
    claim_level = OneOf(choices=ClaimLevel.choices)
    effect = words(300)


class PublishInput(Input):
    you_said = words(600)
    we_did = words(2000)
    effect = words(300, required=False, default="", allow_blank=True)
    credits = words(300, required=False, default="", allow_blank=True)


class ArbitrationInput(Input):
    """The dated answer of the direction. An adopted idea gets an owner and a date."""

    adopted = Flag()
    reason = words(2000)
    owner = PersonField(required=False, default=None, allow_null=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)

    def validate(self, attrs):
        if not attrs["adopted"] and (attrs["owner"] or attrs["due_on"]):
            raise serializers.ValidationError({"adopted": [_("Only an adopted idea has an owner and a date.")]})
        return attrs

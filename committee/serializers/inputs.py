"""What is sent about a session, its agenda, its votes. Services judge; these only read values, strictly."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from rest_framework import serializers

from committee.counts import Base, Combination, Majority
from committee.enums import (
    Answer,
    AttendanceMode,
    Block,
    Choice,
    CollegeCode,
    PollVisibility,
    Stance,
    VoteMethod,
)
from committee.methods.advice import DOTS_ON_ONE, HOTTEST
from committee.methods.judgment import BLANKS, GRADES
from committee.methods.rules import LABEL_LIMIT, MOST_OPTIONS, SHARES
from ideas.serializers.inputs import ContributionField, words
from ideas.validators import TITLE_LIMIT
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, Minutes, Moment, OneOf, Query, Whole
from parkour.core.api.pagination import PageQuery

DIRECTIONS = ["up", "down", "before", "after", *(f"block:{block}" for block in Block.values)]
BESIDE = ["before", "after"]


class SessionsQuery(PageQuery):
    when = serializers.ChoiceField(required=False, default="to_come", choices=["to_come", "past"])


class ReconveneInput(Input):
    day = serializers.DateField(required=False, default=None, allow_null=True, help_text="Null: the best one left.")


class PlanInput(Input):
    """Without a day, the one of the calendar rule; `expected` is then the day one was shown."""

    day = serializers.DateField(required=False)
    at = serializers.TimeField(required=False, help_text="On the clock of the house; 14:00 when left out.")
    offset = serializers.RegexField(
        r"^[+-][0-9]{2}:[0-9]{2}$",
        required=False,
        error_messages={"invalid": _l("Write it like +02:00.")},
        help_text="Which of two hours when clocks go back, as far from UTC as its clock is: +02:00 or +01:00 in Paris.",
    )
    expected = serializers.DateField(required=False)
    place = words(200, required=False, default="", allow_blank=True)
    chair = PersonField(required=False, default=None, allow_null=True)

    def validate(self, attrs):
        if "day" in attrs and "expected" in attrs:
            raise serializers.ValidationError({"expected": [_("This goes without a day of one’s own.")]})
        if "at" in attrs and "day" not in attrs:
            raise serializers.ValidationError({"at": [_("This goes with a day.")]})
        if "offset" in attrs and "at" not in attrs:
            raise serializers.ValidationError({"offset": [_("This goes with an hour.")]})
        return attrs


class SetUpInput(Input):
    place = words(200, required=False, allow_blank=True)
    chair = PersonField(required=False, allow_null=True)


class PostponeInput(Input):
    """`short_notice`: accepted that members hear of it less than ten days before."""

    starts_at = Moment()
    reason = words(2000, required=False, default="", allow_blank=True)
    short_notice = Flag(required=False, default=False)


class ConsequencesQuery(Query):
    day = serializers.DateField(required=False)


class AnswerInput(Input):
    """Without a holder, the proxy stays as it is; null takes it back."""

    answer = OneOf(choices=Answer.choices)
    holder = PersonField(required=False, allow_null=True)


class PresenceInput(Input):
    person = PersonField(required=False, default=None, allow_null=True)
    mode = OneOf(required=False, default=AttendanceMode.ROOM, choices=AttendanceMode.choices)
    code = words(
        12,
        required=False,
        default="",
        allow_blank=True,
        help_text="The code on the wall: asked of a member who comes in person and does not run the session.",
    )


class LeaveInput(Input):
    person = PersonField(required=False, default=None, allow_null=True)


def edition():
    return Whole(required=False, min_value=0, help_text="The edition of the agenda that was read.")


def neighbour():
    return Whole(required=False, min_value=1, help_text="The point beside which it goes, with “before” and “after”.")


def both_or_none(attrs):
    """Raise unless “before” and “after” come with a neighbour, and nothing else does."""
    if (attrs.get("to") in BESIDE) != ("neighbour" in attrs):
        raise serializers.ValidationError({"neighbour": [_("Name a neighbour with “before” and “after”, only then.")]})


class ItemInput(Input):
    """A contribution kept for the committee, or a subject that is none (title, block and minutes)."""

    idea = ContributionField(required=False)
    title = words(TITLE_LIMIT, required=False)
    block = OneOf(required=False, choices=Block.choices)
    minutes = Minutes(required=False)
    presenter = PersonField(required=False)
    to = OneOf(required=False, choices=BESIDE, help_text="Of a contribution: beside a neighbour, in its block.")
    neighbour = neighbour()

    def validate(self, attrs):
        both_or_none(attrs)
        if ("idea" in attrs) == ("title" in attrs):
            raise serializers.ValidationError({"idea": [_("Name a contribution, or give a title: one of them.")]})
        missing = {"block", "minutes"} - set(attrs) if "title" in attrs else set()
        errors = {name: [_("A subject of its own needs this field.")] for name in missing}
        if "idea" in attrs and "presenter" in attrs:
            errors["presenter"] = [_("Name who presents a contribution once it is on the agenda.")]
        if "title" in attrs and "to" in attrs:
            errors["to"] = [_("A subject of its own goes to the end of its block: move it then.")]
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class ItemChange(Input):
    minutes = Minutes(required=False)
    presenter = PersonField(required=False, allow_null=True)
    pinned = Flag(required=False)
    edition = edition()


class ProposeInput(Input):
    edition = edition()
    proposal = serializers.CharField(
        required=False,
        max_length=64,
        help_text="The one that was read: applied as it was read, or refused.",
    )


class MoveInput(Input):
    to = OneOf(choices=DIRECTIONS)
    neighbour = neighbour()
    edition = edition()

    def validate(self, attrs):
        both_or_none(attrs)
        return attrs


class UndoInput(Input):
    """Without a number, the last change of one’s own."""

    number = Whole(required=False, min_value=1)


class ChooseKindInput(Input):
    kind = Whole(min_value=1)


class VoteRuleInput(Input):
    """What is left out follows the usual rule. For and against: base, majority, share, combination, lead, casting_vote;
    approval: choose, most; majority judgment: blank.
    """

    base = OneOf(required=False, choices=list(Base))
    majority = OneOf(required=False, choices=list(Majority))
    share = OneOf(required=False, choices=SHARES)
    combination = OneOf(required=False, choices=list(Combination))
    lead = OneOf(required=False, choices=CollegeCode.choices)
    casting_vote = Flag(required=False, default=True)
    choose = Whole(required=False, min_value=1, max_value=MOST_OPTIONS)
    most = Whole(required=False, min_value=1, max_value=MOST_OPTIONS)
    blank = OneOf(required=False, choices=BLANKS)


class PreparePollInput(Input):
    method = OneOf(
        required=False,
        default=None,
        allow_null=True,
        choices=VoteMethod.choices,
        help_text="Left out: majority judgment between the variants of one workshop, otherwise for or against.",
    )
    options = serializers.ListField(
        child=words(LABEL_LIMIT),
        required=False,
        default=list,
        max_length=MOST_OPTIONS,
        help_text="What approval, majority judgment and dots ask about; left out, the variants of the workshop.",
    )
    rules = VoteRuleInput(required=False)
    visibility = OneOf(required=False, default=PollVisibility.HIDDEN, choices=PollVisibility.choices)


class OpenPreparedInput(Input):
    minutes = Whole(required=False, default=None, allow_null=True, min_value=1, max_value=240)


class OpenPollInput(OpenPreparedInput, PreparePollInput):
    pass


class ExtendInput(Input):
    minutes = Whole(required=False, default=5, min_value=1, max_value=240)


class SecondReadingInput(Input):
    minutes = Whole(required=False, default=None, allow_null=True, min_value=1, max_value=240)
    proposal = words(
        2000,
        required=False,
        default="",
        allow_blank=True,
        help_text="The amended proposal, after objections to a first one asked for consent.",
    )


class VoidInput(Input):
    reason = words(500)


class BallotAnswerInput(Input):
    """One of these, by the method of the vote. Options count from 1."""

    approved = serializers.ListField(
        child=Whole(min_value=1, max_value=MOST_OPTIONS), required=False, max_length=MOST_OPTIONS
    )
    grades = serializers.ListField(
        child=Whole(min_value=0, max_value=GRADES - 1, allow_null=True),
        required=False,
        max_length=MOST_OPTIONS,
        help_text="One for each option, 0 (to reject) to 4 (excellent), null for none.",
    )
    stance = OneOf(required=False, choices=Stance.choices)
    words = words(1000, required=False, allow_blank=True)
    dots = serializers.ListField(
        child=Whole(min_value=0, max_value=DOTS_ON_ONE), required=False, max_length=MOST_OPTIONS
    )
    degree = Whole(required=False, min_value=0, max_value=HOTTEST)


class BallotInput(Input):
    """My ballot; with `by_proxy`, that of the member whose proxy I hold."""

    choice = OneOf(required=False, choices=Choice.choices, help_text="For and against, and lots.")
    answer = BallotAnswerInput(required=False)
    by_proxy = Flag(required=False, default=False)


class RecordInput(Input):
    """The outcome is the vote's. Adopted, it needs an owner and a date; recommended, it may have a date."""

    reason = words(2000)
    owner = PersonField(required=False, default=None, allow_null=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


class PromiseInput(Input):
    item = Whole(min_value=1)
    owner = PersonField(required=False, default=None, allow_null=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


class RecordLotInput(Input):
    """One reason for the lot; an owner and a date for each contribution that is adopted."""

    reason = words(2000)
    promises = PromiseInput(many=True, required=False, default=list)


class ToWorkshopInput(Input):
    reason = words(2000)


class ObjectionInput(Input):
    note = words(2000, required=False, default="", allow_blank=True)

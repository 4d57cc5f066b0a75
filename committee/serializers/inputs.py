"""What is sent about a session, its agenda, its votes. Services judge; these only read values, strictly."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from rest_framework import serializers

from committee.enums import Answer, AttendanceMode, Block, Choice, PollVisibility
from ideas.serializers.inputs import ContributionField, words
from ideas.validators import TITLE_LIMIT
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, Minutes, Moment, OneOf, Query, Whole
from parkour.core.api.pagination import PageQuery

DIRECTIONS = ["up", "down", "before", "after", *(f"block:{block}" for block in Block.values)]
BESIDE = ["before", "after"]


class SessionsQuery(PageQuery):
    when = serializers.ChoiceField(required=False, default="to_come", choices=["to_come", "past"])


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


class OpenPollInput(Input):
    visibility = OneOf(required=False, default=PollVisibility.HIDDEN, choices=PollVisibility.choices)
    minutes = Whole(required=False, default=None, allow_null=True, min_value=1, max_value=240)


class ExtendInput(Input):
    minutes = Whole(required=False, default=5, min_value=1, max_value=240)


class SecondReadingInput(Input):
    minutes = Whole(required=False, default=None, allow_null=True, min_value=1, max_value=240)


class VoidInput(Input):
    reason = words(500)


class BallotInput(Input):
    """My ballot; with `by_proxy`, that of the member whose proxy I hold."""

    choice = OneOf(choices=Choice.choices)
    by_proxy = Flag(required=False, default=False)


class RecordInput(Input):
    """The outcome is the vote's. Adopted, it needs an owner and a date; recommended, it may have a date."""

    reason = words(2000)
    owner = PersonField(required=False, default=None, allow_null=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


class NoteInput(Input):
    note = words(20_000, allow_blank=True)


class PublishMinutesInput(Input):
    note = words(20_000, required=False, default=None, allow_null=True, allow_blank=True)


class ObjectionInput(Input):
    note = words(2000, required=False, default="", allow_blank=True)

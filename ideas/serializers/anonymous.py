"""What goes to and from somebody whom nobody knows: days and no moments, words and no numbers of rows."""

from rest_framework import serializers

from ideas.anonymous import FollowUp, day_of
from ideas.cards import promise_of
from ideas.enums import Danger, State
from ideas.models import Idea
from ideas.serializers.inputs import words
from ideas.services.anonymous_files import MOST, names_of
from ideas.validators import TEXT_LIMIT
from parkour.core.api.fields import Input, OneOf, Query, Text

KEY_HELP = "SHA-256 (hexadecimal) of “parkour-follow-up:” and the sixteen signs of the code."


class KeyField(Text):
    """A key; whatever is wrong with it, the answer is that of a key that opens nothing."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, help_text=KEY_HELP, **kwargs)


class TicketQuery(Query):
    site = serializers.CharField(required=False, default="", max_length=30, help_text="Code of the site.")


class TicketOut(serializers.Serializer):
    ticket = serializers.CharField(help_text="Sent back with the feedback, within twelve hours.")
    site = serializers.CharField(help_text="Its name; empty for none.")


class AnonymousInput(Input):
    ticket = Text(max_length=300)
    key = serializers.RegexField("^[0-9a-f]{64}$", help_text=KEY_HELP)
    problem_text = words(TEXT_LIMIT, help_text="What happens, in ten characters or more.")
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        default=list,
        max_length=MOST,
        help_text="Photos and office documents, 10 MB each.",
    )


class AnonymousOut(serializers.Serializer):
    reference = serializers.CharField()
    promised = serializers.CharField(help_text="When an answer is promised, in words; empty for never.")


def anonymous_out(idea: Idea) -> dict:
    return {"reference": idea.reference, "promised": promise_of(idea)}


class FollowUpInput(Input):
    key = KeyField()


class FollowUpWords(FollowUpInput):
    body = words(help_text="The answer to the question that waits, or a message.")


class FollowUpFlag(FollowUpInput):
    kind = OneOf(choices=Danger.choices, help_text="What is at stake.")
    reason = words(1000, help_text="Why. Only those who triage read it.")


class FollowUpEntryOut(serializers.Serializer):
    label = serializers.CharField()
    on = serializers.DateField()
    by = serializers.CharField()
    words = serializers.CharField()
    reason = serializers.CharField()
    mine = serializers.BooleanField(help_text="These are your own words.")


class FollowUpOut(serializers.Serializer):
    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    state_label = serializers.CharField()
    next_step = serializers.CharField()
    problem_text = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField(), help_text="Names of the files that came with it.")
    question = serializers.CharField(help_text="What the officer asks, while it waits for an answer.")
    story = FollowUpEntryOut(many=True)
    may = serializers.ListField(child=serializers.CharField(), help_text="What you may do now.")


def follow_up_out(seen: FollowUp) -> dict:
    idea = seen.idea
    may = {"messages": seen.may_write, "danger": seen.may_flag, "withdraw": seen.may_withdraw}
    return {
        "reference": idea.reference,
        # Opening is the officer's business, here as on the page of a known author.
        "state": State.SUBMITTED if idea.state == State.IN_TRIAGE else idea.state,
        "state_label": str(seen.info.author_label),
        "next_step": seen.next_step,
        "problem_text": seen.hidden.words(idea.problem_text),
        "files": names_of(idea),
        "question": seen.asks,
        "story": [_entry_out(entry) for entry in seen.story],
        "may": [name for name, possible in may.items() if possible],
    }


def _entry_out(entry) -> dict:
    return {
        "label": entry.label,
        "on": day_of(entry.at),
        "by": entry.by,
        "words": entry.words,
        "reason": entry.reason,
        "mine": entry.on_a_day,
    }

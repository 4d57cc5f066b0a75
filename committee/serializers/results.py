"""What was voted, once revealed: in a session, and by a consultation of all employees."""

from rest_framework import serializers

from committee.enums import VoteMethod
from committee.selectors import votes_of
from committee.selectors.results import PollResult
from ideas.serializers.outputs import ResultOut


class VoteOut(serializers.Serializer):
    name = serializers.CharField()
    pole = serializers.CharField()
    choice = serializers.CharField()


class CountedRowOut(serializers.Serializer):
    label = serializers.CharField()
    cells = serializers.ListField(child=serializers.CharField())
    retained = serializers.BooleanField()


class CountedOut(serializers.Serializer):
    """What another method than for or against counted, as the pages show it."""

    caption = serializers.CharField()
    head = serializers.ListField(child=serializers.CharField())
    rows = CountedRowOut(many=True)


class SaidOut(serializers.Serializer):
    stance = serializers.CharField()
    words = serializers.CharField()


class RevealedOut(serializers.Serializer):
    """A vote once revealed: never before."""

    method = serializers.ChoiceField(choices=VoteMethod.choices)
    reading = serializers.IntegerField()
    outcome = serializers.CharField(help_text="advice, when nothing was to be decided.")
    retained = serializers.ListField(child=serializers.CharField(), help_text="Options that are retained.")
    counted = CountedOut(allow_null=True)
    said = SaidOut(many=True, help_text="Objections and reserves, without who wrote them.")
    sentence = serializers.CharField()
    rule = serializers.ListField(child=serializers.CharField())
    lines = serializers.ListField(child=serializers.CharField())
    poles = ResultOut(many=True)
    votes = VoteOut(many=True, help_text="Who voted what, of a named vote, until that is forgotten.")
    votes_forgotten_at = serializers.DateTimeField(allow_null=True)


def revealed_out(result: PollResult) -> dict:
    return {
        "method": result.poll.method,
        "reading": result.poll.reading,
        "outcome": str(result.outcome or "advice"),
        "retained": list(result.retained),
        "counted": counted_out(result.table) if result.table else None,
        "said": [{"stance": stance, "words": text} for stance, text in result.said],
        "sentence": result.sentence,
        "rule": list(result.rule),
        "lines": list(result.lines),
        "poles": [{"name": row.name, "yes": row.yes, "no": row.no, "abstain": row.abstain} for row in result.colleges],
        "votes_forgotten_at": result.names_forgotten_at,
        "votes": [
            {"name": str(person), "pole": pole, "choice": str(choice)} for person, pole, choice in votes_of(result.poll)
        ],
    }


def counted_out(table) -> dict:
    rows = [{"label": row.label, "cells": list(row.cells), "retained": row.retained} for row in table.rows]
    return {"caption": table.caption, "head": list(table.head), "rows": rows}


class ConsultationResultOut(serializers.Serializer):
    """`needed`: how many answers make it the vote of the pole, where it may be that."""

    ballots = serializers.IntegerField()
    enrolled = serializers.IntegerField()
    needed = serializers.IntegerField()
    withheld = serializers.BooleanField(help_text="Too few answered to tell what they said.")
    yes = serializers.IntegerField(allow_null=True)
    no = serializers.IntegerField(allow_null=True)
    abstain = serializers.IntegerField(allow_null=True)
    counted = CountedOut(allow_null=True)
    is_of_the_pole = serializers.BooleanField(help_text="It is the vote of the pole of the employees.")


def consultation_result_out(result) -> dict:
    told = result.yes is not None
    return {
        "ballots": result.ballots,
        "enrolled": result.enrolled,
        "needed": result.needed,
        "withheld": result.withheld,
        "yes": result.yes,
        "no": result.no if told else None,
        "abstain": result.abstain if told else None,
        "counted": counted_out(result.table) if result.table else None,
        "is_of_the_pole": result.is_of_the_pole,
    }

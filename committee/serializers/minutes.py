"""The record of a session: who came, what was decided, by how many votes, why."""

from rest_framework import serializers

from committee.enums import VoteMethod
from committee.selectors import votes_of
from committee.selectors.results import PollResult
from committee.services.minutes import MinutesData
from ideas.enums import DecisionOutcome
from ideas.serializers.outputs import ResultOut


class RepresentedOut(serializers.Serializer):
    name = serializers.CharField()
    by = serializers.CharField()


class PoleOut(serializers.Serializer):
    name = serializers.CharField()
    present = serializers.ListField(child=serializers.CharField())
    excused = serializers.ListField(child=serializers.CharField(), help_text="Did not come, represented or not.")
    represented = RepresentedOut(many=True)
    quorum = serializers.BooleanField()


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
    votes = VoteOut(many=True, help_text="Who voted what, of a named vote.")


def revealed_out(result: PollResult) -> dict:
    return {
        "method": result.poll.method,
        "reading": result.poll.reading,
        "outcome": str(result.outcome or "advice"),
        "retained": list(result.retained),
        "counted": _counted(result.table) if result.table else None,
        "said": [{"stance": stance, "words": text} for stance, text in result.said],
        "sentence": result.sentence,
        "rule": list(result.rule),
        "lines": list(result.lines),
        "poles": [{"name": row.name, "yes": row.yes, "no": row.no, "abstain": row.abstain} for row in result.colleges],
        "votes": [
            {"name": str(person), "pole": pole, "choice": str(choice)} for person, pole, choice in votes_of(result.poll)
        ],
    }


def _counted(table) -> dict:
    rows = [{"label": row.label, "cells": list(row.cells), "retained": row.retained} for row in table.rows]
    return {"caption": table.caption, "head": list(table.head), "rows": rows}


class RecordedOut(serializers.Serializer):
    """What came of a point."""

    outcome = serializers.ChoiceField(choices=DecisionOutcome.choices)
    reason = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class MinutesItemOut(serializers.Serializer):
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True)
    withdrawn = serializers.BooleanField()
    results = RevealedOut(many=True)
    decision = RecordedOut(allow_null=True)


class MinutesOut(serializers.Serializer):
    """Who came, what was decided, by how many votes, why, and who does what by when."""

    session = serializers.IntegerField()
    poles = PoleOut(many=True)
    items = MinutesItemOut(many=True)
    note = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)


def minutes_out(data: MinutesData) -> dict:
    return {
        "session": data.session.number,
        "poles": [
            {
                "name": row.name,
                "present": [str(person) for person in row.present],
                "excused": [str(person) for person in row.excused],
                "represented": [{"name": str(person), "by": str(holder)} for person, holder in row.represented],
                "quorum": row.quorum,
            }
            for row in data.colleges
        ],
        "items": [_minutes_item(line) for line in data.items],
        "note": data.note,
        "published_at": data.published_at,
    }


def _minutes_item(line) -> dict:
    item, decision = line.item, line.decision
    recorded = decision and {
        "outcome": decision.outcome,
        "reason": item.veil.words(decision.reason),
        "owner": item.shown_owner,
        "due_on": decision.due_on,
    }
    return {
        "subject": line.subject,
        "idea": item.idea.reference if item.idea_id else None,
        "withdrawn": item.is_withdrawn,
        "results": [revealed_out(result) for result in line.results],
        "decision": recorded,
    }

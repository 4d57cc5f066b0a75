"""The record of a session: who came, what was decided, by how many votes, why."""

from dataclasses import asdict, fields

from rest_framework import serializers

from committee.enums import Approval, MinutesReply, RoomEventKind, VoteMethod
from committee.minutes_words import said_advice, said_event
from committee.models import MinutesVersion
from committee.selectors.decided import Decided
from committee.selectors.minutes import Change, MinutesData
from committee.serializers.results import ConsultationResultOut, RevealedOut, consultation_result_out, revealed_out
from ideas.enums import DecisionOutcome
from ideas.serializers.inputs import words as text
from parkour.core.api.fields import Input, Query, Whole
from parkour.core.api.pagination import PageQuery


class RepresentedOut(serializers.Serializer):
    name = serializers.CharField()
    by = serializers.CharField()


class CameOut(serializers.Serializer):
    """`since` and `until` are null for whoever was there from the beginning, and to the end."""

    name = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)


class PoleOut(serializers.Serializer):
    name = serializers.CharField()
    present = serializers.ListField(child=serializers.CharField())
    came = CameOut(many=True)
    excused = serializers.ListField(child=serializers.CharField(), help_text="Did not come, represented or not.")
    represented = RepresentedOut(many=True)
    quorum = serializers.BooleanField()


class RecordedOut(serializers.Serializer):
    """What came of a point."""

    outcome = serializers.ChoiceField(choices=DecisionOutcome.choices)
    reason = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class ErratumOut(serializers.Serializer):
    """What is right, and why it is corrected; `decision` when a new one replaces that of the point."""

    number = serializers.IntegerField()
    words = serializers.CharField()
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True, help_text="Of the new decision.")
    replaces_decision = serializers.BooleanField()


class AdviceOut(serializers.Serializer):
    """What all employees answered about a point before the session; advice, unless `counted_as_vote`."""

    consultation = serializers.IntegerField()
    method = serializers.ChoiceField(choices=VoteMethod.choices)
    binding = serializers.BooleanField(help_text="Would have counted as the vote of the pole, had enough answered.")
    counted_as_vote = serializers.BooleanField(help_text="A vote of the committee counted it as that of the pole.")
    words = serializers.ListField(child=serializers.CharField(), help_text="What the minutes say of it.")
    result = ConsultationResultOut()


class MinutesItemOut(serializers.Serializer):
    item = serializers.IntegerField()
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True)
    withdrawn = serializers.BooleanField()
    advice = AdviceOut(allow_null=True)
    results = RevealedOut(many=True)
    decision = RecordedOut(allow_null=True)
    words = serializers.CharField()
    spent = serializers.IntegerField(allow_null=True, help_text="Minutes that it took.")
    recused = serializers.ListField(child=serializers.CharField(), help_text="Did not vote, having written it.")
    concerned = serializers.ListField(child=serializers.CharField(), help_text="Did not vote, being concerned.")
    went_to_workshop = serializers.BooleanField()
    errata = ErratumOut(many=True)


class RecalledOut(serializers.Serializer):
    """An action of an earlier session that was still open."""

    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField()
    late = serializers.BooleanField()


class HappenedSinceOut(serializers.Serializer):
    """A contribution as of the day of the session. `title` and `reason` are what may be said of it today."""

    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    outcome = serializers.CharField(help_text="In words.")
    owner = serializers.CharField(help_text="Of what was done or decided; empty when nobody is named.")
    on = serializers.DateField()
    reason = serializers.CharField(help_text="Why it was not kept, on one line.")


class RestitutionOut(serializers.Serializer):
    """Since the session before; a number, or “999+”. The lists hold 500 rows at most, the first first.

    What was received and did not stand on the board by then is counted and not listed: `kept_back`, empty when there
    are too many to say.
    """

    since = serializers.DateTimeField(allow_null=True)
    received = serializers.CharField()
    decided = serializers.CharField()
    done = serializers.CharField()
    refused = serializers.CharField()
    kept_back = serializers.CharField()
    all_received = HappenedSinceOut(many=True)
    all_decided = HappenedSinceOut(many=True)
    all_done = HappenedSinceOut(many=True)
    all_refused = HappenedSinceOut(many=True)


class HappenedOut(serializers.Serializer):
    """What held the session up, or changed who ran it."""

    kind = serializers.ChoiceField(choices=RoomEventKind.choices)
    at = serializers.DateTimeField()
    words = serializers.CharField()
    item = serializers.IntegerField(allow_null=True)


class MinutesOut(serializers.Serializer):
    """Who came, what was decided, by how many votes, why, and who does what by when."""

    session = serializers.IntegerField()
    chairs = serializers.ListField(child=serializers.CharField(), help_text="Whoever chaired, in their order.")
    poles = PoleOut(many=True)
    course = HappenedOut(many=True)
    items = MinutesItemOut(many=True)
    note = serializers.CharField()
    edition = serializers.IntegerField(help_text="Number of the last version of the words; 0 before there is one.")
    published_at = serializers.DateTimeField(allow_null=True)
    approval = serializers.ChoiceField(choices=Approval.choices, allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True, help_text="When they were approved, or will be.")
    errata = ErratumOut(many=True, help_text="Of the minutes as a whole.")
    recalled = RecalledOut(many=True)
    restitution = RestitutionOut(allow_null=True)


def minutes_out(data: MinutesData) -> dict:
    return {
        "session": data.session.number,
        "chairs": [str(person) for person in data.course.chairs],
        "course": [
            {"kind": row.kind, "at": row.at, "words": said_event(row), "item": row.item and row.item.pk}
            for row in data.course.events
        ],
        "poles": [
            {
                "name": row.name,
                "present": [str(person) for person in row.present],
                "came": [{"name": str(one.person), "since": one.since, "until": one.until} for one in row.came],
                "excused": [str(person) for person in row.excused],
                "represented": [{"name": str(person), "by": str(holder)} for person, holder in row.represented],
                "quorum": row.quorum,
            }
            for row in data.colleges
        ],
        "items": [_minutes_item(line) for line in data.items],
        "note": data.note,
        "edition": data.edition,
        "published_at": data.published_at,
        "approval": str(data.standing.approval) if data.standing else None,
        "approved_at": data.standing.at if data.standing else None,
        "errata": [erratum_out(row) for row in data.errata],
        "recalled": [_recalled(row) for row in data.recalled],
        "restitution": _restitution(data) if data.restitution else None,
    }


def _restitution(data) -> dict:
    lists = {
        f"all_{row.name}": [happened_out(one) for one in getattr(data.lists, row.name)] for row in fields(data.lists)
    }
    return asdict(data.restitution) | lists


def happened_out(row) -> dict:
    told = {name: getattr(row, name) for name in ("title", "outcome", "owner", "on", "reason")}
    return told | {"idea": row.idea.reference}


def _recalled(row) -> dict:
    facts = {"idea": row.idea.reference, "title": row.title, "owner": row.owner}
    return facts | {"due_on": row.due_on, "late": row.is_late}


def _advice(line) -> dict:
    asked = line.consulted.consultation
    return {
        "consultation": asked.pk,
        "method": asked.poll.method,
        "binding": asked.binding,
        "counted_as_vote": line.is_voted_by_all,
        "words": list(said_advice(line)),
        "result": consultation_result_out(line.consulted.result),
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
        "item": item.pk,
        "subject": line.subject,
        "idea": item.idea.reference if item.idea_id else None,
        "withdrawn": item.is_withdrawn,
        "advice": _advice(line) if line.consulted else None,
        "results": [revealed_out(result) for result in line.results],
        "decision": recorded,
        "words": line.words,
        "spent": line.spent,
        "recused": [str(person) for person in line.recused],
        "concerned": [str(person) for person in line.concerned],
        "went_to_workshop": line.went_to_workshop,
        "errata": [erratum_out(row) for row in line.errata],
    }


def erratum_out(row) -> dict:
    """An erratum of `minutes_data`, which has veiled its words."""
    return {
        "number": row.number,
        "words": row.shown_words,
        "reason": row.shown_reason,
        "by": str(row.by),
        "at": row.at,
        "due_on": row.decision.due_on if row.decision else None,
        "replaces_decision": row.decision_id is not None,
    }


# --- What is sent ---------------------------------------------------------------------------------------------


class PointWordsInput(Input):
    item = Whole(min_value=1)
    words = text(20_000, allow_blank=True)


class NoteInput(Input):
    """What is left out stays as it is. `edition`: the version from which one wrote; the last one when left out."""

    note = text(20_000, required=False, default=None, allow_null=True, allow_blank=True)
    points = PointWordsInput(many=True, required=False, default=list)
    edition = Whole(required=False, default=None, allow_null=True, min_value=0)


def written(sent: dict) -> dict:
    """What the services take of a `NoteInput`."""
    return sent | {"points": {row["item"]: row["words"] for row in sent["points"]}}


class ObjectionWordsInput(Input):
    words = text(5_000)


class CorrectInput(Input):
    """`item`: the point it is about, null for the whole. The last two correct the decision of the point."""

    item = Whole(required=False, default=None, allow_null=True, min_value=1)
    words = text(5_000)
    reason = text(5_000)
    objection = Whole(required=False, default=None, allow_null=True, min_value=1)
    decided_because = text(2_000, required=False, default="", allow_blank=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


# --- Versions, objections, decisions --------------------------------------------------------------------------


class MinutesVersionOut(serializers.Serializer):
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField()


def minutes_version_out(row: MinutesVersion) -> dict:
    return {"number": row.number, "at": row.at, "by": str(row.by or "")}


class BetweenQuery(Query):
    """`before` 0, which it is when left out, is before anything was written; `after` is the last one."""

    before = serializers.IntegerField(required=False, default=0, min_value=0, max_value=10**9)
    after = serializers.IntegerField(required=False, default=None, min_value=1, max_value=10**9)


class PieceOut(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField()


class ChangedTextOut(serializers.Serializer):
    """One text that differs; `item` is null for the note about the whole."""

    item = serializers.IntegerField(allow_null=True)
    subject = serializers.CharField()
    pieces = PieceOut(many=True)


def changed_text_out(change: Change) -> dict:
    item = change.item
    return {"item": item.pk if item else None, "subject": item.subject if item else "", "pieces": change.pieces}


class MinutesObjectionOut(serializers.Serializer):
    id = serializers.IntegerField()
    person = serializers.CharField()
    words = serializers.CharField()
    at = serializers.DateTimeField()
    reply = serializers.ChoiceField(choices=MinutesReply.choices, allow_blank=True)
    reply_words = serializers.CharField()


def minutes_objection_out(row) -> dict:
    """An objection of `minutes_data`, which has veiled its words."""
    return {
        "id": row.pk,
        "person": str(row.person),
        "words": row.shown_words,
        "at": row.at,
        "reply": row.reply,
        "reply_words": row.shown_reply,
    }


class DecidedQuery(PageQuery):
    q = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)
    outcome = serializers.ChoiceField(required=False, default="", choices=DecisionOutcome.choices)
    year = serializers.IntegerField(required=False, default=None, min_value=1970, max_value=2999)


class CommitteeDecisionOut(serializers.Serializer):
    """A decision of the committee; `corrected`: its words or its date are those of a correction."""

    idea = serializers.CharField(help_text="Reference.")
    title = serializers.CharField()
    session = serializers.IntegerField()
    on = serializers.DateField()
    outcome = serializers.ChoiceField(choices=DecisionOutcome.choices)
    reason = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    corrected = serializers.BooleanField()


def decided_out(row: Decided) -> dict:
    return {
        "idea": row.idea.reference,
        "title": row.title,
        "session": row.session.number,
        "on": row.session.on,
        "outcome": row.decision.outcome,
        "reason": row.reason,
        "owner": row.owner,
        "due_on": row.due_on,
        "corrected": row.corrected,
    }

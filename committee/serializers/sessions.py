"""Sessions, who sits, who is here, the agenda as prepared and as sent, the record."""

from rest_framework import serializers

from committee.enums import AttendanceMode, Block, CollegeCode, ItemState, SessionState
from committee.models import Session
from committee.planning import utility
from committee.selectors import (
    Agenda,
    agenda_of,
    has_unreleased_changes,
    milestones_of,
    passed_quick_wins,
    votes_of,
)
from committee.selectors.results import PollResult
from committee.sent import SentAgenda
from committee.services.minutes import MinutesData
from committee.services.sessions import Planned
from ideas.enums import DecisionOutcome
from ideas.privacy import prefetch_names, shared_title, shared_veil
from ideas.serializers.outputs import ResultOut


class SessionRow(serializers.Serializer):
    """A session of the committee."""

    number = serializers.IntegerField()
    label = serializers.CharField()
    starts_at = serializers.DateTimeField()
    duration = serializers.IntegerField(help_text="Minutes.")
    place = serializers.CharField()
    chair = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=SessionState.choices)
    state_label = serializers.CharField()
    agenda_version = serializers.IntegerField(help_text="0 before the agenda is released.")
    page = serializers.CharField(help_text="Its page for people.")


def session_row(session: Session) -> dict:
    return {
        "number": session.number,
        "label": str(session.label),
        "starts_at": session.starts_at,
        "duration": session.duration,
        "place": session.place,
        "chair": str(session.chair) if session.chair else None,
        "state": session.state,
        "state_label": session.get_state_display(),
        "agenda_version": session.agenda_version,
        "page": session.get_absolute_url(),
    }


class MilestoneOut(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    date = serializers.DateField()


class PassedOut(serializers.Serializer):
    """A quick win that passed without an objection since the session before."""

    reference = serializers.CharField()
    title = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    passed_at = serializers.DateTimeField()


class SessionOut(SessionRow):
    """One session, with the dates around it that concern this person."""

    version = serializers.IntegerField(help_text="For If-Match.")
    milestones = MilestoneOut(many=True)
    for_information = PassedOut(many=True)


def session_out(user, session: Session) -> dict:
    prepares = user.has_perm("committee.view_draft", session)
    milestones = milestones_of(session, all_of_them=prepares)
    passed = passed_quick_wins(session, user)
    prefetch_names(row.idea for row in passed)
    return session_row(session) | {
        "version": session.version,
        "milestones": [{"key": row.key, "label": str(row.label), "date": row.date} for row in milestones],
        "for_information": [_passed_out(row) for row in passed],
    }


def _passed_out(row) -> dict:
    return {
        "reference": row.idea.reference,
        "title": shared_title(row.idea),
        "owner": shared_veil(row.idea).somebody(row.owner) if row.owner else "",
        "due_on": row.due_on,
        "passed_at": row.at,
    }


class PlannedOut(SessionOut):
    """A session that was given a day, and what speaks against this day without forbidding it."""

    warnings = serializers.ListField(child=serializers.CharField())


def planned_out(user, planned: Planned) -> dict:
    return session_out(user, planned.session) | {"warnings": [str(row.label) for row in planned.warnings]}


class MemberOut(serializers.Serializer):
    """Who sits in the committee today."""

    name = serializers.CharField()
    job_title = serializers.CharField()
    site = serializers.CharField(allow_null=True)
    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    is_president = serializers.BooleanField()


def member_out(mandate) -> dict:
    person = mandate.person
    return {
        "name": str(person),
        "job_title": person.job_title,
        "site": str(person.site) if person.site else None,
        "pole": mandate.college.code,
        "is_president": mandate.is_president,
    }


class PresenceOut(serializers.Serializer):
    """A member of that day, and whether they are in the session now."""

    name = serializers.CharField()
    email = serializers.CharField()
    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    present = serializers.BooleanField()
    mode = serializers.ChoiceField(choices=AttendanceMode.choices, allow_null=True)


def presence_out(row) -> dict:
    return {
        "name": str(row.person),
        "email": row.person.email,
        "pole": row.mandate.college.code,
        "present": row.present,
        "mode": row.attendance.mode if row.attendance else None,
    }


# --- Agenda -------------------------------------------------------------------------------------------------


class ItemOut(serializers.Serializer):
    """A point of the agenda, with its hours by the clock."""

    id = serializers.IntegerField()
    block = serializers.ChoiceField(choices=Block.choices)
    subject = serializers.CharField()
    idea = serializers.CharField(allow_null=True, help_text="Reference.")
    minutes = serializers.FloatField()
    presenter = serializers.CharField(allow_null=True)
    pinned = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Why it is here.")
    state = serializers.ChoiceField(choices=ItemState.choices)
    decided = serializers.BooleanField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


def item_out(slot) -> dict:
    item = slot.item
    return {
        "id": item.pk,
        "block": item.block,
        "subject": item.subject,
        "idea": item.idea.reference if item.idea_id else None,
        "minutes": item.minutes,
        "presenter": str(item.shown_presenter) if item.shown_presenter else None,
        "pinned": item.pinned,
        "reasons": slot.reasons,
        "state": item.state,
        "decided": item.decision_id is not None,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
    }


class BlockOut(serializers.Serializer):
    block = serializers.ChoiceField(choices=Block.choices)
    label = serializers.CharField()
    used = serializers.FloatField(help_text="Minutes.")
    capacity = serializers.FloatField(help_text="Minutes.")


class AgendaOut(serializers.Serializer):
    """The agenda in its present state, draft included."""

    session = serializers.IntegerField()
    released_version = serializers.IntegerField()
    changed = serializers.BooleanField(help_text="It differs from what was last sent.")
    used = serializers.FloatField(help_text="Minutes.")
    capacity = serializers.FloatField(help_text="Minutes.")
    ends_at = serializers.DateTimeField()
    blocks = BlockOut(many=True)
    items = ItemOut(many=True)


def agenda_out(agenda: Agenda) -> dict:
    return {
        "session": agenda.session.number,
        "released_version": agenda.session.agenda_version,
        "changed": has_unreleased_changes(agenda.session),
        "used": agenda.used_minutes,
        "capacity": agenda.capacity_minutes,
        "ends_at": agenda.ends_at,
        "blocks": [
            {"block": row.block, "label": str(row.label), "used": row.used_minutes, "capacity": row.capacity_minutes}
            for row in agenda.blocks
        ],
        "items": [item_out(slot) for slot in agenda.slots],
    }


def one_item_out(session: Session, pk: int) -> dict:
    """A point as it stands now among the others."""
    return next(item_out(slot) for slot in agenda_of(session).slots if slot.item.pk == pk)


class SentItemOut(serializers.Serializer):
    title = serializers.CharField()
    idea = serializers.CharField(allow_null=True)
    minutes = serializers.FloatField()
    presenter = serializers.CharField(allow_null=True)


class SentBlockOut(serializers.Serializer):
    block = serializers.ChoiceField(choices=Block.choices)
    label = serializers.CharField()
    starts_at = serializers.DateTimeField()
    items = SentItemOut(many=True)


class SentAgendaOut(serializers.Serializer):
    """The agenda as it was last sent."""

    version = serializers.IntegerField()
    ends_at = serializers.DateTimeField()
    blocks = SentBlockOut(many=True)


def sent_out(sent: SentAgenda) -> dict:
    return {
        "version": sent.version,
        "ends_at": sent.ends_at,
        "blocks": [
            {
                "block": block.block,
                "label": str(block.label),
                "starts_at": block.starts_at,
                "items": [
                    {"title": row.title, "idea": row.idea, "minutes": row.minutes, "presenter": row.presenter}
                    for row in block.items
                ],
            }
            for block in sent.blocks
        ],
    }


class PoolRow(serializers.Serializer):
    """A contribution to place, and what it would cost."""

    reference = serializers.CharField()
    title = serializers.CharField()
    block = serializers.ChoiceField(choices=Block.choices)
    minutes = serializers.FloatField()
    waited = serializers.IntegerField(help_text="Sessions.")
    fits = serializers.BooleanField(help_text="The proposal would place it.")
    left_out_because = serializers.CharField()
    takes_off = serializers.ListField(child=serializers.CharField(), help_text="References, to place it.")


def pool_rows(lines) -> list[dict]:
    """Best first; many or few, the same number of queries."""
    lines = sorted(lines, key=lambda line: (-utility(line.entry.candidate), line.idea.pk))
    prefetch_names([line.idea for line in lines])
    return [
        {
            "reference": line.idea.reference,
            "title": shared_title(line.idea),
            "block": line.entry.block,
            "minutes": line.entry.minutes,
            "waited": line.entry.candidate.waited_cycles,
            "fits": line.fits,
            "left_out_because": line.exclusion.label if line.exclusion else "",
            "takes_off": [idea.reference for idea in line.drops],
        }
        for line in lines
    ]


# --- Minutes ------------------------------------------------------------------------------------------------


class PoleOut(serializers.Serializer):
    name = serializers.CharField()
    present = serializers.ListField(child=serializers.CharField())
    excused = serializers.ListField(child=serializers.CharField())
    quorum = serializers.BooleanField()


class VoteOut(serializers.Serializer):
    name = serializers.CharField()
    pole = serializers.CharField()
    choice = serializers.CharField()


class RevealedOut(serializers.Serializer):
    """A vote once revealed: never before."""

    reading = serializers.IntegerField()
    outcome = serializers.CharField()
    sentence = serializers.CharField()
    rule = serializers.ListField(child=serializers.CharField())
    lines = serializers.ListField(child=serializers.CharField())
    poles = ResultOut(many=True)
    votes = VoteOut(many=True, help_text="Who voted what, of a named vote.")


def revealed_out(result: PollResult) -> dict:
    return {
        "reading": result.poll.reading,
        "outcome": str(result.outcome),
        "sentence": result.sentence,
        "rule": list(result.rule),
        "lines": list(result.lines),
        "poles": [{"name": row.name, "yes": row.yes, "no": row.no, "abstain": row.abstain} for row in result.colleges],
        "votes": [
            {"name": str(person), "pole": pole, "choice": str(choice)} for person, pole, choice in votes_of(result.poll)
        ],
    }


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


# --- Quick wins -----------------------------------------------------------------------------------------------


class QuickWinRow(serializers.Serializer):
    """A quick win announced, open to objections."""

    reference = serializers.CharField()
    title = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    objections_until = serializers.DateTimeField()


def quick_win_row(idea) -> dict:
    return {
        "reference": idea.reference,
        "title": shared_title(idea),
        "owner": shared_veil(idea).somebody(idea.quick_win_owner) if idea.quick_win_owner else "",
        "due_on": idea.quick_win_due_on,
        "objections_until": idea.objections_until,
    }

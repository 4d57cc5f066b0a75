"""A session that runs, and what is sent to it."""

from rest_framework import serializers

from committee.enums import AttendanceMode, Choice, PollState, RoomEventKind, SessionState
from committee.models import Session
from committee.pace import Timer
from committee.selectors import agenda_of, attendance_of, current_item, current_poll, poll_state, recusal_for
from committee.selectors.room import code_now, ends_about, hands_of, my_room, timer_of, tried_in
from committee.selectors.waited import Unnamed, points_voted_on, waited_for
from ideas.serializers.inputs import words
from parkour.accounts.serializers import PersonField
from parkour.core.api.fields import Flag, Input, OneOf, Whole


class SuspendInput(Input):
    minutes = Whole(required=False, default=None, allow_null=True, help_text="How long it is expected to last.")


class RemoteInput(Input):
    allowed = Flag()


class ChairInput(Input):
    person = PersonField()


class HandInput(Input):
    point_of_order = Flag(required=False, default=False, help_text="On how the session is held: it comes first.")


class LowerInput(Input):
    person = PersonField(required=False, default=None, allow_null=True)


class TryInput(Input):
    choice = OneOf(choices=Choice.choices)


class TimeInput(Input):
    minutes = Whole(help_text="−1, 1 or 5.")


class InterestInput(Input):
    reason = words(500)


class HandOut(serializers.Serializer):
    """Somebody who would like to speak."""

    name = serializers.CharField()
    email = serializers.CharField()
    point_of_order = serializers.BooleanField()
    has_the_floor = serializers.BooleanField()
    asked_at = serializers.DateTimeField()


class PracticeOut(serializers.Serializer):
    """The test vote under way. What anybody chose is never said."""

    people = serializers.IntegerField()
    tried = serializers.IntegerField()


class TimerOut(serializers.Serializer):
    """The time of the point under discussion, in seconds; `left` is negative once it is over."""

    allowed = serializers.IntegerField()
    spent = serializers.IntegerField()
    left = serializers.IntegerField()
    runs = serializers.BooleanField()


class MyRoomOut(serializers.Serializer):
    mode = serializers.ChoiceField(choices=AttendanceMode.choices)
    concerned = serializers.BooleanField(help_text="I declared an interest in this point: I do not vote on it.")
    hand_place = serializers.IntegerField(allow_null=True, help_text="My place among the raised hands, from 1.")


class WaitedVoterOut(serializers.Serializer):
    """Somebody on the roll whose ballot is missing."""

    name = serializers.CharField()
    email = serializers.CharField()
    pole = serializers.CharField()
    proxy_holder = serializers.CharField(allow_null=True, help_text="E-mail address of who votes for them.")
    is_here = serializers.BooleanField(help_text="Whoever casts this ballot is in the session now.")


class WaitedOut(serializers.Serializer):
    """Who has not voted yet in the open vote. What anybody chose is never said."""

    unnamed = serializers.ChoiceField(
        choices=Unnamed.choices, allow_null=True, help_text="Why nobody is named: the vote is secret, or an author is."
    )
    voters = WaitedVoterOut(many=True)


class RoomOut(serializers.Serializer):
    """A session that runs, as everybody in it may know it; `code`, `hands` and `waited` for whoever runs it."""

    session = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    chair = serializers.CharField(allow_null=True, help_text="E-mail address.")
    allows_remote = serializers.BooleanField()
    suspended_at = serializers.DateTimeField(allow_null=True)
    resumes_at = serializers.DateTimeField(allow_null=True)
    item = serializers.IntegerField(allow_null=True, help_text="The point under discussion.")
    timer = TimerOut(allow_null=True)
    ends_about = serializers.DateTimeField()
    practice = PracticeOut(allow_null=True)
    mine = MyRoomOut(allow_null=True, help_text="Null when I am not noted as present.")
    code = serializers.CharField(allow_null=True)
    hands = HandOut(many=True, allow_null=True)
    waited = WaitedOut(allow_null=True, help_text="Null when no vote is open.")


def room_out(user, session: Session) -> dict:
    item, agenda = current_item(session), agenda_of(session)
    mine, tried = my_room(session, user, item), tried_in(session)
    runs = user.has_perm("committee.run_session", session)
    return {
        "session": session.number,
        "state": session.state,
        "chair": session.chair.email if session.chair else None,
        "allows_remote": session.allows_remote,
        "suspended_at": session.suspended_at,
        "resumes_at": session.resumes_at,
        "item": item.pk if item else None,
        "timer": _timer_out(timer_of(item)) if item else None,
        "ends_about": ends_about(agenda, item),
        "practice": {"people": tried.people, "tried": tried.tried} if tried else None,
        "mine": _mine_out(mine) if mine else None,
        "code": code_now(session) if runs and session.state == SessionState.OPEN else None,
        "hands": [_hand_out(hand) for hand in hands_of(session)] if runs else None,
        "waited": _waited_out(user, session, item) if runs and item else None,
    }


def _waited_out(user, session, item) -> dict | None:
    poll = current_poll(session)
    if poll is None or poll_state(poll) != PollState.OPEN:
        return None
    found = waited_for(poll, user, attendance_of(session), recusal_for(user, item), points_voted_on(poll))
    voters = [_voter_out(voter, code) for code, voters in found.poles.items() for voter in voters]
    return {"unnamed": found.why or None, "voters": voters}


def _voter_out(voter, code) -> dict:
    return {
        "name": str(voter.person),
        "email": voter.person.email,
        "pole": code,
        "proxy_holder": voter.holder.email if voter.holder else None,
        "is_here": voter.is_here,
    }


def _timer_out(timer: Timer) -> dict:
    return {"allowed": timer.allowed, "spent": timer.spent, "left": timer.left, "runs": timer.runs}


def _mine_out(mine) -> dict:
    return {"mode": mine.mode, "concerned": mine.is_concerned, "hand_place": mine.place or None}


def _hand_out(hand) -> dict:
    return {
        "name": str(hand.person),
        "email": hand.person.email,
        "point_of_order": hand.is_point_of_order,
        "has_the_floor": hand.called_at is not None,
        "asked_at": hand.asked_at,
    }


class RoomEventOut(serializers.Serializer):
    """One thing that happened in the room."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=RoomEventKind.choices)
    label = serializers.CharField()
    item = serializers.IntegerField(allow_null=True)
    person = serializers.CharField(allow_null=True, help_text="E-mail address of whom it is about.")
    by = serializers.CharField(allow_null=True, help_text="E-mail address of who did it; null for the clock.")
    poll = serializers.IntegerField(allow_null=True, help_text="The vote of which it is a step.")


def event_out(event) -> dict:
    return {
        "at": event.at,
        "kind": event.kind,
        "label": event.get_kind_display(),
        "item": event.item_id,
        "person": event.person.email if event.person else None,
        "by": event.by.email if event.by else None,
        "poll": event.facts.get("poll"),
    }

"""Sessions, who sits, who is here; quick wins open to objections."""

from rest_framework import serializers

from committee.enums import Answer, AttendanceMode, CollegeCode, SessionState
from committee.models import HeldMove, Session
from committee.retroplan import Standing, Step
from committee.selectors import conflicts_on, consequences_of, days_for, milestones_of, passed_quick_wins, shifts_of
from committee.services.sessions import Planned
from ideas.privacy import prefetch_names, shared_title, shared_veil


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
    reconvenes = serializers.IntegerField(
        allow_null=True, help_text="The session without a quorum that is held again here, valid whatever the number."
    )
    milestones = MilestoneOut(many=True)
    for_information = PassedOut(many=True)


def session_out(user, session: Session) -> dict:
    prepares = user.has_perm("committee.view_draft", session)
    milestones = milestones_of(session, all_of_them=prepares)
    passed = passed_quick_wins(session, user)
    prefetch_names(row.idea for row in passed)
    return session_row(session) | {
        "version": session.version,
        "reconvenes": session.reconvenes.number if session.is_reconvened else None,
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


class MovedSessionOut(PlannedOut):
    """A session that moved, or moves once its undo window is over: until then all of it is as it was."""

    held_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then it can be taken back and nobody is told; null when it has moved."
    )


def moved_out(user, session: Session, moved: HeldMove | Planned) -> dict:
    """`session` as it is now; the warnings are about the day to which it moves."""
    held = isinstance(moved, HeldMove)
    warnings = conflicts_on(moved.on) if held else moved.warnings
    return planned_out(user, Planned(session, warnings)) | {"held_until": moved.leaves_at if held else None}


class ShiftOut(serializers.Serializer):
    label = serializers.CharField()
    was = serializers.DateField()
    becomes = serializers.DateField()


class PoleExpectedOut(serializers.Serializer):
    """Members of a pole who could come: those who said so, and those who have said nothing."""

    pole = serializers.ChoiceField(choices=CollegeCode.choices)
    seats = serializers.IntegerField()
    sure = serializers.IntegerField()
    silent = serializers.IntegerField()
    needed = serializers.IntegerField()


class GoodDayOut(serializers.Serializer):
    date = serializers.DateField()
    warnings = serializers.ListField(child=serializers.CharField())
    expected = PoleExpectedOut(many=True, help_text="Empty before a member has said something of that day.")


class ToConfirmOut(serializers.Serializer):
    """A proxy that counts for nothing on another day until its giver signs it again."""

    giver = serializers.CharField()
    holder = serializers.CharField()


class ConsequencesOut(serializers.Serializer):
    """What moving or giving up a session does. `answers`: said of the old day, to be said again."""

    members = serializers.IntegerField()
    contributions = serializers.IntegerField(help_text="Announced on its agenda; their authors are told.")
    answers = serializers.IntegerField()
    points = serializers.IntegerField()
    alternates = serializers.IntegerField()
    proxies = ToConfirmOut(many=True)
    good_days = GoodDayOut(many=True)
    shifts = ShiftOut(many=True)


def consequences_out(session: Session, day=None) -> dict:
    does = consequences_of(session)
    return {
        "members": does.members,
        "contributions": does.contributions,
        "answers": does.answers,
        "points": does.points,
        "alternates": does.alternates,
        "proxies": [{"giver": str(row.giver), "holder": str(row.holder)} for row in does.proxies],
        "good_days": [
            {
                "date": row.day,
                "warnings": [str(conflict.label) for conflict in row.conflicts],
                "expected": row.expected,
            }
            for row in days_for(session)
        ],
        "shifts": [{"label": str(row.label), "was": row.was, "becomes": row.becomes} for row in shifts_of(session, day)]
        if day
        else [],
    }


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
    answer = serializers.ChoiceField(choices=Answer.choices, allow_null=True, help_text="What they said before.")
    proxy = serializers.CharField(allow_null=True, help_text="Whom they let vote for them.")
    represented = serializers.BooleanField(help_text="Their proxy counts now: confirmed, and its holder is here.")


def presence_out(row) -> dict:
    return {
        "name": str(row.person),
        "email": row.person.email,
        "pole": row.mandate.college.code,
        "present": row.present,
        "mode": row.attendance.mode if row.attendance else None,
        "answer": row.said or None,
        "proxy": str(row.proxy) if row.proxy else None,
        "represented": row.represented,
    }


class AnswerOut(serializers.Serializer):
    """What I said of a session."""

    answer = serializers.ChoiceField(choices=Answer.choices, allow_null=True)
    proxy = serializers.CharField(allow_null=True, help_text="E-mail address of whoever votes for me.")
    to_confirm = serializers.BooleanField(help_text="The session was moved since: name them again.")
    held_from = serializers.CharField(allow_null=True, help_text="Who let me vote for them.")


def answer_out(mine) -> dict:
    """`mine` is None for whoever does not sit in the session."""
    return {
        "answer": mine.said or None if mine else None,
        "proxy": mine.proxy.email if mine and mine.proxy else None,
        "to_confirm": bool(mine and mine.to_confirm),
        "held_from": str(mine.held_from) if mine and mine.held_from else None,
    }


class StepOut(serializers.Serializer):
    """One step around a session. `passed` is a date that nothing can tick."""

    key = serializers.CharField()
    label = serializers.CharField()
    due_on = serializers.DateField()
    offset = serializers.IntegerField(help_text="Days from the session, before moving to a working day.")
    standing = serializers.ChoiceField(choices=[(str(one), str(one)) for one in Standing])


def step_out(step: Step) -> dict:
    return {
        "key": step.key,
        "label": str(step.label),
        "due_on": step.due_on,
        "offset": step.offset,
        "standing": str(step.standing),
    }


class CalendarKeyOut(serializers.Serializer):
    """The address by which a calendar follows one’s sessions. `url` is told once, when it is made."""

    exists = serializers.BooleanField()
    created_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(allow_null=True)


def calendar_key_out(key, url: str | None = None) -> dict:
    return {
        "exists": key is not None,
        "created_at": key and key.created_at,
        "last_used_at": key and key.last_used_at,
        "url": url,
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

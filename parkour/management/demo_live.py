"""The coming session of the demonstration, opened with its members: a vote waits for whoever plays one of them."""

from uuid import uuid4

from django.db import transaction

from committee.enums import AttendanceMode, SessionState, VoteMethod
from committee.models import Availability, Session
from committee.selectors import members, open_session
from committee.services import attendance, conduct, speaking, voting
from parkour.accounts.models import User
from parkour.management.demo_content import load


@transaction.atomic
def open_with_its_members() -> list[User] | None:
    """Open it, with a vote by majority judgment that the others have answered; who has not voted yet.

    None while a session is open already. Raises Session.DoesNotExist when the coming one is not ready to be opened.
    """
    if open_session() is not None:
        return None
    facts, people = load("room")["open"], {person.email: person for person in User.objects.all()}
    title = next(row["title"] for row in load("ideas") if row["key"] == facts["idea"])
    session = Session.objects.filter(state=SessionState.AGENDA_RELEASED, items__idea__title=title).latest("starts_at")
    conduct.open_session(session, by=session.chair)
    _welcome(session)
    poll = _open_vote(session, session.items.get(idea__title=title), facts)
    speaking.raise_hand(session, by=people[facts["speaks"]])
    waiting = {entry.person.email: entry.person for entry in poll.roll.select_related("person")}
    for email, grades in facts["grades"].items():
        _vote(poll, people, email, grades)
        waiting.pop(email, None)
    return list(waiting.values())


def _welcome(session):
    """Everybody is there but those who said that they cannot come; some are elsewhere."""
    answers = dict(Availability.objects.filter(session=session).values_list("person", "answer"))
    for mandate in members(session.on):
        answer = answers.get(mandate.person_id)
        if answer != "no":
            mode = AttendanceMode.REMOTE if answer == "remote" else AttendanceMode.ROOM
            attendance.mark_present(session, by=session.chair, person=mandate.person, mode=mode)


def _open_vote(session, item, facts):
    for subject in session.items.filter(idea=None):
        conduct.start_item(session, subject, by=session.chair)
    conduct.start_item(session, item, by=session.chair)
    item.refresh_from_db()
    method = VoteMethod.MAJORITY_JUDGMENT
    return voting.open_poll(item, by=session.chair, method=method, options=facts["options"])


def _vote(poll, people, email, grades):
    """By the member, or by whoever holds their proxy."""
    entry = poll.roll.filter(person=people[email]).select_related("cast_by").first()
    if entry is not None:
        holder = entry.cast_by
        by = {"by": holder or people[email], "by_proxy": holder is not None}
        voting.cast_ballot(poll, key=uuid4(), answer={"grades": grades}, **by)

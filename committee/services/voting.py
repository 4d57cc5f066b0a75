"""A vote: open it with its roll, take ballots, close and count, reveal. Nothing is said before the reveal.

A ballot and the close exclude each other by the lock of the poll (`share_poll`, `lock_poll`): whatever was
acknowledged is counted, and nothing is written after the count.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from committee.counts import Outcome, Rules
from committee.enums import Choice, ItemState, PollState, PollVisibility, SessionState
from committee.live import counts_changed, person_changed, room_changed
from committee.models import AgendaItem, Ballot, Participation, Poll
from committee.selectors import poll_state, polls_of, published_result, quorum_for, shared_subject
from committee.selectors.people import voters_of
from committee.services.common import lock_item, lock_poll, permit, share_poll
from committee.services.counting import as_json, count
from committee.tally import tally
from ideas.enums import State
from ideas.models import IdeaEvent
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.core.prepared import prepared_cursor, read_rows
from parkour.core.writing import insert_together

LONGEST = 240  # minutes
# A whole room votes at once: what a ballot asks is planned once per connection.
THEIRS = "WHERE poll_id = %s AND person_id = %s"
HELD = "WHERE poll_id = %s AND cast_by_id = %s"
CHANGE = "UPDATE committee_ballot SET choice = %s, spent_keys = spent_keys || key, key = %s WHERE id = %s"
COUNTED = frozenset({PollState.CLOSED, PollState.REVEALED, PollState.CERTIFIED})
REVEALED = frozenset({PollState.REVEALED, PollState.CERTIFIED})


@dataclass(frozen=True)
class BallotReceipt:
    """What the voter is told: `outcome` is created, changed or same; `choice` is the one that counts now.

    `key_was_for_another_choice`: nothing was written, this key is the one of the ballot that counts.
    """

    outcome: str
    choice: str
    recorded: bool = True
    key_was_for_another_choice: bool = False


@transaction.atomic
def open_poll(item: AgendaItem, *, by, visibility: str = PollVisibility.HIDDEN, minutes: int | None = None) -> Poll:
    """Open the vote on the point under discussion; the roll is frozen to those who may vote now.

    `minutes`: closes by itself after that time. An open vote is returned as it is. Raises TransitionRefused,
    in words and numbers, when a pole has no quorum.
    """
    permit(by, "run_session", item.session)
    locked = lock_item(item)
    existing = polls_of(locked)
    if existing and poll_state(existing[-1]) == PollState.OPEN:
        return existing[-1]
    if existing:
        raise TransitionRefused(_("The committee has voted on this point already."))
    return _open(locked, 1, visibility, minutes)


@transaction.atomic
def second_reading(poll: Poll, *, by, minutes: int | None = None) -> Poll:
    """Open the second vote, when the first gave no clear answer; with the people who are here now."""
    permit(by, "run_session", poll.item.session)
    locked = lock_item(poll.item)
    last = next(reversed(polls_of(locked)), None)  # none once the vote was cancelled
    if last is not None and last.reading == 2:
        if poll_state(last) == PollState.OPEN:
            return last
        raise TransitionRefused(_("The second vote has been held already."))
    result = published_result(last) if last else None
    if result is None or result.outcome is not Outcome.SECOND_READING:
        raise TransitionRefused(_("A second vote follows a revealed vote without a clear answer."))
    if locked.idea_id:
        IdeaEvent.objects.create(idea=locked.idea, name="second_reading", actor=by, at=clock.now())
    return _open(locked, 2, last.visibility, minutes)


def _open(item: AgendaItem, reading: int, visibility: str, minutes) -> Poll:
    if visibility not in PollVisibility.values:
        raise InvalidInput(_("Choose how the vote is shown."), field="visibility")
    if item.session.state != SessionState.OPEN or item.state != ItemState.CURRENT:
        raise TransitionRefused(_("A vote is opened on the point under discussion, while the session is open."))
    if item.idea_id and item.idea.state != State.SCHEDULED:
        raise TransitionRefused(
            _("“%(title)s” is “%(state)s”: it can no longer be voted on.")
            % {"title": shared_subject(item), "state": item.idea.get_state_display()}
        )
    lights = quorum_for(item)
    _check_quorum(lights)
    now = clock.now()
    poll = Poll.objects.create(
        item=item,
        reading=reading,
        visibility=visibility,
        state=PollState.OPEN,
        opened_at=now,
        closes_at=now + _minutes(minutes) if minutes is not None else None,
        electorate={
            light.code: {
                "seats": light.seats,
                "present": light.present,
                "recused": light.recused,
                "quorum": light.needed,
            }
            for light in lights
        },
    )
    Participation.objects.bulk_create(_enrolled(poll, voter) for voter in voters_of(item))
    room_changed(item.session)
    return poll


def _enrolled(poll: Poll, voter) -> Participation:
    """The line of a voter. Whoever holds a president’s proxy casts a ballot, not the casting vote."""
    mandate = voter.mandate
    return Participation(
        poll=poll,
        person_id=mandate.person_id,
        college_id=mandate.college_id,
        is_president=mandate.is_president and not voter.represented,
        cast_by=voter.represented_by,
    )


def _check_quorum(lights):
    missing = [light for light in lights if not light.met]
    if missing or not lights:
        poles = "; ".join(
            _("%(pole)s: %(present)s present who may vote, %(needed)s needed")
            % {"pole": light.name, "present": light.present, "needed": light.needed}
            for light in missing
        )
        raise TransitionRefused(_("No vote without the quorum. %(poles)s.") % {"poles": poles})


def _minutes(minutes) -> timedelta:
    if not isinstance(minutes, int) or not 1 <= minutes <= LONGEST:
        raise InvalidInput(_("Between 1 and %(most)s minutes.") % {"most": LONGEST}, field="minutes")
    return timedelta(minutes=minutes)


@transaction.atomic
def cast_ballot(poll: Poll, *, by, choice: str, key: uuid.UUID, by_proxy: bool = False) -> BallotReceipt:
    """Record or change the ballot of `by`, or with `by_proxy` of whoever let them vote; the last acknowledged counts.

    Of `poll` only the key is looked at: it is read again, and held as it is.
    `key` is made once per click: a repeated request gets the same answer, even after the close. Raises
    Poll.DoesNotExist, NotAllowed (not on the roll), TransitionRefused (closed: not counted), InvalidInput.
    """
    if by.contributor_only:
        raise NotAllowed(_("You came in by a badge or a code: sign in with a password, a passkey or a link to vote."))
    if choice not in Choice.values:
        raise InvalidInput(_("Choose for, against or abstain."), field="choice")
    key = _uuid(key)
    current = share_poll(poll.pk)
    entry = _the_one(Participation, f"{HELD if by_proxy else THEIRS} FOR UPDATE", [current.pk, by.pk])
    if entry is None:
        raise NotAllowed(_("You are not on the roll of this vote."))
    if entry.cast_by_id not in (None, by.pk):
        raise NotAllowed(_("In this vote, whoever holds your proxy votes for you: it was opened before you came."))
    # The mark of the roll, under its lock, is written with the ballot: without it there is none to look for.
    ballot = _the_one(Ballot, THEIRS, [current.pk, entry.person_id]) if entry.has_voted else None
    if ballot is not None and (key == ballot.key or key in ballot.spent_keys):
        return BallotReceipt(
            "same", ballot.choice, key_was_for_another_choice=key == ballot.key and choice != ballot.choice
        )
    if poll_state(current) != PollState.OPEN:
        raise TransitionRefused(_("The vote is closed: this ballot was not counted."))
    return _record(current, entry, ballot, choice, key)


def _the_one(model, rest, values):
    """None when there is none: cancelling a vote deletes its ballots and leaves the roll as it was."""
    return next(iter(read_rows(model, rest, values)), None)


def _uuid(key) -> uuid.UUID:
    try:
        return key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))
    except ValueError as error:
        raise InvalidInput(_("The page is out of date: load it again."), field="key") from error


def _record(poll, entry, ballot, choice, key) -> BallotReceipt:
    if ballot is None:
        first = Ballot(poll=poll, person_id=entry.person_id, college_id=entry.college_id, choice=choice, key=key)
        insert_together([first])
        _write("UPDATE committee_participation SET has_voted = true WHERE id = %s", [entry.pk])
        counts_changed()
        person_changed(entry.cast_by_id or entry.person_id)
        return BallotReceipt("created", choice)
    changed = ballot.choice != choice
    _write(CHANGE, [str(choice), key, ballot.pk])
    return BallotReceipt("changed" if changed else "same", choice)


def _write(statement, values):
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)


@transaction.atomic
def close_poll(poll: Poll, *, by) -> Poll:
    """Close and count. The count is made once: every later call returns it."""
    permit(by, "run_session", poll.item.session)
    return _close(lock_poll(poll))


def _close(locked: Poll) -> Poll:
    if locked.state in COUNTED:
        return locked
    if locked.state != PollState.OPEN:
        raise TransitionRefused(_("This vote is not open."))
    now = clock.now()
    locked.state = PollState.CLOSED
    locked.closed_at = min(now, locked.closes_at) if locked.closes_at else now
    locked.result = as_json(tally(count(locked), Rules(visibility=locked.visibility), locked.reading))
    locked.save(update_fields=["state", "closed_at", "result"])
    room_changed(locked.item.session)
    return locked


@transaction.atomic
def reveal_poll(poll: Poll, *, by) -> Poll:
    """The chair shows the result to everyone; a vote past its deadline is closed first. Twice is once."""
    permit(by, "reveal_poll", poll.item.session)
    locked = lock_poll(poll)
    if locked.state in REVEALED:
        return locked
    if poll_state(locked) == PollState.OPEN:
        raise TransitionRefused(_("Close the vote before revealing it."))
    locked = _close(locked)
    locked.state, locked.revealed_at = PollState.REVEALED, clock.now()
    locked.save(update_fields=["state", "revealed_at"])
    room_changed(locked.item.session)
    return locked


@transaction.atomic
def extend_poll(poll: Poll, *, by, minutes: int) -> Poll:
    """Give an open vote more time, from its deadline on. A vote that is over stays over."""
    permit(by, "run_session", poll.item.session)
    locked = lock_poll(poll)
    if poll_state(locked) != PollState.OPEN:
        raise TransitionRefused(_("This vote is not open."))
    if locked.closes_at is not None:
        locked.closes_at += _minutes(minutes)
        locked.save(update_fields=["closes_at"])
        room_changed(locked.item.session)
    return locked


@transaction.atomic
def void_poll(poll: Poll, *, by, reason: str) -> Poll:
    """Cancel a vote that was not revealed, with the reason: its ballots are never counted nor shown."""
    permit(by, "run_session", poll.item.session)
    reason = clean_text(reason, "reason", limit=500)
    if not reason:
        raise InvalidInput(_("Say why the vote is cancelled."), field="reason")
    locked = lock_poll(poll)
    if locked.state == PollState.VOID:
        return locked
    if locked.state in REVEALED:
        raise TransitionRefused(_("A revealed vote stands: it can no longer be cancelled."))
    locked.state, locked.result = PollState.VOID, {"void": {"reason": reason, "by": by.pk}}
    locked.save(update_fields=["state", "result"])
    locked.ballots.all().delete()
    room_changed(locked.item.session)
    return locked

"""A vote: take ballots, close and count, reveal; `opening` opens it with its roll. Nothing is said before the reveal.

The ballots of a secret vote are final and kept without who cast them (`sealed`). A ballot and the close exclude each
other by the lock of the poll (`share_poll`, `lock_poll`): whatever was acknowledged is counted, and nothing is written
after the count.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import PollState, PollVisibility, RoomEventKind
from committee.live import counts_changed, person_changed
from committee.methods.answers import clean_answer, is_blank
from committee.models import Ballot, Participation, Poll
from committee.selectors import poll_state
from committee.services.common import lock_poll, permit, share_poll
from committee.services.counting import counted
from committee.services.opening import open_poll, open_prepared, opens_for, prepare_poll, second_reading
from committee.services.room_events import note_vote
from committee.services.sealed import end_secrecy, put_sealed
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.core.prepared import prepared_cursor, read_rows
from parkour.core.writing import insert_together

__all__ = [
    "BallotReceipt",
    "cast_ballot",
    "close_poll",
    "extend_poll",
    "is_recorded",
    "open_poll",
    "open_prepared",
    "prepare_poll",
    "reveal_poll",
    "second_reading",
    "void_poll",
]

# A whole room votes at once: what a ballot asks is planned once per connection.
THEIRS = "WHERE poll_id = %s AND person_id = %s"
HELD = "WHERE poll_id = %s AND cast_by_id = %s"
CHANGE = (
    "UPDATE committee_ballot SET choice = %s, answer = %s::jsonb, spent_keys = spent_keys || key, key = %s"
    " WHERE id = %s"
)
MARK = "UPDATE committee_participation SET has_voted = true WHERE id = %s"
COUNTED = frozenset({PollState.CLOSED, PollState.REVEALED, PollState.CERTIFIED})
REVEALED = frozenset({PollState.REVEALED, PollState.CERTIFIED})


@dataclass(frozen=True)
class BallotReceipt:
    """What the voter is told: `outcome` is created, changed or same; `choice` or `answer` is what counts now.

    Of a secret vote: created, or already when a ballot was there; never what it says.
    `abstains`: by the rule of the vote this ballot is an abstention. `key_was_for_another_choice`: nothing was
    written, this key is the one of the ballot that counts.
    """

    outcome: str
    choice: str
    recorded: bool = True
    key_was_for_another_choice: bool = False
    answer: dict = field(default_factory=dict)
    abstains: bool = False


@transaction.atomic
def cast_ballot(
    poll: Poll, *, by, key: uuid.UUID, choice: str = "", answer: Mapping | None = None, by_proxy: bool = False
) -> BallotReceipt:
    """Record or change the ballot of `by`, or with `by_proxy` of whoever let them vote; the last acknowledged counts.

    `choice` answers for or against, `answer` the other methods (see `committee.methods.answers`). Of `poll` only the
    key is looked at: it is read again, and held as it is.
    `key` is made once per click: a repeated request gets the same answer, even after the close. Raises
    Poll.DoesNotExist, NotAllowed (not on the roll), TransitionRefused (closed: not counted), InvalidInput.
    """
    if by.contributor_only:
        raise NotAllowed(_("You came in by a badge or a code: sign in with a password, a passkey or a link to vote."))
    current = share_poll(poll.pk)
    if current.item_id is None:  # a consultation is answered on its own page
        raise Poll.DoesNotExist
    if current.is_secret:
        _uuid(key)
        return _cast_secretly(current, by, choice, answer, by_proxy)
    return record_ballot(current, by=by, key=key, choice=choice, answer=answer, by_proxy=by_proxy)


def record_ballot(current: Poll, *, by, key, choice, answer, by_proxy: bool = False) -> BallotReceipt:
    """Record a ballot that is kept with its voter in a poll that the caller holds by `share_poll`."""
    key = _uuid(key)
    choice, answer = clean_answer(current.method, current.rules, choice, answer)
    entry = _entry_of(current, by, by_proxy)
    # The mark of the roll, under its lock, is written with the ballot: without it there is none to look for.
    ballot = _the_one(Ballot, THEIRS, [current.pk, entry.person_id]) if entry.has_voted else None
    if ballot is not None and (key == ballot.key or key in ballot.spent_keys):
        other = key == ballot.key and (choice, answer) != (ballot.choice, ballot.answer)
        return _receipt("same", current, ballot.choice, ballot.answer, key_was_for_another_choice=other)
    _must_be_open(current)
    return _record(current, entry, ballot, choice, answer, key)


def _entry_of(poll: Poll, by, by_proxy: bool) -> Participation:
    """The line of the roll for which `by` votes, held until the end of the transaction. Raises NotAllowed."""
    entry = _the_one(Participation, f"{HELD if by_proxy else THEIRS} FOR UPDATE", [poll.pk, by.pk])
    if entry is None:
        raise NotAllowed(_("You are not on the roll of this vote."))
    if entry.cast_by_id not in (None, by.pk):
        raise NotAllowed(_("In this vote, whoever holds your proxy votes for you: it was opened before you came."))
    return entry


def _must_be_open(poll: Poll):
    if poll_state(poll) != PollState.OPEN:
        raise TransitionRefused(_("The vote is closed: this ballot was not counted."))


def _cast_secretly(poll: Poll, by, choice, answer, by_proxy: bool) -> BallotReceipt:
    """On the roll; already recorded, also after the close; open; well filled in; then written, for good.

    Whoever asks again after an answer that was lost on the way is told that their ballot is there, whatever they send.
    """
    entry = _entry_of(poll, by, by_proxy)
    if entry.has_voted:
        return BallotReceipt("already", "")
    _must_be_open(poll)
    put_sealed(poll, entry, *clean_answer(poll.method, poll.rules, choice, answer))
    _write(MARK, [entry.pk])
    # Nobody else hears of it: an announcement a ballot would say when each of them was cast.
    person_changed(entry.cast_by_id or entry.person_id)
    return BallotReceipt("created", "")


def is_recorded(poll: Poll, *, by, by_proxy: bool = False) -> bool:
    """Whether `by` has cast their final ballot of a secret vote, or the one of whose proxy they hold."""
    return _voted(poll, by, by_proxy).filter(poll__visibility=PollVisibility.SECRET).exists()


def has_voted(poll: Poll, *, by, by_proxy: bool = False) -> bool:
    """Whether `by` has a ballot in this vote, or the one whose proxy they hold has one by them."""
    return _voted(poll, by, by_proxy).exists()


def _voted(poll, by, by_proxy):
    lines = Participation.objects.filter(poll=poll, has_voted=True)
    return lines.filter(cast_by=by) if by_proxy else lines.filter(person=by, cast_by=None)


def _receipt(outcome: str, poll, choice: str, answer: dict, **facts) -> BallotReceipt:
    blank = bool(answer) and is_blank(poll.method, poll.rules, answer)
    return BallotReceipt(outcome, choice, answer=answer, abstains=blank, **facts)


def _the_one(model, rest, values):
    """None when there is none: cancelling a vote deletes its ballots and leaves the roll as it was."""
    return next(iter(read_rows(model, rest, values)), None)


def _uuid(key) -> uuid.UUID:
    try:
        return key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))
    except ValueError as error:
        raise InvalidInput(_("The page is out of date: load it again."), field="key") from error


def _record(poll, entry, ballot, choice, answer, key) -> BallotReceipt:
    if ballot is None:
        whose = {"poll": poll, "person_id": entry.person_id, "college_id": entry.college_id}
        insert_together([Ballot(choice=choice, answer=answer, key=key, **whose)])
        _write(MARK, [entry.pk])
        if poll.item_id is not None:  # no room follows a consultation
            counts_changed()
            person_changed(entry.cast_by_id or entry.person_id)
        return _receipt("created", poll, choice, answer)
    changed = (ballot.choice, ballot.answer) != (choice, answer)
    _write(CHANGE, [choice, json.dumps(answer), key, ballot.pk])
    return _receipt("changed" if changed else "same", poll, choice, answer)


def _write(statement, values):
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)


@transaction.atomic
def close_poll(poll: Poll, *, by) -> Poll:
    """Close and count. The count is made once: every later call returns it."""
    permit(by, "run_session", poll.item.session)
    return _close(lock_poll(poll), by)


def _close(locked: Poll, by) -> Poll:
    if locked.state in COUNTED:
        return locked
    if locked.state != PollState.OPEN:
        raise TransitionRefused(_("This vote is not open."))
    now = clock.now()
    locked.state = PollState.CLOSED
    locked.closed_at = min(now, locked.closes_at) if locked.closes_at else now
    locked.result = counted(locked)
    locked.save(update_fields=["state", "closed_at", "result"])
    by_the_clock = locked.closes_at is not None and locked.closes_at <= now  # written down by whoever came next
    note_vote(locked, RoomEventKind.VOTE_CLOSED, by=None if by_the_clock else by, at=locked.closed_at)
    if locked.is_secret:
        end_secrecy(locked)
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
    locked = _close(locked, by)
    locked.state, locked.revealed_at = PollState.REVEALED, clock.now()
    locked.save(update_fields=["state", "revealed_at"])
    note_vote(locked, RoomEventKind.VOTE_REVEALED, by=by, at=locked.revealed_at)
    return locked


@transaction.atomic
def extend_poll(poll: Poll, *, by, minutes: int) -> Poll:
    """Give an open vote more time, from its deadline on. A vote that is over stays over."""
    permit(by, "run_session", poll.item.session)
    locked = lock_poll(poll)
    if poll_state(locked) != PollState.OPEN:
        raise TransitionRefused(_("This vote is not open."))
    if locked.closes_at is not None:
        locked.closes_at += opens_for(minutes)
        locked.save(update_fields=["closes_at"])
        note_vote(locked, RoomEventKind.VOTE_EXTENDED, by=by, minutes=minutes)
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
    note_vote(locked, RoomEventKind.VOTE_CANCELLED, by=by)
    locked.ballots.all().delete()
    locked.secrecy_requests.all().delete()
    if locked.is_secret:
        end_secrecy(locked)
    return locked

"""A session while it runs: its code, what one member does in it, raised hands, the test vote, what happened."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.crypto import salted_hmac

from committee import room_code
from committee.enums import STANDING, ItemState, RoomEventKind
from committee.models import Attendance, Interest, Practice, PracticeBallot, RoomEvent, Session, SpeakingRequest
from committee.pace import Timer, predicted_end, timer
from committee.selectors.agenda import Agenda, BlockView
from parkour.core import clock

STEPS = (RoomEventKind.TAKEN, RoomEventKind.ENDED)


def room_secret(session: Session) -> bytes:
    """What the codes of a session are made with: of the key of the server, so that the database does not hold it."""
    return salted_hmac("committee.room", f"{session.pk}:{session.number}", algorithm="sha256").digest()


def code_now(session: Session) -> str:
    """The code on the wall."""
    return room_code.code_at(room_secret(session), clock.now())


def is_code_of(session: Session, typed: str) -> bool:
    """Whether it is the code on the wall, or the one before."""
    return room_code.is_good(room_secret(session), typed, clock.now())


@dataclass(frozen=True)
class MyRoom:
    """What one member does in a session that runs. `tried`: what they chose in the test vote, "" before."""

    mode: str
    is_concerned: bool = False
    hand: SpeakingRequest | None = None
    place: int = 0
    practice: int | None = None
    tried: str = ""


def my_room(session: Session, user, item=None, poll=None) -> MyRoom | None:
    """None when they are not noted as present. Concerned by one point of a vote is by all of it.

    One query, and two more with a raised hand.
    """
    of_it = Q(item__in_lots__poll=poll) if poll else Q()
    interests = Interest.objects.filter(Q(item=item and item.pk) | of_it, person=user)
    mine = PracticeBallot.objects.filter(practice__session=session, practice__closed_at=None, person=user)
    row = (
        Attendance.objects.filter(session=session, person=user, present_until=None)
        .annotate(
            concerned=Exists(interests),
            hand=Subquery(SpeakingRequest.objects.filter(session=session, person=user, ended_at=None).values("pk")[:1]),
            practice=Subquery(Practice.objects.filter(session=session, closed_at=None).values("pk")[:1]),
            tried=Subquery(mine.values("choice")[:1]),
        )
        .values("mode", "concerned", "hand", "practice", "tried")
        .first()
    )
    if row is None:
        return None
    hands = list(hands_of(session)) if row["hand"] else []
    place = next((index for index, hand in enumerate(hands, 1) if hand.pk == row["hand"]), 0)
    hand = hands[place - 1] if place else None
    return MyRoom(row["mode"], row["concerned"], hand, place, row["practice"], row["tried"] or "")


def hands_of(session: Session) -> list[SpeakingRequest]:
    """Raised hands, whoever has the floor first. One query."""
    return list(SpeakingRequest.objects.filter(session=session, ended_at=None).select_related("person"))


@dataclass(frozen=True)
class Tried:
    """The test vote under way: who is here and has tried, and who has not."""

    people: int
    tried: int
    missing: tuple = ()


def tried_in(session: Session) -> Tried | None:
    """None when no test vote is open: one query, two otherwise."""
    practice = Practice.objects.filter(session=session, closed_at=None).first()
    if practice is None:
        return None
    tried = PracticeBallot.objects.filter(practice=practice, person=OuterRef("person"))
    here = Attendance.objects.filter(session=session, present_until=None).annotate(tried=Exists(tried))
    rows = list(here.select_related("person"))
    missing = tuple(row.person for row in rows if not row.tried)
    return Tried(len(rows), len(rows) - len(missing), missing)


def timer_of(item) -> Timer:
    """The time of a point under discussion."""
    return timer(item.duration, item.added_minutes, item.spent or 0, item.started_at, clock.now())


def last_step(session: Session) -> RoomEvent | None:
    """The last point that was taken or ended, as long as nothing was decided on it since. Two queries at most."""
    steps = RoomEvent.objects.filter(session=session, kind__in=STEPS, undone_at=None)
    step = steps.select_related("item", "item__idea").order_by("-at", "-pk").first()
    if step is None or step.kind == RoomEventKind.TAKEN:
        return step if step and step.item and step.item.state == ItemState.CURRENT else None
    return None if session.items.filter(state=ItemState.CURRENT).exists() else step


def goes_on_without_votes(session: Session, item) -> bool:
    """Whether somebody said that this point is talked over although a pole has no quorum."""
    if item is None:
        return False
    return RoomEvent.objects.filter(session=session, kind=RoomEventKind.NO_VOTES, item=item).exists()


def events_of(session: Session) -> list[RoomEvent]:
    """What happened in the room and was not taken back, in order. One query."""
    rows = RoomEvent.objects.filter(session=session, undone_at=None)
    return list(rows.select_related("item", "person", "by").order_by("at", "pk"))


def ends_about(agenda: Agenda, item):
    """When the session is likely to end if what is left takes its time. No query."""
    session = agenda.session
    return predicted_end(clock.now(), timer_of(item) if item else None, _ahead(agenda), session.resumes_at)


def _ahead(agenda: Agenda) -> int:
    """Half-minutes of what is still to come."""
    begun = [index for index, block in enumerate(agenda.blocks) if any(map(_is_begun, block.slots))]
    reached = max(begun, default=-1)
    return sum(_left_of(block, index > reached) for index, block in enumerate(agenda.blocks))


def _is_begun(slot) -> bool:
    return slot.item.state != ItemState.PENDING


def _left_of(block: BlockView, is_ahead: bool) -> int:
    """Of one block: its points to come; a standing block that is not reached takes its time, listed or not."""
    waiting = [slot.item for slot in block.slots if slot.item.state == ItemState.PENDING and not slot.item.is_withdrawn]
    listed = sum(max(item.duration + 2 * item.added_minutes, 0) for item in waiting)
    return max(listed, block.capacity) if is_ahead and block.block in STANDING else listed

"""Polls as voters and the room may see them: before the reveal, nothing but turnout and one's own ballot."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from committee.enums import CollegeCode, ItemState, PollState, SessionState
from committee.models import AgendaItem, Ballot, Participation, Poll, Session
from committee.selectors.shared import saying_who_hides, veiled
from parkour.accounts.models import User
from parkour.accounts.rules import is_fully_signed_in
from parkour.core import clock


def poll_state(poll: Poll, now: datetime | None = None) -> PollState:
    """The state that holds at `now`: past its deadline a poll is closed, whoever wrote it down."""
    if poll.state == PollState.OPEN and poll.closes_at and poll.closes_at <= (now or clock.now()):
        return PollState.CLOSED
    return PollState(poll.state)


def current_item(session: Session) -> AgendaItem | None:
    """The point under discussion."""
    items = AgendaItem.objects.filter(session=session, state=ItemState.CURRENT)
    items = saying_who_hides(items).select_related("session", "idea", "idea__site", "presenter", "decision")
    return next(iter(veiled(items[:1])), None)


def polls_of(item: AgendaItem) -> list[Poll]:
    """Polls of a point that were not voided, in the order in which they were opened; those of its lot too."""
    of_it = Q(item=item) | Q(options__item=item)
    polls = list(Poll.objects.filter(of_it).exclude(state=PollState.VOID).distinct().order_by("pk"))
    for poll in polls:
        if poll.item_id == item.pk:
            poll.item = item
    return polls


def current_poll(session: Session) -> Poll | None:
    """The latest poll of the point under discussion, or of the lot it is in, whatever its state."""
    of_it = Q(item__state=ItemState.CURRENT) | Q(options__item__state=ItemState.CURRENT)
    return (
        Poll.objects.filter(of_it, item__session=session)
        .exclude(state=PollState.VOID)
        .select_related("item", "item__session", "item__idea", "item__idea__site")
        .order_by("-pk")
        .first()
    )


@dataclass(frozen=True)
class HeldVote:
    """The vote that somebody casts for whoever gave them their proxy."""

    person: User
    has_voted: bool
    choice: str
    answer: dict = field(default_factory=dict)


@dataclass(frozen=True)
class MyPoll:
    """A poll for one person. `choice` or `answer` is their own ballot, empty before it is cast; `held` the one they
    cast by proxy.
    """

    poll: Poll
    state: PollState
    on_roll: bool
    recused: bool
    has_voted: bool
    choice: str
    held: HeldVote | None = None
    answer: dict = field(default_factory=dict)

    @property
    def item(self) -> AgendaItem:
        return self.poll.item

    @property
    def accepts_votes(self) -> bool:
        return self.on_roll and self.state == PollState.OPEN


def my_poll(poll: Poll, user) -> MyPoll:
    """What `user` may know of `poll`. Three queries."""
    lines = Participation.objects.filter(Q(person=user) | Q(cast_by=user), poll=poll).select_related("person")
    lines = {line.cast_by_id: line for line in lines}
    entry, proxy = lines.get(None), lines.get(user.pk)
    people = [line.person_id for line in (entry, proxy) if line]
    rows = Ballot.objects.filter(poll=poll, person__in=people).values_list("person", "choice", "answer")
    cast = {person: (choice, answer) for person, choice, answer in rows}
    recused = entry is None and wrote_of(poll, user)
    held = HeldVote(proxy.person, proxy.has_voted, *cast.get(proxy.person_id, ("", {}))) if proxy else None
    own, answer = cast.get(user.pk, ("", {})) if entry else ("", {})
    voted = bool(entry and entry.has_voted)
    return MyPoll(poll, poll_state(poll), entry is not None, recused, voted, own, held, answer)


def wrote_of(poll: Poll, user) -> bool:
    """Whether the person wrote the contribution that a poll is about, or one of those it is about."""
    idea = poll.item.idea
    if idea is not None and idea.authorships.filter(person=user).exists():
        return True
    return poll.options.filter(idea__authorships__person=user).exists()


def current_poll_for(user) -> MyPoll | None:
    """The poll in which `user` may vote now, voted already or not; None when there is none."""
    if not is_fully_signed_in(user):
        return None
    poll = (
        Poll.objects.filter(
            state=PollState.OPEN,
            item__state=ItemState.CURRENT,
            item__session__state=SessionState.OPEN,
            roll__person=user,
        )
        .select_related("item", "item__session", "item__idea", "item__idea__site")
        .first()
    )
    if poll is None:
        return None
    veiled([poll.item])
    mine = my_poll(poll, user)
    return mine if mine.accepts_votes else None


@dataclass(frozen=True)
class CollegeTurnout:
    """How many of a pole have voted, out of those on the roll. Never what."""

    code: str
    name: str
    voted: int
    enrolled: int


def turnout(poll: Poll) -> list[CollegeTurnout]:
    """One line per pole; none of a secret vote while it is open (`selectors.secrecy.secret_turnout`). One query."""
    if poll.is_secret and poll_state(poll) == PollState.OPEN:
        return []
    voted, enrolled = Counter(), Counter()
    for code, has_voted in Participation.objects.filter(poll=poll).values_list("college__code", "has_voted"):
        enrolled[code] += 1
        voted[code] += has_voted
    return [
        CollegeTurnout(code, str(CollegeCode(code).label), voted[code], enrolled[code])
        for code in poll.electorate
        if code not in poll.answered_by_all
    ]

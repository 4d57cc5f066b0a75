"""Reading ideas. Every list says what it needs: the cost does not grow with the number of ideas."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ideas.enums import SENSITIVE_CHANNELS, UNTRIAGED, BoardTab, MessageVisibility, State, Step
from ideas.models import Idea, IdeaEvent, Message
from ideas.models.idea import PROMISE
from ideas.workflow import CONFIRMED_EVENT, STATES
from parkour.accounts.models import Role, User
from parkour.core import clock

QUESTION_WINDOW = timedelta(days=30)
UNMERGE_WINDOW = timedelta(days=30)
REOPEN_EVERY = timedelta(days=365)
STALE_AFTER = timedelta(days=30)
PAGE = 20


@dataclass(frozen=True)
class Due:
    """A transition that the clock alone makes: its name and the moment it fell due (aware)."""

    name: str
    at: datetime
    target: State


def due_transition(idea: Idea, now: datetime | None = None) -> Due | None:
    """What time has already made of an idea although nobody has written it down yet."""
    now = now or clock.now()
    if idea.state == State.FAST_TRACK and idea.objections_until and idea.objections_until <= now:
        return Due("pass_window", idea.objections_until, State.APPROVED)
    if idea.state == State.NEEDS_INFO and idea.state_since + QUESTION_WINDOW <= now:
        return Due("auto_park", idea.state_since + QUESTION_WINDOW, State.PARKED)
    if idea.state == State.PARKED and idea.review_on and idea.review_on <= clock.today():
        morning = timezone.make_aware(datetime.combine(idea.review_on, time.min))
        return Due("return_from_park", max(idea.state_since, morning), State.IN_TRIAGE)
    return None


def effective_state(idea: Idea, now: datetime | None = None) -> State:
    """The state that holds at `now`, whether or not the sweeper has passed."""
    due = due_transition(idea, now)
    return due.target if due else State(idea.state)


def ideas_with_a_due_transition(now: datetime) -> QuerySet[Idea]:
    return Idea.objects.filter(
        Q(state=State.FAST_TRACK, objections_until__lte=now)
        | Q(state=State.NEEDS_INFO, state_since__lte=now - QUESTION_WINDOW)
        | Q(state=State.PARKED, review_on__lte=clock.today())
    ).order_by("pk")


def people_of(*roles) -> QuerySet[User]:
    """Active people who hold one of these roles."""
    return User.objects.filter(is_active=True, role_assignments__role__in=roles).distinct().order_by("pk")


def officers() -> QuerySet[User]:
    return people_of(Role.OFFICER)


def authors_of(idea: Idea) -> list[User]:
    """Author first, then co-authors."""
    if "authorships" in getattr(idea, "_prefetched_objects_cache", ()):
        return [row.person for row in idea.authorships.all()]
    return [row.person for row in idea.authorships.select_related("person").order_by("role", "pk")]


def triage_queue() -> QuerySet[Idea]:
    """What waits for the officer, the earliest promise first; imported ideas (no promise) last."""
    return Idea.objects.filter(state__in=UNTRIAGED).select_related("site").order_by(PROMISE.asc(), "submitted_at", "pk")


def ideas_of(person: User, *, after: tuple[datetime, int] | None = None) -> QuerySet[Idea]:
    """A person's own contributions, the newest first; `after` is the (created_at, pk) where a page goes on."""
    # What was passed on in confidence stays with those who wrote it, not with those credited by a merge.
    theirs = Q(authorships__merged_from=None) | ~Q(redirected_to__in=SENSITIVE_CHANNELS)
    ideas = Idea.objects.filter(theirs, authorships__person=person)
    ideas = ideas.select_related("site", "action").order_by("-created_at", "-pk")
    if after:
        moment, pk = after
        ideas = ideas.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=pk))
    return ideas


def invitations_of(person: User) -> list[Idea]:
    """Quick wins that wait for this person's yes or no."""
    return list(
        Idea.objects.filter(quick_win_owner=person, state=State.FAST_TRACK, quick_win_accepted_at=None).order_by(
            "state_since", "pk"
        )[:PAGE]
    )


def waiting_for(person: User) -> QuerySet[Idea]:
    """A person's own contributions that wait for a word of theirs: a question, or something done to confirm."""
    confirmed = IdeaEvent.objects.filter(idea=OuterRef("pk"), name=CONFIRMED_EVENT, at__gte=OuterRef("state_since"))
    return ideas_of(person).filter(Q(state=State.NEEDS_INFO) | (Q(state=State.IMPLEMENTED) & ~Exists(confirmed)))


def thread_of(idea: Idea, *, internal: bool) -> list[Message]:
    """Messages of an idea, oldest first; internal notes only for those who triage."""
    messages = idea.messages.select_related("sender")
    if not internal:
        messages = messages.filter(visibility=MessageVisibility.AUTHOR)
    return list(messages)


def history_of(idea: Idea, *, internal: bool, size: int | None = None) -> list[IdeaEvent]:
    """Events of an idea, newest first (the last `size`); those hidden from the author only for those who triage."""
    events = idea.events.select_related("actor").order_by("-at", "-pk")
    return list((events if internal else events.filter(is_internal=False))[:size])


@dataclass(frozen=True)
class TrackStep:
    """One step of the seven: `status` is done, current or upcoming."""

    label: str
    status: str


def track_of(idea: Idea) -> list[TrackStep]:
    """The seven steps of the author, with where the idea stands now."""
    here = STATES[effective_state(idea)].step
    return [
        TrackStep(step.label, "done" if step < here else "current" if step == here else "upcoming") for step in Step
    ]


def shows_author_to(user: User, idea: Idea) -> bool:
    """Whether `user` may read the author's name: hidden names are for the officer and those who wrote together.

    Whoever was credited by a merge did not write this one: its hidden names stay hidden from them.
    """
    if idea.visibility == "public":
        return idea.board_tab != BoardTab.NOT_KEPT or user.has_perm("ideas.view_thread", idea)
    wrote = any(row.person_id == user.pk and row.merged_from_id is None for row in idea.authorships.all())
    return wrote or user.has_role(Role.OFFICER)

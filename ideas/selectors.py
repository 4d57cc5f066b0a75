"""Reading ideas. Every list says what it needs: the cost does not grow with the number of ideas."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ideas.deadlines import effective_state, fallen_due, in_triage
from ideas.enums import OUT_OF_SIGHT, SENSITIVE_CHANNELS, UNTRIAGED, BoardTab, MessageVisibility, Origin, State, Step
from ideas.held import is_held
from ideas.models import Action, Attachment, Authorship, CoauthorInvitation, Decision, Draft, Idea, IdeaEvent, Message
from ideas.models.idea import QUEUE
from ideas.sight import sight_in_lists
from ideas.workflow import CONFIRMED_EVENT, IMPORT_EVENT, STATES
from parkour.accounts.deputies import in_force
from parkour.accounts.models import Role, User
from parkour.core import clock

UNMERGE_WINDOW = timedelta(days=30)
REOPEN_EVERY = timedelta(days=365)
STALE_AFTER = timedelta(days=30)
PAGE = 20


def ideas_with_a_due_transition(now: datetime) -> QuerySet[Idea]:
    return Idea.objects.filter(fallen_due(now)).order_by("pk")


def people_of(*roles) -> QuerySet[User]:
    """Active people who hold one of these roles."""
    return User.objects.filter(is_active=True, role_assignments__role__in=roles).distinct().order_by("pk")


def officers() -> QuerySet[User]:
    """Active officers, and whoever stands in for one of them today."""
    standing_in = in_force(clock.today()).values("person")
    holders = Q(role_assignments__role=Role.OFFICER) | Q(pk__in=standing_in)
    return User.objects.filter(holders, is_active=True).distinct().order_by("pk")


def authors_of(idea: Idea) -> list[User]:
    """Author first, then co-authors."""
    if "authorships" in getattr(idea, "_prefetched_objects_cache", ()):
        return [row.person for row in idea.authorships.all()]
    return [row.person for row in idea.authorships.select_related("person").order_by("role", "pk")]


def imported_author(idea: Idea) -> str:
    """Who wrote an imported idea, as its file said: for officers only. "" when it did not say, or for another idea."""
    if idea.origin != Origin.IMPORT:
        return ""
    event = idea.events.filter(name=IMPORT_EVENT).first()
    return event.data.get("author", "") if event else ""


def awaited_to_withdraw(idea: Idea) -> list[User]:
    """Those of the group who have not (yet) asked to take it back, and still work here."""
    rows = idea.authorships.filter(merged_from=None, withdrawal_asked_at=None, person__is_active=True)
    return [row.person for row in rows.select_related("person").order_by("role", "pk")]


def triage_queue() -> QuerySet[Idea]:
    """What waits for the officer: by promise, so that late ones come first; then what was answered once and is back;
    imported ideas (no promise) last. Without those whose answer is about to leave.
    """
    # The last part says nothing new: with it PostgreSQL sees that the index of the queue holds all of this.
    waiting = Idea.objects.filter(~is_held(), in_triage(), state__in=[*UNTRIAGED, State.PARKED])
    return waiting.select_related("site").order_by(QUEUE.asc(), "submitted_at", "pk")


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


def visible_to(person: User) -> QuerySet[Idea]:
    """Every contribution that `person` may read: the sentence of `ideas.view_idea` for a whole list."""
    written = Authorship.objects.filter(idea=OuterRef("pk"), person=person)
    in_confidence = Q(redirected_to__in=SENSITIVE_CHANNELS)
    theirs = Exists(written.filter(merged_from=None)) | (~in_confidence & Exists(written))
    sent = ~Q(state__in=OUT_OF_SIGHT) & ~in_confidence
    if not person.has_role(Role.OFFICER, Role.REVIEWER, Role.FACILITATOR):
        carried = Q(quick_win_owner=person) | Exists(Action.objects.filter(idea=OuterRef("pk"), owner=person))
        sent &= carried | (~Q(board_tab=BoardTab.NONE) & sight_in_lists(person))
    return Idea.objects.filter(theirs | sent)


def decisions_for(person: User) -> QuerySet[Decision]:
    """Decisions that stand, on contributions `person` may read, once they are told: the latest first."""
    taken_up_again = [State.SHORTLISTED, State.SCHEDULED, State.WORKSHOP, State.FAST_TRACK, State.PARKED]
    return (
        Decision.objects.filter(superseded_at=None, idea__in=visible_to(person))
        .exclude(idea__state__in=[*taken_up_again, *UNTRIAGED])
        .select_related("idea", "idea__site", "owner")
        .order_by("-pk")
    )


def invitations_of(person: User) -> list[Idea]:
    """Quick wins that wait for this person's yes or no."""
    return list(
        Idea.objects.filter(quick_win_owner=person, state=State.FAST_TRACK, quick_win_accepted_at=None).order_by(
            "state_since", "pk"
        )[:PAGE]
    )


def asked_to_sign(person: User) -> list[Idea]:
    """Contributions whose author says that this person wrote them too, until they answer."""
    gone = Q(state__in=OUT_OF_SIGHT) | Q(redirected_to__in=SENSITIVE_CHANNELS)
    waiting = Idea.objects.filter(invitations__person=person, invitations__answered_at=None).exclude(gone)
    return list(waiting.order_by("-created_at", "-pk")[:PAGE])


def named_by_the_author(idea: Idea) -> list[CoauthorInvitation]:
    """Those named as co-authors who have not said yes: for the authors only."""
    return list(idea.invitations.filter(accepted=False).select_related("person"))


def declined(person: User, idea: Idea) -> bool:
    """Whether `person` was named as a co-author and said no."""
    return idea.invitations.filter(person=person, answered_at__isnull=False, accepted=False).exists()


def waiting_for(person: User) -> QuerySet[Idea]:
    """A person's own contributions that wait for a word of theirs: a question, an offer, something to confirm."""
    confirmed = IdeaEvent.objects.filter(idea=OuterRef("pk"), name=CONFIRMED_EVENT, at__gte=OuterRef("state_since"))
    wrote = Authorship.objects.filter(idea=OuterRef("pk"), person=person, merged_from=None)
    return ideas_of(person).filter(
        Q(state=State.NEEDS_INFO)
        | (Q(state=State.IN_TRIAGE, self_offered_at__isnull=False) & Exists(wrote))
        | (Q(state=State.IMPLEMENTED) & ~Exists(confirmed))
    )


def thread_of(idea: Idea, *, internal: bool) -> list[Message]:
    """Messages of an idea, oldest first; internal notes only for those who triage."""
    messages = idea.messages.select_related("sender")
    if not internal:
        messages = messages.filter(visibility=MessageVisibility.AUTHOR)
    return list(messages)


def thread_after(idea: Idea, after: int, *, internal: bool, size: int) -> list[Message]:
    """One page of the messages of an idea by number, and one row more if there is a next page."""
    messages = idea.messages.select_related("sender").filter(pk__gt=after).order_by("pk")
    if not internal:
        messages = messages.filter(visibility=MessageVisibility.AUTHOR)
    return list(messages[: size + 1])


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


def is_not_kept(idea: Idea) -> bool:
    """Whether it is told as not kept, written down or not: who wrote it is then read by nobody else."""
    if idea.board_tab == BoardTab.NOT_KEPT:
        return True
    return idea.state == State.SCHEDULED and effective_state(idea) == State.REJECTED


def shows_author_to(user: User, idea: Idea) -> bool:
    """Whether `user` may read the author's name: hidden names are for the officer and those who wrote together.

    Whoever was credited by a merge did not write this one: its hidden names stay hidden from them.
    """
    if idea.visibility == "public":
        return not is_not_kept(idea) or user.has_perm("ideas.view_thread", idea)
    wrote = any(row.person_id == user.pk and row.merged_from_id is None for row in idea.authorships.all())
    return wrote or user.has_role(Role.OFFICER)


def drafts_of(person: User) -> QuerySet[Draft]:
    """What this person has begun and not sent, the latest first, each with `files_kept`: how many files wait there."""
    files = Attachment.objects.filter(uploader=person, draft_key=OuterRef("key"), idea=None).order_by()
    count = files.values("draft_key").annotate(count=Count("pk")).values("count")
    return Draft.objects.filter(person=person, discarded_at=None).annotate(files_kept=Coalesce(Subquery(count), 0))


def files_of_draft(person: User, key) -> list[Attachment]:
    """The uploads that wait in their draft of this key, in their order."""
    return list(Attachment.objects.filter(uploader=person, draft_key=key, idea=None).order_by("position", "pk"))


def draft_of(person: User, key) -> Draft | None:
    """Their draft of this key, discarded ones included; None for any other."""
    return Draft.objects.filter(person=person, key=key).first()

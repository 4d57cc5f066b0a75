"""The links of an action as one person may read them: what it waits for, what waits for it, what it collides with."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from ideas.enums import LinkAs, LinkKind, State
from ideas.models import Action, ActionLink
from ideas.precedence import DONE, GIVEN_UP, comes_too_late, waits
from ideas.privacy import prefetch_names, veil

MOST_LINKS = 20
# What an action collides with counts while both are to be done.
TO_DO = frozenset({State.APPROVED, State.IN_PROGRESS, State.ON_HOLD})


@dataclass(frozen=True)
class Linked:
    """The other end of a link. `title` and `reference` are "" for somebody who may not read that contribution."""

    pk: int
    how: LinkAs
    reference: str
    title: str
    state: str
    due_on: date
    words: str
    is_open: bool
    is_given_up: bool
    is_too_late: bool
    may_open: bool
    may_remove: bool


def waits_for_another() -> Exists:
    """Whether an action needs one first that is not done: a column for lists of actions."""
    needed = ActionLink.objects.filter(then=OuterRef("pk"), kind=LinkKind.ORDER)
    return Exists(needed.exclude(first__idea__state__in=DONE))


def how_of(link: ActionLink, action: Action) -> LinkAs:
    """What the link says of `action`, one of its ends."""
    if link.kind == LinkKind.COLLISION:
        return LinkAs.COLLIDES
    return LinkAs.NEEDS if link.then_id == action.pk else LinkAs.NEEDED


def links_of(user, action: Action) -> list[Linked]:
    """The links of `action` for `user`: what it needs first, what needs it, what it collides with."""
    ends = [f"{end}__{what}" for end in ("first", "then") for what in ("owner", "idea__site")]
    found = ActionLink.objects.filter(Q(first=action) | Q(then=action)).select_related(*ends)
    links = list(found.prefetch_related(*(f"{end}__idea__authorships__person" for end in ("first", "then"))))
    prefetch_names([action.idea, *(_other(link, action).idea for link in links)])
    order = list(LinkAs)
    return sorted((_seen(user, link, action) for link in links), key=lambda seen: (order.index(seen.how), seen.pk))


def _other(link, action) -> Action:
    return link.first if link.then_id == action.pk else link.then


def _seen(user, link, action):
    other, how = _other(link, action), how_of(link, action)
    idea, reads = other.idea, user.has_perm("ideas.view_idea", other.idea)
    first, then = (other, action) if how == LinkAs.NEEDS else (action, other)
    ordered = how != LinkAs.COLLIDES
    return Linked(
        pk=link.pk,
        how=how,
        reference=idea.reference if reads else "",
        title=veil(user, idea).words(idea.display_title) if reads else "",
        state=idea.state,
        due_on=other.due_on,
        words=veil(user, idea).words(veil(user, action.idea).words(link.words)),
        is_open=waits(first.idea.state) if ordered else idea.state in TO_DO,
        is_given_up=ordered and first.idea.state in GIVEN_UP,
        is_too_late=ordered and comes_too_late(first.due_on, then.due_on, first.idea.state),
        may_open=reads and (other.owner_id == user.pk or user.has_perm("ideas.follow_actions")),
        may_remove=any(user.has_perm("ideas.update_action", end.idea) for end in (action, other)),
    )

"""Contributions that are merged, may be, or are linked: what goes along, who is told, what can still be undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.enums import DECIDED, NOT_TO_JOIN, UNTRIAGED, State
from ideas.models import Attachment, Comment, Follow, Idea, Message, RelatedIdeas, Support
from ideas.models.talk import SHOWN
from ideas.privacy import tell, veil
from ideas.selectors import UNMERGE_WINDOW, visible_to
from parkour.accounts.models import User
from parkour.core import clock

MOST = 20  # shown of what joined one contribution, or is linked with it


def why_not_merged(idea: Idea, target: Idea) -> str:
    """Why `idea` cannot be carried with `target`, in a sentence; "" when it can."""
    if target.pk == idea.pk:
        return _("A contribution cannot be merged into itself.")
    if target.state in NOT_TO_JOIN:
        return _("%(reference)s can no longer receive another: choose the one it went into.") % {
            "reference": target.reference
        }
    if idea.merged_ideas.exists():
        return _("Others were merged into this one: merge the other way round.")
    if target.state in DECIDED or target.held_outcome:
        return _("%(reference)s is already decided: link the two, and answer this one for itself.") % {
            "reference": target.reference
        }
    return ""


def why_not_now(idea: Idea, target: Idea, *, by: User) -> str:
    """The same for a person at the desk: also when `idea` is no longer under review, or is their own."""
    if idea.state == State.MERGED and idea.merged_into_id == target.pk:
        return _("%(reference)s is already carried with the other.") % {"reference": idea.reference}
    if idea.state not in UNTRIAGED:
        return _("%(reference)s is no longer under review.") % {"reference": idea.reference}
    if not by.has_perm("ideas.decide_triage", idea):
        return _("%(reference)s is your own: another person decides on it.") % {"reference": idea.reference}
    return why_not_merged(idea, target)


@dataclass(frozen=True)
class Carried:
    """What goes along when `idea` joins `target`. `supports` and `follows` are those that are new there."""

    authors: list[User]
    supports: int
    both: int
    follows: int
    comments: int
    messages: int
    files: int
    told: list[User]

    @property
    def is_nothing(self) -> bool:
        added = (self.supports, self.both, self.follows, self.comments, self.messages, self.files)
        return not self.authors and not any(added)


def what_is_carried(idea: Idea, target: Idea) -> Carried:
    """For an officer, who reads every name: counted as the merge would do it."""
    there = set(target.authorships.values_list("person_id", flat=True))
    people = [row.person for row in idea.authorships.select_related("person")]
    own = [row.person for row in target.authorships.select_related("person")]
    support = Support.objects.filter(idea=idea).exclude(person__in=there)
    both = support.filter(person__in=Support.objects.filter(idea=target).values("person_id")).count()
    follow = Follow.objects.filter(idea=idea).exclude(person__in=there)
    follows = follow.exclude(person__in=Follow.objects.filter(idea=target).values("person_id")).count()
    return Carried(
        authors=[person for person in people if person.pk not in there],
        supports=support.count() - both,
        both=both,
        follows=follows,
        comments=Comment.objects.filter(SHOWN, idea=idea).count(),
        messages=Message.objects.filter(idea=idea).count(),
        files=Attachment.objects.filter(idea=idea, removed_at=None).count(),
        told=list({person.pk: person for person in [*people, *own] if person.is_active}.values()),
    )


@dataclass(frozen=True)
class Joined:
    """A contribution that was merged into another, as somebody at the desk reads it from there."""

    idea: Idea
    until: datetime
    can_undo: bool
    messages: list[tuple[Message, str]]


def joined_to(idea: Idea, reader: User) -> list[Joined]:
    """What was merged into `idea`, the latest first, with its messages: for those who triage."""
    rows = visible_to(reader).filter(merged_into=idea).select_related("site").order_by("-state_since", "-pk")[:MOST]
    ideas, said = tell(reader, rows), {}
    for message in Message.objects.filter(idea__in=ideas).select_related("sender") if ideas else ():
        said.setdefault(message.idea_id, []).append(message)
    return [_joined(one, reader, said.get(one.pk, [])) for one in ideas]


def _joined(idea, reader, messages):
    until, hidden = undo_until(idea), veil(reader, idea)
    may = reader.has_perm("ideas.link_ideas", idea) and idea.state == State.MERGED and clock.now() <= until
    return Joined(idea, until, may, [(message, hidden.words(message.body)) for message in messages])


def undo_until(idea: Idea) -> datetime:
    """Until when a merge can be undone."""
    return idea.state_since + UNMERGE_WINDOW


def links_of(idea: Idea, reader: User) -> list[Idea]:
    """The contributions linked with `idea` that `reader` may read, each with its `told`."""
    pairs = RelatedIdeas.objects.filter(Q(idea=idea) | Q(other=idea)).order_by("-pk").values_list("idea", "other")
    keys = [other if one == idea.pk else one for one, other in pairs[:MOST]]
    return tell(reader, _readable(keys, reader)) if keys else []


def _readable(keys, reader) -> Iterable[Idea]:
    found = visible_to(reader).select_related("site").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def are_linked(idea: Idea, other: Idea) -> bool:
    one, another = sorted((idea.pk, other.pk))
    return RelatedIdeas.objects.filter(idea=one, other=another).exists()

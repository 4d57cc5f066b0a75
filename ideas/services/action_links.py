"""Links between actions: one needs another first, or two collide. A circle of waiting is refused."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ideas.action_links import MOST_LINKS, how_of
from ideas.enums import LinkAs, LinkKind, State
from ideas.link_letters import tell_linked
from ideas.models import Action, ActionLink, Idea, IdeaEvent
from ideas.precedence import circle
from ideas.services.lifecycle import lock_in_order
from ideas.validators import clean_text
from ideas.workflow import ACTIONS_LINKED_EVENT, ACTIONS_UNLINKED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.core.prepared import prepared_cursor

WORDS_LIMIT = 300
NOT_ENDED = frozenset({State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED})


@transaction.atomic
def link_actions(action: Action, *, by, other: Idea, how: str, words: str = "") -> ActionLink:
    """Say that `action` needs the one of `other` first, is needed first by it, or collides with it.

    Who carries `action`, or the officer, may; the owners are told. Words are needed for a collision.
    Raises NotAllowed, InvalidInput with the field (a circle: `other`), TransitionRefused once `action` has ended.
    """
    # One at a time: two people who link at once would not see each other's half of a circle.
    with prepared_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('ideas.action_links', 0))")
    action, linked = _both(action, other)
    if not by.has_perm("ideas.update_action", action.idea):
        raise NotAllowed(_("Only the owner or the officer links this action with another one."))
    if action.idea.state not in NOT_ENDED:
        raise TransitionRefused(_("This action has ended: nothing changes any more."))
    if how not in LinkAs.values:
        raise InvalidInput(_("Say how the two are linked."), field="how")
    words = clean_text(words, "words", limit=WORDS_LIMIT)
    if how == LinkAs.COLLIDES and not words:
        raise InvalidInput(_("Say in what they collide: somebody has to solve it."), field="words")
    first, then = _ends(action, linked, how)
    _refuse_impossible(action, linked, first, then, how)
    kind = LinkKind.COLLISION if how == LinkAs.COLLIDES else LinkKind.ORDER
    link = ActionLink.objects.create(first=first, then=then, kind=kind, words=words, by=by, at=clock.now())
    _write(ACTIONS_LINKED_EVENT, action, linked, by)
    for end in (action, linked):
        tell_linked(link, end, how_of(link, end), by)
    return link


@transaction.atomic
def unlink_actions(link: ActionLink, *, by) -> None:
    """Take the link away. Whoever carries one of the two, or the officer, may. Raises NotAllowed, TransitionRefused."""
    lock_in_order(link.first.idea, link.then.idea)
    link = (
        ActionLink.objects.select_for_update(of=("self",))
        .select_related("first__idea", "then__idea")
        .filter(pk=link.pk)
        .first()
    )
    if link is None:
        raise TransitionRefused(_("This link was removed meanwhile."))
    if not any(by.has_perm("ideas.update_action", end.idea) for end in (link.first, link.then)):
        raise NotAllowed(_("Only those who carry one of the two, or the officer, remove this link."))
    link.delete()
    _write(ACTIONS_UNLINKED_EVENT, link.first, link.then, by)


def _both(action, other):
    """Both actions with their contributions locked, the oldest first. Raises InvalidInput when `other` has none."""
    lock_in_order(action.idea, other)
    rows = Action.objects.select_related("idea__site", "owner").filter(idea__in=(action.idea, other))
    found = {row.idea_id: row for row in rows}
    if other.pk not in found:
        raise InvalidInput(_("Nobody carries this contribution out: there is no action to link with."), field="other")
    return found[action.idea.pk], found[other.pk]


def _ends(action, linked, how):
    if how == LinkAs.NEEDS:
        return linked, action
    return (action, linked) if how == LinkAs.NEEDED else sorted((action, linked), key=lambda end: end.pk)


def _refuse_impossible(action, linked, first, then, how):
    if action.pk == linked.pk:
        raise InvalidInput(_("An action cannot be linked with itself."), field="other")
    if linked.idea.state not in NOT_ENDED:
        raise InvalidInput(_("The other action has ended already."), field="other")
    around = ActionLink.objects.filter(Q(first__in=(first, then)) | Q(then__in=(first, then)))
    pairs = list(around.values_list("first", "then"))
    if {(first.pk, then.pk), (then.pk, first.pk)} & set(pairs):
        raise InvalidInput(_("These two are linked already. Remove that link first."), field="other")
    if any(sum(end.pk in pair for pair in pairs) >= MOST_LINKS for end in (first, then)):
        raise InvalidInput(
            _("There are %(most)s links already: remove one first.") % {"most": MOST_LINKS}, field="other"
        )
    if how == LinkAs.COLLIDES:
        return
    ordered = ActionLink.objects.filter(kind=LinkKind.ORDER).values_list("first", "then")
    if closed := circle(ordered, first.pk, then.pk):
        names = dict(Action.objects.filter(pk__in=closed).values_list("pk", "idea__reference"))
        way = " → ".join(names[pk] for pk in closed)
        raise InvalidInput(_("Each would wait for the other in a circle: %(way)s.") % {"way": way}, field="other")


def _write(name, one, another, by):
    now = clock.now()
    for end, other in ((one, another), (another, one)):
        IdeaEvent.objects.create(
            idea=end.idea, name=name, actor=by, at=now, is_internal=True, data={"other": other.idea.reference}
        )

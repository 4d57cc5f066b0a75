"""What owners are told of the actions that theirs is linked with."""

from django.utils.translation import gettext as _

from ideas.enums import LinkAs, LinkKind
from ideas.models import Action, ActionLink
from ideas.notifications import facts_of
from ideas.privacy import veil
from parkour.notifications.services import Letter, notify

DONE, UNDONE, GIVEN_UP = "done", "undone", "given_up"


def tell_linked(link: ActionLink, other: Action, how: LinkAs, by) -> int:
    """Tell the owner of `other`, of which the link says `how`, that it is linked; nobody for one's own."""
    linked = link.first if link.then_id == other.pk else link.then

    def compose(person):
        facts = facts_of(linked.idea, person)
        words = veil(person, linked.idea).words(veil(person, other.idea).words(link.words))
        if how == LinkAs.NEEDED:
            title, body = (
                _("Another action waits for yours: {title}"),
                _("“{title}” needs your action to be done first."),
            )
        elif how == LinkAs.NEEDS:
            title, body = _("Your action waits for another one: {title}"), _("Your action needs “{title}” done first.")
        else:
            title, body = _("Two actions collide: {title}"), _("Your action collides with “{title}”. Talk it over.")
        body = body.format(**facts)
        return Letter(title.format(**facts), f"{body}\n\n{words}" if words else body, _("See the action"))

    return _tell(other, linked, f"action-link:{link.pk}:{other.pk}", compose, but=by)


def tell_those_who_wait(action: Action, *, how: str) -> int:
    """Tell the owners of the actions that need this one first that it is DONE, UNDONE after all, or GIVEN_UP.

    How many were told. Each time it happens: the key holds the last event of its contribution.
    """
    waiting = action.links_after.filter(kind=LinkKind.ORDER).select_related("then__owner__site", "then__idea__site")
    if not waiting:
        return 0
    event = action.idea.events.order_by("at", "pk").values_list("pk", flat=True).last()
    told = 0
    for link in waiting:

        def compose(person):
            facts = facts_of(action.idea, person)
            if how == DONE:
                title, body = (
                    _("You need not wait any more: {title}"),
                    _("“{title}”, which your action needs, is done."),
                )
            elif how == UNDONE:
                title = _("You wait again: {title}")
                body = _("“{title}”, which your action needs, is not done after all. The work on it goes on.")
            else:
                title = _("It will not come: {title}")
                body = _("“{title}”, which your action needs, is given up. Say what it means for yours.")
            return Letter(title.format(**facts), body.format(**facts), _("See the action"))

        key = f"action:{action.pk}:{how}:{link.pk}:{event}"
        told += _tell(link.then, action, key, compose)
    return told


def _tell(action, about, event_key, compose, but=None):
    """Only what they may read: the words name the other contribution."""
    owner = action.owner
    if owner == but or not owner.has_perm("ideas.view_idea", about.idea):
        return 0
    return notify([owner], kind="owner_linked", event_key=event_key, compose=compose, url=action.get_absolute_url())

"""What the clock and colleagues tell of an action: to its owner, with a link to answer by; to the direction."""

from django.utils.translation import gettext as _

from ideas.follow_clock import Due, Reminder
from ideas.models import Action, ActionEscalation
from ideas.news_links import news_link
from ideas.notifications import facts_of
from ideas.privacy import veil
from ideas.selectors import officers, people_of
from parkour.accounts.models import Role
from parkour.notifications.services import Letter, notify


def tell_reminder(action: Action, due: Due) -> int:
    """Ask the owner how it stands, which the officers read, or tell the direction that it is a month late.

    How many were told. The officers alone are told of an owner who has left.
    """
    if due.reminder == Reminder.DIRECTION:
        return _tell_direction_late(action, due)
    if not action.owner.is_active:
        return _tell_officers_owner_left(action)
    return _tell_owner(action, due) + _tell_officers(action, due)


def _tell_owner(action, due):

    def compose(person):
        facts = facts_of(action.idea, person)
        if due.reminder == Reminder.SOON:
            title, body = _("Due in a week: {title}"), _("It is due on {due}. How does it stand?")
        elif due.reminder == Reminder.LATE:
            title, body = _("Late: {title}"), _("It was due on {due}. How does it stand? Say what blocks, if it does.")
        else:
            title = _("No news for a month: {title}")
            body = _("Nobody has had news of it for thirty days. How does it stand?")
        how = _(
            "“It moves forward”: one press is enough. “It is blocked” or “It is done”: add a few words. You need not "
            "sign in."
        )
        return Letter(
            title.format(**facts),
            f"{body.format(**facts)}\n\n{how}",
            _("Say how it stands"),
            link=news_link(person.pk, action.pk),
            alone=True,  # its link answers without signing in: the page does not
        )

    return notify(
        [action.owner],
        kind=f"owner_{due.reminder.value}",
        event_key=f"action:{action.pk}:{due.reminder.value}:{due.on.isoformat()}",
        compose=compose,
        url=action.get_absolute_url(),
    )


def _tell_officers(action, due):
    """Late, or silent for a month: the officers read it too, unless they carry it themselves."""
    if due.reminder == Reminder.SOON:
        return 0

    def compose(person):
        facts = facts_of(action.idea, person)
        if due.reminder == Reminder.LATE:
            title, body = _("Late: {title}"), _("It was due on {due}. Its owner, {owner}, is asked how it stands.")
        else:
            title = _("No news for a month: {title}")
            body = _("Nobody has had news of it for thirty days. Its owner, {owner}, is asked how it stands.")
        return Letter(title.format(**facts), body.format(**facts), _("See the action"))

    key = f"action:{action.pk}:{due.reminder.value}:{due.on.isoformat()}"
    people = [person for person in officers() if person.pk != action.owner_id]
    return _tell(_readers(people, action), action, key, f"officer_{due.reminder.value}", compose)


def _tell_officers_owner_left(action):
    """Nobody answers for it any more: once for each owner who left."""

    def compose(person):
        facts = facts_of(action.idea, person)
        title, body = (
            _("Its owner has left: {title}"),
            _("{owner} is gone, and it is due on {due}. Find who takes over."),
        )
        return Letter(title.format(**facts), body.format(**facts), _("See the action"))

    key = f"action:{action.pk}:owner-left:{action.owner_id}"
    return _tell(_readers(officers(), action), action, key, "officer_owner_left", compose)


def _tell_direction_late(action, due):
    def compose(person):
        facts = facts_of(action.idea, person)
        title = _("A month late: {title}")
        body = _("It was due on {due}. Owner: {owner}. Ask what stands in the way.")
        return Letter(title.format(**facts), body.format(**facts), _("See the action"))

    key = f"action:{action.pk}:direction:{due.on.isoformat()}"
    return _tell(_readers(people_of(Role.SPONSOR), action), action, key, "escalation_late", compose)


def tell_action_escalated(row: ActionEscalation) -> int:
    """Tell the direction that somebody asks for its help, and why."""
    action = row.action

    def compose(person):
        facts = facts_of(action.idea, person)
        reason = veil(person, action.idea).words(row.reason)
        title, body = _("Your help is asked: {title}"), _("Whoever follows this action asks the direction:")
        return Letter(title.format(**facts), f"{body}\n\n{reason}", _("Answer"))

    people = [person for person in _readers(people_of(Role.SPONSOR), action) if person.pk != row.by_id]
    return _tell(people, action, f"action-escalation:{row.pk}", "escalation_action", compose)


def tell_action_answered(row: ActionEscalation) -> int:
    """Tell the owner, whoever asked and the officers what the direction answers."""
    action = row.action

    def compose(person):
        facts = facts_of(action.idea, person)
        answer = veil(person, action.idea).words(row.answer)
        title, body = _("The direction answers: {title}"), _("What the direction says of this action:")
        return Letter(title.format(**facts), f"{body}\n\n{answer}", _("See the action"))

    concerned = {person.pk: person for person in [action.owner, *([row.by] if row.by else []), *officers()]}
    concerned.pop(row.answered_by_id, None)
    people = _readers(concerned.values(), action)
    return _tell(people, action, f"action-escalation:{row.pk}:answer", "owner_answered", compose)


def _readers(people, action):
    return [person for person in people if person.has_perm("ideas.view_idea", action.idea)]


def _tell(people, action, event_key, kind, compose):
    return notify(people, kind=kind, event_key=event_key, compose=compose, url=action.get_absolute_url())

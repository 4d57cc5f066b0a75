"""What is told while an agenda is prepared: a point that is asked for, a document that is missing or there."""

from django.utils.translation import gettext as _

from committee.models import AskedPoint, AwaitedDocument
from ideas.privacy import shared_title
from ideas.selectors import officers
from parkour.core.dates import human_date
from parkour.notifications.services import Letter, notify


def tell_point_asked(asked: AskedPoint) -> int:
    """The officers: the planner has to place it."""
    title = shared_title(asked.idea)

    def compose(person):
        facts = {"name": asked.by, "title": title, "date": human_date(asked.session.on)}
        body = _("%(name)s asks that “%(title)s” be handled in the session of %(date)s.") % facts
        return Letter(_("Asked for: %(title)s") % facts, f"{body}\n\n{asked.reason}", _("See the session"))

    people = [person for person in officers() if person.pk != asked.by_id]
    url, key = asked.session.get_absolute_url(), f"asked-point:{asked.pk}"
    return notify(people, kind="officer_asked_point", event_key=key, compose=compose, url=url, mail=False)


def tell_document_asked(document: AwaitedDocument) -> int:
    """Who is to bring it."""
    title = shared_title(document.idea)

    def compose(person):
        facts = {"what": document.what, "title": title, "name": document.by}
        body = _("%(name)s waits for this document before “%(title)s” goes to the committee: %(what)s.") % facts
        until = _("By %(date)s.") % {"date": human_date(document.due_on)} if document.due_on else ""
        return Letter(_("A document is expected from you: %(what)s") % facts, f"{body} {until}".strip(), _("See it"))

    url, key = document.get_absolute_url(), f"document:{document.pk}"
    return notify([document.person], kind="document_asked", event_key=key, compose=compose, url=url)


def tell_document_there(document: AwaitedDocument) -> int:
    """Who asked for it."""
    title = shared_title(document.idea)

    def compose(person):
        facts = {"what": document.what, "title": title, "name": document.arrived_by}
        body = _("%(name)s says that it is there, for “%(title)s”.") % facts
        return Letter(_("There: %(what)s") % facts, body, _("See it"))

    key = f"document:{document.pk}:there:{document.arrived_at.isoformat()}"
    url = document.get_absolute_url()
    return notify([document.by], kind="officer_document", event_key=key, compose=compose, url=url, mail=False)

"""What members and the officer are told of minutes: published, objected to, answered, corrected."""

from django.urls import reverse
from django.utils.translation import gettext as _

from committee.enums import MinutesReply
from committee.models import Erratum, Minutes, MinutesObjection, Session
from committee.selectors import members
from ideas.selectors import officers
from parkour.core.dates import human_date, human_datetime
from parkour.notifications.chats import ChatWords, post_to_chats
from parkour.notifications.services import Letter, notify
from parkour.notifications.topics import Topic


def _tell(session: Session, key: str, compose, people, kind: str = "minutes") -> int:
    return notify(
        people,
        kind=f"committee_{kind}",
        event_key=f"session:{session.pk}:{key}",
        compose=compose,
        url=reverse("committee:minutes", args=[session.number]),
    )


def _members_of(session):
    return [mandate.person for mandate in members(session.on)]


def tell_minutes(session: Session, minutes: Minutes) -> int:
    """The record of decisions can be read, and objected to."""

    def compose(person):
        body = _("The record of decisions is published. It is approved on %(moment)s unless a member objects.")
        return Letter(
            _("Decisions of the committee of %(date)s") % {"date": human_date(session.on)},
            body % {"moment": human_datetime(minutes.approval_due_at)},
            _("Read it"),
        )

    return _tell(session, "minutes", compose, _members_of(session))


def announce_minutes(session: Session) -> int:
    """The chats of the house learn that the record of decisions can be read: where, and nothing of what it says."""

    def compose():
        title = _("Decisions of the committee of %(date)s") % {"date": human_date(session.on)}
        return ChatWords(title, _("The record of decisions is published."), _("Read it"))

    url = reverse("committee:minutes", args=[session.number])
    return post_to_chats(Topic.MINUTES, thread=f"session:{session.pk}:minutes", compose=compose, url=url)


def tell_objection(session: Session, objection: MinutesObjection) -> int:
    """The officers learn what a member finds wrong: they correct it or say why not."""

    def compose(person):
        facts = {"name": objection.person, "date": human_date(session.on)}
        return Letter(
            _("An objection to the minutes of %(date)s") % facts,
            "{}\n\n{}".format(_("%(name)s finds something wrong in them:") % facts, objection.words),
            _("Answer it"),
        )

    people = [person for person in officers() if person.pk != objection.person_id]
    return _tell(session, f"objection:{objection.pk}", compose, people, kind="objection")


def tell_reply(session: Session, objection: MinutesObjection) -> int:
    """Whoever objected reads the answer."""

    def compose(person):
        if objection.reply == MinutesReply.CORRECTED:
            lead = _("The minutes are corrected, as you asked:")
        else:
            lead = _("The minutes stay as they are. Here is why:")
        return Letter(
            _("Your objection to the minutes of %(date)s") % {"date": human_date(session.on)},
            f"{lead}\n\n{objection.reply_words}",
            _("Read it"),
        )

    return _tell(session, f"reply:{objection.pk}", compose, [objection.person], kind="objection")


def tell_erratum(session: Session, erratum: Erratum, minutes: Minutes) -> int:
    """The members read what was corrected; whoever wrote the correction need not."""

    def compose(person):
        until = ""
        if minutes.approved_at is None:
            until = _("The minutes are approved on %(moment)s unless a member objects.") % {
                "moment": human_datetime(minutes.approval_due_at)
            }
        return Letter(
            _("Correction of the minutes of %(date)s") % {"date": human_date(session.on)},
            "\n\n".join(filter(None, [erratum.shown_words, erratum.shown_reason, until])),
            _("Read it"),
        )

    people = [person for person in _members_of(session) if person.pk != erratum.by_id]
    return _tell(session, f"erratum:{erratum.pk}", compose, people)

"""What the members are told. Authors hear of their contributions from the ideas' own services."""

from django.urls import reverse
from django.utils.translation import gettext as _

from committee.answer_links import answer_link
from committee.invitations import calendar_for, organizer
from committee.models import Convocation, Proxy, Session
from committee.selectors import members, reminder_key
from ideas.models import Idea
from ideas.privacy import shared_title
from parkour.core.dates import human_date, human_datetime
from parkour.notifications.services import Letter, notify


def _members_of(session: Session):
    return [mandate.person for mandate in members(session.on)]


def _tell(session: Session, kind: str, key: str, compose, people=None) -> int:
    return notify(
        _members_of(session) if people is None else people,
        kind=f"committee_{kind}",
        event_key=f"session:{session.pk}:{key}",
        compose=compose,
        url=session.get_absolute_url(),
        happens_at=session.starts_at,
    )


def _where(session: Session) -> str:
    return _("Place: %(place)s") % {"place": session.place} if session.place else ""


def tell_convened(session: Session, sent: Convocation, person=None) -> int:
    """The invitation, to every member or to the one who joins later. Each is told once."""
    house = organizer()

    def compose(person):
        body = _("You are invited to the session of %(moment)s.") % {"moment": human_datetime(session.starts_at)}
        return Letter(
            _("Invitation: committee of %(date)s") % {"date": human_date(session.on)},
            f"{body}\n\n{_where(session)}".strip(),
            _("Say whether you come"),
            calendar_for(person, session, sent, house),
            answer_link(person.pk, session.pk),
        )

    key = f"convened:{session.starts_at.isoformat()}"
    return _tell(session, "convened", key, compose, people=[person] if person else None)


def tell_moved_room(session: Session, sent: Convocation) -> int:
    """Another place, the same hour."""
    house = organizer()

    def compose(person):
        facts = {"moment": human_datetime(session.starts_at), "place": session.place or _("not known yet")}
        return Letter(
            _("New place of the committee: %(date)s") % {"date": human_date(session.on)},
            _("The session of %(moment)s has another place: %(place)s.") % facts,
            _("See the session"),
            calendar_for(person, session, sent, house),
        )

    return _tell(session, "moved", f"moved:{sent.sequence}", compose)


def tell_postponed(session: Session, sent: Convocation, *, reason: str = "") -> int:
    """The new date, and why; the agenda stays, answers are asked for again and proxies are to be confirmed."""
    house = organizer()
    givers = set(session.proxies.filter(revoked_at=None).values_list("giver", flat=True))

    def compose(person):
        body = _("The session is moved to %(moment)s. Its agenda stays the same.") % {
            "moment": human_datetime(session.starts_at)
        }
        return Letter(
            _("New date of the committee: %(date)s") % {"date": human_date(session.on)},
            "\n\n".join(filter(None, [body, reason, _where(session), _asked_again(person, givers)])),
            _("Say whether you come"),
            calendar_for(person, session, sent, house),
            answer_link(person.pk, session.pk),
        )

    return _tell(session, "postponed", f"postponed:{session.starts_at.isoformat()}", compose)


def _asked_again(person, givers) -> str:
    """What somebody must do who had given a proxy for the day before, "" for everybody else."""
    return (
        _("Your proxy must be confirmed for the new date, on the page of the session.") if person.pk in givers else ""
    )


def tell_cancelled(session: Session, reason: str, sent: Convocation | None) -> int:
    """No session that day, with the reason. `sent`: what is taken out of their calendars, if anything is."""
    house = organizer() if sent else None

    def compose(person):
        body = _("The session does not take place. Its items wait for the next one.")
        return Letter(
            _("Cancelled: committee of %(date)s") % {"date": human_date(session.on)},
            f"{body}\n\n{reason}".strip(),
            calendar=calendar_for(person, session, sent, house) if sent else "",
        )

    return _tell(session, "cancelled", "cancelled", compose)


def tell_reminder(session: Session, silent, alone) -> int:
    """Two days before: whoever has not answered, and whoever cannot come and let nobody vote for them. Once a day
    of session.
    """
    waited_for = {person.pk for person in silent}

    def compose(person):
        if person.pk in waited_for:
            body = _("You have not said whether you come on %(moment)s. One click is enough.")
        else:
            body = _("You do not come on %(moment)s. A member of your pole may vote for you: name one until it opens.")
        return Letter(
            _("Reminder: committee of %(date)s") % {"date": human_date(session.on)},
            body % {"moment": human_datetime(session.starts_at)},
            _("Say whether you come") if person.pk in waited_for else _("Name who votes for me"),
            link=answer_link(person.pk, session.pk) if person.pk in waited_for else "",
        )

    return notify(
        [*silent, *alone],
        kind="committee_reminder",
        event_key=reminder_key(session),
        compose=compose,
        url=reverse("committee:answer", args=[session.number]),
        happens_at=session.starts_at,
    )


def tell_proxy_given(proxy: Proxy) -> int:
    """Somebody is to vote for a colleague."""

    def compose(person):
        facts = {"name": proxy.giver, "date": human_date(proxy.session.on)}
        return Letter(
            _("%(name)s gives you their proxy: committee of %(date)s") % facts,
            _(
                "You cast two votes on each point, yours and theirs, and they count for the quorum. You may give the"
                " proxy back on the page of the session."
            ),
            _("See the session"),
        )

    key = f"proxy:{proxy.pk}:{proxy.signed_for.isoformat()}"
    return _tell(proxy.session, "proxy_given", key, compose, people=[proxy.holder])


def tell_proxy_lost(proxy: Proxy) -> int:
    """Whoever was to vote for somebody cannot: they may name somebody else."""

    def compose(person):
        facts = {"name": proxy.holder, "date": human_date(proxy.session.on)}
        return Letter(
            _("%(name)s cannot hold your proxy: committee of %(date)s") % facts,
            _("Name somebody else of your pole on the page of the session, or come."),
            _("See the session"),
        )

    return _tell(proxy.session, "proxy_lost", f"proxy:{proxy.pk}", compose, people=[proxy.giver])


def tell_minutes(session: Session) -> int:
    """The record of decisions can be read."""

    def compose(person):
        return Letter(
            _("Decisions of the committee of %(date)s") % {"date": human_date(session.on)},
            _("The record of decisions is published."),
            _("Read it"),
        )

    return _tell(session, "minutes", "minutes", compose)


def tell_quick_win(idea: Idea) -> int:
    """A quick win is announced: any member may ask that it be discussed. Told once per announcement."""
    title = shared_title(idea)

    def compose(person):
        return Letter(
            _("Quick win announced: %(title)s") % {"title": title},
            _("It is carried out unless a member objects by %(moment)s.")
            % {"moment": human_datetime(idea.objections_until)},
            _("See it, or object"),
        )

    return notify(
        [mandate.person for mandate in members()],
        kind="committee_quick_win",
        event_key=f"quick-win:{idea.pk}:{idea.quick_win_accepted_at.isoformat()}",
        compose=compose,
        url=reverse("committee:quick_wins"),
    )

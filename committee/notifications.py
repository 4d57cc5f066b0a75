"""What the members are told. Authors hear of their contributions from the ideas' own services."""

from django.urls import reverse
from django.utils.translation import gettext as _

from committee.answer_links import answer_link
from committee.invitations import calendar_for, organizer
from committee.models import Convocation, Proxy, Session
from committee.selectors import asked_on, members, reminder_key
from ideas.models import Idea
from ideas.privacy import shared_title
from parkour.core.dates import human_date, human_datetime
from parkour.notifications.services import Letter, notify


def _tell(session: Session, kind: str, key: str, compose, people=None) -> int:
    """Tell `people`, default everybody asked for that day: who sits, and the alternates."""
    return notify(
        [row.person for row in asked_on(session.on)] if people is None else people,
        kind=f"committee_{kind}",
        event_key=f"session:{session.pk}:{key}",
        compose=compose,
        url=session.get_absolute_url(),
        happens_at=session.starts_at,
    )


def _where(session: Session) -> str:
    return _("Place: %(place)s") % {"place": session.place} if session.place else ""


def _alternates(rows) -> set[int]:
    return {row.person_id for row in rows if row.is_alternate}


def _stands_by() -> str:
    return _("You are an alternate: keep this time free. You vote if a seat becomes yours; you are told then.")


def tell_convened(session: Session, sent: Convocation, joining=None) -> int:
    """The invitation, to whoever sits that day and their alternates, or to the one whose mandate is `joining`.

    Each is told once of one event, and again as a member when they were told as an alternate.
    """
    house, rows = organizer(), [joining] if joining else list(asked_on(session.on))
    alternates = _alternates(rows)

    def compose(person):
        body = _("You are invited to the session of %(moment)s.") % {"moment": human_datetime(session.starts_at)}
        stands_by = person.pk in alternates
        return Letter(
            _("Invitation: committee of %(date)s") % {"date": human_date(session.on)},
            "\n\n".join(filter(None, [body, _where(session), _stands_by() if stands_by else ""])),
            _("Say whether you come"),
            calendar_for(person, session, sent, house, is_alternate=stands_by),
            answer_link(person.pk, session.pk),
        )

    key = f"convened:{sent.sequence}"
    if joining:
        key += f":{joining.pk}:{'alternate' if joining.is_alternate else 'seat'}"
    return _tell(session, "convened", key, compose, people=[row.person for row in rows])


def tell_moved_room(session: Session, sent: Convocation) -> int:
    """Another place, the same hour."""
    house, rows = organizer(), list(asked_on(session.on))
    alternates = _alternates(rows)

    def compose(person):
        facts = {"moment": human_datetime(session.starts_at), "place": session.place or _("not known yet")}
        return Letter(
            _("New place of the committee: %(date)s") % {"date": human_date(session.on)},
            _("The session of %(moment)s has another place: %(place)s.") % facts,
            _("See the session"),
            calendar_for(person, session, sent, house, is_alternate=person.pk in alternates),
        )

    return _tell(session, "moved", f"moved:{sent.sequence}", compose, people=[row.person for row in rows])


def tell_postponed(session: Session, sent: Convocation, *, reason: str = "") -> int:
    """The new date, and why; the agenda stays, answers are asked for again and proxies are to be confirmed."""
    house, rows = organizer(), list(asked_on(session.on))
    alternates = _alternates(rows)
    givers = set(session.proxies.filter(revoked_at=None).values_list("giver", flat=True))

    def compose(person):
        body = _("The session is moved to %(moment)s. Its agenda stays the same.") % {
            "moment": human_datetime(session.starts_at)
        }
        return Letter(
            _("New date of the committee: %(date)s") % {"date": human_date(session.on)},
            "\n\n".join(filter(None, [body, reason, _where(session), asked_again(person)])),
            _("Say whether you come"),
            calendar_for(person, session, sent, house, is_alternate=person.pk in alternates),
            answer_link(person.pk, session.pk),
        )

    def asked_again(person):
        return _stands_by() if person.pk in alternates else _asked_again(person, givers)

    return _tell(session, "postponed", f"postponed:{sent.sequence}", compose, people=[row.person for row in rows])


def _asked_again(person, givers) -> str:
    """What somebody must do who had given a proxy for the day before, "" for everybody else."""
    return (
        _("Your proxy must be confirmed for the new date, on the page of the session.") if person.pk in givers else ""
    )


def tell_cancelled(session: Session, reason: str, sent: Convocation | None) -> int:
    """No session that day, with the reason: to its members, and to whoever else has it in a calendar.

    `sent`: what is taken out of the calendars of those who were invited, if anything is.
    """
    house = organizer() if sent else None
    rows = session.invitations.filter(withdrawn_at=None).select_related("person")
    invited = {row.person_id: row.person for row in rows} if sent else {}
    seated = {mandate.person_id: mandate.person for mandate in members(session.on)}

    def compose(person):
        body = _("The session does not take place. Its items wait for the next one.")
        return Letter(
            _("Cancelled: committee of %(date)s") % {"date": human_date(session.on)},
            f"{body}\n\n{reason}".strip(),
            calendar=calendar_for(person, session, sent, house) if person.pk in invited else "",
        )

    return _tell(session, "cancelled", "cancelled", compose, people=(seated | invited).values())


def tell_withdrawn(session: Session, sent: Convocation, people) -> int:
    """Whoever was invited, and whose mandate does not reach the day of the session any more."""
    house = organizer()

    def compose(person):
        return Letter(
            _("No longer invited: committee of %(date)s") % {"date": human_date(session.on)},
            _("Your mandate does not cover the session of %(moment)s. It is taken out of your calendar.")
            % {"moment": human_datetime(session.starts_at)},
            calendar=calendar_for(person, session, sent, house, withdrawn=True),
        )

    return _tell(session, "withdrawn", f"withdrawn:{sent.sequence}", compose, people=people)


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


def tell_proxy_ended(proxy: Proxy) -> int:
    """Whoever was to vote for somebody does not any more: they come, named somebody else or do not sit any more."""

    def compose(person):
        facts = {"name": proxy.giver, "date": human_date(proxy.session.on)}
        return Letter(
            _("You no longer vote for %(name)s: committee of %(date)s") % facts,
            _("The proxy that you held has ended: you cast your own vote only."),
            _("See the session"),
        )

    return _tell(proxy.session, "proxy_ended", f"proxy:{proxy.pk}", compose, people=[proxy.holder])


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

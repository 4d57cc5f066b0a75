"""What a release tells, and to whom: members and alternates the whole of what changed, others only their own point."""

from django.utils.translation import gettext as _

from committee.changelog import Change, What
from committee.durations import in_minutes
from committee.models import Session
from committee.selectors import Next
from ideas.models import Idea
from ideas.privacy import shared_title
from parkour.accounts.models import User
from parkour.core.dates import human_date, human_datetime, human_time
from parkour.notifications.services import Letter, notify


def tell_agenda(session: Session, sent: Next) -> None:
    """A version was sent. Members and alternates hear once what changed for the whole; a presenter who is neither, and
    the authors of a contribution that goes to another block, hear of their own. Nobody hears of nothing.

    Authors whose contribution comes or leaves are told by the contribution itself.
    """
    _tell(session, "agenda", sent, sent.told_members, lambda person: _letter(session, sent, person))
    people = [person for person, _rows in sent.only_presenters]
    _tell(session, "presenter", sent, people, lambda person: _to_present(session, sent, person))
    _tell_authors(session, sent)


def _tell(session, kind, sent, people, compose):
    notify(
        people,
        kind=f"committee_{kind}",
        event_key=f"session:{session.pk}:agenda:{sent.number}",
        compose=compose,
        url=session.get_absolute_url(),
        happens_at=session.starts_at,
    )


def _letter(session, sent, person):
    facts = {"date": human_date(session.on), "version": sent.number}
    if sent.is_first:
        title = _("Agenda: committee of %(date)s") % facts
        titles = [row.after.title for row in sent.changes.of(What.ADDED)]
        body = _list(_("The agenda of the session is released:"), titles)
    else:
        title = _("Agenda changed (version %(version)s): committee of %(date)s") % facts
        body = _changed(sent)
    where = _("Place: %(place)s") % {"place": session.place} if session.place else ""
    parts = [body, _own(sent.told_to(person), person), where]
    return Letter(title, "\n\n".join(filter(None, parts)), _("See the agenda"))


def _list(head: str, lines) -> str:
    return "\n".join([head, *(f"– {line}" for line in lines)])


def _changed(sent):
    """Everything but the mere shifts of hours, which are summed up: each shows on the page of the versions."""
    changes, parts = sent.changes, list(sent.changes.general)
    groups = [
        (_("Added:"), changes.of(What.ADDED)),
        (_("Taken off:"), changes.of(What.REMOVED)),
        (_("Changed:"), changes.of(What.MOVED, What.DURATION, What.PRESENTER, What.TITLE)),
    ]
    parts += [_list(head, [_said(row) for row in rows]) for head, rows in groups if rows]
    if changes.of(What.HOUR):
        parts.append(_("Other points begin at another hour: see the agenda."))
    return "\n\n".join(parts)


def _said(row):
    return row.before.title if row.what is What.REMOVED else row.sentence


def _own(rows, person):
    return _list(_("For you, who present:"), [_to_presenter(row, person) for row in rows]) if rows else ""


def _to_presenter(row: Change, person: User) -> str:
    """What happened to a point, said to whoever presents it, or did."""
    facts = {"title": row.point.title}
    if row.what is What.REMOVED:
        return _("“%(title)s” is taken off: you have nothing to prepare for it.") % facts
    if row.after.presenter_id != person.pk:
        return _("You no longer present “%(title)s”.") % facts
    if row.what in {What.ADDED, What.PRESENTER}:
        facts |= {"time": human_time(row.begins), "minutes": in_minutes(row.after.duration)}
        return _("You present “%(title)s” at %(time)s, for %(minutes)s min.") % facts
    return row.sentence


def _to_present(session, sent, person):
    parts = [_("The session is on %(moment)s.") % {"moment": human_datetime(session.starts_at)}]
    parts += [_to_presenter(row, person) for row in sent.told_to(person)]
    if session.place:
        parts.append(_("Place: %(place)s") % {"place": session.place})
    title = _("What you present: committee of %(date)s") % {"date": human_date(session.on)}
    return Letter(title, "\n\n".join(parts), _("See the agenda"))


def _tell_authors(session, sent):
    """Authors of what goes to another block, unless they were told as a member, an alternate or as who presents it."""
    told = {person.pk for person in sent.members} | {person.pk for person, _rows in sent.presenters}
    rows = {row.after.idea: row for row in sent.changes.of(What.MOVED)}
    ideas = Idea.objects.filter(reference__in=sent.moved).prefetch_related("authorships__person").order_by("pk")
    for idea in ideas:
        keys = sent.moved[idea.reference] - told
        people = [one.person for one in idea.authorships.all() if one.person_id in keys]
        _tell_of_the_block(session, sent, idea, rows[idea.reference], people)


def _tell_of_the_block(session, sent, idea, row, people):
    def compose(person):
        facts = {"title": shared_title(idea), "date": human_date(session.on), "sentence": row.sentence}
        body = _("In the session of %(date)s: %(sentence)s") % facts
        return Letter(_("“%(title)s” has another place in the session") % facts, body, _("See my contribution"))

    notify(
        people,
        kind="author_agenda_moved",
        event_key=f"session:{session.pk}:agenda:{sent.number}:{idea.pk}",
        compose=compose,
        url=idea.get_absolute_url(),
        happens_at=session.starts_at,
    )

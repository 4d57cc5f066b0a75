"""The facts of an agenda that `committee.agenda_checks` judges, read from rows."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from committee import agenda_checks as checks
from committee.agenda_checks import BlockFill, Check, Point
from committee.enums import HELD, UPCOMING, Answer, Block
from committee.expected import expected_by_pole, poles_lost
from committee.models import Session
from committee.selectors.agenda import Agenda, agenda_of
from committee.selectors.expected import expected_at_each, words_of
from committee.selectors.people import attendance_of
from committee.selectors.pool import ALONE, old_left_out
from committee.selectors.preparing import asked_point, missing_documents
from ideas.enums import State
from ideas.models import Authorship
from ideas.privacy import prefetch_names, shared_title


def checks_of(session: Session, agenda: Agenda | None = None) -> list[Check]:
    """What to look at before this session, the grave first; `agenda` of `agenda_of`, when it is read already.

    A bounded number of queries.
    """
    agenda = agenda_of(session) if agenda is None else agenda
    words = words_of(attendance_of(session, ahead=True))
    points = _points(session, agenda, words)
    had = Session.objects.filter(state__in=HELD, starts_at__lt=session.starts_at)
    found = [
        *checks.quorum_of(expected_by_pole(words, anyhow=session.is_reconvened).values()),
        *checks.asked_of(_asked(session), points),
        *checks.time_of(_fill(block) for block in agenda.blocks),
        *checks.reserve_of(agenda.used, agenda.capacity),
        *checks.votes_of(points),
        *checks.presenters_of(points),
        *checks.documents_of(points),
        *checks.facilitators_of(points),
        *checks.authors_of(points),
        *checks.sites_of(points),
        *checks.old_of(_old(session)),
        *checks.report_of(points, had.exists()),
    ]
    return sorted(found, key=lambda check: not check.is_grave)


def quorum_warnings(sessions: Iterable[Session]) -> dict[int, list[Check]]:
    """{key of the session: the poles that will not reach their quorum}, of those to come; three queries at most.

    A pole that still reaches it if all come who have said nothing is not one of them.
    """
    poles = expected_at_each(session for session in sessions if session.state in UPCOMING)
    return {key: [row for row in checks.quorum_of(found.values()) if row.is_grave] for key, found in poles.items()}


def _fill(block) -> BlockFill:
    return BlockFill(str(block.label), block.used, block.capacity, block.block in ALONE and len(block.slots) == 1)


def _points(session, agenda, words) -> list[Point]:
    items = [slot.item for slot in agenda.slots]
    ideas = [item.idea_id for item in items if item.idea_id]
    authors: dict[int, set[int]] = defaultdict(set)
    for idea, person in Authorship.objects.filter(idea__in=ideas).values_list("idea_id", "person_id"):
        authors[idea].add(person)
    missing, said = missing_documents(ideas), {word.person: word.said for word in words}
    return [
        Point(
            item.pk,
            item.subject,
            Block(item.block),
            item.idea.reference if item.idea_id else "",
            str(item.idea.site) if item.idea_id and item.idea.site_id else "",
            _name_of(item),
            said.get(item.presenter_id) != Answer.NO,
            item.idea.state != State.SHORTLISTED if session.is_released and item.idea_id else None,
            tuple(row.what for row in missing.get(item.idea_id, ())),
            poles_lost(words, authors[item.idea_id], anyhow=session.is_reconvened),
        )
        for item in items
    ]


def _name_of(item) -> str:
    """Who presents it, as anybody may read it."""
    if item.presenter_id is None:
        return ""
    return str(item.shown_presenter or _("Somebody whose name is hidden"))


def _asked(session: Session) -> tuple[str, str, str] | None:
    row = asked_point(session)
    return (row.idea.reference, shared_title(row.idea), str(row.by)) if row else None


def _old(session: Session) -> list[tuple[str, str]]:
    ideas = old_left_out(session)
    prefetch_names(ideas)
    return [(idea.reference, shared_title(idea)) for idea in ideas]

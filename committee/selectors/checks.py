"""The facts of an agenda that `committee.agenda_checks` judges, read from rows."""

from collections import defaultdict

from django.utils.translation import gettext as _

from committee import agenda_checks as checks
from committee.agenda_checks import BlockFill, Check, Point
from committee.enums import HELD, Answer, Block
from committee.expected import expected_by_pole
from committee.models import Session
from committee.selectors.agenda import Agenda, agenda_of
from committee.selectors.expected import words_of
from committee.selectors.people import Presence, attendance_of
from committee.selectors.pool import old_left_out
from committee.selectors.preparing import asked_point, missing_documents
from ideas.enums import State
from ideas.models import Authorship
from ideas.privacy import prefetch_names, shared_title

FOR_ONE = frozenset({Block.BIG_TOPIC, Block.WORKSHOP})


def checks_of(session: Session, agenda: Agenda | None = None, rows: list[Presence] | None = None) -> list[Check]:
    """What to look at before this session, the grave first. A bounded number of queries.

    `agenda` of `agenda_of` and `rows` of `attendance_of`, when they are read already.
    """
    agenda = agenda_of(session) if agenda is None else agenda
    words = words_of(attendance_of(session) if rows is None else rows)
    poles = expected_by_pole(words)
    points = _points(session, agenda, words, poles)
    had = Session.objects.filter(state__in=HELD, starts_at__lt=session.starts_at)
    found = [
        *checks.quorum_of(poles.values()),
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


def quorum_checks(rows: list[Presence]) -> list[Check]:
    """Those of `checks_of` that are about who comes; `rows` of `attendance_of`. No query."""
    return list(checks.quorum_of(expected_by_pole(words_of(rows)).values()))


def _fill(block) -> BlockFill:
    return BlockFill(str(block.label), block.used, block.capacity, block.block in FOR_ONE and len(block.slots) == 1)


def _points(session, agenda, words, poles) -> list[Point]:
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
            _lost(words, poles, authors[item.idea_id]),
        )
        for item in items
    ]


def _name_of(item) -> str:
    """Who presents it, as anybody may read it."""
    if item.presenter_id is None:
        return ""
    return str(item.shown_presenter or _("Somebody whose name is hidden"))


def _lost(words, poles, authors) -> tuple[str, ...]:
    """Poles that could vote, and cannot on what these people wrote."""
    if not authors & {word.person for word in words}:
        return ()
    expected = expected_by_pole(words, authors)
    return tuple(pole for pole, row in expected.items() if poles[pole].may_vote and not row.may_vote)


def _asked(session: Session) -> tuple[str, str, str] | None:
    row = asked_point(session)
    return (row.idea.reference, shared_title(row.idea), str(row.by)) if row else None


def _old(session: Session) -> list[tuple[str, str]]:
    ideas = old_left_out(session)
    prefetch_names(ideas)
    return [(idea.reference, shared_title(idea)) for idea in ideas]

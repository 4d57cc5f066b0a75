"""The minutes of a session on paper, as facts for `committee.papers`: what the page says, in its order."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from committee.minutes_words import (
    said_advice,
    said_chairs,
    said_consultation,
    said_event,
    said_forgotten,
    said_happened,
    said_lists,
    said_presence,
    said_standing,
)
from committee.papers import paper_pdf
from committee.selectors import votes_of
from committee.selectors.minutes import MinutesData, MinutesItem
from ideas.models import Decision
from parkour.core import clock
from parkour.core.dates import dated, human_time, local_day
from parkour.organisation.models import Organisation


def minutes_pdf(data: MinutesData, passed: Sequence[Decision] = ()) -> bytes:
    """The sheets in the language of the reader; `passed`: quick wins told for information, as they may read them."""
    return paper_pdf(minutes_facts(data, passed), clock.now(), sheet="minutes")


def minutes_facts(data: MinutesData, passed: Sequence[Decision] = ()) -> dict:
    """Every word of the sheets."""
    sections = [
        _section(_("Attendance"), table=_attendance(data)),
        _section(_("Still open from earlier sessions"), [_recalled(row) for row in data.recalled]),
        *_since(data),
        _section(_("Course of the session"), [_event(row) for row in data.course.events]),
        _section(_("Points and decisions"), points=[_point(n, line) for n, line in enumerate(data.items, 1)]),
        _section(_("For information"), [_passed(row) for row in passed]),
        _section(_("What else was said"), _paragraphs(data.note)),
        _section(_("Corrections of the whole"), [_correction(row) for row in data.errata]),
    ]
    return {
        "language": get_language() or "fr",
        "organisation": Organisation.current().name,
        "title": _("Minutes of %(date)s") % {"date": dated(data.session.on)},
        "lines": _head(data),
        "sections": [row for row in sections if row["paragraphs"] or row["points"] or len(row["table"]) > 1],
    }


def _head(data):
    session, lines = data.session, []
    if data.published_at:
        facts = {"date": dated(local_day(data.published_at)), "name": data.published_by}
        lines.append(_("Published on %(date)s by %(name)s") % facts)
    else:
        lines.append(_("Draft, not published"))
    if data.standing:
        lines.append(said_standing(data.standing))
    if session.quorum_words:
        lines.append(str(session.quorum_words))
    if session.place:
        lines.append(_("Place: %(place)s") % {"place": session.place})
    if data.course.chairs:
        lines.append(_("Chaired by %(name)s") % {"name": said_chairs(data.course)})
    if data.corrections:
        said = ngettext("%(total)s correction since", "%(total)s corrections since", data.corrections)
        lines.append(said % {"total": data.corrections})
    return lines


def _section(head, paragraphs=(), *, points=(), table=()) -> dict:
    return {"head": head, "paragraphs": list(paragraphs), "points": list(points), "table": list(table)}


def _attendance(data):
    rows = [[_("Pole"), _("Member"), _("Attendance")]]
    for college in data.colleges:
        held = dict(college.represented)
        came = [[college.name, str(row.person), said_presence(row)] for row in college.came]
        away = [
            [
                college.name,
                str(person),
                _("Represented by %(name)s") % {"name": held[person]}
                if person in held
                else pgettext("member", "Absent"),
            ]
            for person in college.excused
        ]
        quorum = _("Quorum met") if college.quorum else _("No quorum")
        total = _("%(counted)s of %(seats)s present or represented") % {
            "counted": college.counted,
            "seats": college.seats,
        }
        rows += [*came, *away, [college.name, quorum, total]]
    return rows


def _event(row) -> str:
    return f"{human_time(row.at)} · {said_event(row)}"


def _recalled(row) -> str:
    return f"{row.idea.reference} · {row.title} · {row.owner} · {dated(row.due_on)}"


def _since(data) -> list[dict]:
    """A section for each list, whole, under the name of the session before; none for a session without a period."""
    found = data.restitution
    if found is None:
        return []
    when = _("since %(date)s") % {"date": dated(local_day(found.since))} if found.since else _("since the beginning")
    return [
        _section(
            _("%(what)s %(since)s: %(number)s") % {"what": row.head, "since": when, "number": row.number},
            [*map(said_happened, row.rows), *row.sentences],
        )
        for row in said_lists(found, data.lists)
    ]


def _passed(row) -> str:
    owner = _("Carried out by %(name)s") % {"name": row.shown_owner} if row.shown_owner else ""
    return " · ".join(filter(None, [row.idea.reference, row.idea.told.title, owner]))


def _point(number: int, line: MinutesItem) -> dict:
    return {
        "title": f"{number}. {line.subject}",
        "paragraphs": _about(line),
        "votes": [*_consulted(line), *_votes(line), *_voted_together(line)],
        "decided": _decided(line),
        "said": _paragraphs(line.words),
        "corrections": [_correction(row) for row in line.errata],
    }


def _about(line):
    item, said = line.item, []
    if item.idea_id:
        said.append(item.idea.reference)
    if item.shown_presenter:
        said.append(_("Presented by %(name)s") % {"name": item.shown_presenter})
    if line.spent:
        said.append(_("%(minutes)s min") % {"minutes": line.spent})
    if line.recused:
        names = ", ".join(map(str, line.recused))
        said.append(_("Did not vote, having written it: %(names)s") % {"names": names})
    if line.concerned:
        names = ", ".join(map(str, line.concerned))
        said.append(_("Did not vote, being concerned: %(names)s") % {"names": names})
    return [" · ".join(said)] if said else []


def _consulted(line):
    """What all employees had answered, before what the committee voted."""
    if line.consulted is None:
        return
    table = _counted(line.consulted.result.table)
    yield {"name": said_consultation(line), "lines": list(said_advice(line)), "table": table, "after": []}


def _votes(line):
    """Each vote on the point: what it gave, its table, by which rule, what was said of it and who voted what."""
    results = line.own_results
    for result in results:
        named = len(results) > 1 or not result.poll.is_tallied or result.is_of_a_lot
        lines = [" ".join([result.sentence, *result.lines])]
        after = [f"{stance}: {words}" for stance, words in result.said]
        if result.rule:
            after.append(_("Rule: %(rule)s") % {"rule": " ".join(result.rule)})
        if voters := votes_of(result.poll):
            after.append(" · ".join(f"{person}: {choice}" for person, _pole, choice in voters))
        if forgotten := said_forgotten(result):
            after.append(forgotten)
        yield {"name": result.name if named else "", "lines": lines, "table": _counted(result.table), "after": after}


def _counted(table) -> list[list[str]]:
    """The table of a method, what is retained said in words; none for a vote for or against."""
    if table is None:
        return []
    rows = [[f"{row.label} {_('(retained)')}" if row.retained else row.label, *row.cells] for row in table.rows]
    return [list(table.head), *rows]


def _voted_together(line):
    for result in line.with_others:
        with_it = {"subject": result.poll.item.subject}
        said = _("Voted on together with “%(subject)s”, where the vote stands.") % with_it
        yield {"name": "", "lines": [f"{said} {result.sentence}"], "table": [], "after": []}


def _decided(line):
    item, decision = line.item, line.decision
    if decision is None:
        if item.is_withdrawn:
            return [item.idea.get_state_display()]
        if line.went_to_workshop:
            return [_("Sent to a workshop")]
        return [_("Not dealt with")] if item.idea_id else []
    said = [f"{decision.get_outcome_display()}. {item.shown_reason}"]
    if item.shown_owner:
        said.append(_("Carried out by %(name)s") % {"name": item.shown_owner})
    if decision.due_on:
        said.append(_("Due on %(date)s") % {"date": dated(decision.due_on)})
    return said


def _correction(row) -> str:
    facts = {"number": row.number, "date": dated(local_day(row.at))}
    facts |= {"words": row.shown_words, "reason": row.shown_reason}
    return _("Correction %(number)s, %(date)s: %(words)s (%(reason)s)") % facts


def _paragraphs(text) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

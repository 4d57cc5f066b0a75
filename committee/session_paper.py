"""A whole session on paper: the agenda by the clock and every file, as facts for `committee.papers`."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from committee.dossiers import Dossier
from committee.durations import in_minutes
from committee.models import Session
from committee.papers import paper_pdf
from committee.sent import SentAgenda
from parkour.core import clock
from parkour.core.dates import dated, human_datetime, human_time
from parkour.organisation.models import Organisation


def session_pdf(session: Session, sent: SentAgenda, dossiers: Sequence[Dossier]) -> bytes:
    """The sheets in the language of the reader; `dossiers` are those of `sent`, as that reader may pass them on."""
    return paper_pdf(paper_facts(session, sent, dossiers), clock.now())


def paper_facts(session: Session, sent: SentAgenda, dossiers: Sequence[Dossier]) -> dict:
    """Every word of the sheets."""
    lines = [
        human_datetime(session.starts_at),
        _("Place: %(place)s") % {"place": session.place} if session.place else "",
        _("Chaired by %(name)s") % {"name": session.chair} if session.chair else "",
        _("Version %(version)s") % {"version": sent.version},
    ]
    return {
        "language": get_language() or "fr",
        "organisation": Organisation.current().name,
        "title": _("Committee of %(date)s") % {"date": dated(session.on)},
        "lines": [line for line in lines if line],
        "agenda": _("Agenda"),
        "hour": _("Hour"),
        "point": _("Point"),
        "time": _("Time"),
        "rows": _rows(sent, dossiers),
        "points": _points(dossiers),
    }


def _rows(sent, dossiers):
    subjects, rows = iter([dossier.subject for dossier in dossiers]), []
    for block in sent.blocks:
        rows.append({"at": human_time(block.starts_at), "number": 0, "title": str(block.label), "time": ""})
        for _item in block.items:
            subject = next(subjects)
            rows.append(
                {
                    "at": human_time(subject.starts_at),
                    "number": subject.number,
                    "title": subject.title,
                    "time": _time(subject),
                }
            )
    return [*rows, {"at": human_time(sent.ends_at), "number": 0, "title": pgettext("of a session", "End"), "time": ""}]


def _time(subject) -> str:
    return _("%(minutes)s min") % {"minutes": in_minutes(subject.duration)}


def _points(dossiers):
    points, block = [], None
    for dossier in dossiers:
        subject = dossier.subject
        about = [human_time(subject.starts_at), _time(subject)]
        if subject.presenter:
            about.append(_("Presented by %(name)s") % {"name": subject.presenter})
        if dossier.has_words:
            about += [dossier.idea.get_kind_display(), dossier.idea.reference]
        points.append(
            {
                "number": subject.number,
                "title": subject.title,
                "opens": subject.block if subject.block != block else "",
                "about": " · ".join(about),
                "parts": _parts(dossier),
            }
        )
        block = subject.block
    return points


def _parts(dossier):
    if dossier.is_taken_back:
        return [_part("", [_("Its author took it back: there is nothing left to decide.")])]
    if not dossier.has_words:
        return []
    return [part for part in _all_parts(dossier) if part["paragraphs"]]


def _all_parts(dossier):
    yield _part(_("In the words of who wrote it"), _paragraphs(dossier.problem), voice=True)
    yield _part(_("And if one thing could change?"), _paragraphs(dossier.change), voice=True)
    yield _part(_("From"), [_who(dossier)])
    yield _part(_("In short, by the improvement officer"), _paragraphs(dossier.restatement))
    yield _part(_("What it is worth"), _worth(dossier))
    alike = [_near(near) for near in dossier.alike] or [_("Nothing decided so far is like it.")]
    yield _part(_("What is like it, and what became of that"), alike)
    yield _part(_("What happened to it"), _past(dossier))
    yield _part(_("Files"), [document.name for document in dossier.documents])


def _part(head, paragraphs, *, voice=False) -> dict:
    return {"head": head, "paragraphs": list(paragraphs), "voice": voice}


def _paragraphs(text) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _who(dossier) -> str:
    if dossier.authors:
        said = ", ".join(dossier.authors)
    elif dossier.idea.is_anonymous:
        said = _("Anonymous: nobody knows who wrote it")
    else:
        said = _("somebody whose name is hidden")
    return f"{said} · {dossier.site}" if dossier.site else said


def _worth(dossier) -> list[str]:
    line = dossier.line
    if line is None:
        return [dossier.scores_awaited]
    said = [f"{line.band.label} · {line.sentence}" if line.band else str(line.sentence)]
    if line.is_grey:
        said.append(_("Close to the threshold of the agenda: a grey zone, the discussion decides."))
    if dossier.effort:
        said.append(_("What it costs: %(effort)s.") % {"effort": dossier.effort})
    return said


def _near(near) -> str:
    said = [near.title, str(near.likeness.label), near.outcome, near.reason]
    if near.effect:
        said.append(_("Effect: %(effect)s") % {"effect": near.effect})
    return " · ".join(filter(None, said))


def _past(dossier) -> list[str]:
    rows = [f"{dated(row.on)} – {row.sentence} {row.words}".strip() for row in dossier.past]
    supports, comments = dossier.idea.support_count, dossier.idea.comment_count
    talk = [
        ngettext("%(total)s colleague supports it", "%(total)s colleagues support it", supports) % {"total": supports},
        ngettext("%(total)s comment", "%(total)s comments", comments) % {"total": comments},
    ]
    return [*rows, *dossier.waiting, " · ".join(talk)]

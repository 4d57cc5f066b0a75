"""What a session gives back, on slides: facts for `committee.papers`. Read from afar, so few words on each."""

from collections.abc import Callable, Sequence

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from committee.giving_back import GivenBack, GivingBack
from committee.minutes_words import SaidList
from committee.models import Session
from committee.papers import paper_pdf
from parkour.core import clock
from parkour.core.dates import dated, local_day
from parkour.organisation.models import Organisation

MOST = 24  # of each list: the others are read in the product
SAID, TOLD, EFFECT = 160, 260, 140  # signs
ON_A_SLIDE, LINES = 620, 8  # signs of answers, lines of a list


def slides_pdf(session: Session, given: GivingBack) -> bytes:
    """The slides in the language of the reader."""
    return paper_pdf(slides_facts(session, given), clock.now(), sheet="slides")


def slides_facts(session: Session, given: GivingBack) -> dict:
    """Every word of the slides."""
    since = given.found.since
    lines = [
        _("Since the session of %(date)s") % {"date": dated(local_day(since))} if since else _("Since the beginning"),
        _("You said, we did – or not, and why."),
    ]
    return {
        "language": get_language() or "fr",
        "organisation": Organisation.current().name,
        "title": _("What became of what was said: %(date)s") % {"date": dated(session.on)},
        "lines": lines,
        "numbers": numbers_of(given),
        "sorting": [f"{label} · {number}" for label, number in given.sorted.rows],
        "slides": [
            *_listed(given.list_of("received")),
            *_listed(given.list_of("decided")),
            *_answered(given.list_of("done"), given.done),
            *_answered(given.list_of("refused"), given.refused),
        ],
    }


def numbers_of(given: GivingBack) -> list[dict]:
    """Received, sorted, decided, done, not kept: label and number, in this order."""
    received, *others = [{"label": row.head, "number": row.number} for row in given.lists]
    sorted_ = {"label": pgettext("number of contributions", "Sorted"), "number": str(given.sorted.total)}
    return [received, sorted_, *others]


def packed(rows: Sequence, weigh: Callable[..., int], most: int) -> list[list]:
    """The rows in their order, as many together as weigh `most`; a row that weighs more stands alone. Pure."""
    pages, filled = [], 0
    for row in rows:
        weight = weigh(row)
        if not pages or filled + weight > most:
            pages.append([])
            filled = 0
        pages[-1].append(row)
        filled += weight
    return pages


def cut(text: str, most: int) -> str:
    """The text on one line, with an ellipsis where it is longer than `most` signs. Pure."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _listed(row: SaidList) -> list[dict]:
    lines = [_line(one) for one in row.rows[:MOST]]
    pages = [_slide(rows=page) for page in packed(lines, lambda _line: 1, LINES)]
    return _headed(row, pages)


def _line(one) -> str:
    return " · ".join([one.idea.reference, cut(one.title, SAID), one.outcome])


def _answered(row: SaidList, given: Sequence[GivenBack]) -> list[dict]:
    cards = [_card(one) for one in given[:MOST]]
    return _headed(row, [_slide(cards=page) for page in packed(cards, _weight, ON_A_SLIDE)])


def _card(one: GivenBack) -> dict:
    told = [(_("You said"), cut(one.said, SAID)), (one.heading, cut(one.told, TOLD) or one.row.outcome)]
    if one.effect:
        told.append((_("Effect"), cut(one.effect, EFFECT)))
    lines = [{"label": label, "words": words} for label, words in told]
    return {"lines": lines, "about": " · ".join([one.row.idea.reference, dated(one.row.on)])}


def _weight(card) -> int:
    return sum(len(line["label"]) + len(line["words"]) for line in card["lines"])


def _slide(*, cards=(), rows=()) -> dict:
    return {"head": "", "cards": list(cards), "rows": list(rows), "notes": []}


def _headed(row: SaidList, pages: list[dict]) -> list[dict]:
    """The pages of one list under its name and number; what is to be added stands on the last one."""
    pages = pages or [_slide()]
    for number, page in enumerate(pages, 1):
        page["head"] = f"{row.head} ({row.number})"
        if len(pages) > 1:
            facts = {"head": page["head"], "page": number, "pages": len(pages)}
            page["head"] = _("%(head)s, %(page)s of %(pages)s") % facts
    left_out = len(row.rows) - MOST
    if left_out > 0:
        words = ngettext("%(total)s more is in Parkour.", "%(total)s more are in Parkour.", left_out)
        pages[-1]["notes"].append(words % {"total": left_out})
    pages[-1]["notes"] += row.sentences
    return pages

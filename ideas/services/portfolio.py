"""The portfolio: views kept under a name, and the file of what the filters leave."""

import logging
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _

from ideas.models import PortfolioView
from ideas.portfolio import COLUMNS, Portfolio, in_order, portfolio_rows
from ideas.portfolio_lines import Line, lines_of
from ideas.search import exactly, matching
from ideas.services.exporting import one_moment
from ideas.services.rubrics import rubric_to_read
from ideas.tags import with_tags
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.core.sheets import Cell

logger = logging.getLogger(__name__)
MOST_VIEWS, LONGEST_NAME, CHUNK = 20, 60, 500
WIDTHS = (16, 50)


def _permit(by):
    if not by.has_perm("ideas.view_portfolio"):
        raise NotAllowed(_("The portfolio is for the improvement officer, the reviewers and the direction."))


def views_for(reader: User) -> QuerySet[PortfolioView]:
    """The views of `reader`, and those that others show to the desk: bounded by what one person may keep."""
    shown = PortfolioView.objects.filter(Q(person=reader) | Q(is_shared=True, person__is_active=True))
    own_first = Case(When(person=reader, then=0), default=1)
    return shown.select_related("person").order_by(own_first, "name", "pk")[: 3 * MOST_VIEWS]


@transaction.atomic
def save_view(chosen: Portfolio, *, by, name: str, is_shared: bool = False) -> PortfolioView:
    """Keep filters and columns under a name; the same name again is written anew.

    Raises NotAllowed, InvalidInput with the field.
    """
    _permit(by)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two at once do not go beyond the number
    name = clean_text(name, "name", limit=LONGEST_NAME)
    if not name:
        raise InvalidInput(_("Give it a name: you find it again by it."), field="name")
    others = PortfolioView.objects.filter(person=by).exclude(name=name).count()
    if others >= MOST_VIEWS:
        raise InvalidInput(
            _("You keep %(most)s views already: take one away first.") % {"most": MOST_VIEWS}, field="name"
        )
    facts = {"query": chosen.query(), "is_shared": is_shared, "saved_at": clock.now()}
    return PortfolioView.objects.update_or_create(person=by, name=name, defaults=facts)[0]


@transaction.atomic
def remove_view(view: PortfolioView, *, by) -> dict[str, str]:
    """Take away a view of one's own; what it said is given back, so that it can be kept again."""
    _permit(by)
    if view.person_id != by.pk:
        raise NotAllowed(_("This view is somebody else’s: only they take it away."))
    view.delete()
    return view.query


def export_portfolio(chosen: Portfolio, *, by) -> Iterator[tuple[Cell, ...]]:
    """The header, then one row per contribution that `by` may read and the filters leave, in their order.

    A file goes round: in it a hidden name is hidden from everybody. Rows are read by parts: the memory used does not
    grow with them. Raises NotAllowed at once.
    """
    _permit(by)
    return _rows(chosen, by)


def _rows(chosen, by):
    with one_moment():
        yield (_("Reference"), _("Title"), *(str(COLUMNS[name]) for name in chosen.columns))
        count = 0
        for line in _lines(chosen, by):
            yield (line.reference, line.title, *(_cell(line, name) for name in chosen.columns))
            count += 1
    logger.info("%s contributions of the portfolio exported by user %s", count, by.pk)


def _lines(chosen, by) -> Iterator[Line]:
    rubric = rubric_to_read().values
    rows = portfolio_rows(by, chosen, rubric.thresholds)
    if chosen.typed:
        rows = matching(rows, exactly(chosen.typed, people=by.has_perm("ideas.browse")))
    rows, last = rows.select_related("site"), None
    if "tags" in chosen.columns:
        rows = with_tags(rows)
    while chunk := list(in_order(rows, chosen.order, last)[:CHUNK]):
        yield from lines_of(by, chunk, rubric, goes_round=True)
        last = chunk[-1]


def _cell(line, column) -> Cell:
    if column == "sent":
        return line.sent_at.date()
    return line.idea.support_count if column == "supports" else line.cell(column)

"""« You said, we did »: what became of every contribution, for everyone."""

from functools import partial

from django.views.generic import TemplateView

from ideas.board import PAGE, board_rows, board_with_counts
from ideas.cards import board_html
from ideas.enums import BoardTab
from ideas.search import clean_search, search_page
from parkour.core.counting import say_count
from parkour.core.keys import decode_key, encode_key, query_string

TABS = [tab for tab in BoardTab if tab != BoardTab.NONE]


class BoardView(TemplateView):
    """One tab of the board, newest first, page by page; an unknown tab or page shows the first one."""

    template_name = "ideas/board.html"

    def get_context_data(self, **kwargs):
        given = self.request.GET
        tab, typed, key = given.get("tab", ""), clean_search(given.get("q")), decode_key(given.get("after"))
        tab = tab if tab in TABS else ""
        reader, counts = self.request.user, {}
        if typed:
            search, rows = search_page(
                typed,
                lambda words: board_rows(reader, tab, after=key, search=words),
                is_first=key is None,
                close="close" in given,
            )
        else:
            search = None
            rows, counts = board_with_counts(reader, tab, after=key)
        page, here = rows[:PAGE], partial(query_string, q=typed)
        last = encode_key(*page[-1].key) if len(rows) > PAGE else ""
        return super().get_context_data(
            tab=tab,
            tabs=tab_links(tab, here, counts),
            cards=board_html(reader, page),
            all_url=here(),
            search=search,
            typed=typed,
            first_url="" if key is None else here(tab=tab),
            next_url=last and here(tab=tab, after=last, close="1" if search and search.is_close else ""),
            **kwargs,
        )


def tab_links(current, here, counts) -> list[dict]:
    """The tabs of the board; without counts while something is searched."""
    return [
        {
            "url": here(tab=tab.value),
            "label": tab.label,
            "count": say_count(counts[tab.value]) if counts else "",
            "current": tab == current,
        }
        for tab in TABS
    ]

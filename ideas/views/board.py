"""« You said, we did »: what became of every contribution, for everyone."""

from functools import partial

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView

from ideas import filtering
from ideas.board import PAGE, board_rows, board_with_counts
from ideas.cards import board_html
from ideas.enums import BoardTab
from ideas.filtering import MINE, Filters, filters_in
from ideas.search import clean_search, search_page
from ideas.sight import sight_in_words
from parkour.core.counting import say_count
from parkour.core.keys import decode_key, encode_key, query_string

TABS = [tab for tab in BoardTab if tab != BoardTab.NONE]
PANEL = "filters"  # in the address: the filters are shown before one is chosen


class BoardView(TemplateView):
    """One tab of the board, newest first, page by page; an unknown tab or page shows the first one."""

    template_name = "ideas/board.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("site") == MINE:  # the address that is passed on names the site, not the reader
            known = request.GET.dict() | {"site": request.user.site.code if request.user.site else ""}
            return HttpResponseRedirect(reverse("ideas:board") + query_string(**known))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        given = self.request.GET
        filters = filters_in(given, self.request.user)
        read = self._filtered if filters.chosen or PANEL in given else self._plain
        key, typed = decode_key(given.get("after")), clean_search(given.get("q"))
        return super().get_context_data(**read(filters, typed, key, "close" in given), typed=typed, **kwargs)

    def _plain(self, filters, typed, key, close):
        tab, reader, counts = filters.tab, self.request.user, {}
        if typed:
            search, rows = search_page(
                typed,
                lambda words: board_rows(reader, tab, after=key, search=words),
                is_first=key is None,
                close=close,
            )
        else:
            search = None
            rows, counts = board_with_counts(reader, tab, after=key)
        here = partial(query_string, q=typed)
        return self._page(rows, PAGE, here, tab, search, key) | {
            "tabs": tab_links(tab, here, counts),
            "filter_url": here(tab=tab, **{PANEL: "1"}),
            "mine_url": here(tab=tab, site=MINE) if reader.site_id else "",
        }

    def _filtered(self, filters, typed, key, close):
        reader = self.request.user
        search, rows = search_page(
            typed,
            lambda words: filtering.filtered_rows(reader, filters, after=key, search=words),
            is_first=key is None,
            close=close,
        )
        counts = filtering.counts_for(filters, reader, search)
        known = {name: value for name, value in filters.query().items() if name != "tab"}
        here = partial(query_string, q=typed, **known)
        by_tab = counts.by["tab"] if counts else {}
        return self._page(rows, filtering.PAGE, here, filters.tab, search, key) | {
            "tabs": tab_links(
                filters.tab, here, {tab.value: by_tab.get(tab.value, 0) for tab in TABS} if counts else {}
            ),
            "filter_url": "",
            "panel": panel_of(filters, counts, reader),
            "chips": chips_of(filters, typed),
            "kept": [(name, value) for name, value in known.items() if value],
            "loosen": [] if rows else loosening(filters, counts, typed, reader),
            "site_chosen": filters.site,
            "mine_url": here(tab=filters.tab, site=MINE) if reader.site_id and not filters.site else "",
        }

    def _page(self, rows, size, here, tab, search, key):
        page = rows[:size]
        last = encode_key(*page[-1].key) if len(rows) > size else ""
        return {
            "tab": tab,
            "cards": board_html(self.request.user, page),
            "all_url": here(),
            "search": search,
            "sight": sight_in_words(self.request.user),
            "first_url": "" if key is None else here(tab=tab),
            "next_url": last and here(tab=tab, after=last, close="1" if search and search.is_close else ""),
        }


def panel_of(filters: Filters, counts, reader) -> list[dict]:
    """The filters with their values, each with the number it would leave."""
    choices = filtering.choices_of(filters, counts, reader)
    return [
        {
            "name": name,
            "label": filtering.LABELS[name],
            "choices": [(row, "" if row.count is None else say_count(row.count)) for row in choices[name]],
        }
        for name in filtering.LABELS
        if choices[name]
    ]


def chips_of(filters: Filters, typed: str) -> list[dict]:
    """One chip for each filter in use, with the address that takes it off."""
    return [
        {
            "label": f"{filtering.LABELS[name]}\u00a0: {filtering.label_of(filters, name)}",
            "url": query_string(
                q=typed, **filters.without(name).query(), **({} if filters.chosen[1:] else {PANEL: "1"})
            ),
        }
        for name in filters.chosen
    ]


def loosening(filters: Filters, counts, typed: str, reader) -> list[dict]:
    """Where nothing is left: what there would be without one of the filters or without the words, the most first."""
    ways = []
    for name in [*filters.chosen, *(["tab"] if filters.tab else [])] if counts else []:
        label = BoardTab(filters.tab).label if name == "tab" else filtering.label_of(filters, name)
        ways.append((counts.without(name), label, query_string(q=typed, **filters.without(name).query())))
    if typed:
        plain = filtering.counts_for(filters, reader)
        left = plain.by["tab"].get(filters.tab, 0) if filters.tab else plain.without("tab")
        ways.append((left, typed, query_string(**filters.query())))
    ways = [way for way in ways if way[0]]
    return [
        {"label": label, "url": url, "count": say_count(number), "number": min(number, 2)}
        for number, label, url in sorted(ways, key=lambda way: -way[0])
    ]


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

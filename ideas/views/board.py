"""« You said, we did »: what became of every contribution, for everyone."""

from django.views.generic import TemplateView

from ideas.cards import board_cards
from ideas.enums import BoardTab
from ideas.selectors import PAGE, board, board_counts
from parkour.core.keys import decode_key, encode_key

TABS = [tab for tab in BoardTab if tab != BoardTab.NONE]


class BoardView(TemplateView):
    """One tab of the board, newest first, page by page; an unknown tab or page shows the first one."""

    template_name = "ideas/board.html"

    def get_context_data(self, **kwargs):
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in TABS else ""
        key = decode_key(self.request.GET.get("after"))
        rows = board(tab, after=key)
        page, counts = rows[:PAGE], board_counts()
        return super().get_context_data(
            tab=tab,
            tabs=[(choice.value, choice.label, counts.get(choice.value, 0)) for choice in TABS],
            cards=board_cards(self.request.user, page),
            is_first=key is None,
            next_key=encode_key(page[-1].published_at, page[-1].pk) if len(rows) > PAGE else "",
            **kwargs,
        )

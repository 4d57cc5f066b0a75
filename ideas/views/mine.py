"""One's own contributions."""

from django.views.generic import TemplateView

from ideas.cards import mine_cards
from ideas.forms.author import key_of
from ideas.privacy import tell
from ideas.selectors import PAGE, asked_to_sign, draft_of, drafts_of, ideas_of, invitations_of, waiting_for
from parkour.core.keys import decode_key, encode_key

WAITING = "waiting"


class MineView(TemplateView):
    """Those that wait for the person first, then the newest; `?show=waiting` for the first kind alone."""

    template_name = "ideas/mine.html"

    def get_context_data(self, **kwargs):
        user, key = self.request.user, decode_key(self.request.GET.get("after"))
        waiting = list(waiting_for(user)[:PAGE])
        only_waiting = self.request.GET.get("show") == WAITING
        others = [] if only_waiting else own_page(user, waiting, key)
        first = [] if key and not only_waiting else waiting
        page = others[:PAGE]
        return super().get_context_data(
            cards=mine_cards(user, [*first, *page]),
            total=ideas_of(user).count(),
            waiting=len(waiting),
            only_waiting=only_waiting,
            to_sign=asked_to_sign(user),
            invitations=tell(user, invitations_of(user)),
            drafts=list(drafts_of(user)),
            discarded=self._discarded(),
            next_key=encode_key(page[-1].created_at, page[-1].pk) if len(others) > PAGE else "",
            **kwargs,
        )

    def _discarded(self):
        """The draft that was just deleted, while it can be taken back."""
        key = key_of(self.request.GET.get("discarded", ""))
        draft = draft_of(self.request.user, key) if key else None
        return draft if draft and draft.discarded_at else None


def own_page(user, waiting, key):
    """One page of the others, newest first, and one row more when there is a next page."""
    return list(ideas_of(user, after=key).exclude(pk__in=[idea.pk for idea in waiting])[: PAGE + 1])

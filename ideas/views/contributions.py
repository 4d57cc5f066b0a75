"""All contributions: the officer finds any of them by its words, its author, its state, its place."""

import re
from functools import partial

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from ideas import contributions as all_of_them
from ideas.contributions import BY_PRIORITY, BY_PROMISE, NEWEST, ORDERS, PAGE, STATES_SHOWN
from ideas.desk import named_by
from ideas.enums import IdeaKind
from ideas.models import Reason
from ideas.search import clean_search, search_page
from ideas.tags import sites_and_tags, tag_named
from parkour.core.keys import query_string, whole_number

REFERENCE = re.compile(r"PKR-[0-9]{4}-[0-9]{4,9}")
ORDER_LABELS = {
    NEWEST: _("The newest first"),
    BY_PRIORITY: _("The highest priority"),
    BY_PROMISE: _("The oldest promise"),
}


class ContributionsView(TemplateView):
    """Filters, order and search in the address; a reference goes straight to its page. 404 but for officers."""

    template_name = "ideas/contributions.html"

    def get(self, request, *args, **kwargs):
        if not request.user.has_perm("ideas.browse"):
            raise Http404
        reference = clean_search(request.GET.get("q")).upper()
        if REFERENCE.fullmatch(reference) and (idea := named_by(reference)):
            return HttpResponseRedirect(idea.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        given = self.request.GET
        typed, last = clean_search(given.get("q")), named_by(given.get("after", ""))
        order = given.get("order") if given.get("order") in ORDERS else NEWEST
        tag = tag_named(given["tag"]) if given.get("tag") else None
        chosen = {
            "state": given.get("state") if given.get("state") in STATES_SHOWN else "",
            "kind": given.get("kind") if given.get("kind") in IdeaKind.values else "",
            "site": whole_number(given.get("site")),
            "reason": whole_number(given.get("reason")),
            "tag": tag and tag.pk,
        }
        rows = all_of_them.contributions(**chosen)
        search, found = search_page(
            typed,
            lambda words: all_of_them.contributions_page(rows, order=order, after=last, search=words),
            is_first=last is None,
            people=True,
            close="close" in given,
        )
        page = found[:PAGE]
        here = partial(query_string, q=typed, order=order if order != NEWEST else "", **_as_text(chosen))
        more = len(found) > PAGE
        return super().get_context_data(
            ideas=page,
            typed=typed,
            search=search,
            choices=filters(chosen, order, tag),
            reason=Reason.objects.filter(pk=chosen["reason"]).first() if chosen["reason"] else None,
            is_filtered=bool(typed or any(chosen.values())),
            all_url=reverse("ideas:all"),
            first_url=here() if last else "",
            next_url=here(after=page[-1].reference, close="1" if search and search.is_close else "") if more else "",
            **kwargs,
        )


def _as_text(chosen):
    return {name: "" if value is None else str(value) for name, value in chosen.items()}


def filters(chosen, order, tag=None) -> list[dict]:
    """The choices over the list: name, label, and (value, label, whether it is chosen) of each."""
    sites, tags = sites_and_tags("pk")
    if tag and not tag.is_active:
        tags.append((str(tag.pk), tag.name))
    now = _as_text(chosen) | {"order": order}
    by_tag = [("tag", _("Tag"), [("", _("All tags")), *tags])] if tags else []
    lists = (
        ("state", _("State"), [("", _("All states")), *((state.value, state.label) for state in STATES_SHOWN)]),
        ("kind", _("Kind"), [("", _("All kinds")), *IdeaKind.choices]),
        ("site", _("Site"), [("", _("All sites")), *sites]),
        *by_tag,
        ("order", _("Order"), list(ORDER_LABELS.items())),
    )
    return [
        {"name": name, "label": label, "options": [(value, said, value == now[name]) for value, said in options]}
        for name, label, options in lists
    ]

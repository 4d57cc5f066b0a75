"""What follows a revealed vote on the console: its decision, those of a lot, or a workshop."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.forms import DecideForm
from committee.selectors.promised import promised_of
from committee.services.decisions import decide_item, decide_lot, outcome_to_record, send_to_workshop, told_from
from committee.views.console import ConsolePage, outcomes_of_lot
from committee.views.finding import PageForm, find_item, find_poll, session_url
from committee.views.room import room_of
from committee.voting_forms import LotForm, ToWorkshopForm
from ideas.views.loads import warn_of_load_to_come
from parkour.core.dates import human_datetime


def when_told(view) -> str:
    """What the chair reads after a decision: from when it is known outside the room."""
    moment = told_from()
    if moment is None:
        return view.success_message
    return _("Recorded. The authors are told on %(date)s, and nobody outside the room before them.") % {
        "date": human_datetime(moment)
    }


def warn_of_owners(request, decisions) -> None:
    """Say it of each person whom these decisions give more than was set as enough."""
    for owner in dict.fromkeys(decision.owner for decision in decisions if decision.owner):
        warn_of_load_to_come(request, owner, coming=promised_of(owner))


class FormOfThePoint(ConsolePage, PageForm):
    """A form on the console, on one point. `slot` is its name on the page; `asks` tells whether the page still asks."""

    slot, asks = "", ""

    def find(self):
        item = find_item(self.request, self.kwargs["pk"], permission="run_session")
        self.session = item.session
        return item

    def get_back_url(self):
        return session_url("console", self.session)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | ({f"{self.slot}_form": context["form"]} if context[self.asks] else {})


class DecideView(FormOfThePoint):
    """The decision as everybody will read it. Its outcome is the vote's."""

    form_class, slot, asks = DecideForm, "decide", "outcome"
    success_message = gettext_lazy("The decision is recorded. The author is told.")
    get_success_message = when_told

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"outcome": outcome_to_record(self.object)}

    def call(self, form):
        decision = decide_item(self.object, by=self.request.user, **form.cleaned_data)
        warn_of_owners(self.request, [decision])
        return decision


class DecideLotView(FormOfThePoint):
    """One reason for the points that were adopted together, and for each who carries it out."""

    form_class, slot, asks = LotForm, "lot", "lot"
    success_message = gettext_lazy("The decisions are recorded. The authors are told.")
    get_success_message = when_told

    def find(self):
        poll = find_poll(self.request, self.kwargs["pk"], permission="run_session")
        self.session = poll.item.session
        return poll

    def get_form_kwargs(self):
        room = room_of(self.session)
        points = outcomes_of_lot(room) if room.poll == self.object else []
        return super().get_form_kwargs() | {"points": points, "auto_id": "lot_%s"}

    def call(self, form):
        reason = form.cleaned_data["reason"]
        decisions = decide_lot(self.object, by=self.request.user, reason=reason, promises=form.promises())
        warn_of_owners(self.request, decisions)
        return decisions


class ToWorkshopView(FormOfThePoint):
    """What the poles disagree on, or where nothing was retained."""

    form_class, slot, asks = ToWorkshopForm, "workshop", "to_workshop"
    success_message = gettext_lazy("It goes to a workshop. The author is told.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": "workshop_%s"}

    def call(self, form):
        return send_to_workshop(self.object, by=self.request.user, **form.cleaned_data)

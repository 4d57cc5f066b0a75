"""What the committee decided: the list, what to look for in it, and the list as a file."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committee.minutes_forms import DecidedFilterForm
from committee.selectors.decided import PAGE, WIDTHS, Wanted, decided_for, decided_owners, decided_rows, decided_years
from committee.views.finding import ForTheHouse
from ideas.enums import DecisionOutcome
from ideas.sheet_responses import sheet_response
from parkour.core.keys import decode_key, encode_key, query_string


class ReadingDecisions(ForTheHouse):
    """The filters of the address. One that is wrong, or of somebody who carries nothing out, looks for nothing."""

    @cached_property
    def form(self):
        user = self.request.user
        form = DecidedFilterForm(
            self.request.GET,
            outcomes=DecisionOutcome.choices,
            years=decided_years(user),
            owners=decided_owners(user),
        )
        form.is_valid()
        return form

    @cached_property
    def wanted(self) -> Wanted:
        return Wanted(**{name: value for name, value in self.form.cleaned_data.items() if value})

    @property
    def filters(self) -> dict[str, str]:
        found = self.wanted
        return {
            "q": found.q,
            "outcome": found.outcome,
            "year": str(found.year or ""),
            "owner": str(found.owner or ""),
        }


class DecisionsView(ReadingDecisions, TemplateView):
    """One page of them, the latest first."""

    template_name = "committee/decisions.html"

    def get_context_data(self, **kwargs):
        rows = decided_for(self.request.user, self.wanted, decode_key(self.request.GET.get("after")))
        more = len(rows) > PAGE
        return super().get_context_data(
            form=self.form,
            rows=rows[:PAGE],
            wanted=self.wanted,
            next_url=query_string(**self.filters, after=encode_key(*rows[PAGE - 1].key)) if more else "",
            file_query=query_string(**self.filters),
            **kwargs,
        )


class DecisionsFileView(ReadingDecisions, View):
    """The list as a file: the same filters, the same order."""

    def get(self, request):
        kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
        rows = decided_rows(request.user, self.wanted)
        return sheet_response(rows, kind, name=_("decisions"), title=_("Decisions"), widths=WIDTHS)

"""The calendar of the committee: its rule, what it gives, and its exceptions."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from committee.forms import ExceptionForm, RuleForm
from committee.recurrence import HOUSE
from committee.selectors import rows_of, series_plan, session_exceptions, session_rule
from committee.services import series as services
from committee.views.finding import PageForm
from parkour.core import clock
from parkour.core.views import ServiceFormView, ServicePostView


def told(plan) -> str:
    """« 12 sessions planned, 3 moved, 2 taken off »: what a plan did, or would do."""
    if plan is None or not plan.changes:
        return _("No session changes.")
    counts = [
        (len(plan.new), ngettext("%(count)s session planned", "%(count)s sessions planned", len(plan.new))),
        (len(plan.move), ngettext("%(count)s moved", "%(count)s moved", len(plan.move))),
        (len(plan.drop), ngettext("%(count)s taken off", "%(count)s taken off", len(plan.drop))),
    ]
    return ", ".join(words % {"count": count} for count, words in counts if count) + "."


class CalendarPage:
    """What the page of the calendar shows, for itself and for the forms that live on it."""

    template_name = "committee/calendar.html"

    def find(self):
        if not self.request.user.has_perm("committee.plan_sessions"):
            raise Http404

    def get_back_url(self):
        return reverse("committee:calendar")

    def get_context_data(self, **kwargs):
        saved = kwargs.pop("saved", None) or session_rule()
        shown = saved.rule if saved else HOUSE
        plan = kwargs.pop("plan", None) or series_plan(shown, realign=False, active=True, beyond=True)
        context = {
            "saved": saved,
            "rows": rows_of(plan),
            "plan": plan,
            "exceptions": session_exceptions(clock.today()),
            "rule_form": RuleForm(initial=self.initial_of(saved)),
            "exception_form": ExceptionForm(),
        }
        return super().get_context_data(**context | kwargs)

    def initial_of(self, saved):
        rule = saved.rule if saved else HOUSE
        names = ("every", "week", "weekday", "month", "month_week", "starts_at", "minutes")
        first = saved.first_on if saved else clock.today().replace(month=1, day=1)
        known = {"first": first, "active": saved is None or saved.active, "version": saved and saved.version}
        return {name: getattr(rule, name) for name in names} | known


class CalendarView(CalendarPage, ServiceFormView):
    """The rule. « Show the dates » changes nothing; « Save » plans."""

    form_class = RuleForm

    def get_initial(self):
        return self.initial_of(session_rule())

    def form_valid(self, form):
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        data = form.cleaned_data
        plan = series_plan(form.rule(), realign=True, active=data["active"], beyond=True)
        return self.render_to_response(self.get_context_data(form=form, plan=plan, preview=told(plan)))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"rule_form": context["form"]}

    def call(self, form):
        data = form.cleaned_data
        return services.save_rule(form.rule(), by=self.request.user, active=data["active"], version=data["version"])

    def get_success_message(self):
        return _("The rule is saved. %(told)s") % {"told": told(self.result)}


class ExceptionView(CalendarPage, PageForm):
    """Skip a day of the rule, or hold its session on another one."""

    form_class = ExceptionForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"exception_form": context["form"], "exception_open": True}

    def call(self, form):
        return services.set_exception(by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        return _("The exception is kept. %(told)s") % {"told": told(self.result)}


class RemoveExceptionView(CalendarPage, ServicePostView):
    """The rule holds again for that day."""

    success_message = gettext_lazy("The rule holds again for this day.")

    def call(self):
        form = ExceptionForm({"wanted": self.request.POST.get("wanted")})
        return services.remove_exception(form.cleaned_data["wanted"], by=self.request.user) if form.is_valid() else None

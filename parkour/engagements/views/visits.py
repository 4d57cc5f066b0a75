"""Field visits: the log, one of them, what was said there, the answers owed to those met."""

from datetime import timedelta
from uuid import uuid4

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas import desk
from ideas.views.files import TakesFiles
from parkour.core import clock
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.models import OwedAnswer, Visit
from parkour.engagements.services import visits as service
from parkour.engagements.views.finding import require
from parkour.engagements.visit_forms import GiveAnswerForm, OweForm, VisitCaptureForm, VisitForm
from parkour.engagements.visiting import MOST_OWED, owed, owed_row, still_owed, told_visits, visits

VISIT, CARRY, CAPTURE = "engagements.visit", "engagements.carry_visit", "engagements.capture_at_visit"
USUALLY_OWED = timedelta(days=14)


def find_visit(user, pk: int, permission: str = "") -> Visit:
    """The visit; 404 unless the person reads visits and has `permission` on this one."""
    require(user, VISIT)
    found = get_object_or_404(Visit.objects.select_related("site", "team", "by"), pk=pk)
    if permission:
        require(user, permission, found)
    return found


def find_owed(user, pk: int) -> OwedAnswer:
    """An answer owed by this person; else 404."""
    found = get_object_or_404(OwedAnswer.objects.select_related("visit__site"), pk=pk)
    require(user, CARRY, found.visit)
    return found


class VisitsView(TemplateView):
    template_name = "engagements/visits.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, VISIT)
        after = whole_number(self.request.GET.get("after"))
        before = Visit.objects.filter(pk=after).first() if after is not None else None
        rows, more = visits(user, before=before)
        count, late = still_owed(clock.today())
        return super().get_context_data(
            rows=rows,
            owed=count,
            late=late,
            first_url="?" if before else "",
            next_url=f"?after={rows[-1].visit.pk}" if more else "",
            **kwargs,
        )


class OwedView(TemplateView):
    """What is still owed to those met, the earliest day first."""

    template_name = "engagements/owed.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, VISIT)
        mine = self.request.GET.get("mine") == "1"
        rows, count = owed(user, mine=mine)
        return super().get_context_data(rows=rows, count=count, most=MOST_OWED, mine=mine, **kwargs)


class NewVisitView(ServiceFormView):
    form_class = VisitForm
    template_name = "engagements/visit_form.html"
    success_message = gettext_lazy("The visit is noted. Add what was said there, and what you owe an answer to.")

    def find(self):
        require(self.request.user, VISIT)

    def get_back_url(self):
        return reverse("engagements:visits")

    def get_success_url(self):
        return self.result.get_absolute_url()

    def get_initial(self):
        site = self.request.user.site
        return {"key": uuid4(), "on": clock.today(), "site": site.code if site else ""}

    def call(self, form):
        return service.note_visit(form.facts(), key=form.cleaned_data["key"], by=self.request.user)[0]


class EditVisitView(ServiceFormView):
    form_class = VisitForm
    template_name = "engagements/visit_form.html"
    success_message = gettext_lazy("The visit is saved.")

    def find(self):
        return find_visit(self.request.user, self.kwargs["pk"], CARRY)

    def get_initial(self):
        one = self.object
        facts = {name: getattr(one, name) for name in ("key", "on", "company", "words", "version")}
        return facts | {"site": one.site.code, "team": one.team_id}

    def call(self, form):
        version = form.cleaned_data["version"] or 0
        return service.correct_visit(self.object, form.facts(), by=self.request.user, version=version)

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
            context["other"] = conflict.current
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        return super().get_context_data(edits=True, **context)


class VisitView(ServiceFormView):
    """One visit with what was said and what is owed; the form that writes down one more answer owed."""

    form_class = OweForm
    template_name = "engagements/visit.html"
    success_message = gettext_lazy("Written down: it stays on the list until it is answered.")

    def find(self):
        return find_visit(self.request.user, self.kwargs["pk"], CARRY if self.request.method == "POST" else "")

    def get_initial(self):
        return {"due_on": clock.today() + USUALLY_OWED}

    def call(self, form):
        return service.owe_answer(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        user = self.request.user
        return super().get_context_data(
            row=told_visits([self.object.pk], user)[0],
            carries=user.has_perm(CARRY, self.object),
            captures=user.has_perm(CAPTURE, self.object),
            **context,
        )


class DropVisitView(ServicePostView):
    success_message = gettext_lazy("The visit is taken away.")

    def find(self):
        return find_visit(self.request.user, self.kwargs["pk"], CARRY)

    def call(self):
        service.drop_visit(self.object, by=self.request.user)

    def get_success_url(self):
        return reverse("engagements:visits")


class CaptureAtVisitView(TakesFiles, ServiceFormView):
    """Words of somebody met; once they are kept the page is there again for the next ones."""

    form_class = VisitCaptureForm
    template_name = "engagements/visit_capture.html"

    def find(self):
        return find_visit(self.request.user, self.kwargs["pk"], CAPTURE)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"visit": self.object}

    def call(self, form):
        return service.capture_at_visit(self.object, form.spoken(), by=self.request.user)[0]

    def again(self, form, status, **context):
        form.renew_key()
        return super().again(form, status, **context)

    def get_success_message(self):
        return _("%(reference)s is kept. Here is the page for the next one.") % {"reference": self.result.reference}

    def get_success_url(self):
        return reverse("engagements:visit_capture", args=[self.object.pk])

    def get_context_data(self, **context):
        return super().get_context_data(visit=self.object, people=desk.people_to_name(), **context)


class GiveAnswerView(ServiceFormView):
    form_class = GiveAnswerForm
    template_name = "engagements/give_answer.html"
    success_message = gettext_lazy("Noted: the answer was given.")

    def find(self):
        return find_owed(self.request.user, self.kwargs["pk"])

    def get_back_url(self):
        return self.object.visit.get_absolute_url()

    def get_initial(self):
        return {"on": clock.today()}

    def call(self, form):
        return service.give_answer(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **context):
        return super().get_context_data(row=owed_row(self.object, self.request.user), **context)


class TakeBackAnswerView(ServicePostView):
    success_message = gettext_lazy("It is owed again.")

    def find(self):
        return find_owed(self.request.user, self.kwargs["pk"])

    def get_back_url(self):
        return self.object.visit.get_absolute_url()

    def call(self):
        return service.take_back_answer(self.object, by=self.request.user)


class DropOwedView(TakeBackAnswerView):
    success_message = gettext_lazy("It is taken off the list.")

    def call(self):
        service.drop_owed(self.object, by=self.request.user)

"""Typing for somebody else, card after card; saying that it is not from oneself; answers that are said aloud."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas import desk
from ideas.captures import PAGE, to_say_page, waiting_capture
from ideas.enums import SENSITIVE_CHANNELS, State
from ideas.finding import idea_to_disown
from ideas.forms.captures import KEPT, CaptureForm, SaidForm
from ideas.services.captures import capture_idea, disown_idea, say_answer
from ideas.views.files import TakesFiles
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from parkour.core.keys import query_string
from parkour.core.views import ServiceFormView, ServicePostView

LONGEST_KEPT = 40


class CaptureView(TakesFiles, ServiceFormView):
    """One card. Once it is kept the page is there again for the next one, with occasion, site and day."""

    form_class = CaptureForm
    template_name = "ideas/capture.html"

    def find(self):
        if not self.request.user.has_perm("ideas.capture_idea"):
            raise Http404

    def get_initial(self):
        given = {name: self.request.GET.get(name, "")[:LONGEST_KEPT] for name in KEPT}
        return {name: value for name, value in given.items() if value}

    def call(self, form):
        self.kept = {name: form[name].value() or "" for name in KEPT}
        return capture_idea(form.spoken(), by=self.request.user)[0]

    def again(self, form, status, **context):
        form.renew_key()
        return super().again(form, status, **context)

    def get_success_message(self):
        return _("%(reference)s is kept. Here is the page for the next one.") % {"reference": self.result.reference}

    def get_success_url(self):
        return reverse("ideas:capture") + query_string(**self.kept)

    def get_context_data(self, **context):
        return super().get_context_data(people=desk.people_to_name(), **context)


class DisownView(ServicePostView):
    """One tap: it is not from me, or it is not what I meant."""

    success_message = gettext_lazy("Thank you. Your name is no longer on it, and the improvement officer knows.")

    def find(self):
        return idea_to_disown(self.request.user, self.kwargs["reference"])

    def get_back_url(self):
        may = self.request.user.has_perm("ideas.disown_idea", self.object)
        return reverse("ideas:receipt", args=[self.object.reference]) if may else reverse("ideas:mine")

    def call(self):
        disown_idea(self.object, by=self.request.user, why=self.request.POST.get("why", ""))

    def get_success_url(self):
        return reverse("ideas:mine")


class ToSayView(TemplateView):
    """Answers that reach nobody unless somebody says them, the oldest first; 404 but for officers."""

    template_name = "ideas/to_say.html"

    def get_context_data(self, **kwargs):
        if not self.request.user.has_perm("ideas.say_answer"):
            raise Http404
        last = waiting_capture(self.request.GET.get("after", "")[:LONGEST_KEPT])
        last = last if last and last.to_say_id else None
        rows = to_say_page(after=last, size=PAGE)
        return super().get_context_data(
            captures=rows[:PAGE],
            in_confidence=SENSITIVE_CHANNELS,
            today=clock.today().isoformat(),
            first_url=reverse("ideas:to_say") if last else "",
            next_url=query_string(after=rows[PAGE - 1].idea.reference) if len(rows) > PAGE else "",
            **kwargs,
        )


class SayView(ServiceFormView):
    """Note that it was said: today and by oneself in one tap from the list; here, another day or by somebody else."""

    form_class = SaidForm
    template_name = "ideas/say.html"
    success_message = gettext_lazy("Noted: the answer was said.")

    def find(self):
        if not self.request.user.has_perm("ideas.say_answer"):
            raise Http404
        if capture := waiting_capture(self.kwargs["reference"]):
            return capture
        raise Http404

    def permit(self):
        if self.object.to_say is None and self.request.method != "POST":
            raise TransitionRefused(_("No answer waits to be said here."))

    def get_back_url(self):
        return reverse("ideas:to_say")

    def get_initial(self):
        return {"answer": self.object.to_say_id, "said_on": clock.today(), "said_by": self.request.user.email}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"asked": self.object.idea.state == State.NEEDS_INFO}

    def call(self, form):
        say_answer(self.object, by=self.request.user, **form.cleaned_data)

    def again(self, form, status, conflict=None, **context):
        if conflict:  # the page now shows the other answer: noting that one is a choice
            form.data = form.data.copy()
            form.data["answer"] = str(conflict.current.to_say_id)
            self.object = conflict.current
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        facts = {"in_confidence": SENSITIVE_CHANNELS, "people": desk.people_to_name()}
        return super().get_context_data(**facts, **context)

"""Words to choose from in the sheet of an outcome, its preview; and the pages where ready words are written."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas.answer_words import fill, said_parts, with_reason
from ideas.enums import Outcome
from ideas.forms.ready_words import ChangeWordsForm, NewWordsForm
from ideas.models import AnswerTemplate
from ideas.previewing import preview_answer
from ideas.reasons import reasons_for
from ideas.replies import GAP, product_body, ready_words
from ideas.services.answer_templates import count_use, restore_default, write_template
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView


class ReadyWordsMixin:
    """For the sheet of an outcome: other words, a reason, what was typed given back, a preview. None of it sends
    anything.
    """

    put_in = None  # the reason whose words were just put in

    @cached_property
    def ready(self):
        return ready_words(self.object, self.way.outcome, officer=self.request.user, why=self.get_why())

    @cached_property
    def reasons(self):
        return reasons_for(self.object, self.way.outcome, officer=self.request.user)

    def reason_of(self, key):
        return next((row for row in self.reasons if str(row.reason.pk) == key), None)

    def reason_given(self, form):
        """The reason of the desk whose words were put in; None where what was chosen afterwards belongs to another."""
        given = self.reason_of(self.request.POST.get("reason", ""))
        code = form.cleaned_data.get("reason_code") or form.cleaned_data.get("channel") or ""
        return given.reason if given and given.reason.goes_with(self.way.outcome, code) else None

    def post(self, request, *args, **kwargs):
        if "because" in request.POST and (given := self.reason_of(request.POST.get("choice", ""))):
            self.put_in = given.reason
            return self.with_words(with_reason(request.POST.get("message", ""), given.text))
        if "use" in request.POST:
            chosen = request.POST.get("words", "")
            return self.with_words(next((row.text for row in self.ready if row.key == chosen), self.ready[0].text))
        if "back" in request.POST:
            return self.with_words(request.POST.get("before", ""))
        return super().post(request, *args, **kwargs)

    def with_words(self, words):
        """The same sheet with these words; the facts stay as typed, and so do the words that were there, beside."""
        typed = self.request.POST
        kept = {name: typed.get(name, "") for name in self.get_form_class().base_fields}
        if self.put_in and self.put_in.code:
            kept |= {name: self.put_in.code for name in ("reason_code", "channel") if name in kept}
        before = kept["message"] if kept["message"].strip() != words.strip() else ""
        form = self.get_form_class()(initial=kept | {"message": words}, viewer=self.request.user)
        return self.render_to_response(self.get_context_data(form=form, before=before))

    def form_valid(self, form):
        if "preview" in self.request.POST:
            shown = preview_answer(self.object, Outcome(self.way.outcome), form.cleaned_data)
            return self.again(form, 200, preview=shown)
        return super().form_valid(form)

    def answer(self):
        if not self.keeps:
            count_use(self.request.POST.get("words", ""))
        return super().answer()

    def get_context_data(self, **context):
        context = super().get_context_data(**{"preview": None, "before": ""} | context)
        chosen = self.request.POST.get("words", self.ready[0].key)
        words = str(context["form"]["message"].value() or "")
        kept = str(self.kept.reason_id or "") if self.request.method == "GET" and self.kept else ""
        given = str(self.put_in.pk) if self.put_in else self.request.POST.get("reason", kept)
        if "back" in self.request.POST:  # one's own words again: they give no reason
            given = ""
        facts = {"reasons": self.reasons, "given": self.reason_of(given), "parts": said_parts(words)}
        return context | {"ready": self.ready, "chosen": chosen} | facts


class _Writers:
    def find(self):
        if not self.request.user.has_perm("ideas.manage_words"):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:words")


class WordsView(View):
    """Every ready text by outcome, with how often it was used."""

    def get(self, request):
        if not request.user.has_perm("ideas.manage_words"):
            raise Http404
        rows = list(AnswerTemplate.objects.select_related("by").order_by("-is_active", "language", "name", "pk")[:400])
        outcomes = [
            {"outcome": outcome, "rows": [row for row in rows if row.outcome == outcome], "own": product_body(outcome)}
            for outcome in Outcome
        ]
        return render(request, "ideas/words.html", {"outcomes": outcomes})


class NewWordsView(_Writers, ServiceFormView):
    """A new text, begun with the words of the product."""

    form_class = NewWordsForm
    template_name = "ideas/words_form.html"
    success_message = gettext_lazy("Words saved.")
    template = None

    def get_initial(self):
        outcome = self.request.GET.get("outcome", "")
        known = outcome in Outcome.values
        language = self.request.user.locale
        return {
            "outcome": outcome if known else "",
            "language": language,
            "body": product_body(Outcome(outcome), language) if known else "",
        }

    def call(self, form):
        return write_template(by=self.request.user, **form.cleaned_data)

    def form_valid(self, form):
        if "preview" in self.request.POST:
            return self.again(form, 200, example=fill(form.cleaned_data["body"], self.example()))
        return super().form_valid(form)

    def example(self):
        """Facts of an invented contribution."""
        return {
            "first_name": "Camille",
            "reference": "PKR-2026-0142",
            "title": _("The gate stays open at night."),
            "days": "5",
            "why": GAP,
            "officer": self.request.user.first_name,
        }

    def get_context_data(self, **context):
        return super().get_context_data(**{"example": "", "template": self.template} | context)


class ChangeWordsView(NewWordsView):
    """One text: its words, its name, whether it is in use and proposed first."""

    form_class = ChangeWordsForm

    def find(self):
        super().find()
        self.template = get_object_or_404(AnswerTemplate, pk=self.kwargs["pk"])
        return self.template

    def get_back_url(self):
        return reverse("ideas:words")

    def get_initial(self):
        row = self.template
        return {"name": row.name, "body": row.body, "is_active": row.is_active, "is_first": row.is_first}

    def call(self, form):
        version = whole_number(self.request.POST.get("version"))
        return write_template(by=self.request.user, template=self.template, version=version, **form.cleaned_data)


class RestoreWordsView(_Writers, ServicePostView):
    """The words of the product first again."""

    success_message = gettext_lazy("The words of the product are proposed first again.")

    def call(self):
        sent = self.request.POST
        return restore_default(by=self.request.user, outcome=sent.get("outcome", ""), language=sent.get("language", ""))

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_back_url())

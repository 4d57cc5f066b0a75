"""One outcome for several contributions: choose, read over what each author will read, send, undo in one go."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas import desk
from ideas.forms.officer import proposed_dates
from ideas.forms.several import TOGETHER, several_form
from ideas.held import taken_back_words
from ideas.models import Idea
from ideas.outcomes import WAYS
from ideas.own_desk import own_desk
from ideas.privacy import prefetch_names, tell
from ideas.replies import GAP, Proposing
from ideas.services.several import MOST, Prepared, hold_several, take_back_last
from ideas.services.triage import Orientation
from ideas.views.outcomes import kept_facts
from ideas.views.several_reasons import SharedReasonMixin
from parkour.accounts.rules import is_officer
from parkour.core.keys import whole_number
from parkour.core.views import SEE_OTHER, UNPROCESSABLE, ServiceFormView, ServicePostView


@dataclass
class Line:
    """One contribution of the page: the answer that its author will read, as it was before a reason was put in, and why
    it was refused.
    """

    idea: Idea
    message: str = ""
    before: str = ""
    error: str = ""


class SeveralView(SharedReasonMixin, ServiceFormView):
    """First the facts and the shared words, then each answer to read over. Nothing is written before “send”."""

    template_name = "ideas/triage_several.html"

    def find(self):
        if not is_officer(self.request.user):
            raise Http404
        asked = self.request.POST or self.request.GET
        way = WAYS.get(asked.get("outcome", ""))
        self.way = way if way and way.outcome in TOGETHER else None

    @cached_property
    def lines(self) -> list[Line]:
        """What was chosen and waits, in the order of the queue, as far as this officer may decide on it."""
        chosen = (self.request.POST or self.request.GET).getlist("ref")[: MOST * 2] if self.way else []
        ideas = tell(self.request.user, desk.waiting_among(chosen)[:MOST])
        prefetch_names(ideas)
        person = self.request.user
        return [Line(idea) for idea in ideas if person.has_perm("ideas.decide_triage", idea)]

    @cached_property
    def kept(self):
        """What was written for them and taken back, by contribution."""
        return taken_back_words([line.idea for line in self.lines], self.way.outcome, self.request.user)

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.lines else self.nothing_chosen()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.lines else self.nothing_chosen()

    def nothing_chosen(self):
        messages.warning(self.request, _("Choose at least one contribution that waits for an answer."))
        return HttpResponseRedirect(self.get_back_url())

    def get_back_url(self):
        return reverse("ideas:triage")

    def get_form_class(self):
        return several_form(self.way.outcome)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"viewer": self.request.user}

    def get_initial(self):
        return proposed_dates(self.way.outcome) | next((kept_facts(held) for held in self.kept.values()), {})

    def get_form(self, form_class=None):
        """Once the answers are written, the shared words have done their work; so do those of a reason."""
        form = super().get_form(form_class)
        if "words" in form.fields and ("send" in self.request.POST or self.given):
            form.fields["words"].required = False
        return form

    def form_valid(self, form):
        if "send" in self.request.POST:
            return super().form_valid(form)
        self.read_messages()
        for line in self.lines:
            if "preview" in self.request.POST or not line.message:  # Enter in a field writes over nothing
                words = self.proposed(line.idea, form.cleaned_data.get("words", ""))
                line.message = self.with_words_of(self.given, line.idea, words)
        return self.again(form, 200)

    def show_again(self):
        self.read_messages()
        return super().show_again()

    def form_invalid(self, form):
        self.read_messages()
        return super().form_invalid(form)

    @cached_property
    def proposing(self):
        return Proposing(self.way.outcome, officer=self.request.user)

    def proposed(self, idea, words):
        return self.proposing.first(idea).replace(GAP, words or GAP)

    def read_messages(self):
        for line in self.lines:
            line.message = self.request.POST.get(f"message-{line.idea.reference}", "")
            line.before = self.request.POST.get(f"before-{line.idea.reference}", "")

    def call(self, form):
        """Hold what is ready; `result` are the lines that stay, each with its sentence."""
        self.read_messages()
        facts = {name: value for name, value in form.cleaned_data.items() if name != "words"}
        facts["reason"] = self.reason_given(form)
        ready, by_idea = [], {line.idea.pk: line for line in self.lines}
        for line in self.lines:
            line.error = _wrong(line.message)
            version = whole_number(self.request.POST.get(f"version-{line.idea.reference}"))
            if not line.error:
                ready.append(Prepared(line.idea, version, Orientation(self.way.outcome, line.message, **facts)))
        for answer, refusal in hold_several(ready, by=self.request.user) if ready else ():
            by_idea[answer.idea.pk].error = str(refusal.message)
        return [line for line in self.lines if line.error]

    def answer(self):
        """To the queue, which says how long they can be taken back; what was refused stays here, with its words."""
        done = len(self.lines) - len(self.result)
        if done and (self.result or not settings.UNDO_SECONDS):  # else the countdown of the next page says it
            messages.success(self.request, _done(done))
        if not self.result:
            return HttpResponseRedirect(self.get_back_url(), status=SEE_OTHER)
        self.lines = self.result
        return self.again(self.get_form(), UNPROCESSABLE)

    def get_context_data(self, **context):
        if self.request.method == "GET":
            for line in self.lines:
                held = self.kept.get(line.idea.pk)
                line.message = held.message if held else ""
        form_class = self.get_form_class()
        return super().get_context_data(
            way=self.way,
            lines=self.lines,
            is_read_over=any(line.message for line in self.lines),
            desk=own_desk(self.request.user),
            contributions=desk.merge_candidates(self.lines[0].idea)
            if "into" in form_class.base_fields and self.lines
            else (),
            **context,
        )


def _done(number) -> str:
    if settings.UNDO_SECONDS:
        sentence = ngettext("%(done)s answer waits to leave.", "%(done)s answers wait to leave.", number)
    else:
        sentence = ngettext("%(done)s answer sent.", "%(done)s answers sent.", number)
    return sentence % {"done": number}


def _wrong(message) -> str:
    if not message.strip():
        return _("Write a few words: the author reads them.")
    if GAP in message:
        return _("Replace “%(gap)s” with your own words: the author reads them.") % {"gap": GAP}
    return ""


class UndoView(ServicePostView):
    """The last answer of this person, with those sent together with it: back to where their words are."""

    def find(self):
        if not is_officer(self.request.user):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:triage")

    def call(self):
        return take_back_last(by=self.request.user)

    def get_success_message(self):
        if self.result[0].ready_id:
            return _("Nothing was sent. What you had published is ready again.")
        return _("Nothing was sent. Your words are here.")

    def get_success_url(self):
        if self.result[0].ready_id:
            return reverse("ideas:ready")
        outcome, ideas = self.result[0].outcome, [held.idea for held in self.result]
        if len(ideas) == 1:
            return reverse("ideas:decide", kwargs={"reference": ideas[0].reference, "outcome": outcome})
        query = QueryDict(mutable=True)
        query["outcome"] = outcome
        query.setlist("ref", [idea.reference for idea in ideas])
        return f"{reverse('ideas:several')}?{query.urlencode()}"

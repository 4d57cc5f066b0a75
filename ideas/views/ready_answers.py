"""Answers that are ready: read over, published together now or at a chosen moment, put aside, put back."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas.forms.ready_answers import PublishForm
from ideas.models import ReadyAnswer
from ideas.own_desk import own_desk
from ideas.ready_answers import planned_answers, put_aside, ready_lines
from ideas.services.ready_answers import Chosen, discard_ready, publish_ready, restore_ready
from parkour.accounts.rules import is_officer
from parkour.core.dates import human_datetime
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import query_string, whole_number
from parkour.core.views import SEE_OTHER, UNPROCESSABLE, ServiceFormView, ServicePostView


class _OfOfficers:
    def find(self):
        if not is_officer(self.request.user):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:ready")


class ReadyView(_OfOfficers, ServiceFormView):
    """The list; those that are chosen leave in one gesture, what is refused stays and says why."""

    template_name = "ideas/ready.html"
    form_class = PublishForm

    def dispatch(self, request, *args, **kwargs):
        """Moments are read and written in the time of the officer's site."""
        with timezone.override(request.user.site.tz if request.user.site else timezone.get_default_timezone()):
            answer = super().dispatch(request, *args, **kwargs)
            return answer.render() if hasattr(answer, "render") else answer

    @property
    def later(self):
        return "plan" in self.request.POST

    @cached_property
    def chosen(self) -> list[int]:
        keys = [whole_number(key) for key in self.request.POST.getlist("ready")]
        return [key for key in dict.fromkeys(keys) if key is not None]

    def form_valid(self, form):
        if not {"now", "plan"} & set(self.request.POST):  # Enter in a field publishes nothing
            return self.again(form, 200)
        return super().form_valid(form)

    def call(self, form):
        """Publish; `result` is how many leave and, by key, why the others stay."""
        at = form.moment() if self.later else None
        self.leaves = human_datetime(at) if at else ""
        if self.later and at is None:
            raise InvalidInput(_("Choose the moment."), field="at")
        rows = ReadyAnswer.objects.select_related("idea", "merged_into").in_bulk(self.chosen)
        sent = self.request.POST
        chosen = [
            Chosen(rows[key], whole_number(sent.get(f"version-{key}")) or 0) for key in self.chosen if key in rows
        ]
        gone = len(self.chosen) - len(chosen)
        if gone:
            sentence = ngettext(
                "%(gone)s answer was published or changed meanwhile.",
                "%(gone)s answers were published or changed meanwhile.",
                gone,
            )
            messages.warning(self.request, sentence % {"gone": gone})
        if gone and not chosen:
            return 0, {}
        refused = publish_ready(chosen, by=self.request.user, at=at)
        return len(chosen) - len(refused), {ready.pk: str(refusal.message) for ready, refusal in refused}

    def answer(self):
        done, errors = self.result
        if done and (errors or self.later or not settings.UNDO_SECONDS):  # else the countdown of the page says it
            messages.success(self.request, _said(done, self.leaves))
        if not errors:
            return HttpResponseRedirect(self.get_back_url(), status=SEE_OTHER)
        return self.again(self.get_form(), UNPROCESSABLE)

    def get_context_data(self, **context):
        lines, following = ready_lines(self.request.user, after=whole_number(self.request.GET.get("after")))
        done, errors = self.result or (0, {})
        for line in lines:
            line.error = errors.get(line.ready.pk, "")
            line.is_chosen = line.ready.pk in self.chosen if self.chosen else line.is_open and not line.is_changed
        person = self.request.user
        return super().get_context_data(
            lines=lines,
            to_publish=any(line.is_open for line in lines),
            planned=planned_answers(person),
            aside=put_aside(person),
            desk=own_desk(person),
            first_url=reverse("ideas:ready") if "after" in self.request.GET else "",
            next_url=query_string(after=str(following)) if following else "",
            **context,
        )


def _said(done, at) -> str:
    if at:
        sentence = ngettext("%(done)s answer leaves %(at)s.", "%(done)s answers leave %(at)s.", done)
    elif settings.UNDO_SECONDS:
        sentence = ngettext("%(done)s answer waits to leave.", "%(done)s answers wait to leave.", done)
    else:
        sentence = ngettext("%(done)s answer sent.", "%(done)s answers sent.", done)
    return sentence % {"done": done, "at": at}


class _OneReady(_OfOfficers, ServicePostView):
    def find(self):
        super().find()
        return get_object_or_404(ReadyAnswer.objects.select_related("idea"), pk=self.kwargs["pk"])


class DiscardView(_OneReady):
    """Put aside: undone below the list, for thirty days."""

    success_message = gettext_lazy("Put aside. Below, it can be put back for thirty days.")

    def call(self):
        return discard_ready(self.object, by=self.request.user)


class RestoreView(_OneReady):
    success_message = gettext_lazy("It is ready again.")

    def call(self):
        return restore_ready(self.object, by=self.request.user)

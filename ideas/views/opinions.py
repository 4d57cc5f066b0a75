"""Second opinions: what waits for mine, and the talk of two raters whose levels are far apart."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from ideas.desk import named_by
from ideas.forms.opinions import AgainForm, SettleForm
from ideas.opinions import (
    PAGE,
    TALK_LASTS,
    assessments_of,
    latest_opinion,
    opinions_page,
    talk_begun_at,
    talks_of,
)
from ideas.privacy import tell
from ideas.scoring import CRITERIA
from ideas.services.opinions import begin_talk, rate_again, settle_opinions
from ideas.services.rubrics import rubric_to_read
from ideas.views.desk import criteria_of, find_for_triage, item_url, levels_of, written
from parkour.core import clock
from parkour.core.keys import query_string, whole_number
from parkour.core.views import ServiceFormView, ServicePostView


class OpinionsView(View):
    """What waits for the second opinion of whoever asks, and what they have to talk over."""

    def get(self, request):
        if not request.user.has_perm("ideas.view_triage"):
            raise Http404
        after = named_by(request.GET.get("after", ""))
        rows = opinions_page(request.user, after=after)
        talks = [] if after else talks_of(request.user)
        tell(request.user, [row.idea for row in [*rows, *talks]])
        context = {
            "opinions": rows[:PAGE],
            "talks": talks,
            "first_url": query_string() if after else "",
            "next_url": query_string(after=rows[PAGE - 1].idea.reference) if len(rows) > PAGE else "",
        }
        return render(request, "ideas/opinions.html", context)


class TalkPage(ServiceFormView):
    """Both sets of levels side by side, one's own once more, and the sentence on which both agree."""

    template_name = "ideas/talk_over.html"
    form_name = "again"

    def find(self):
        idea = find_for_triage(self.request, self.kwargs["reference"])
        self.opinion = latest_opinion(idea)
        self.rows = list(assessments_of(idea).select_related("rater"))
        self.own = next((row for row in self.rows if row.rater_id == self.request.user.pk), None)
        if self.own is None or self.opinion is None or not self.opinion.to_discuss:
            raise Http404  # nothing of it may be read before one's own levels are saved
        return idea

    def get_back_url(self):
        return item_url(self.object)

    @cached_property
    def pair(self):
        """The assessments of the two, the first rater first."""
        two = {row.rater_id: row for row in self.rows}
        return [two[pk] for pk in (self.opinion.first_id, self.opinion.second_id) if pk in two]

    def build(self, name, **kwargs):
        if name == "settle":
            return SettleForm(**kwargs)
        initial = AgainForm.initial_from(self.own)
        return AgainForm(idea=self.object, rubric=rubric_to_read(), initial=initial, **kwargs)

    def get_form(self, form_class=None):
        return self.build(self.form_name, **({"data": self.request.POST} if self.request.method == "POST" else {}))

    def version(self):
        return whole_number(self.request.POST.get("version"))

    def get_context_data(self, form=None, **context):
        shown = {name: self.build(name) for name in ("again", "settle") if name != self.form_name}
        shown[self.form_name] = form = form or self.get_form()
        both = sum(row.again_at is not None for row in self.pair) > 1
        is_one = self.request.user.pk in {self.opinion.first_id, self.opinion.second_id}
        may = (
            is_one and self.opinion.settled_at is None and self.request.user.has_perm("ideas.assess_idea", self.object)
        )
        return super().get_context_data(
            form=form,
            idea=self.object,
            opinion=self.opinion,
            own=self.own,
            criteria=shown["again"].criteria(),
            again_form=shown["again"],
            settle_form=shown["settle"],
            rows=[self._row(row, both) for row in self.pair],
            both=both,
            may_rate=may and not both,
            may_settle=may and both,
            **self._minutes(may),
            **context,
        )

    def _minutes(self, may):
        """Until when the five minutes run, for the two of them; whether one may begin them."""
        if self.opinion.settled_at:
            return {"talk_ends_at": None, "talk_left": 0, "may_begin": False}
        begun = talk_begun_at(self.opinion)
        ends_at = begun and begun + TALK_LASTS
        left = max(int((ends_at - clock.now()).total_seconds()), 0) if ends_at else 0
        return {"talk_ends_at": ends_at, "talk_left": left, "may_begin": may and begun is None}

    def _row(self, row, both):
        """One rater: the blind levels, and those after the talk once one may read them, with what is far apart."""
        names, others = criteria_of(self.object), [other for other in self.pair if other is not row]
        apart = {
            name
            for name in names
            for other in others
            if None not in (getattr(row, name), getattr(other, name))
            and abs(getattr(row, name) - getattr(other, name)) > 1
        }
        blind = levels_of(row, self.object)["levels"]
        readable = row.again_at and (both or row is self.own)
        again = {name: getattr(row, f"{name}_again") for name in CRITERIA}
        return {
            "rater": row.rater,
            "is_own": row is self.own,
            "levels": [(level, name in apart) for name, level in zip(names, blind, strict=True)],
            "again": written(again, self.object) if readable else [],
            "has_rated": row.again_at is not None,
        }


class TalkView(TalkPage):
    """Levels once more."""

    success_message = _("Your levels after the talk are saved.")

    def call(self, form):
        return rate_again(self.object, by=self.request.user, version=self.version(), **form.facts())

    def get_success_url(self):
        return self.request.path


class BeginTalkView(ServicePostView):
    """Told by the page once one of the two has it in front of them, or by its button; loading it changes nothing."""

    find = TalkPage.find

    def get_back_url(self):
        return reverse("ideas:talk_over", kwargs={"reference": self.object.reference})

    def call(self):
        return begin_talk(self.object, by=self.request.user)


class SettleView(TalkPage):
    """The reason on which both agree."""

    form_name = "settle"
    success_message = _("Kept: the consensus, its reason, and what each gave first.")

    def call(self, form):
        return settle_opinions(self.object, by=self.request.user, version=self.version(), **form.cleaned_data)

    def get_success_url(self):
        return self.get_back_url()

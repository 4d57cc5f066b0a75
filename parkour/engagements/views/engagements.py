"""The charter with its live results, one engagement, its promise, its steps and its proofs."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.forms import EngagementForm, ProofForm, StepForm, WhyForm, of_engagement
from parkour.engagements.reading import charter, sides, tally, told
from parkour.engagements.services import promises, proving
from parkour.engagements.views.finding import find_engagement, find_irritant, find_part, require, row_for
from parkour.indicators.charting import chart_of
from parkour.indicators.showing import table_rows

CARRY = "engagements.carry"


class CharterView(TemplateView):
    """What is promised to customers and to employees, and where each promise stands today."""

    template_name = "engagements/charter.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, "engagements.read_charter")
        after, withdrawn = whole_number(self.request.GET.get("after")), self.request.GET.get("withdrawn") == "1"
        found, more = charter(withdrawn=withdrawn, after=after)
        kept = "&withdrawn=1" if withdrawn else ""
        return super().get_context_data(
            tally=tally(),
            sides=sides(told(found, user)),
            any=bool(found),
            withdrawn=withdrawn,
            reads_register=user.has_perm("engagements.read_register"),
            visits=user.has_perm("engagements.visit"),
            first_url=f"?{kept[1:]}" if after else "",
            next_url=f"?after={found[-1].pk}{kept}" if more else "",
            **kwargs,
        )


class EngagementView(TemplateView):
    """One promise: what it answers, where it stands, its series, its steps, its proofs."""

    template_name = "engagements/engagement.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        engagement = find_engagement(user, pk)
        row = row_for(engagement, user)
        series = row.series if row.series is not None and row.series.points else None
        return super().get_context_data(
            row=row,
            engagement=row.engagement,
            indicator=row.engagement.indicator,
            series=series,
            chart=chart_of(series) if series else None,
            points=table_rows(series) if series else [],
            carries=user.has_perm(CARRY, engagement),
            writes=user.has_perm("engagements.write"),
            promises=user.has_perm("engagements.promise"),
            reads_register=user.has_perm("engagements.read_register"),
            reads_series=engagement.indicator is not None
            and user.has_perm("indicators.read_indicator", engagement.indicator),
            **kwargs,
        )


class WriteView(ServiceFormView):
    """What the two forms of a promise share."""

    form_class = EngagementForm
    template_name = "engagements/engagement_form.html"

    def get_success_url(self):
        return self.result.get_absolute_url()

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        return super().again(form, status, other=conflict and conflict.current.sentence, **context)


class NewEngagementView(WriteView):
    """A promise about an irritant, first as a draft."""

    success_message = gettext_lazy("The engagement is a draft: put it on the charter once it is right.")

    def find(self):
        return find_irritant(self.request.user, self.kwargs["pk"])

    def call(self, form):
        return promises.write_engagement(form.facts(), by=self.request.user, irritant=self.object)


class EditEngagementView(WriteView):
    success_message = gettext_lazy("The engagement is saved.")

    def find(self):
        require(self.request.user, "engagements.write")
        return find_engagement(self.request.user, self.kwargs["pk"])

    def get_initial(self):
        return of_engagement(self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"engagement": self.object}

    def call(self, form):
        version = form.cleaned_data["version"] or 0
        return promises.write_engagement(form.facts(), by=self.request.user, engagement=self.object, version=version)

    def get_context_data(self, **context):
        return super().get_context_data(edits=True, **context)


class PublishView(ServicePostView):
    success_message = gettext_lazy("It is on the charter: everybody reads it now.")

    def find(self):
        require(self.request.user, "engagements.promise")
        return find_engagement(self.request.user, self.kwargs["pk"])

    def call(self):
        return promises.publish_engagement(self.object, by=self.request.user)


class WithdrawView(ServiceFormView):
    """Off the charter, with the reason."""

    form_class = WhyForm
    template_name = "engagements/why.html"
    success_message = gettext_lazy("It is withdrawn; it can be put on the charter again.")
    extra_context = {
        "title": gettext_lazy("Withdraw the engagement"),
        "lede": gettext_lazy("It leaves the charter. Who promised and withdraws says why: the reason stays readable."),
        "button": gettext_lazy("Withdraw it"),
    }

    def find(self):
        require(self.request.user, "engagements.promise")
        return find_engagement(self.request.user, self.kwargs["pk"])

    def call(self, form):
        return promises.withdraw_engagement(self.object, by=self.request.user, **form.cleaned_data)


class AddStepView(ServiceFormView):
    form_class = StepForm
    template_name = "engagements/step.html"
    success_message = gettext_lazy("The step is added.")

    def find(self):
        return find_engagement(self.request.user, self.kwargs["pk"], CARRY)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def call(self, form):
        return promises.add_step(self.object, by=self.request.user, **form.cleaned_data)


class OfPart:
    """A button over a part of an engagement; the person is led back to the engagement."""

    kind = ""

    def find(self):
        return find_part(self.request.user, self.kind, self.kwargs.get("pk") or self.kwargs["uuid"])

    def get_back_url(self):
        return self.object.engagement.get_absolute_url()


class StepDoneView(OfPart, ServicePostView):
    kind, done = "steps", True
    success_message = gettext_lazy("The step is done.")

    def call(self):
        return promises.mark_step(self.object, done=self.done, by=self.request.user)


class StepAgainView(StepDoneView):
    done = False
    success_message = gettext_lazy("The step is to do again.")


class DropStepView(OfPart, ServicePostView):
    kind = "steps"
    success_message = gettext_lazy("The step is taken away.")

    def call(self):
        return promises.drop_step(self.object, by=self.request.user)


class ProveView(ServiceFormView):
    """A proof with its date; with it the promise is kept, or on its way."""

    form_class = ProofForm
    template_name = "engagements/proof.html"
    success_message = gettext_lazy("The proof is on the page of the engagement.")

    def find(self):
        return find_engagement(self.request.user, self.kwargs["pk"], CARRY)

    def call(self, form):
        return proving.give_proof(self.object, by=self.request.user, **form.cleaned_data)


class TakeBackProofView(OfPart, ServiceFormView):
    kind = "proofs"
    form_class = WhyForm
    template_name = "engagements/why.html"
    success_message = gettext_lazy("The proof is taken back: its reason is beside it.")
    extra_context = {
        "title": gettext_lazy("Take the proof back"),
        "lede": gettext_lazy("A promise that it kept is not kept any more. The proof stays readable with the reason."),
        "button": gettext_lazy("Take it back"),
    }

    def call(self, form):
        return proving.take_back_proof(self.object, by=self.request.user, **form.cleaned_data)

"""The register of irritants, one of them, what is done with it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.forms import IrritantForm, WhyForm, of_irritant
from parkour.engagements.reading import register, told, told_irritants
from parkour.engagements.services import irritants
from parkour.engagements.views.finding import find_irritant, require


class RegisterView(TemplateView):
    """What irritates, with what is promised about it."""

    template_name = "engagements/register.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, "engagements.read_register")
        after, aside = whole_number(self.request.GET.get("after")), self.request.GET.get("aside") == "1"
        rows, more = register(user, aside=aside, after=after)
        kept = "&aside=1" if aside else ""
        return super().get_context_data(
            rows=rows,
            aside=aside,
            writes=user.has_perm("engagements.write"),
            first_url=f"?{kept[1:]}" if after else "",
            next_url=f"?after={rows[-1].irritant.pk}{kept}" if more else "",
            **kwargs,
        )


class IrritantView(TemplateView):
    """One irritant: who says so, what is promised."""

    template_name = "engagements/irritant.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        irritant = find_irritant(user, pk, "engagements.read_register")
        return super().get_context_data(
            irritant=irritant,
            row=told_irritants([irritant], user)[0],
            rows=told(irritant.engagements.order_by("pk"), user),
            writes=user.has_perm("engagements.write"),
            **kwargs,
        )


class OfWriters:
    """For those who keep the register."""

    def find(self):
        require(self.request.user, "engagements.write")
        return find_irritant(self.request.user, self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_back_url(self):
        return super().get_back_url() if self.object else reverse("engagements:register")


class WriteIrritantView(OfWriters, ServiceFormView):
    """A new irritant, or one corrected."""

    form_class = IrritantForm
    template_name = "engagements/irritant_form.html"
    success_message = gettext_lazy("The irritant is in the register.")

    def get_initial(self):
        return of_irritant(self.object, self.request.user) if self.object else {}

    def get_form_kwargs(self):
        stage = self.object.stage if self.object else None
        return super().get_form_kwargs() | {"user": self.request.user, "stage": stage}

    def call(self, form):
        version = form.cleaned_data["version"] or 0
        return irritants.write_irritant(form.facts(), by=self.request.user, irritant=self.object, version=version)

    def get_success_url(self):
        return self.result.get_absolute_url()

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        return super().again(form, status, other=conflict and conflict.current.title, **context)


class PutAsideView(OfWriters, ServiceFormView):
    """Nothing is promised about it, and why."""

    form_class = WhyForm
    template_name = "engagements/why.html"
    success_message = gettext_lazy("The irritant is put aside; it can be taken up again.")
    extra_context = {
        "title": gettext_lazy("Put the irritant aside"),
        "lede": gettext_lazy("Nothing is promised about it. It stays in the register with the reason."),
        "button": gettext_lazy("Put it aside"),
    }

    def call(self, form):
        return irritants.put_aside(self.object, by=self.request.user, **form.cleaned_data)


class TakeUpView(OfWriters, ServicePostView):
    success_message = gettext_lazy("The irritant is taken up again.")

    def call(self):
        return irritants.take_up(self.object, by=self.request.user)

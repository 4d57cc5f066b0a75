"""Who sits in the committee: read by everybody, changed by the officer and the administrator."""

from datetime import UTC, datetime, time, timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from committee.enums import CollegeCode
from committee.mandate_forms import EndForm, MandateForm, RenewForm, SeatsForm
from committee.models import College, Mandate
from committee.selectors import calls_now, composition, past_mandates
from committee.services import mandates as services
from committee.views.agenda import colleagues
from committee.views.finding import ForTheHouse, SlotForm
from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import decode_key, encode_key
from parkour.core.views import ServiceFormView, ServicePostView

PAGE = 20
MANAGE = "committee.manage_mandates"


def day_key(day, pk) -> str:
    """The key of a list sorted by a day then number."""
    return encode_key(datetime.combine(day, time(), tzinfo=UTC), pk)


def read_day_key(text):
    """(day, number) of such a key, None when the text is none."""
    key = decode_key(text)
    return (key[0].date(), key[1]) if key else None


class MembersView(ForTheHouse, TemplateView):
    """Who sits in each pole today, presidents first, until when; who stands by, and which seats are free."""

    template_name = "committee/members.html"

    def get_context_data(self, **kwargs):
        manages = self.request.user.has_perm(MANAGE)
        return super().get_context_data(
            poles=composition(), calls=calls_now(), manages=manages, today=clock.today(), **kwargs
        )


class PastMandatesView(ForTheHouse, TemplateView):
    """Mandates that are over, the last to end first."""

    template_name = "committee/past_mandates.html"

    def get_context_data(self, **kwargs):
        rows = past_mandates(before=read_day_key(self.request.GET.get("before")), size=PAGE)
        return super().get_context_data(
            rows=rows[:PAGE],
            next_key=day_key(rows[PAGE - 1].until_on, rows[PAGE - 1].pk) if len(rows) > PAGE else "",
            manages=self.request.user.has_perm(MANAGE),
            **kwargs,
        )


class ManagedPage(ForTheHouse):
    """A page of whoever gives mandates; others are told that it is not theirs."""

    def permit(self):
        self.require(MANAGE)

    def get_back_url(self):
        return reverse("committee:members")


class SeatsView(ManagedPage, ServiceFormView):
    """How many seats and alternates each pole has."""

    form_class, template_name = SeatsForm, "committee/seats.html"
    success_message = _("The seats are set.")

    def call(self, form):
        data = form.cleaned_data
        return services.set_seats(
            data["pole"], by=self.request.user, seats=data["seats"], alternates=data["alternates"]
        )

    def get_context_data(self, **context):
        context = super().get_context_data(**context)
        sent = context["form"]
        known = {college.code: college for college in College.objects.all()}
        rows = []
        for code, label in CollegeCode.choices:
            college = known.get(code)
            numbers = {"seats": college.seats, "alternates": college.alternates} if college else {"alternates": 0}
            own = sent.is_bound and sent.data.get("pole") == code
            form = sent if own else SeatsForm(initial={"pole": code} | numbers, auto_id=f"{code}_%s")
            rows.append({"code": code, "label": label, "form": form})
        return context | {"rows": rows}


class GiveMandateView(ManagedPage, ServiceFormView):
    """One more mandate."""

    form_class, template_name = MandateForm, "committee/give_mandate.html"
    success_message = _("The mandate is given, and the person told.")

    def get_initial(self):
        return {"from_on": clock.today(), "pole": self.request.GET.get("pole"), "seat": "member"}

    def get_context_data(self, **context):
        return super().get_context_data(people=colleagues(), **context)

    def call(self, form):
        college = College.objects.filter(code=form.cleaned_data["pole"]).first()
        if college is None:
            raise InvalidInput(_("This pole has no seats yet: set them first."), field="pole")
        return services.give_mandate(form.cleaned_data["person"], college, by=self.request.user, **form.facts)


class MandatePage:
    """One mandate, to whoever gives them; it does not exist for others."""

    template_name = "committee/mandate.html"

    def find(self):
        if not self.request.user.has_perm(MANAGE):
            raise Http404
        return get_object_or_404(Mandate.objects.select_related("person", "college", "ended_by"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        mandate, today = self.object, clock.today()
        holds = mandate.from_on <= today and (mandate.until_on is None or mandate.until_on > today)
        context = {
            "mandate": mandate,
            "is_over": mandate.until_on is not None and mandate.until_on <= today,
            "may_preside": holds and not mandate.is_alternate and not mandate.is_president,
            "may_take_seat": holds and mandate.is_alternate,
            "may_renew": mandate.until_on is not None and mandate.until_on >= today,
            "renew_form": RenewForm(auto_id="renew_%s"),
            "end_form": EndForm(auto_id="end_%s", initial={"until_on": today + timedelta(days=30)}),
        }
        return super().get_context_data(**context | kwargs)


class MandateView(MandatePage, ForTheHouse, TemplateView):
    """One mandate: renew it, end it, name its holder president, give an alternate a seat."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class MandateForms(MandatePage, SlotForm):
    """A form on the page of a mandate."""

    def get_success_url(self):
        return reverse("committee:members")


class RenewView(MandateForms):
    form_class, slot = RenewForm, "renew"
    success_message = _("The mandate is renewed, and the person told.")

    def call(self, form):
        return services.renew_mandate(self.object, by=self.request.user, **form.cleaned_data)


class EndView(MandateForms):
    form_class, slot = EndForm, "end"
    success_message = _("The mandate ends early, and the person is told why.")

    def call(self, form):
        return services.end_mandate(self.object, by=self.request.user, **form.cleaned_data)


class MandateButton(MandatePage, ServicePostView):
    def get_success_url(self):
        return reverse("committee:members")


class PresideView(MandateButton):
    success_message = _("The pole has its president. Both are told.")

    def call(self):
        return services.name_president(self.object, by=self.request.user)


class TakeSeatView(MandateButton):
    success_message = _("The alternate has the seat, and is told.")

    def call(self):
        return services.take_seat(self.object, by=self.request.user)

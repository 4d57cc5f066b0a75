"""Consultations of all employees: the list, one question on a phone, its result; choosing the points, giving one up."""

import uuid

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committee.consultation_forms import CancelConsultationForm, ConsultForm, ModeForm
from committee.consulting import last_moment_to_choose, window
from committee.enums import CollegeCode, PoleMode
from committee.models import College, Consultation
from committee.models.session import house_zone
from committee.selectors.consultations import (
    consultation_result,
    consultations_for,
    consultations_now,
    my_part,
    named,
    past_consultations,
    points_to_ask,
    sheet_for,
    with_subjects,
)
from committee.services import consultations as services
from committee.views.composition import MANAGE
from committee.views.finding import ForTheHouse, SlotForm, find_session, session_url
from committee.voting_forms import VoteForm
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.keys import decode_key, encode_key
from parkour.core.views import ServiceFormView, ServicePostView

PAGE = 20
LIST = "committee:consultations"


class ConsultationsPage(ForTheHouse):
    """What the list shows, for the list itself and for the form on it."""

    template_name = "committee/consultations.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        past = past_consultations(before=decode_key(self.request.GET.get("before")), size=PAGE)
        pole = College.objects.filter(code=CollegeCode.EMPLOYEES).first()
        context = {
            "running": consultations_now(),
            "waiting": {row.pk for row in consultations_for(user)},
            "past": past[:PAGE],
            "next_key": encode_key(past[PAGE - 1].opens_at, past[PAGE - 1].pk) if len(past) > PAGE else "",
            "mode": pole.mode if pole else PoleMode.ADVICE,
            "mode_label": PoleMode(pole.mode if pole else PoleMode.ADVICE).label,
        }
        if pole is not None and user.has_perm(MANAGE):
            context["mode_form"] = ModeForm(initial={"mode": pole.mode}, auto_id="mode_%s")
        return super().get_context_data(**context | kwargs)


class ConsultationsView(ConsultationsPage, TemplateView):
    """Those that are open or to come, then those that are over."""


class ModeView(ConsultationsPage, SlotForm):
    """What they count for."""

    form_class, slot = ModeForm, "mode"
    success_message = gettext_lazy("It holds for the consultations that open from now on.")

    def permit(self):
        self.require(MANAGE)

    def get_back_url(self):
        return reverse(LIST)

    def call(self, form):
        return services.set_mode(form.cleaned_data["mode"], by=self.request.user)


class ConsultationPage(ForTheHouse):
    """What the page of a consultation shows, for the page itself and for the forms on it."""

    template_name = "committee/consultation.html"

    def find(self) -> Consultation:
        return named([get_object_or_404(with_subjects(), pk=self.kwargs["pk"])])[0]

    def get_back_url(self):
        return reverse("committee:consultation", args=[self.kwargs["pk"]])

    def get_success_url(self):
        return self.get_back_url()

    def get_context_data(self, **kwargs):
        asked, user = self.object, self.request.user
        part = my_part(asked, user)
        context = {
            "asked": asked,
            "state": asked.state,
            "part": part,
            "sheet": sheet_for(asked, part),
            "choice": part.choice,
            "key": uuid.uuid4(),
            "result": consultation_result(asked),
            "by_badge": user.contributor_only,
        }
        if user.has_perm("committee.edit_agenda", asked.session) and asked.state in ("to_come", "open"):
            context["cancel_form"] = CancelConsultationForm(auto_id="cancel_%s")
        return super().get_context_data(**context | kwargs)


class ConsultationView(ConsultationPage, TemplateView):
    """One question: the ballot while it is open, the result afterwards."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class AnswerView(ConsultationPage, ServicePostView):
    """The answer of the person who is signed in; changed until the close."""

    never_again = True  # an answer is kept nowhere but in the ballots

    def get_success_message(self):
        if self.result.abstains:
            return _("Your answer counts as an abstention: give each variant a grade if you want it to count.")
        return _("Your answer is recorded. You may change it until the close.")

    def call(self):
        form = VoteForm(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(next(iter(form.errors.values()))[0])
        sent = {name: form.cleaned_data.get(name) for name in ("key", "choice", "answer")}
        return services.answer_consultation(self.object, by=self.request.user, **sent)


class CancelConsultationView(ConsultationPage, SlotForm):
    """Nobody is asked any more."""

    form_class, slot = CancelConsultationForm, "cancel"
    success_message = gettext_lazy("The consultation is cancelled. Those who were told read why.")

    def permit(self):
        self.require("committee.edit_agenda")

    def call(self, form):
        return services.cancel_consultation(self.object, by=self.request.user, **form.cleaned_data)


class ConsultView(ServiceFormView):
    """Choosing the points of a sent agenda on which everybody is asked."""

    form_class, template_name = ConsultForm, "committee/consult.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="view_draft")

    def permit(self):
        self.require("committee.edit_agenda")
        if not self.object.is_released:
            raise TransitionRefused(_("All employees are asked about the points of an agenda that is published."))

    def get_back_url(self):
        return session_url("session", self.object)

    def get_success_url(self):
        return reverse(LIST)

    def get_success_message(self):
        if len(self.result) == 1:
            return _("All employees are asked. It opens and closes by itself.")
        return _("All employees are asked about these points. It opens and closes by itself.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"points": points_to_ask(self.object)}

    def call(self, form):
        return services.consult_on(self.object, by=self.request.user, **form.asked())

    def get_context_data(self, **kwargs):
        opens_at, closes_at = window(self.object.on, house_zone())
        context = {
            "session": self.object,
            "opens_at": max(opens_at, clock.now()),
            "closes_at": closes_at,
            "too_late": clock.now() >= last_moment_to_choose(opens_at),
            "already": named(with_subjects().filter(session=self.object, cancelled_at=None).order_by("pk")),
        }
        return super().get_context_data(**context | kwargs)

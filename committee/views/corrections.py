"""Published minutes: what a member finds wrong, the answer of the officer, and corrections."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.finding import objection_for
from committee.minutes_forms import CorrectForm, MinutesObjectionForm, RefuseForm
from committee.models import AgendaItem
from committee.selectors import agenda_of
from committee.selectors.minutes import standing_of
from committee.services.approving import must_be_open, object_to_minutes, refuse_objection
from committee.services.errata import correct_minutes
from committee.views.finding import find_session, session_url
from parkour.core.exceptions import TransitionRefused
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView


class OnMinutes(ServiceFormView):
    """A form about the published minutes of a session, which is where it leads back to."""

    needs = "publish_minutes"

    def find(self):
        self.session = find_session(self.request, self.kwargs["number"], permission="view_minutes")
        return self.session

    def permit(self):
        self.require(f"committee.{self.needs}")
        if not self.session.has_published_minutes:
            raise TransitionRefused(_("These minutes are not published yet."))

    def get_back_url(self):
        return session_url("minutes", self.session)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"session": self.session} | kwargs)


class ObjectView(OnMinutes):
    """One member is enough: the minutes are not approved before the officer has answered."""

    form_class, template_name = MinutesObjectionForm, "committee/minutes_object.html"
    needs = "object_to_minutes"
    success_message = gettext_lazy("Your objection is recorded: the improvement officer answers it.")

    def permit(self):
        super().permit()
        must_be_open(self.session.minutes)

    def call(self, form):
        return object_to_minutes(self.session, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        return super().get_context_data(standing=standing_of(self.session.minutes), **kwargs)


class RefuseView(OnMinutes):
    """Say to a member why the minutes stay as they are."""

    form_class, template_name = RefuseForm, "committee/minutes_refuse.html"
    success_message = gettext_lazy("Your answer is sent. The minutes stay as they are.")

    def find(self):
        self.objection = objection_for(self.request.user, self.kwargs["pk"])
        self.session = self.objection.minutes.session
        return self.session

    def call(self, form):
        return refuse_objection(self.objection, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        return super().get_context_data(objection=self.objection, **kwargs)


class CorrectView(OnMinutes):
    """Write an erratum, be it the answer to an objection (`?objection=`)."""

    form_class, template_name = CorrectForm, "committee/minutes_correct.html"
    success_message = gettext_lazy("The correction is published. The members are told.")

    def find(self):
        session = super().find()
        asked, self.objection = self.request.GET.get("objection"), None
        if asked is not None and self.request.user.has_perm("committee.publish_minutes", session):
            self.objection = objection_for(self.request.user, whole_number(asked))
            if self.objection.minutes.session_id != session.pk:
                raise Http404
        return session

    def get_form_kwargs(self):
        self.items = [slot.item for slot in agenda_of(self.session).slots]
        return super().get_form_kwargs() | {"items": self.items}

    def call(self, form):
        data = dict(form.cleaned_data)
        item = AgendaItem(pk=data.pop("item")) if data["item"] else data.pop("item")
        return correct_minutes(self.session, by=self.request.user, item=item, objection=self.objection, **data)

    def get_context_data(self, **kwargs):
        return super().get_context_data(objection=self.objection, **kwargs)

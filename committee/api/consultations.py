"""Consultations of all employees, over the services that the pages use."""

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _

from committee.api.sessions import SessionEndpoint
from committee.models import Consultation
from committee.selectors.consultations import consultations_now, named, past_consultations, with_subjects
from committee.serializers import consultations as out
from committee.serializers import polls
from committee.services import consultations as services
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, moment_cursor, page_of
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import encode_key

READ = {"scope": Scope.COMMITTEE_READ, "permission": "committee.view_committee"}


class ConsultationsView(Endpoint):
    @operation(**READ, paged=True, query=out.ConsultationsQuery, output=out.ConsultationRow)
    def get(self, request):
        """Those that are open or to come, the first to close first; or those that are over, the last first."""
        if self.query["when"] == "now":
            return Page([out.consultation_row(row) for row in consultations_now()])
        key, size = moment_cursor(self.query.get("cursor")), self.query["limit"]
        rows = past_consultations(before=key, size=size)
        page = page_of(rows, size, lambda row: encode_key(row.opens_at, row.pk))
        return Page([out.consultation_row(row) for row in page.rows], page.cursor)


class ConsultationEndpoint(Endpoint):
    """One consultation, found once the permission of the operation was asked."""

    def find(self, pk) -> Consultation:
        return named([get_object_or_404(with_subjects(), pk=pk)])[0]

    def now(self, pk) -> dict:
        return out.consultation_out(self.request.user, self.find(pk))


class ConsultationView(ConsultationEndpoint):
    @operation(**READ, output=out.ConsultationOut)
    def get(self, request, pk):
        """One consultation, my own answer in it, and its result once it is closed."""
        return self.now(pk)


class AnswerView(ConsultationEndpoint):
    @operation(
        scope=Scope.VOTE,
        permission="committee.view_committee",
        input=out.ConsultationAnswerInput,
        output=out.MyAnswerOut,
        keyed=True,
        rate="vote",
    )
    def put(self, request, pk):
        """Answer, or answer otherwise, until the close: the last one acknowledged counts.

        The same key gets the same answer, also after the close; with another choice it is refused.
        """
        receipt = services.answer_consultation(self.find(pk), by=request.user, key=self.key, **self.sent)
        if receipt.key_was_for_another_choice:
            raise InvalidInput(_("This key was already used to send something else: make a new one."))
        return {
            "choice": receipt.choice or None,
            "answer": polls.answer_out(receipt.answer),
            "abstains": receipt.abstains,
        }


class CancelView(ConsultationEndpoint):
    @operation(
        scope=Scope.COMMITTEE_WRITE,
        permission="committee.edit_agenda",
        input=out.CancelConsultationInput,
        output=out.ConsultationOut,
    )
    def post(self, request, pk):
        """Ask nobody any more, with the reason: no answer is counted. Twice is once."""
        services.cancel_consultation(self.find(pk), by=request.user, reason=self.sent["reason"])
        return self.now(pk)


class ModeView(Endpoint):
    @operation(
        scope=Scope.COMMITTEE_WRITE,
        permission="committee.manage_mandates",
        input=out.ModeInput,
        output=out.ModeOut,
    )
    def put(self, request):
        """Say what consultations count for, from the next one that opens on."""
        return {"mode": services.set_mode(self.sent["mode"], by=request.user).mode}


class ConsultView(SessionEndpoint):
    @operation(
        scope=Scope.COMMITTEE_WRITE,
        input=out.ConsultInput,
        sees="committee.view_draft",
        output=out.AskedOut,
        status=201,
    )
    def post(self, request, number):
        """Ask all employees about points of an agenda that was sent, until seven days before the session."""
        made = services.consult_on(self.find(number), by=request.user, **self.sent)
        return {"consultations": [out.consultation_row(row) for row in made]}


urlpatterns = [
    path("consultations/", ConsultationsView.as_view(), name="consultations"),
    path("consultations/mode/", ModeView.as_view(), name="consultation_mode"),
    path("consultations/<int:pk>/", ConsultationView.as_view(), name="consultation"),
    path("consultations/<int:pk>/my-answer/", AnswerView.as_view(), name="answer_consultation"),
    path("consultations/<int:pk>/cancel/", CancelView.as_view(), name="cancel_consultation"),
    path("sessions/<int:number>/consultations/", ConsultView.as_view(), name="consult"),
]

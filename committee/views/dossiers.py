"""The file of a point, the cards by which a member prepares a session, and the same on paper."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committee.dossiers import dossier_of_item, minutes_to_read, sent_dossiers, words_to_read
from committee.enums import UPCOMING
from committee.selectors import mandate_of, milestones_of, my_answer
from committee.selectors.consultations import consulted, consulted_in
from committee.selectors.lots import TAKE_OUT_IN, lot_of, taken_out_by
from committee.sent import sent_agenda
from committee.session_paper import session_pdf
from committee.views.finding import find_item, find_session, session_url
from ideas.selectors import officers
from ideas.services.rubrics import rubric_to_read
from parkour.core import clock

CONTACTS = 3


class DossierView(TemplateView):
    """The file of one point as it is prepared, for those who prepare the session."""

    template_name = "committee/dossier.html"

    def get_context_data(self, **kwargs):
        item = find_item(self.request, self.kwargs["pk"])
        dossier = dossier_of_item(item, self.request.user, rubric_to_read().values)
        return super().get_context_data(session=item.session, dossier=dossier, consulted=consulted(item), **kwargs)


class MySessionView(TemplateView):
    """What a member reads before a session, one card for each point; whoever does not sit there is told so."""

    template_name = "committee/my_session.html"

    def get_context_data(self, **kwargs):
        session, user = find_session(self.request, self.kwargs["number"]), self.request.user
        context = {"session": session, "today": clock.today(), "upcoming": session.state in UPCOMING}
        if user.has_perm("committee.view_draft", session):
            context |= self.cards(session)
        else:
            context["contacts"] = officers()[:CONTACTS]
        return super().get_context_data(**context | kwargs)

    def cards(self, session):
        user, sent = self.request.user, sent_agenda(session)
        dossiers = sent_dossiers(session, sent, user, rubric_to_read().values) if sent else []
        milestones = milestones_of(session, all_of_them=False)
        takes_out = session.state in TAKE_OUT_IN and mandate_of(user, session.on) is not None
        return {
            "lot": lot_of(session) if takes_out else [],
            "taken_out": taken_out_by(session, user) if takes_out else [],
            "prepares": True,
            "sent": sent,
            "dossiers": dossiers,
            "asked": {row.consultation.idea.reference: row for row in consulted_in(session)} if dossiers else {},
            "minutes": minutes_to_read(dossiers),
            "words": words_to_read(dossiers),
            "mine": my_answer(session, user) if session.state in UPCOMING else None,
            "agenda_day": next(row.date for row in milestones if row.key == "agenda_released"),
        }


class SessionPaperView(View):
    """The agenda and every file as one PDF, for those who prepare the session; not sent yet, the page says when."""

    http_method_names = ["get", "head"]

    def get(self, request, number):
        session = find_session(request, number, permission="view_draft")
        sent = sent_agenda(session)
        if sent is None:
            return HttpResponseRedirect(session_url("my_session", session))
        dossiers = sent_dossiers(session, sent, request.user, rubric_to_read().values)
        name = _("committee-%(day)s.pdf") % {"day": session.on.isoformat()}
        headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(session_pdf(session, sent, dossiers), content_type="application/pdf", headers=headers)

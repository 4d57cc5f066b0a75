"""The file of a point, the cards by which a member prepares a session, and the same on paper."""

from django.views.generic import TemplateView

from committee.dossiers import dossier_of_item, minutes_to_read, sent_dossiers, words_to_read
from committee.enums import UPCOMING
from committee.selectors import milestones_of, my_answer
from committee.sent import sent_agenda
from committee.views.finding import find_item, find_session
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
        return super().get_context_data(session=item.session, dossier=dossier, **kwargs)


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
        return {
            "prepares": True,
            "sent": sent,
            "dossiers": dossiers,
            "minutes": minutes_to_read(dossiers),
            "words": words_to_read(dossiers),
            "mine": my_answer(session, user) if session.state in UPCOMING else None,
            "agenda_day": next(row.date for row in milestones if row.key == "agenda_released"),
        }

"""What a session gives back: as a page for the room, as slides to take away."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committee.giving_back import giving_back
from committee.restitution_slides import numbers_of, slides_pdf
from committee.views.finding import find_session


class RestitutionView(TemplateView):
    """Received, sorted, decided, done, not kept, since the session before; and what came of what ended."""

    template_name = "committee/restitution.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, self.kwargs["number"], permission="view_minutes")
        given = giving_back(self.request.user, session)
        context = {"session": session, "given": given, "restitution": given.found if given else None}
        context["numbers"] = numbers_of(given) if given else []
        return super().get_context_data(**context | kwargs)


class SlidesView(View):
    """The same on slides, for whoever reads it; nothing while the session is only planned."""

    http_method_names = ["get", "head"]

    def get(self, request, number):
        session = find_session(request, number, permission="view_minutes")
        given = giving_back(request.user, session)
        if given is None:
            raise Http404
        name = _("restitution-%(day)s.pdf") % {"day": session.on.isoformat()}
        headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(slides_pdf(session, given), content_type="application/pdf", headers=headers)

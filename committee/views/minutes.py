"""The record of a session: read by all once published, written over by the officer before; its versions, as a paper."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committee.enums import SessionState
from committee.minutes_forms import POINT, WordsForm
from committee.minutes_paper import minutes_pdf
from committee.passed import told_passed
from committee.selectors import votes_of
from committee.selectors.minutes import differences, minutes_for, versions_of_minutes
from committee.selectors.people import is_member
from committee.services.minutes import WRITABLE, publish_minutes, save_note
from committee.views.finding import PageForm, find_session, session_url
from parkour.core.keys import whole_number


class MinutesPage:
    template_name = "committee/minutes.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="view_minutes")

    def data(self):
        """The record, read once for the form and the page."""
        if not hasattr(self, "read"):
            self.read = minutes_for(self.request.user, self.object)
        return self.read

    def get_context_data(self, **kwargs):
        session, user = self.object, self.request.user
        data = self.data()
        writes = session.state in WRITABLE and user.has_perm("committee.publish_minutes", session)
        form = kwargs.get("form") or (WordsForm(items=self.items(), initial=initial_of(data)) if writes else None)
        context = {
            "session": session,
            "data": data,
            "lines": [self.line(line, form) for line in data.items],
            "passed": told_passed(session, user),
            "writes": writes,
            "corrects": not writes and session.has_published_minutes and user.has_perm("committee.publish_minutes"),
            "objects": session.has_published_minutes and user.has_perm("committee.object_to_minutes"),
            "reads_objections": user.has_perm("committee.view_draft", session),
            "publishable": writes and session.state == SessionState.CLOSED,
            "lacking": [line for line in data.items if line.lacks_owner],
            "words_form": form,
        }
        return super().get_context_data(**context | kwargs)

    def items(self):
        return [line.item for line in self.data().items]

    def line(self, line, form):
        """A point, its votes with who voted what, and its field."""
        votes = [(result, votes_of(result.poll)) for result in line.own_results]
        return line, votes, form[f"{POINT}{line.item.pk}"] if form else None


def initial_of(data) -> dict:
    """The words as they stand, for the officer, who reads every name."""
    if data.minutes is None:
        return {"edition": 0}
    points = {f"{POINT}{key}": text for key, text in data.minutes.points.items()}
    return points | {"note": data.minutes.note, "edition": data.edition}


class MinutesView(MinutesPage, TemplateView):
    """Who came, what was decided, by how many votes, why, and who does what by when."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class NoteView(MinutesPage, PageForm):
    """Keep the words as one more version; with the button « publish », publish the minutes with them."""

    form_class = WordsForm

    def permit(self):
        self.require("committee.publish_minutes")

    def get_back_url(self):
        return session_url("minutes", self.object)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"items": self.items()}

    def call(self, form):
        act = publish_minutes if "publish" in self.request.POST else save_note
        return act(self.object, by=self.request.user, **form.written())

    def again(self, form, status, conflict=None, **context):
        """After a conflict: both texts, and saving again is a choice made on what stands now."""
        if conflict:
            form.data = form.data.copy()
            form.data["edition"] = str(conflict.current.edition)
            titles = {str(item.pk): item.subject for item in self.items()}
            context["others"] = [(titles.get(name, ""), text) for name, text in conflict.current.words.items()]
        return super().again(form, status, **context)

    def get_success_message(self):
        if "publish" in self.request.POST:
            return _("The minutes are published. The members are told.")
        return _("Kept as version %(number)s.") % {"number": self.result.edition}


class VersionsView(TemplateView):
    """Every version of the words that was saved, and what one changed in another."""

    template_name = "committee/minutes_versions.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, self.kwargs["number"], permission="view_minutes")
        if not is_member(self.request.user) and not self.request.user.has_perm("committee.publish_minutes"):
            raise Http404
        versions = versions_of_minutes(session)
        before, after = self.compared(versions)
        changes = differences(session, before, after) if versions else []
        return super().get_context_data(
            session=session, versions=versions, before=before, after=after, changes=changes, **kwargs
        )

    def compared(self, versions):
        """(older, newer) of the address; the last one and the one before it when it names none."""
        last = versions[0].number if versions else 0
        asked = [whole_number(self.request.GET.get(name)) for name in ("from", "to")]
        before, after = (last - 1 if asked[0] is None else asked[0], last if asked[1] is None else asked[1])
        return min(before, after), max(before, after)


class PaperView(View):
    """The record as a paper, for whoever reads it."""

    http_method_names = ["get", "head"]

    def get(self, request, number):
        session = find_session(request, number, permission="view_minutes")
        name = _("minutes-%(day)s.pdf") % {"day": session.on.isoformat()}
        headers = {"Content-Disposition": content_disposition_header(True, name), "X-Content-Type-Options": "nosniff"}
        return HttpResponse(
            minutes_pdf(minutes_for(request.user, session), told_passed(session, request.user, to_pass_on=True)),
            content_type="application/pdf",
            headers=headers,
        )

"""Job sheets: the list, one edition on a page that prints, the form, out of use and back."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas.finding import idea_for
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.forms import StandardForm
from parkour.engagements.models import Standard
from parkour.engagements.services import standards
from parkour.engagements.sheets import sheet_of, sheets, told_sheets
from parkour.engagements.views.finding import require

READ, WRITE = "engagements.read_charter", "engagements.write_standard"


def find_standard(user, pk: int, permission: str) -> Standard:
    """The standard; 404 unless the person has `permission`."""
    require(user, permission)
    return get_object_or_404(Standard.objects.select_related("idea"), pk=pk)


class StandardsView(TemplateView):
    template_name = "engagements/standards.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, READ)
        after, closed = whole_number(self.request.GET.get("after")), self.request.GET.get("closed") == "1"
        rows, more = sheets(user, closed=closed, after=after)
        kept = "&closed=1" if closed else ""
        return super().get_context_data(
            rows=rows,
            closed=closed,
            first_url=f"?{kept[1:]}" if after else "",
            next_url=f"?after={rows[-1].standard.pk}{kept}" if more else "",
            **kwargs,
        )


class StandardView(TemplateView):
    """One edition, the newest unless the address names another."""

    template_name = "engagements/standard.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        standard = find_standard(user, pk, READ)
        row = sheet_of(standard, user, whole_number(self.request.GET.get("edition")))
        if row is None:
            raise Http404
        editions = told_sheets(list(standard.editions.all()), user)
        return super().get_context_data(row=row, editions=editions, writes=user.has_perm(WRITE), **kwargs)


class SheetView(ServiceFormView):
    """What the two forms of a job sheet share."""

    form_class = StandardForm
    template_name = "engagements/standard_form.html"

    def get_success_url(self):
        return self.result.get_absolute_url()


class PublishStandardView(SheetView):
    """The first edition, from a contribution that is done."""

    success_message = gettext_lazy("The standard is published: everybody reads and prints it.")

    def find(self):
        require(self.request.user, WRITE)
        return idea_for(self.request.user, self.kwargs["reference"], permission="engagements.read_success")

    def get_initial(self):
        return {"title": self.object.told.title[:120]}

    def call(self, form):
        return standards.publish_standard(form.sheet(), idea=self.object, by=self.request.user)


class RewriteStandardView(SheetView):
    """A new edition, with the reason."""

    success_message = gettext_lazy("The standard is saved; earlier editions stay readable.")

    def find(self):
        return find_standard(self.request.user, self.kwargs["pk"], WRITE)

    def get_initial(self):
        edition = self.object.editions.get(number=self.object.version)
        names = ("title", "purpose", "steps", "watch")
        return {name: getattr(edition, name) for name in names} | {"version": self.object.version}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"again": True}

    def call(self, form):
        said = form.cleaned_data
        return standards.rewrite_standard(
            self.object, form.sheet(), why=said["why"], by=self.request.user, version=said["version"] or 0
        )

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
            context["other"] = conflict.current.editions.first().title
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        return super().get_context_data(edits=True, **context)


class CloseStandardView(ServicePostView):
    closed = True
    success_message = gettext_lazy("The standard is out of use; it stays readable.")

    def find(self):
        return find_standard(self.request.user, self.kwargs["pk"], WRITE)

    def call(self):
        return standards.close_standard(self.object, by=self.request.user, closed=self.closed)


class ReopenStandardView(CloseStandardView):
    closed = False
    success_message = gettext_lazy("The standard is in use again.")

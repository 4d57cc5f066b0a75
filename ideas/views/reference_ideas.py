"""Reference ideas: the list, making one, changing its levels, retiring it and using it again."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.forms.reference_ideas import NameReferenceForm, ReferenceForm
from ideas.models import ReferenceIdea
from ideas.privacy import tell
from ideas.reference_ideas import consensus_of, listed_references, suggested
from ideas.rules import MOST_REFERENCES
from ideas.scoring import CRITERIA
from ideas.services.reference_ideas import check_it_can_be_one, make_reference, retire_reference
from ideas.services.rubrics import rubric_to_read
from ideas.views.desk import find_for_officer, item_url, written
from parkour.accounts.rules import is_officer
from parkour.core.exceptions import NotAllowed
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView


class ReferencesView(ServiceFormView):
    """Those in use and those retired, for everybody who rates; an officer names the next one."""

    template_name = "ideas/references.html"

    def find(self):
        if not self.request.user.has_perm("ideas.view_triage"):
            raise Http404

    def get_back_url(self):
        return reverse("ideas:triage")

    def get_form(self, form_class=None):
        bound = {"data": self.request.POST} if self.request.method == "POST" else {}
        return NameReferenceForm(viewer=self.request.user, **bound)

    def call(self, form):
        """Nothing is written yet: the next page asks for the levels."""
        if not is_officer(self.request.user):
            raise NotAllowed(_("Only the improvement officer makes a contribution a reference."))
        return form.cleaned_data["idea"]

    def get_success_url(self):
        return reverse("ideas:make_reference", args=[self.result.reference])

    def get_context_data(self, **context):
        person, texts = self.request.user, rubric_to_read().texts
        names = [_(texts[name]["name"]) for name in CRITERIA]
        officer = is_officer(person)
        used, retired = listed_references(), listed_references(retired=True)
        tell(person, [row.idea for row in [*used, *retired]])
        return super().get_context_data(
            used=[_line(person, row, names) for row in used],
            retired=[_line(person, row, names) for row in retired],
            most=MOST_REFERENCES,
            can_add=officer and len(used) < MOST_REFERENCES,
            is_full=officer and len(used) >= MOST_REFERENCES,
            contributions=suggested() if officer and len(used) < MOST_REFERENCES else (),
            **context,
        )


def _line(person, row, names) -> dict:
    """One reference as the list says it; `consensus` is that of today where it is another one."""
    levels, agreed = {name: getattr(row, name) for name in CRITERIA}, consensus_of(row.idea)
    return {
        "row": row,
        "idea": row.idea,
        "levels": list(zip(names, written(levels, row.idea), strict=True)),
        "consensus": written(agreed, row.idea) if levels != agreed and not row.idea.sealed else [],
        "because": row.idea.told.hidden.words(row.because),
        "manages": person.has_perm("ideas.manage_reference", row.idea),
    }


class ReferencePage(ServicePostView):
    """One contribution as a reference; what is done leads back to the list."""

    def find(self):
        return find_for_officer(self.request, self.kwargs["reference"])

    def get_back_url(self):
        return reverse("ideas:references")


class MakeReferenceView(ServiceFormView):
    """The levels of a reference: those of the consensus, or others with the reason."""

    template_name = "ideas/reference.html"
    success_message = gettext_lazy("Its levels stand beside the anchors of the grid from now on.")

    def find(self):
        return find_for_officer(self.request, self.kwargs["reference"])

    def permit(self):
        self.require("ideas.manage_reference", _("Another officer than its author makes it a reference."))
        check_it_can_be_one(self.object)
        self.row = ReferenceIdea.objects.filter(idea=self.object).first()

    def get_back_url(self):
        return item_url(self.object)

    def get_success_url(self):
        return reverse("ideas:references")

    def get_form(self, form_class=None):
        levels = {name: getattr(self.row, name) for name in CRITERIA} if self.row else consensus_of(self.object)
        bound = {"data": self.request.POST} if self.request.method == "POST" else {}
        initial = levels | {"because": self.row.because if self.row else ""}
        return ReferenceForm(idea=self.object, rubric=rubric_to_read(), initial=initial, **bound)

    def call(self, form):
        version = whole_number(self.request.POST.get("version"))
        return make_reference(self.object, by=self.request.user, version=version, **form.cleaned_data)

    def again(self, form, status, conflict=None, **context):
        """After a conflict: what stands now, and what was typed; saving again is a choice between the two."""
        if conflict:
            self.row = conflict.current
            levels = {name: getattr(self.row, name) for name in CRITERIA}
            context["now"] = zip(form.criteria(), written(levels, self.object), strict=True)
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        return super().get_context_data(
            idea=self.object,
            row=self.row,
            consensus=written(consensus_of(self.object), self.object),
            **context,
        )


class RetireView(ReferencePage):
    success_message = gettext_lazy("Retired. It can be used again, further down.")

    def call(self):
        return retire_reference(self.object, by=self.request.user)


class RestoreView(ReferencePage):
    success_message = gettext_lazy("In use again.")

    def call(self):
        if not ReferenceIdea.objects.filter(idea=self.object).exists():
            raise Http404
        return make_reference(self.object, by=self.request.user)

"""Two contributions side by side: one carries the other, or each keeps its own answer and they are linked."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ideas.enums import Outcome
from ideas.forms.officer import OutcomeForm
from ideas.gallery import gallery_of
from ideas.joined import are_linked, undo_until, what_is_carried, why_not_now
from ideas.models import HeldDecision
from ideas.replies import Proposing
from ideas.selectors import authors_of
from ideas.services.holding import hold_decision
from ideas.services.links import link_ideas, unlink_ideas
from ideas.services.triage import Orientation
from ideas.views.desk import find_for_officer, item_url
from parkour.core.exceptions import Conflict
from parkour.core.views import ServiceFormView, ServicePostView


class PairMixin:
    """`object` is the first of the address, `other` the second; 404 for one and the same."""

    def find(self):
        idea = find_for_officer(self.request, self.kwargs["reference"])
        self.other = find_for_officer(self.request, self.kwargs["other"])
        if idea.pk == self.other.pk:
            raise Http404
        return idea

    def pair_url(self):
        references = {"reference": self.object.reference, "other": self.other.reference}
        return reverse("ideas:merge", kwargs=references)


class MergeView(PairMixin, ServiceFormView):
    """Which of the two is kept is chosen on the page; words that were changed stay when one chooses the other way."""

    template_name = "ideas/merge.html"
    form_class = OutcomeForm

    @cached_property
    def refusals(self) -> dict[str, str]:
        """By the reference that would be kept: why it cannot be."""
        by = self.request.user
        return {
            self.other.reference: why_not_now(self.object, self.other, by=by),
            self.object.reference: why_not_now(self.other, self.object, by=by),
        }

    @cached_property
    def kept(self):
        """The contribution that carries the other: as asked for, else the second one, else whichever can."""
        asked = self.request.POST.get("switch") or self.request.POST.get("kept") or self.request.GET.get("kept")
        if asked in self.refusals:
            return self._named(asked)
        return self._named(next((name for name, why in self.refusals.items() if not why), self.other.reference))

    def _named(self, reference):
        return self.object if reference == self.object.reference else self.other

    def joining(self, kept):
        return self.other if kept is self.object else self.object

    @property
    def versions(self) -> str:
        return f"{self.object.version}.{self.other.version}"

    def template_of(self, kept) -> str:
        return Proposing(Outcome.MERGE, officer=self.request.user).first(self.joining(kept))

    def get_initial(self):
        return {"message": self.template_of(self.kept)}

    def get_back_url(self):
        return item_url(self.object)

    def post(self, request, *args, **kwargs):
        if "switch" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed, before = request.POST.get("message", ""), self._named(request.POST.get("kept"))
        changed = typed.split() != self.template_of(before).split()
        form = self.form_class(initial={"message": typed if changed else self.template_of(self.kept)})
        return self.render_to_response(self.get_context_data(form=form))

    def call(self, form):
        if self.request.POST.get("versions", self.versions) != self.versions:
            raise Conflict(_("One of the two was changed meanwhile. Look at them again before deciding."))
        orientation = Orientation(Outcome.MERGE, form.cleaned_data["message"], into=self.kept)
        joining = self.joining(self.kept)
        return hold_decision(joining, orientation, by=self.request.user, version=joining.version)

    def get_success_message(self):
        if isinstance(self.result, HeldDecision):
            return ""  # the next page says how long it can be taken back
        facts = {"one": self.joining(self.kept).reference, "other": self.kept.reference}
        return _("%(one)s is now carried with %(other)s. It can be undone during 30 days.") % facts

    def get_success_url(self):
        return item_url(self.kept)

    def get_context_data(self, **context):
        joining = self.joining(self.kept)
        can = not self.refusals[self.kept.reference]
        merged = next((one for one in (self.object, self.other) if one.merged_into in (self.object, self.other)), None)
        return super().get_context_data(
            sides=[self._side(idea) for idea in (self.object, self.other)],
            idea=self.object,
            other=self.other,
            kept=self.kept,
            joining=joining,
            can_merge=can,
            versions=self.versions,
            carried=what_is_carried(joining, self.kept) if can else None,
            linked=are_linked(self.object, self.other),
            merged=merged,
            undo_until=undo_until(merged) if merged else None,
            **context,
        )

    def _side(self, idea):
        return {
            "idea": idea,
            "is_kept": idea is self.kept,
            "why_not": self.refusals[idea.reference],
            "authors": authors_of(idea),
            "gallery": gallery_of(self.request.user, idea, idea.told.hidden),
        }


class LinkView(PairMixin, ServicePostView):
    """Linked, each with its own answer; `remove` takes the link away."""

    def get_back_url(self):
        return self.pair_url()

    def call(self):
        act = unlink_ideas if self.request.POST.get("remove") else link_ideas
        return act(self.object, self.other, by=self.request.user)

    def get_success_message(self):
        if self.request.POST.get("remove"):
            return _("They are no longer linked.")
        return _("Linked: each of the two is now read from the other.")

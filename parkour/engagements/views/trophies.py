"""Trophies: the editions, one of them with its result, its preparation, the stage sheet."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.engagements.awarding import Phase
from parkour.engagements.ceremonies import categories, editions, shows_results
from parkour.engagements.models import TrophyCategory, TrophyEdition, TrophyNominee
from parkour.engagements.services import trophies as service
from parkour.engagements.trophy_forms import CategoryForm, EditionForm, NomineeForm
from parkour.engagements.views.finding import require

READ, WRITE, FOLLOW = "engagements.read_trophies", "engagements.write_trophies", "engagements.follow_trophies"


def find_edition(user, pk: int, permission: str = WRITE) -> TrophyEdition:
    """The edition; 404 unless the person has `permission` on it."""
    found = get_object_or_404(TrophyEdition, pk=pk)
    require(user, permission, found)
    return found


def find_of_edition(user, model, pk: int, *beside: str):
    """A category, a nominee or somebody of a jury, for whoever prepares trophies; else 404."""
    require(user, WRITE)
    return get_object_or_404(model.objects.select_related(*beside), pk=pk)


class EditionsView(TemplateView):
    template_name = "engagements/trophies.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, "engagements.read_charter")
        after = whole_number(self.request.GET.get("after"))
        rows, more = editions(user, after=after)
        return super().get_context_data(
            rows=rows,
            writes=user.has_perm(WRITE),
            first_url="?" if after else "",
            next_url=f"?after={rows[-1].pk}" if more else "",
            **kwargs,
        )


class EditionView(TemplateView):
    """One edition: what is nominated, and what won once it may be told."""

    template_name = "engagements/trophy_edition.html"

    def get_context_data(self, pk, **kwargs):
        user = self.request.user
        edition = find_edition(user, pk, READ)
        results, writes = shows_results(edition, user), user.has_perm(WRITE)
        return super().get_context_data(
            edition=edition,
            rows=categories(edition, user, results=results),
            results=results,
            writes=writes,
            prepares=writes and edition.phase is Phase.DRAFT,
            stage=results and user.has_perm(FOLLOW),
            judges=edition.phase is Phase.OPEN and user.has_perm("engagements.judge", edition),
            **kwargs,
        )


class StageView(TemplateView):
    """What is read out on stage, one category after the other: as the whole room may hear it."""

    template_name = "engagements/trophy_stage.html"

    def get_context_data(self, pk, **kwargs):
        edition = find_edition(self.request.user, pk, FOLLOW)
        if edition.closed_at is None:
            raise Http404
        return super().get_context_data(edition=edition, rows=categories(edition, None, results=True), **kwargs)


class NewEditionView(ServiceFormView):
    form_class = EditionForm
    template_name = "engagements/trophy_form.html"
    success_message = gettext_lazy("The trophies are begun: add their categories, then what is nominated.")

    def find(self):
        require(self.request.user, WRITE)

    def get_back_url(self):
        return reverse("engagements:trophies")

    def get_success_url(self):
        return self.result.get_absolute_url()

    def call(self, form):
        return service.write_edition(form.facts(), by=self.request.user)


class EditEditionView(ServiceFormView):
    form_class = EditionForm
    template_name = "engagements/trophy_form.html"
    success_message = gettext_lazy("The trophies are saved.")

    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"])

    def get_initial(self):
        return {name: getattr(self.object, name) for name in ("title", "on", "words", "version")}

    def call(self, form):
        version = form.cleaned_data["version"] or 0
        return service.write_edition(form.facts(), by=self.request.user, edition=self.object, version=version)

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
            context["other"] = conflict.current.title
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        return super().get_context_data(edits=True, **context)


class DropEditionView(ServicePostView):
    success_message = gettext_lazy("These trophies are given up.")

    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"])

    def call(self):
        service.drop_edition(self.object, by=self.request.user)

    def get_success_url(self):
        return reverse("engagements:trophies")


class AddCategoryView(ServiceFormView):
    form_class = CategoryForm
    template_name = "engagements/trophy_category.html"
    success_message = gettext_lazy("The category is there: say what is nominated in it.")

    def find(self):
        return find_edition(self.request.user, self.kwargs["pk"])

    def call(self, form):
        return service.add_category(self.object, by=self.request.user, **form.cleaned_data)


class DropCategoryView(ServicePostView):
    success_message = gettext_lazy("The category is taken away.")

    def find(self):
        return find_of_edition(self.request.user, TrophyCategory, self.kwargs["pk"], "edition")

    def get_back_url(self):
        return self.object.edition.get_absolute_url()

    def call(self):
        service.drop_category(self.object, by=self.request.user)


class NominateView(ServiceFormView):
    form_class = NomineeForm
    template_name = "engagements/trophy_nominee.html"
    success_message = gettext_lazy("It is nominated.")

    def find(self):
        return find_of_edition(self.request.user, TrophyCategory, self.kwargs["pk"], "edition")

    def get_back_url(self):
        return self.object.edition.get_absolute_url()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def call(self, form):
        return service.nominate(self.object, by=self.request.user, **form.cleaned_data)


class DropNomineeView(ServicePostView):
    success_message = gettext_lazy("It is not nominated any more.")

    def find(self):
        return find_of_edition(self.request.user, TrophyNominee, self.kwargs["pk"], "category__edition")

    def get_back_url(self):
        return self.object.category.edition.get_absolute_url()

    def call(self):
        service.drop_nominee(self.object, by=self.request.user)

"""The page of components: each one in each of its states, drawn by the templates and tags of the product."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from parkour.core.fragments import fragment
from parkour.views import design_capture
from parkour.views import design_samples as samples

# (name, heading), in the order of the page; each is drawn by `design/_<name>.html`.
PARTS = (
    ("colours", _("Colours")),
    ("type", _("Typography")),
    ("buttons", _("Buttons")),
    ("navigation", _("Navigation")),
    ("badges", _("Badges")),
    ("fields", _("Fields")),
    ("score", _("Levels and verdict")),
    ("bars", _("Bars and results")),
    ("progress", _("Progress")),
    ("cards", _("Cards")),
    ("lists", _("Lists and tables")),
    ("writing", _("While one writes")),
    ("talk", _("Support and comments")),
    ("story", _("Story")),
    ("messages", _("Messages")),
    ("nothing", _("Nothing here, refused, under way")),
    ("ballot", _("Ballot")),
    ("dialog", _("Question before the irreversible")),
)


class BuildersOnlyMixin:
    """For those who build the product: where it is developed or demonstrated, and nowhere else."""

    def dispatch(self, request, *args, **kwargs):
        if not (settings.DEBUG or settings.PARKOUR_DEMO):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class DesignView(BuildersOnlyMixin, TemplateView):
    """Every component; nothing of it is read from the data."""

    template_name = "design.html"

    def get_context_data(self, **kwargs):
        parts = [(name, heading, f"design/_{name}.html") for name, heading in PARTS]
        facts = {"nav": fragment("_nav.html", items=tuple(samples.navigation())), "session": samples.session()}
        facts |= {
            "milestones": samples.milestones(),
            "today": samples.clock.today(),
            "plans": True,
            "capture": design_capture,
        }
        return super().get_context_data(samples=samples, parts=parts, **facts, **samples.forms_shown(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class DesignWallView(BuildersOnlyMixin, TemplateView):
    """The projector while a vote is open, standing still."""

    template_name = "design_wall.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**samples.wall(), **kwargs)

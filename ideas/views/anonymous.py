"""The pages of anonymous feedback. They hold no form of ours: a script sends the words, without the session."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from ideas import anonymous, tries
from ideas.files.reading import ACCEPTED, PDF
from ideas.forms.moves import FlagForm
from ideas.hints import for_the_page
from ideas.services.anonymous_files import MOST
from ideas.services.attachments import FILE_LIMIT, MEGABYTE
from ideas.validators import SHORTEST, TEXT_LIMIT
from parkour.core.observation.requests import client_address
from parkour.organisation.models import Site

# No key of words: nothing of such a page is kept on the phone, not even for somebody who is signed in.
NOBODY = {"words_key": ""}
WITHOUT_PDF = ",".join(kind for kind in ACCEPTED.split(",") if kind not in {PDF, ".pdf"})


@method_decorator([login_not_required, never_cache], name="dispatch")
class OpenPage(TemplateView):
    """A page for whoever comes, signed in or not: it sets no cookie and asks for no person."""

    http_method_names = ["get", "head", "options"]


class AnonymousView(OpenPage):
    """Write anonymously; `?site=` is the code of the site where one is. 404 when the organisation does not offer it."""

    template_name = "ideas/anonymous.html"

    def get_context_data(self, **context):
        if not anonymous.is_open():
            raise Http404
        site = Site.objects.filter(code=self.request.GET.get("site", "")[:30]).first()
        ticket = anonymous.issue_ticket(site) if tries.may_open(client_address(self.request)) else ""
        facts = {"site": site, "ticket": ticket, "patterns": for_the_page(), "shortest": SHORTEST, "limit": TEXT_LIMIT}
        facts |= {"most_files": MOST, "largest_file": FILE_LIMIT, "megabytes": FILE_LIMIT // MEGABYTE}
        return super().get_context_data(**NOBODY, **facts, accepted=WITHOUT_PDF, **context)


class FollowUpView(OpenPage):
    """Type the code, read the answers, answer back, say that somebody is in danger."""

    template_name = "ideas/follow_up.html"

    def get_context_data(self, **context):
        return super().get_context_data(**NOBODY, is_open=anonymous.is_open(), danger=FlagForm(), **context)

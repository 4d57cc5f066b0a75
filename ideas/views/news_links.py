"""The link of a reminder: the owner says how an action stands, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from ideas.enums import ActionStatus, State
from ideas.news_links import read_news_link
from ideas.privacy import veil
from ideas.services.follow_up import give_news_by_link
from parkour.core.exceptions import InvalidInput, ParkourError
from parkour.core.views import SEE_OTHER, UNPROCESSABLE

NEWS_OF = frozenset({State.APPROVED, State.IN_PROGRESS})


@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class NewsLinkView(TemplateView):
    """GET shows three buttons and changes nothing: what scans a mail follows its links. POST gives the news.

    What was declared done waits to be confirmed: then there is one button, which takes words.
    """

    template_name = "ideas/news_link.html"

    def dispatch(self, request, token, **kwargs):
        self.opened = read_news_link(token)
        if self.opened is None:
            raise Http404
        self.action, self.person = self.opened.action, self.opened.person
        with translation.override(self.person.locale):
            answer = super().dispatch(request, token=token, **kwargs)
            return answer.render() if hasattr(answer, "render") else answer

    def get_context_data(self, **kwargs):
        idea = self.action.idea
        context = {
            "action": self.action,
            "title": veil(self.person, idea).words(idea.display_title),
            "is_over": self.opened.is_over,
            "open": idea.state in NEWS_OF and not self.opened.is_over,
            "is_done": self.action.status == ActionStatus.DONE,
            "done": dict(ActionStatus.choices).get(self.request.GET.get("done"), ""),
            "said": self.request.POST.get("status", ""),
            "note": self.request.POST.get("note", ""),
        }
        return super().get_context_data(**context | kwargs)

    def post(self, request, token):
        if self.opened.is_over:
            return self.render_to_response(self.get_context_data(), status=409)
        said, note = request.POST.get("status", ""), request.POST.get("note", "")
        try:
            give_news_by_link(self.action, by=self.person, status=said, note=note)
        except InvalidInput as error:
            return self.render_to_response(self.get_context_data(refusal=error.message), status=UNPROCESSABLE)
        except ParkourError as error:
            return self.render_to_response(self.get_context_data(refusal=error.message), status=409)
        return HttpResponseRedirect(f"{request.path}?done={said}", status=SEE_OTHER)

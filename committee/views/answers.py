"""Whether one comes: on a page of one's own, or by the link of the invitation."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from committee.answer_links import read_link
from committee.enums import UPCOMING, Answer
from committee.forms import AnswerForm
from committee.selectors import asked_as, my_answer
from committee.services.answering import answer_session, decline_proxy
from committee.views.finding import SessionButton, find_session
from parkour.core.exceptions import InvalidInput, ParkourError, TransitionRefused
from parkour.core.views import SEE_OTHER, UNPROCESSABLE, ServiceFormView


class AnswerView(ServiceFormView):
    """« I come, remotely, I cannot », and who votes for me then."""

    template_name = "committee/answer.html"
    form_class = AnswerForm
    success_message = gettext_lazy("Thank you: your answer is kept. You may change it until the session opens.")

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="answer_session")

    def permit(self):
        if self.object.state not in UPCOMING:
            raise TransitionRefused(_("This session has begun or is over: there is nothing left to answer."))
        self.mine = my_answer(self.object, self.request.user)
        if self.mine is None:
            raise TransitionRefused(_("You do not sit in this session."))

    def get_form_kwargs(self):
        mine = self.mine
        initial = {"answer": mine.said or self.request.GET.get("answer"), "holder": mine.proxy and mine.proxy.pk}
        return super().get_form_kwargs() | {"mine": mine, "initial": initial}

    def call(self, form):
        return answer_session(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        return super().get_context_data(mine=self.mine, **kwargs)


class DeclineProxyView(SessionButton):
    """Give back the proxy that one holds."""

    sees = needs = "answer_session"
    success_message = gettext_lazy("The proxy is given back. Whoever gave it is told.")

    def call(self):
        return decline_proxy(self.session, by=self.request.user)


@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class AnswerLinkView(TemplateView):
    """The link of an invitation. GET shows the question, POST answers it; its signature is the authority.

    It says nothing about whose it is, and gives no proxy: that is done signed in.
    """

    template_name = "committee/answer_link.html"

    def dispatch(self, request, token, **kwargs):
        found = read_link(token)
        if found is None:
            raise Http404
        self.person, self.session = found
        return super().dispatch(request, token=token, **kwargs)

    def get_context_data(self, **kwargs):
        context = {"session": self.session, "choices": Answer.choices, "open": self.session.state in UPCOMING}
        done = self.request.GET.get("done")
        asked = asked_as(self.person, self.session.on)
        context |= {"stands_by": asked is not None and asked.is_alternate}
        context |= {"done": dict(Answer.choices).get(done, ""), "said_no": done == Answer.NO}
        return super().get_context_data(**context | kwargs)

    def post(self, request, token):
        said = request.POST.get("answer", "")
        try:
            answer_session(self.session, by=self.person, answer=said)
        except InvalidInput as error:
            return self.render_to_response(self.get_context_data(refusal=error.message), status=UNPROCESSABLE)
        except ParkourError as error:
            return self.render_to_response(self.get_context_data(refusal=error.message), status=409)
        return HttpResponseRedirect(f"{request.path}?done={said}", status=SEE_OTHER)

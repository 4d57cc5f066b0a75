"""The two shapes of a page that acts: a form over a service, and a button over a service.

    class AnswerView(ServiceFormView):              class WithdrawView(ServicePostView):
        form_class = AnswerForm                         success_message = _("Withdrawn.")
        template_name = "ideas/answer.html"
        success_message = _("Answer sent.")             def find(self):
                                                            return find_idea(self.request, **self.kwargs)
        def find(self):
            return find_idea(self.request, **self.kwargs)   def call(self):
                                                            withdraw_idea(self.object, by=self.request.user)
        def call(self, form):
            return answer_question(self.object, by=self.request.user, **form.cleaned_data)

Order of a request: `find` (raise Http404 for what the person may not see) gives `self.object`; `permit`
(raise NotAllowed or TransitionRefused, or call `self.require("app.permission")`); then the form, then `call`,
whose result is `self.result`. Afterwards 303 to `get_success_url()` with `get_success_message()`.

Refusals of the service become answers here, so views contain none of it:
  InvalidInput        422, the same page, everything typed kept, the sentence at its field
  a form error        422, likewise
  Conflict            409, the same page, what was typed kept, the sentence on top; `conflict` in the context
  Http404 of `find`   404; when a sentence had been typed, the words on a page of their own, to copy
  NotAllowed, TransitionRefused    302 to `get_back_url()` with the sentence as an error message; when a sentence
                      had been typed: 403 or 409, the words on a page of their own, to copy
A form that comes back without a session or with an old protection is shown again the same way (`show_again`, called by
parkour.core.again after `find` and `permit`); a view with `never_again = True` is not.
GET shows the form and changes nothing; a GET on a ServicePostView goes back where the button is (which is
what happens after signing in again).
"""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.edit import FormView

from parkour.core.again import holds_words, words_page
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, ParkourError, TransitionRefused

SEE_OTHER, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 303, 403, 404, 409, 422


def safe_next(request, default="/"):
    """The address asked for by `next` (POST first, then GET) when it is ours, else `default`."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if ours else default


class ServiceMixin:
    """What both shapes share: find, permit, refuse with a sentence, go back or go on."""

    success_message = ""
    object = None
    result = None

    def dispatch(self, request, *args, **kwargs):
        try:
            self.object = self.find()
            self.permit()
            if hasattr(request, "shown_again"):
                return self.show_again()
            return super().dispatch(request, *args, **kwargs)
        except (NotAllowed, TransitionRefused) as refusal:
            return self.refuse(refusal)
        except Http404:
            if self.object is not None or not self.has_typed() or getattr(self, "never_again", False):
                raise
            return self.gone()

    def has_typed(self):
        """Whether somebody typed a sentence that this answer would lose."""
        return self.request.method == "POST" and not self.request.htmx and holds_words(self.request.POST)

    def gone(self):
        """What it was about is no longer there, or never was for this person: their own words stay theirs."""
        sentence = _("This is no longer there, or not for you: nothing was sent. Here is what you had typed.")
        form_class = getattr(self, "form_class", None)
        return words_page(self.request, form_class, sentence=sentence, status=NOT_FOUND, sendable=False)

    def refuse(self, refusal):
        """Back to a page that refuses nobody; with a sentence somebody had typed, a page that still holds it."""
        if self.has_typed():
            status = FORBIDDEN if isinstance(refusal, NotAllowed) else CONFLICT
            return self.words_page(refusal, status, sendable=False)
        messages.error(self.request, str(refusal.message))
        return HttpResponseRedirect(self.get_back_url())

    def words_page(self, refusal, status, *, sendable):
        return words_page(
            self.request,
            self.get_form_class() if hasattr(self, "get_form_class") else getattr(self, "form_class", None),
            sentence=str(refusal.message),
            status=status,
            sendable=sendable,
            back_url=self.get_back_url(),
        )

    def find(self):
        """The object of the page, None when there is none. Raise Http404 for what the person may not see."""

    def permit(self):
        """Raise NotAllowed or TransitionRefused when the person may not do this."""

    def require(self, permission, sentence=None):
        """Raise NotAllowed unless the person has `permission` on the object."""
        if not self.request.user.has_perm(permission, self.object):
            raise NotAllowed(sentence or _("You may not do this here, or it is too late."))

    def get_back_url(self):
        """Where a refused person lands: a page that never refuses, by default the one of the object."""
        return self.object.get_absolute_url() if hasattr(self.object, "get_absolute_url") else "/"

    def get_success_url(self):
        return safe_next(self.request, self.get_back_url())

    def get_success_message(self):
        return self.success_message

    def answer(self):
        """The answer after success."""
        if message := self.get_success_message():
            messages.success(self.request, str(message))
        return HttpResponseRedirect(self.get_success_url(), status=SEE_OTHER)


class ServiceFormView(ServiceMixin, FormView):
    """A form whose valid data go to one service: write `find`, `permit` (optional) and `call(form)`."""

    http_method_names = ["get", "head", "post", "options"]
    shows_again = True

    def show_again(self):
        """The form with what was typed before; nothing is called."""
        self.request.method = "POST"  # the form reads what was posted
        return self.again(self.get_form(), 200)

    def call(self, form):
        """Call the service with the valid form; each view writes its own."""
        raise TypeError(f"{type(self).__name__} calls no service")

    def form_valid(self, form):
        try:
            self.result = self.call(form)
        except Conflict as conflict:
            form.add_error(None, str(conflict.message))
            return self.again(form, CONFLICT, conflict=conflict)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
            return self.again(form, UNPROCESSABLE)
        return self.answer()

    def form_invalid(self, form):
        return self.again(form, UNPROCESSABLE)

    def again(self, form, status, **context):
        """The same page with what was typed and what is wrong."""
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def get_context_data(self, **context):
        return super().get_context_data(**{"object": self.object, "back_url": self.get_back_url()} | context)


class ServicePostView(ServiceMixin, View):
    """A button over one service: write `find`, `permit` (optional) and `call()`."""

    http_method_names = ["get", "post", "options"]

    def call(self):
        """Call the service; each view writes its own."""
        raise TypeError(f"{type(self).__name__} calls no service")

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_back_url())

    def post(self, request, *args, **kwargs):
        try:
            self.result = self.call()
        except (NotAllowed, TransitionRefused):
            raise
        except ParkourError as error:  # a button has no field to show it at
            if not request.htmx and holds_words(request.POST):
                return self.words_page(error, UNPROCESSABLE, sendable=True)
            messages.error(request, str(error.message))
            return HttpResponseRedirect(self.get_back_url(), status=SEE_OTHER)
        return self.answer()

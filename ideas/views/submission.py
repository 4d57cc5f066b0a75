"""Sending a contribution, keeping it for later, and its receipt."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ideas.anonymous import is_open_to
from ideas.campaigns import campaign_of_code, missed_campaign_of, site_of_code
from ideas.captures import capture_for, may_disown
from ideas.cards import promise_of
from ideas.forms.author import TEXT_ADVICE, IdeaForm, LaterForm, initial_of, key_of
from ideas.gallery import gallery_of
from ideas.hints import for_the_page, hints_in
from ideas.selectors import officers
from ideas.services.drafts import LIMITS, save_draft
from ideas.services.submission import is_the_same, submit_idea
from ideas.validators import SHORTEST, TEXT_LIMIT
from ideas.views.drafts import find_draft
from ideas.views.files import TakesFiles
from ideas.views.finding import find_own_idea
from parkour.core.exceptions import Conflict
from parkour.core.programs import ServiceDataView
from parkour.core.views import ServiceFormView

CODES = {name: LIMITS[name] for name in ("campaign", "site")}  # what the address of a poster says
LATER = "later"  # what the second button says
FACTS = {"advice": TEXT_ADVICE, "limit": TEXT_LIMIT, "shortest": SHORTEST}


def send(form, by):
    """The idea that the form makes, or had made already. Raises Conflict when its key made another text."""
    submission = form.submission()
    idea, new = submit_idea(submission, by=by)
    if not new and not is_the_same(idea, submission):
        raise Conflict(
            _("This form was already sent as %(reference)s. To send this other text too, send it again.")
            % {"reference": idea.reference},
            current=idea,
        )
    return idea


def answering(user, form) -> dict:
    """What the page says of the campaign and of the poster by which one came; no statement without their codes."""
    campaign = campaign_of_code(str(form["campaign"].value() or ""))
    if campaign is not None and not user.has_perm("ideas.view_campaign", campaign):
        campaign = None
    asks = campaign is not None and user.has_perm("ideas.answer_campaign", campaign)
    return {"campaign": campaign, "asks": asks, "origin": site_of_code(str(form["site"].value() or ""))}


class SubmitView(TakesFiles, ServiceFormView):
    """Three questions on one page; the kind is deduced, nothing else is asked. `?draft=` goes on with a draft."""

    template_name = "ideas/submit.html"

    @property
    def for_later(self):
        return self.request.POST.get("then") == LATER

    def get_form_class(self):
        return LaterForm if self.for_later else IdeaForm

    def get_initial(self):
        if "draft" not in self.request.GET or self.request.method == "POST":
            return {name: self.request.GET.get(name, "")[:limit] for name, limit in CODES.items()}
        key = key_of(self.request.GET["draft"])
        if key is None:
            raise Http404
        return initial_of(find_draft(self.request, key))

    def call(self, form):
        if self.for_later:
            facts = form.cleaned_data
            known = {"key": facts["draft"], "version": facts["draft_version"], "files": facts["files"]}
            return save_draft(form.words(), **known, by=self.request.user)
        return send(form, self.request.user)

    def again(self, form, status, conflict=None, **context):
        form.renew_key()
        other = conflict.current if conflict and self.for_later else None
        if other:
            form.know(other)
        return super().again(form, status, other_draft=other, **context)

    def get_success_message(self):
        return _("Your draft is kept: you find it here, on all your devices.") if self.for_later else ""

    def get_success_url(self):
        return reverse("ideas:mine") if self.for_later else reverse("ideas:receipt", args=[self.result.reference])

    def get_context_data(self, form=None, **context):
        form = form or self.get_form()
        hints = hints_in(*(str(form[name].value() or "") for name in ("problem_text", "change_text")))
        facts = {"hints": hints, "patterns": for_the_page(), "mail_address": settings.MAIL_IN_ADDRESS}
        facts |= answering(self.request.user, form) | {"anonymous_open": is_open_to(self.request.user)}
        return super().get_context_data(form=form, **facts, **FACTS, **context)


class SendView(ServiceDataView):
    """The same form, sent by the page itself, at once or when the network is back: one key makes one contribution."""

    form_class = IdeaForm
    success_status = 201

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.uploader = self.request.user
        return form

    def call(self, form):
        return send(form, self.request.user)

    def said(self):
        reference = self.result.reference
        return {"reference": reference, "url": reverse("ideas:receipt", args=[reference])}


class ReceiptView(TemplateView):
    """What was sent, who reads it, by when; can be opened again later."""

    template_name = "ideas/receipt.html"

    def get_context_data(self, reference, **kwargs):
        idea = find_own_idea(self.request, reference)
        user = self.request.user
        return super().get_context_data(
            idea=idea,
            capture=(capture := capture_for(user, idea)),
            may_disown=capture and may_disown(user, idea),
            promise=promise_of(idea),
            missed=missed_campaign_of(idea, user),
            readers=list(officers()),
            gallery=gallery_of(user, idea, idea.told.hidden),
            can_add_files=user.has_perm("ideas.add_files", idea),
            **kwargs,
        )

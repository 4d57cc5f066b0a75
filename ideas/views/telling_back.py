"""« You said, we did » for several at once: read over, looked at as the board shows them, published."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.forms.moves import ConfirmForm, PublishForm
from ideas.services.telling_back import Telling, publish_several
from ideas.telling_back import PAGE, WORDS, Draft, drafts_for, drafts_of, preview
from parkour.core.keys import decode_key, encode_key, query_string, whole_number
from parkour.core.text import is_storable
from parkour.core.views import SEE_OTHER, UNPROCESSABLE, ServiceFormView


@dataclass
class Line:
    """One contribution with its fields; `card`: as the board would show them; `error`: why they were not published."""

    draft: Draft
    form: PublishForm
    is_chosen: bool = False
    card: str = ""
    error: str = ""


class TellBackView(ServiceFormView):
    """The list with its drafts: « look at them » shows the cards and writes nothing, « publish » publishes."""

    template_name = "ideas/tell_back.html"
    form_class = ConfirmForm

    def find(self):
        if not self.request.user.has_perm("ideas.publish_update"):
            raise Http404

    @property
    def told(self) -> bool:
        return self.request.GET.get("show") == "told"

    def get_back_url(self):
        return reverse("ideas:tell_back") + ("?show=told" if self.told else "")

    @cached_property
    def page(self) -> tuple:
        """(lines, key of the next page): those that were sent, or a page of the list."""
        user = self.request.user
        if self.request.method == "POST":
            return [self._sent(draft) for draft in drafts_of(user, self.references())], None
        found, following = drafts_for(user, told=self.told, after=decode_key(self.request.GET.get("after")))
        return [Line(draft, self._form(draft, initial=draft.words)) for draft in found], following

    def references(self) -> list[str]:
        """Of all rows that were sent, chosen or not, each once."""
        sent = [name.removeprefix("version-") for name in self.request.POST if name.startswith("version-")]
        return [name for name in dict.fromkeys(sent) if is_storable(name)][:PAGE]

    def _sent(self, draft) -> Line:
        sent, reference = self.request.POST, draft.reference
        if reference in sent.getlist("ref"):
            return Line(draft, self._form(draft, data=sent), is_chosen=True)
        typed = {name: sent.get(f"{reference}-{name}", draft.words[name]) for name in WORDS}
        return Line(draft, self._form(draft, initial=typed))

    def _form(self, draft, **facts) -> PublishForm:
        return PublishForm(prefix=draft.reference, **facts)

    def form_valid(self, form):
        chosen = [line for line in self.page[0] if line.is_chosen]
        if not chosen:
            form.add_error(None, _("Choose at least one contribution."))
            return self.again(form, UNPROCESSABLE)
        valid = [line.form.is_valid() for line in chosen]  # of all of them, not up to the first wrong one
        if not all(valid):
            form.add_error(None, _("Some words are missing or too long: see below."))
            return self.again(form, UNPROCESSABLE)
        if "publish" not in self.request.POST:
            for line in chosen:
                line.card = preview(line.draft, line.form.cleaned_data)
            return self.again(form, 200, is_looked_at=True)
        return super().form_valid(form)

    def call(self, form):
        """Publish; `result` is how many were, and why the others were not, by reference."""
        sent, lines = self.request.POST, [line for line in self.page[0] if line.is_chosen]
        told = [
            Telling(
                line.draft.idea,
                whole_number(sent.get(f"version-{line.draft.reference}")) or 0,
                told=sent.get(f"told-{line.draft.reference}", ""),
                **line.form.cleaned_data,
            )
            for line in lines
        ]
        refused = publish_several(told, by=self.request.user)
        return len(told) - len(refused), {one.idea.reference: str(refusal.message) for one, refusal in refused}

    def answer(self):
        done, errors = self.result
        if done:
            said = ngettext("%(done)s answer is on the board.", "%(done)s answers are on the board.", done)
            messages.success(self.request, said % {"done": done})
        if not errors:
            return HttpResponseRedirect(self.get_back_url(), status=SEE_OTHER)
        del self.page  # read again: what was refused stays, with what stands now
        refused = [line for line in self.page[0] if line.draft.reference in errors]
        for line in refused:
            line.error = errors.pop(line.draft.reference)
        for reference, sentence in errors.items():  # it is no longer on a tab of this list
            messages.warning(self.request, f"{reference}: {sentence}")
        self.page = (refused, None)
        return self.again(self.get_form(), UNPROCESSABLE)

    def get_context_data(self, **context):
        lines, following = self.page
        show, after = "told" if self.told else "", encode_key(*following) if following else ""
        facts = {
            "lines": lines,
            "told": self.told,
            "is_looked_at": False,
            "first_url": self.get_back_url() if "after" in self.request.GET else "",
            "next_url": query_string(show=show, after=after) if after else "",
        }
        return super().get_context_data(**facts | context)

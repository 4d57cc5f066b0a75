"""A reason of the desk in several answers: its words in each, in the language of its author, and taken out again."""

from django.utils.functional import cached_property

from ideas.answer_words import with_reason
from ideas.reasons import reasons_in_use


class SharedReasonMixin:
    """For the sheet of several contributions, which has `way`, `lines`, `kept` and `proposing`. Sends nothing."""

    @cached_property
    def reasons(self):
        return reasons_in_use(self.way.outcome)

    def reason_of(self, key):
        return next((reason for reason in self.reasons if str(reason.pk) == key), None)

    @cached_property
    def given(self):
        """The reason that the answers on the page give; of what was taken back, where it is one reason for all."""
        if self.request.method == "POST":
            return self.reason_of(self.request.POST.get("reason", ""))
        kept = {str(self.kept[line.idea.pk].reason_id) if line.idea.pk in self.kept else "" for line in self.lines}
        return self.reason_of(kept.pop()) if len(kept) == 1 else None

    def reason_given(self, form):
        """The reason that leaves with each answer; None where what was chosen afterwards belongs to another."""
        code = form.cleaned_data.get("reason_code") or form.cleaned_data.get("channel") or ""
        return self.given if self.given and self.given.goes_with(self.way.outcome, code) else None

    def with_words_of(self, reason, idea, message):
        """`message` with the words of `reason` for the author of `idea`; as it is without a reason."""
        if reason is None:
            return message
        words = self.proposing.filled(idea, [(reason.text_fr, reason.text_en)])[0]
        return with_reason(message, words)

    def post(self, request, *args, **kwargs):
        if "because" in request.POST and (reason := self.reason_of(request.POST.get("choice", ""))):
            return self.put_in(reason)
        if "back" in request.POST:
            return self.give_back()
        return super().post(request, *args, **kwargs)

    def put_in(self, reason):
        """The same page with its words in each answer; those that are not written yet are written with them."""
        self.read_messages()
        self.reason_before, self.given, self.has_before = self.given, reason, True
        words = self.request.POST.get("words", "").strip()
        for line in self.lines:
            line.before = line.message
            line.message = self.with_words_of(reason, line.idea, line.message or self.proposed(line.idea, words))
        return self.as_typed(reason.code)

    def give_back(self):
        """Each answer as it was before the last reason; what stood in its place comes back the same way."""
        self.read_messages()
        for line in self.lines:
            line.message, line.before = line.before, line.message
        self.given, self.reason_before = self.reason_before, self.given
        return self.as_typed()

    def as_typed(self, code=""):
        """The page again; the facts stay as typed, a reason chooses its own code."""
        kept = {name: self.request.POST.get(name, "") for name in self.get_form_class().base_fields}
        if code:
            kept |= {name: code for name in ("reason_code", "channel") if name in kept}
        form = self.get_form_class()(initial=kept, viewer=self.request.user)
        return self.render_to_response(self.get_context_data(form=form))

    @cached_property
    def has_before(self):
        """Whether the page can give back the answers as they were before a reason was put in."""
        return "before" in self.request.POST

    @cached_property
    def reason_before(self):
        return self.reason_of(self.request.POST.get("reason-before", ""))

    def get_context_data(self, **context):
        facts = {"reasons": self.reasons, "given": self.given}
        facts |= {"has_before": self.has_before, "reason_before": self.reason_before}
        return super().get_context_data(**facts | context)

"""« You said, we did » for several at once: what is not told yet, with drafts; publishing them in one gesture."""

from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers

from ideas.serializers.inputs import PublishInput
from ideas.services.telling_back import MOST, Telling, publish_several
from ideas.telling_back import WORDS, Draft, drafts_for, drafts_of
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Input, NoQuery, Text, Whole
from parkour.core.api.pagination import Page, PageQuery, moment_cursor
from parkour.core.keys import encode_key

OFFICE = {"scope": Scope.TRIAGE, "permission": "ideas.publish_update"}


class UntoldQuery(PageQuery):
    told = serializers.BooleanField(required=False, default=False, help_text="Those that have words, to correct them.")


class UntoldOut(serializers.Serializer):
    """What is done or not kept, with words to read over: a draft, or those that stand on the board."""

    reference = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField(help_text="In words.")
    heading = serializers.CharField(help_text="Above what was done, or why not.")
    you_said = serializers.CharField()
    we_did = serializers.CharField()
    effect = serializers.CharField()
    credits = serializers.CharField()
    version = serializers.IntegerField(help_text="Of the contribution: send it back to publish.")
    told = serializers.CharField(help_text="Which words stand on the board, empty for none: send it back to publish.")


def draft_out(draft: Draft) -> dict:
    facts = {"reference": draft.reference, "title": draft.title, "state": draft.label, "heading": draft.heading}
    return facts | draft.words | {"version": draft.version, "told": draft.told}


class TellingInput(PublishInput):
    reference = Text(max_length=20)
    version = Whole(min_value=0, max_value=2**31 - 1, help_text="Of the contribution, as you have read it.")
    told = Text(max_length=40, required=False, default="", allow_blank=True, help_text="The words that these replace.")


class PublishSeveralInput(Input):
    updates = serializers.ListField(child=TellingInput(), min_length=1, max_length=MOST)


class PublishedOut(serializers.Serializer):
    """What became of one of them: `refused` says why it was not published."""

    reference = serializers.CharField()
    refused = serializers.CharField(allow_blank=True)


class UntoldView(Endpoint):
    @operation(**OFFICE, paged=True, query=UntoldQuery, output=UntoldOut)
    def get(self, request):
        """What is done or not kept and has no words of its own on the board, what ended last first."""
        after, size = moment_cursor(self.query.get("cursor")), self.query["limit"]
        found, following = drafts_for(request.user, told=self.query["told"], after=after, size=size)
        return Page([draft_out(draft) for draft in found], encode_key(*following) if following else "")


class PublishSeveralView(Endpoint):
    @operation(**OFFICE, input=PublishSeveralInput, output=PublishedOut, paged=True, query=NoQuery)
    def post(self, request):
        """Publish several in one gesture. One that is refused stops no other; the same twice is once."""
        sent = {row["reference"].upper(): row for row in self.sent["updates"]}
        found = {draft.reference: draft.idea for draft in drafts_of(request.user, list(sent))}
        told = [
            Telling(found[name], row["version"], told=row["told"], **{word: row[word] for word in WORDS})
            for name, row in sent.items()
            if name in found
        ]
        refused = publish_several(told, by=request.user) if told else []
        why = {one.idea.reference: str(refusal.message) for one, refusal in refused}
        absent = _("No contribution of this reference is done or not kept.")
        return Page([{"reference": name, "refused": why.get(name, "" if name in found else absent)} for name in sent])


urlpatterns = [
    path("board/untold/", UntoldView.as_view(), name="untold"),
    path("board/publish/", PublishSeveralView.as_view(), name="publish_several"),
]

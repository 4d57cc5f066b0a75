"""What is sent and told of contributions that were begun and not sent."""

from dataclasses import asdict

from rest_framework import serializers

from ideas.models import Draft
from ideas.selectors import files_of_draft
from ideas.serializers.files import FileOut, SentFileInput, file_out
from ideas.serializers.inputs import words
from ideas.services.attachments import MOST_FILES, SentFile
from ideas.services.drafts import LIMITS, DraftWords, words_of
from ideas.validators import TEXT_LIMIT
from parkour.core.api.fields import Input


def _line(name, **kwargs):
    return words(LIMITS[name], required=False, default="", allow_blank=True, **kwargs)


class DraftInput(Input):
    """A draft as it stands from here: what is left out is empty."""

    problem_text = words(TEXT_LIMIT, required=False, default="", allow_blank=True)
    change_text = words(TEXT_LIMIT, required=False, default="", allow_blank=True)
    speaker = _line("speaker", help_text="“me”, “group” or “hidden”, as in the form.")
    group_names = _line("group_names")
    colleagues = _line("colleagues", help_text="Names or e-mail addresses, separated by commas.")
    campaign = _line("campaign", help_text="Code of the campaign it answers.")
    site = _line("site", help_text="Code of the site it is sent from.")
    files = serializers.ListField(
        child=SentFileInput(), required=False, default=list, max_length=MOST_FILES, help_text="Files that I have sent."
    )


def draft_in(sent: dict) -> tuple[DraftWords, tuple[SentFile, ...]]:
    """(its words, its files) of what was sent."""
    files = tuple(SentFile(**row) for row in sent.pop("files"))
    return DraftWords(**sent), files


class DraftOut(serializers.Serializer):
    key = serializers.UUIDField()
    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    discarded_at = serializers.DateTimeField(allow_null=True, help_text="It can be taken back for a day.")
    problem_text = serializers.CharField()
    change_text = serializers.CharField()
    speaker = serializers.CharField()
    group_names = serializers.CharField()
    colleagues = serializers.CharField()
    campaign = serializers.CharField()
    site = serializers.CharField()
    files = FileOut(many=True)


def draft_out(draft: Draft) -> dict:
    facts = {name: getattr(draft, name) for name in ("key", "version", "changed_at", "discarded_at")}
    files = [file_out(file) for file in files_of_draft(draft.person, draft.key)]
    return facts | asdict(words_of(draft)) | {"files": files}


class DraftRow(serializers.Serializer):
    key = serializers.UUIDField()
    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    first_words = serializers.CharField()
    files_kept = serializers.IntegerField(help_text="How many files wait there.")

"""What is sent and told of photos and documents."""

from rest_framework import serializers

from ideas.enums import FileKind, PhotoSlot
from ideas.gallery import ShownFile
from ideas.models import Attachment
from ideas.services.attachments import ALT_LIMIT, MOST_FILES
from parkour.core.api.fields import Flag, Input, Query, Text


class FileInput(Input):
    """Sent as multipart/form-data."""

    file = serializers.FileField(help_text="JPEG, PNG, WebP, HEIC, GIF, PDF, DOCX, XLSX, PPTX, ODT, ODS or ODP; 10 MB.")


class SentFileInput(Input):
    key = serializers.UUIDField(help_text="Key of a file that I have sent.")
    alt = Text(required=False, default="", allow_blank=True, max_length=ALT_LIMIT, help_text="What the photo shows.")


class FilesInput(Input):
    files = serializers.ListField(child=SentFileInput(), min_length=1, max_length=MOST_FILES)


class ShownInput(Input):
    shown = Flag(help_text="Whether everybody may see it.")


class SizeQuery(Query):
    size = serializers.ChoiceField(required=False, default="large", choices=["large", "small"])


class FileOut(serializers.Serializer):
    key = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=FileKind.choices)
    name = serializers.CharField(help_text="Empty where names are not told.")
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes received.")
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    alt = serializers.CharField()
    slot = serializers.ChoiceField(choices=PhotoSlot.choices, allow_blank=True)
    on_the_board = serializers.BooleanField()
    page = serializers.CharField(help_text="Its address for people.")
    small = serializers.CharField(help_text="Its thumbnail; the same as `page` for a document.")


def file_out(file: Attachment) -> dict:
    """One’s own upload."""
    return shown_out(ShownFile(file, file.name, file.alt))


def shown_out(shown: ShownFile) -> dict:
    file = shown.file
    facts = {name: getattr(file, name) for name in ("key", "kind", "content_type", "size", "width", "height", "slot")}
    return facts | {
        "name": shown.name,
        "alt": shown.alt,
        "on_the_board": file.is_public,
        "page": file.get_absolute_url(),
        "small": file.small_url if file.is_image else file.get_absolute_url(),
    }

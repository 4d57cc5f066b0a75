"""Files at moments of their life, for the tests."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.models import Attachment
from ideas.services.attachments import SentFile, add_files, upload_file
from tests.ideas.files import makers


def uploaded(by, data=None, name="photo.jpg", **facts) -> Attachment:
    return upload_file(SimpleUploadedFile(name, makers.photo() if data is None else data), by=by, **facts)


def added(idea, by, data=None, name="photo.jpg", alt="") -> Attachment:
    """A file that `by` has added to a contribution that was sent."""
    file = uploaded(by, data, name)
    add_files(idea, (SentFile(file.key, alt),), by=by)
    return Attachment.objects.get(pk=file.pk)

"""Photos and documents in a form: those received already, by their keys, and those that come with this request."""

from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import FileKind
from ideas.files.reading import ACCEPTED
from ideas.models import Attachment
from ideas.services.attachments import ALT_LIMIT, DAY_LIMIT, FILE_LIMIT, MEGABYTE, MOST_FILES, SentFile, upload_file
from parkour.core.exceptions import InvalidInput
from parkour.core.forms import AccessibleFormMixin

MOST_KEYS = 3 * MOST_FILES


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class WithFiles(forms.Form):
    """Part of a form that sends files. A bound form is given its `uploader` by `receive`, before it is asked whether
    it is valid: what was received stays, whatever else is refused.
    """

    files = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    new_files = forms.Field(
        label=gettext_lazy("Photos or documents"),
        help_text=gettext_lazy("JPEG, PNG or HEIC photos, PDF or office documents: ten at most, 10 MB each."),
        required=False,
        widget=ManyFilesInput(attrs={"accept": ACCEPTED}),
    )
    most_files, largest_file, longest_alt = MOST_FILES, FILE_LIMIT, ALT_LIMIT
    largest_sum = DAY_LIMIT  # of what waits on a phone
    uploader = None

    def receive(self, files, *, by) -> None:
        """Keep each of `files` that is taken; the sentence about each other one becomes an error of the form."""
        self.uploader, self.not_taken = by, []
        keys = []
        for file in files:
            try:
                if len(keys) + len(self._keys()) >= MOST_FILES:
                    words = _("A contribution holds %(limit)s files at most: leave some out.")
                    raise InvalidInput(words % {"limit": MOST_FILES})
                keys.append(str(upload_file(file, by=by).key))
            except InvalidInput as refused:
                self.not_taken.append(_("“%(name)s”: %(words)s") % {"name": file.name[:80], "words": refused.message})
        if keys:
            self.data = self.data.copy()
            self.data.setlist(self.add_prefix("files"), [*self.data.getlist(self.add_prefix("files")), *keys])

    def _keys(self) -> list[UUID]:
        """Keys the form names, each once; what is no key is none."""
        sent = self.data.getlist(self.add_prefix("files")) if self.is_bound else self.initial.get("files", [])
        return list(dict.fromkeys(filter(None, map(_key, sent[:MOST_KEYS]))))

    def _alt(self, key):
        return self.data.get(self.add_prefix(f"alt_{key}"), "")

    def clean_files(self) -> tuple[SentFile, ...]:
        return tuple(SentFile(key, self._alt(key)) for key in self._keys())

    def clean(self):
        for sentence in getattr(self, "not_taken", ()):
            self.add_error("new_files", sentence)
        return super().clean()

    @cached_property
    def kept_files(self) -> list[Attachment]:
        """What was received and is not sent yet, in its order, with the words typed about it."""
        if not (keys := self._keys()) or self.uploader is None:
            return []
        rows = {row.key: row for row in Attachment.objects.filter(key__in=keys, uploader=self.uploader, idea=None)}
        kept = [rows[key] for key in keys if key in rows]
        for row in kept if self.is_bound else ():
            row.alt = self._alt(row.key)
        return kept

    def also_keep(self, files: list[Attachment]) -> None:
        """These uploads too, with the words about them, unless the form names them already."""
        there, name = self._keys(), self.add_prefix("files")
        for file in files:
            if file.key not in there:
                self.data.appendlist(name, str(file.key))
                self.data[self.add_prefix(f"alt_{file.key}")] = file.alt

    @property
    def blank_file(self) -> Attachment:
        """What a line of the list is before its file is there."""
        return Attachment(key=None, kind=FileKind.IMAGE)

    @property
    def megabytes_waiting(self):
        return DAY_LIMIT // MEGABYTE

    @property
    def megabytes(self):
        return FILE_LIMIT // MEGABYTE


def _key(text) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, AttributeError):
        return None


class FilesForm(AccessibleFormMixin, WithFiles):
    """Files alone, for a contribution that was sent."""


class SendFileForm(AccessibleFormMixin, forms.Form):
    """One file, under the key that the phone made for it."""

    file = forms.FileField(
        allow_empty_file=True,  # the service has the sentence
        error_messages={"required": gettext_lazy("Choose a photo or a document.")},
    )
    file_key = forms.UUIDField()


class PairForm(AccessibleFormMixin, forms.Form):
    """What it was like before, and what it is like since."""

    before = forms.FileField(label=gettext_lazy("Photo before"), required=False, widget=forms.FileInput)
    before_alt = forms.CharField(
        label=gettext_lazy("What does the photo before show?"), required=False, max_length=ALT_LIMIT
    )
    after = forms.FileField(label=gettext_lazy("Photo after"), required=False, widget=forms.FileInput)
    after_alt = forms.CharField(
        label=gettext_lazy("What does the photo after show?"), required=False, max_length=ALT_LIMIT
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for slot in ("before", "after"):
            self.fields[slot].widget.attrs["accept"] = "image/*"
            self.fields[slot].error_messages["empty"] = _("This file is empty: choose it again.")

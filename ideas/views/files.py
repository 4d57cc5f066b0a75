"""Files of a contribution: read, added, removed and put back, shown on the board, before and after."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ideas.file_responses import file_response
from ideas.finding import file_for, file_of
from ideas.forms.files import FilesForm, PairForm, SendFileForm
from ideas.gallery import gallery_of
from ideas.rules import is_author
from ideas.services import attachments
from ideas.services.attachments import DAY_LIMIT, MEGABYTE, SentFile
from ideas.views.finding import find_idea
from parkour.core.exceptions import InvalidInput
from parkour.core.programs import ServiceDataView
from parkour.core.views import ServiceFormView, ServicePostView


class FileView(View):
    """One file: a photo to look at, a document to download."""

    small = False

    def get(self, request, file):
        return file_response(request, file_for(request.user, file), small=self.small)


class TakesFiles:
    """Put before ServiceFormView: its form is `WithFiles`, and keeps what was received when it is shown again."""

    # What a person may send in a day: one file too many, or too large, is told at its field with the text kept.
    largest_body = DAY_LIMIT + 10 * MEGABYTE

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.uploader = self.request.user
        # A form that is only shown again was not received: it writes nothing.
        if form.is_bound and not hasattr(self.request, "shown_again"):
            form.receive(self.request.FILES.getlist(form.add_prefix("new_files")), by=self.request.user)
        return form


def told_file(file) -> dict:
    """One's own upload as a script of ours reads it."""
    small = file.small_url if file.is_image else ""
    return {"key": str(file.key), "name": file.name, "kind": file.kind, "alt": file.alt, "small": small}


class SendFileView(ServiceDataView):
    """One file that a form of ours sends as soon as it is chosen, or when the network is back: its key makes one."""

    form_class = SendFileForm
    success_status = 201
    largest_body = attachments.FILE_LIMIT + MEGABYTE

    def call(self, form):
        return attachments.upload_file(
            form.cleaned_data["file"], by=self.request.user, key=form.cleaned_data["file_key"]
        )

    def said(self):
        return told_file(self.result)


class OnAThread:
    """What concerns whoever reads the thread of a contribution; 404 for everybody else."""

    def find(self):
        return find_idea(self.request, self.kwargs["reference"], permission="ideas.view_thread")

    def get_context_data(self, **context):
        idea = self.object
        gallery = gallery_of(self.request.user, idea, idea.told.hidden)
        return super().get_context_data(
            idea=idea, gallery=gallery, is_own=is_author(self.request.user, idea), here=self.request.path, **context
        )


class AddFilesView(TakesFiles, OnAThread, ServiceFormView):
    """Photos and documents added after sending."""

    form_class = FilesForm
    template_name = "ideas/files.html"
    success_message = gettext_lazy("Your files are added.")

    def permit(self):
        self.require("ideas.add_files")

    def call(self, form):
        return attachments.add_files(self.object, form.cleaned_data["files"], by=self.request.user)


class PairView(OnAThread, ServiceFormView):
    """The photo before and the photo after; each is taken by itself, so that one refused keeps the other."""

    form_class = PairForm
    template_name = "ideas/photos.html"
    success_message = gettext_lazy("Everybody sees it on the page of the idea.")
    largest_body = 3 * attachments.FILE_LIMIT

    def permit(self):
        self.require("ideas.pair_photos", _("Whoever carries it out, or the officer, shows it before and after."))

    def call(self, form):
        chosen = [slot for slot in ("before", "after") if form.cleaned_data[slot]]
        if not chosen:
            raise InvalidInput(_("Choose a photo."), field="before")
        refused = [error for slot in chosen if (error := self._place(slot, form))]
        if refused:
            raise refused[0]

    def _place(self, slot, form):
        try:
            file = attachments.upload_file(form.cleaned_data[slot], by=self.request.user)
            sent = SentFile(file.key, form.cleaned_data[f"{slot}_alt"])
            attachments.place_photo(self.object, slot, sent, by=self.request.user)
        except InvalidInput as error:
            return InvalidInput(error.message, field=slot)
        return None

    def get_success_url(self):
        return reverse("ideas:photos", args=[self.object.reference])


class FileButton(OnAThread, ServicePostView):
    """A button about one file of a contribution."""

    def find(self):
        idea = super().find()
        self.file = file_of(idea, self.kwargs["file"])
        return idea

    def permit(self):
        if not self.request.user.has_perm("ideas.manage_file", self.file):
            raise Http404


class RemoveFileView(FileButton):
    success_message = gettext_lazy("Removed. It can be put back within a day.")

    def call(self):
        return attachments.remove_file(self.file, by=self.request.user)


class RestoreFileView(FileButton):
    success_message = gettext_lazy("It is back where it was.")

    def call(self):
        return attachments.restore_file(self.file, by=self.request.user)


class ShowPhotoView(FileButton):
    """The officer's tick: everybody sees this photo once the contribution is on the board."""

    def permit(self):
        self.require("ideas.show_photo", _("Only the improvement officer chooses what is shown on the board."))

    def call(self):
        shown = self.request.POST.get("shown") == "yes"
        return attachments.show_photo(self.file, by=self.request.user, shown=shown)

    def get_success_message(self):
        if self.result.is_public:
            return _("Everybody sees this photo once the contribution is on the board.")
        return _("This photo is no longer shown on the board.")

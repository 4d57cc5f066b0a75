"""Photos and documents: received, listed, added to a contribution, read."""

from django.http import Http404
from django.urls import path

from ideas.api.author import IdeaEndpoint
from ideas.file_responses import file_response
from ideas.files.reading import TYPES, WEBP
from ideas.finding import file_for, file_of
from ideas.gallery import ShownFile, gallery_of, public_gallery_of
from ideas.privacy import Told
from ideas.serializers import files
from ideas.services.attachments import (
    FILE_LIMIT,
    SentFile,
    add_files,
    remove_file,
    restore_file,
    show_photo,
    upload_file,
)
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page
from parkour.core.api.parsing import bounded_form_parser


class FilesView(Endpoint):
    parser_classes = [bounded_form_parser(FILE_LIMIT + 64 * 1024)]

    @operation(
        scope=Scope.IDEAS_WRITE,
        permission="ideas.submit_idea",
        input=files.FileInput,
        output=files.FileOut,
        keyed=True,
        status=201,
    )
    def post(self, request):
        """Send a photo or a document, to be attached to a contribution within a day.

        Photos are made upright, shrunk to 1600 pixels and written again as WebP; what a camera notes beside the picture
        is not kept. The same key makes one file.
        """
        return files.file_out(upload_file(self.sent["file"], by=request.user, key=self.key))


class FileView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, sees="ideas.read_file", query=files.SizeQuery, binary=(WEBP, *TYPES.values()))
    def get(self, request, file):
        """The bytes of a file: a photo as WebP, a document as it came."""
        return file_response(request, file_for(request.user, file), small=self.query["size"] == "small")


class IdeaFilesView(IdeaEndpoint):
    @operation(scope=Scope.IDEAS_READ, sees="ideas.view_idea", output=files.FileOut, paged=True, query=NoQuery)
    def get(self, request, reference):
        """The files of a contribution that I may read, in their order; then its photos before and after."""
        return self._page(self.find(reference))

    @operation(
        scope=Scope.IDEAS_WRITE,
        sees="ideas.view_thread",
        input=files.FilesInput,
        output=files.FileOut,
        paged=True,
        query=NoQuery,
    )
    def post(self, request, reference):
        """Add files that I have sent to a contribution."""
        idea = self.find(reference)
        add_files(idea, tuple(SentFile(**row) for row in self.sent["files"]), by=request.user)
        return self._page(idea)

    def _page(self, idea):
        user = self.request.user
        read = gallery_of if user.has_perm("ideas.view_thread", idea) else public_gallery_of
        gallery = read(user, idea, idea.told.hidden)
        return Page([files.shown_out(shown) for shown in (*gallery.sent, *gallery.slots)])


class OneFileEndpoint(IdeaEndpoint):
    """One file on the thread of a contribution."""

    def file(self, reference, key):
        return file_of(self.find(reference), key)

    def managed(self, reference, key):
        """One of those that I may remove and put back; no other exists."""
        file = self.file(reference, key)
        if not self.request.user.has_perm("ideas.manage_file", file):
            raise Http404
        return file

    def told(self, file):
        veil = file.idea.told.hidden if hasattr(file.idea, "told") else Told(file.idea, self.request.user).hidden
        return files.shown_out(ShownFile(file, veil.words(file.name), veil.words(file.alt)))


class IdeaFileView(OneFileEndpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees="ideas.view_thread")
    def delete(self, request, reference, file):
        """Remove a file of mine, or as the officer; it can be put back for a day. Twice is once."""
        remove_file(self.managed(reference, file), by=request.user)


class RestoreFileView(OneFileEndpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees="ideas.view_thread", output=files.FileOut)
    def post(self, request, reference, file):
        """Put a removed file back. Twice is once."""
        return self.told(restore_file(self.managed(reference, file), by=request.user))


class ShownFileView(OneFileEndpoint):
    @operation(scope=Scope.TRIAGE, sees="ideas.view_thread", input=files.ShownInput, output=files.FileOut)
    def put(self, request, reference, file):
        """Say whether everybody sees a photo once its contribution is on the board. Twice is once."""
        return self.told(show_photo(self.file(reference, file), by=request.user, shown=self.sent["shown"]))


urlpatterns = [
    path("files/", FilesView.as_view(), name="files"),
    path("files/<uuid:file>/", FileView.as_view(), name="file"),
    path("ideas/<slug:reference>/files/", IdeaFilesView.as_view(), name="idea_files"),
    path("ideas/<slug:reference>/files/<uuid:file>/", IdeaFileView.as_view(), name="idea_file"),
    path("ideas/<slug:reference>/files/<uuid:file>/restore/", RestoreFileView.as_view(), name="restore_file"),
    path("ideas/<slug:reference>/files/<uuid:file>/shown/", ShownFileView.as_view(), name="show_photo"),
]

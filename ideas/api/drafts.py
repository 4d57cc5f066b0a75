"""Contributions begun and not sent: kept under a key made on the phone, under the version that was read."""

from django.http import Http404
from django.urls import path

from ideas.models import Draft
from ideas.selectors import draft_of, drafts_of
from ideas.serializers.drafts import DraftInput, DraftOut, DraftRow, draft_in, draft_out
from ideas.services.drafts import discard_draft, restore_draft, save_draft
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page

READ = {"scope": Scope.IDEAS_READ, "permission": "ideas.submit_idea"}
WRITE = {"scope": Scope.IDEAS_WRITE, "permission": "ideas.submit_idea"}


class DraftsView(Endpoint):
    @operation(**READ, output=DraftRow, paged=True, query=NoQuery)
    def get(self, request):
        """My drafts, the latest first: fifty at most."""
        return Page(list(drafts_of(request.user)))


class DraftEndpoint(Endpoint):
    def find(self, uuid) -> Draft:
        """One’s own; nobody else’s exists."""
        draft = draft_of(self.request.user, uuid)
        if draft is None:
            raise Http404
        return draft


class DraftView(DraftEndpoint):
    @operation(**READ, output=DraftOut, versioned=True)
    def get(self, request, uuid):
        """A draft of mine, with the files that wait there."""
        return draft_out(self.find(uuid))

    @operation(**WRITE, input=DraftInput, output=DraftOut, versioned=True, conditional=True)
    def put(self, request, uuid):
        """Keep a draft under a key of my own.

        If-Match names the version that was read, "0" for a new one. The same words twice are once. A file that has not
        been received yet is left out; one that the draft no longer names is forgotten within a day.
        """
        words, files = draft_in(self.sent)
        return draft_out(save_draft(words, key=uuid, version=self.version, files=files, by=request.user))

    @operation(**WRITE)
    def delete(self, request, uuid):
        """Delete a draft, and its files with it; it can be taken back for a day. Twice is once."""
        discard_draft(self.find(uuid), by=request.user)


class RestoreDraftView(DraftEndpoint):
    @operation(**WRITE, output=DraftOut)
    def post(self, request, uuid):
        """Take a deleted draft back. Twice is once."""
        restore_draft(self.find(uuid), by=request.user)
        return draft_out(self.find(uuid))


urlpatterns = [
    path("drafts/", DraftsView.as_view(), name="drafts"),
    path("drafts/<uuid:uuid>/", DraftView.as_view(), name="draft"),
    path("drafts/<uuid:uuid>/restore/", RestoreDraftView.as_view(), name="restore_draft"),
]

"""The tags of the desk, by the API: their vocabulary, and those of one contribution."""

from django.shortcuts import get_object_or_404
from django.urls import path

from ideas.api.desk import DESK, ItemEndpoint
from ideas.models import Tag
from ideas.serializers import tags as told
from ideas.services.tagging import merge_tags, set_tags, write_tag
from ideas.tags import desk_tags, tags_measured, tags_with_uses
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page

WRITE = {"scope": Scope.TRIAGE, "permission": "ideas.manage_tags"}
READ = WRITE | {"permission": "ideas.see_tags"}


class TagsView(Endpoint):
    @operation(**READ, paged=True, query=NoQuery, output=told.TagOut)
    def get(self, request):
        """All of them, those in use first. What was merged into another is none any more."""
        return Page([told.tag_out(row) for row in tags_with_uses()])

    @operation(**WRITE, input=told.TagInput, output=told.TagOut, status=201)
    def post(self, request):
        """Write one. A name is there once, whatever its capitals."""
        return told.tag_out(tags_with_uses(pk=write_tag(by=request.user, **self.sent).pk)[0])


def kept(pk) -> Tag:
    return get_object_or_404(Tag, pk=pk, merged_into=None)


class TagView(Endpoint):
    @operation(**WRITE, input=told.ChangeTagInput, output=told.TagOut)
    def put(self, request, pk):
        """Rename it, retire it, or use it again."""
        row = write_tag(by=request.user, tag=kept(pk), **self.sent)
        return told.tag_out(tags_with_uses(pk=row.pk)[0])


class MergeTagView(Endpoint):
    @operation(**WRITE, input=told.MergeTagInput, output=told.TagOut)
    def post(self, request, pk):
        """Merge it into another one: what carries it carries the other. The answer is the one that stays."""
        stays = merge_tags(kept(pk), by=request.user, into=self.sent["into"])
        return told.tag_out(tags_with_uses(pk=stays.pk)[0])


class ItemTagsView(ItemEndpoint):
    @operation(**DESK, output=told.ItemTagsOut)
    def get(self, request, reference):
        """What it carries; and for an officer the tags of those most like it, where that has proved itself here."""
        return self.said(self.find(reference))

    @operation(**DESK, input=told.ItemTagsInput, output=told.ItemTagsOut)
    def put(self, request, reference):
        """Set them. The history of the desk keeps who did; the last one is right."""
        set_tags(self.find(reference), by=request.user, **self.sent)
        return self.said(self.find(reference))

    def said(self, idea) -> dict:
        return told.item_tags_out(idea, desk_tags(idea, self.request.user), tags_measured())


urlpatterns = [
    path("tags/", TagsView.as_view(), name="tags"),
    path("tags/<int:pk>/", TagView.as_view(), name="tag"),
    path("tags/<int:pk>/merge/", MergeTagView.as_view(), name="merge_tag"),
    path("triage/<slug:reference>/tags/", ItemTagsView.as_view(), name="item_tags"),
]

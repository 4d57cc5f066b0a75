"""One's own inbox."""

from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of
from parkour.notifications.models import Notification
from parkour.notifications.selectors import inbox_of
from parkour.notifications.services import mark_read

MINE = {"scope": Scope.INBOX, "for_everybody": True}


class InboxQuery(PageQuery):
    unread = serializers.BooleanField(required=False, default=False, help_text="Only what I have not read.")


class NotificationOut(serializers.Serializer):
    """What I was told."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    page = serializers.CharField(help_text="Where it leads, for people.")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


def notification_out(row: Notification) -> dict:
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "body": row.body,
        "page": row.url,
        "created_at": row.created_at,
        "read_at": row.read_at,
    }


class InboxView(Endpoint):
    @operation(**MINE, paged=True, query=InboxQuery, output=NotificationOut)
    def get(self, request):
        """What I was told, the latest first."""
        rows, size = inbox_of(request.user), self.query["limit"]
        before = number_cursor(self.query.get("cursor"))
        if before is not None:
            rows = rows.filter(pk__lt=before)
        if self.query["unread"]:
            rows = rows.filter(read_at=None)
        page = page_of(list(rows[: size + 1]), size, lambda row: row.pk)
        return Page([notification_out(row) for row in page.rows], page.cursor)


class ReadView(Endpoint):
    @operation(**MINE, output=NotificationOut)
    def post(self, request, pk):
        """I have read this one. Twice is once."""
        row = get_object_or_404(inbox_of(request.user), pk=pk)
        mark_read(request.user, [row.pk])
        row.refresh_from_db()
        return notification_out(row)


class ReadAllView(Endpoint):
    @operation(**MINE)
    def post(self, request):
        """I have read everything."""
        mark_read(request.user)


urlpatterns = [
    path("inbox/", InboxView.as_view(), name="inbox"),
    path("inbox/read-all/", ReadAllView.as_view(), name="inbox_read_all"),
    path("inbox/<int:pk>/read/", ReadView.as_view(), name="inbox_read"),
]

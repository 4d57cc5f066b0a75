from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import TemplateView

from parkour.core.keys import whole_number
from parkour.notifications.selectors import inbox_of
from parkour.notifications.services import mark_read

SIZE = 30


class InboxView(TemplateView):
    """What a person was told, newest first; pages by key (`?before=`)."""

    template_name = "notifications/inbox.html"

    def get_context_data(self, **kwargs):
        rows = inbox_of(self.request.user)
        before = whole_number(self.request.GET.get("before"))
        if before is not None:
            rows = rows.filter(pk__lt=before)
        page = list(rows[: SIZE + 1])
        unread = inbox_of(self.request.user).filter(read_at=None).count()
        return super().get_context_data(
            notifications=page[:SIZE],
            next=page[SIZE - 1].pk if len(page) > SIZE else None,
            unread=unread,
            keeper=self.request.user.has_perm("notifications.look_after_mail"),
            **kwargs,
        )


class OpenView(View):
    """Read one and go where it leads. A POST, because reading is written down."""

    def post(self, request, pk):
        row = get_object_or_404(inbox_of(request.user), pk=pk)
        mark_read(request.user, [row.pk])
        inside = url_has_allowed_host_and_scheme(row.url, None)
        return HttpResponseRedirect(row.url if row.url and inside else reverse("notifications:inbox"))


class ReadAllView(View):
    def post(self, request):
        mark_read(request.user)
        return HttpResponseRedirect(reverse("notifications:inbox"))

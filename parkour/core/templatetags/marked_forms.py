"""`{% csrf_token %}` for every template: Django's field, and for whom the page was made (parkour.core.unsent)."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from parkour.core import unsent

register = template.Library()
FIELD = '<input type="hidden" name="{}" value="{}">'


class MarkedCsrfTokenNode(CsrfTokenNode):
    def render(self, context):
        return super().render(context) + marks_of(context.get("request"))


def marks_of(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    marks = format_html(FIELD, unsent.BY, unsent.mark(user))
    key = getattr(request, "sent_again", "") or request.POST.get(unsent.SENT_AGAIN, "")
    return marks + format_html(FIELD, unsent.SENT_AGAIN, key) if key else marks


@register.tag
def csrf_token(parser, token):
    return MarkedCsrfTokenNode()

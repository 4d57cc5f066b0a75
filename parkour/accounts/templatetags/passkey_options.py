"""What the server asks of a device, for the attribute of an element."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(value) -> str:
    """`value` as JSON; the template escapes it for the attribute that it stands in."""
    return json.dumps(value, default=dict)

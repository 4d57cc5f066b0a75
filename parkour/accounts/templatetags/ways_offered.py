"""Which ways in the settings offer, for the page of sign-in."""

from django import template

from parkour.accounts import phone_codes

register = template.Library()


@register.simple_tag
def takes_codes() -> bool:
    """Whether one signs in by a code that a phone receives."""
    return phone_codes.is_on()

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> int:
    """A share as whole percents; a difference of shares as points."""
    return round(100 * share)

"""What an officer may do next with a contribution, wherever it is shown."""

from django import template

from ideas.outcomes import moves_from
from parkour.accounts.rules import is_officer

register = template.Library()


@register.simple_tag
def officer_moves(idea, user):
    """The officer's other moves from where `idea` stands, for a menu; empty for everybody else.

    Each has `url_name`, `icon` and `label`.
    """
    return moves_from(idea.state) if is_officer(user) else ()

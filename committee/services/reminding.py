"""Mandates that end soon: told once for 90 days and once for 30, by the dates of the rows.

Nothing is kept of what was told but the messages themselves: a sweeper that runs late, twice or on two servers tells
each once, and only what still holds.
"""

import logging

from committee.mandate_notifications import tell_ending
from committee.selectors import ending_mandates

logger = logging.getLogger(__name__)


def remind_of_ends() -> int:
    """Tell of every mandate that ends soon and that nothing follows; how many people were told."""
    told = 0
    for mandate in ending_mandates():
        try:
            told += tell_ending(mandate, mandate.reminder)
        except Exception:  # one that cannot be told must not hold back the others
            logger.exception("the end of mandate %s was not told", mandate.pk)
    return told

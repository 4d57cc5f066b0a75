"""What the staff of a partner or a franchisee reads of the board: one condition, for every list and every page.

They read what comes from their own site, what they wrote, and what the organisation shares with partners: by default
what was done and told to everyone. Where a name is hidden, as on the tab “Not kept”, its site is no way to find it. The
staff of the organisation is asked nothing: there is no condition for them.
"""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from parkour.organisation.models import Organisation, PartnerBoard

# Over `i`, the idea; its values are the site and the key of the reader.
SIGHT = """(i.board_tab <> '' AND (
    (i.site_id = %s AND i.visibility = 'public' AND i.board_tab <> 'not-kept')
    OR EXISTS (SELECT 1 FROM ideas_authorship sw WHERE sw.idea_id = i.id AND sw.person_id = %s)
    OR (i.board_tab = 'done' AND EXISTS (SELECT 1 FROM ideas_publicupdate su WHERE su.idea_id = i.id)
        AND EXISTS (SELECT 1 FROM organisation_organisation so WHERE so.partner_board = 'done'))))"""


def sight_of(reader) -> tuple[str, list] | None:
    """(condition of SQL over `i`, its values) for somebody of a partner; None for whoever reads the whole board."""
    return None if reader.partner_site is None else (SIGHT, [reader.partner_site, reader.pk])


def in_sight(reader, idea) -> bool:
    """Whether `reader` may read `idea`, which is on the board. No statement for the staff of the organisation."""
    limits = sight_of(reader)
    if limits is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {limits[0]} FROM ideas_idea i WHERE i.id = %s", [*limits[1], idea.pk])  # noqa: S608
        return bool(cursor.fetchone()[0])


def sight_in_lists(reader) -> Q:
    """The same condition for a queryset of ideas."""
    limits = sight_of(reader)
    if limits is None:
        return Q()
    sql = f"SELECT i.id FROM ideas_idea i WHERE {limits[0]}"  # noqa: S608 — a constant of this module
    return Q(pk__in=RawSQL(sql, limits[1]))  # noqa: S611


def sight_in_words(reader) -> str:
    """What somebody of a partner reads on the board, in a sentence; "" for whoever reads all of it."""
    if reader.partner_site is None:
        return ""
    if Organisation.current().partner_board == PartnerBoard.DONE:
        return _(
            "You read here what is kept of what your site signed, what you wrote, "
            "and what was done and told to everyone."
        )
    return _("You read here what is kept of what your site signed, and what you wrote.")

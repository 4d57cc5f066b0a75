"""The filters of the board, and how many contributions each choice would leave.

Counts come from `BoardCount`, whose size follows tabs, kinds, years, sites and campaigns, never the number of
contributions. While words are searched they come from the hits, as long as these are few (`ideas.search.FEW`).
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from ideas.board import BoardRow, board_rows
from ideas.campaigns import asks, campaign_of_code, site_of_code
from ideas.enums import BoardTab, IdeaKind, Visibility
from ideas.models import Campaign
from ideas.search import Search
from ideas.sight import sight_of
from parkour.accounts.models import User
from parkour.core.keys import whole_number
from parkour.organisation.models import Site

PAGE = 24  # with the panel of filters, as heavy as a page without
ZONE = "Europe/Paris"  # in which the database counts years
YEARS = range(2000, 2200)
TABS = [tab for tab in BoardTab if tab != BoardTab.NONE]
MINE = "mine"
LABELS = {
    "site": gettext_lazy("Site"),
    "kind": gettext_lazy("Kind"),
    "campaign": gettext_lazy("Campaign"),
    "year": gettext_lazy("Year"),
}
# The column of a contribution, and that of the counts.
COLUMNS = {
    "tab": "board_tab",
    "kind": "kind",
    "year": "year",
    "site": "site_key",
    "campaign": "campaign_key",
}
HIT = f"""
SELECT i.board_tab, i.kind, extract(year FROM i.published_at AT TIME ZONE '{ZONE}')::int AS year,
       CASE WHEN i.visibility = 'public' AND i.board_tab <> 'not-kept' THEN i.site_id END AS site_key,
       i.campaign_id AS campaign_key, 1 AS number
  FROM ideas_idea i WHERE i.board_tab <> '' AND """  # noqa: S608 — constants of this module

# Nobody without a name is counted among the answers of those few who were asked.
CELLS = """
SELECT board_tab, kind, year, site_key, number, CASE WHEN site_key IS NOT NULL OR NOT EXISTS (
       SELECT 1 FROM ideas_campaign c WHERE c.id = campaign_key AND c.target <> 'everybody') THEN campaign_key
       END AS campaign_key
  FROM ({source}) AS known
"""


@dataclass(frozen=True)
class Filters:
    """What the reader chose; "" or None for everything."""

    tab: str = ""
    kind: str = ""
    year: int | None = None
    site: Site | None = None
    campaign: Campaign | None = None

    @property
    def chosen(self) -> list[str]:
        """The names of the filters in use, the tab apart."""
        return [name for name in LABELS if getattr(self, name)]

    def without(self, name: str) -> "Filters":
        return replace(self, **{name: Filters.__dataclass_fields__[name].default})

    def code(self, name: str) -> str:
        """The value of a filter as an address writes it."""
        value = getattr(self, name)
        return str(getattr(value, "code", value) or "")

    def query(self) -> dict[str, str]:
        return {field.name: self.code(field.name) for field in fields(self)}

    def key(self, name: str):
        """The value of a filter as the counts keep it."""
        value = getattr(self, name)
        return getattr(value, "pk", value)

    def sql(self) -> tuple[str, list]:
        """A condition over `i`, with its values; the tab apart."""
        parts, values = ["true"], []
        if self.kind:
            parts.append("i.kind = %s")
            values.append(self.kind)
        if self.year:
            zone = ZoneInfo(ZONE)
            parts.append("i.published_at >= %s AND i.published_at < %s")
            values += [datetime(self.year, 1, 1, tzinfo=zone), datetime(self.year + 1, 1, 1, tzinfo=zone)]
        if self.site:  # whoever has no name on the board must not be found by where they work
            parts.append("i.site_id = %s AND i.visibility = %s AND i.board_tab <> %s")
            values += [self.site.pk, Visibility.PUBLIC.value, BoardTab.NOT_KEPT.value]
        if self.campaign:
            parts.append("i.campaign_id = %s")
            values.append(self.campaign.pk)
            if self.campaign.asks_some:  # nor by the team that was asked
                parts.append("i.site_id IS NOT NULL AND i.visibility = %s AND i.board_tab <> %s")
                values += [Visibility.PUBLIC.value, BoardTab.NOT_KEPT.value]
        return " AND ".join(parts), values


def filters_in(given: QueryDict | dict, reader: User) -> Filters:
    """The filters that an address names; what names nothing is no filter, nor is a campaign or a site out of sight."""
    tab, kind, year = given.get("tab", ""), given.get("kind", ""), whole_number(given.get("year", ""))
    campaign, site = campaign_of_code(given.get("campaign", "")), site_of_code(given.get("site", ""))
    if site is not None and reader.partner_site not in {None, site.pk}:
        site = None
    if campaign is not None and not reader.has_perm("ideas.view_campaign", campaign):
        campaign = None
    return Filters(
        tab=tab if tab in TABS else "",
        kind=kind if kind in IdeaKind.values else "",
        year=year if year in YEARS else None,
        site=site,
        campaign=campaign,
    )


def filtered_rows(
    reader: User, filters: Filters, *, after: tuple | None = None, search: Search | None = None, size: int = PAGE
) -> list[BoardRow]:
    """One page of what the filters leave, newest first, and one row more if there is a next page. One statement."""
    return board_rows(reader, filters.tab, after=after, search=search, size=size, only=filters.sql())


@dataclass(frozen=True)
class Counts:
    """For each filter, how many each of its values would leave beside the other filters: {name: {value: number}}."""

    by: dict[str, dict]

    def without(self, name: str) -> int:
        """How many there are when this filter is taken off."""
        return sum(self.by[name].values())


def counts_for(filters: Filters, reader: User, search: Search | None = None) -> Counts | None:
    """One statement; None while words are searched that too many contributions hold.

    For whoever does not read the whole board, of what they read.
    """
    if search is not None and (search.is_common or not search.found):
        return Counts({name: {} for name in COLUMNS}) if not search.found else None
    source, values, limits = "SELECT * FROM ideas_boardcount", [], sight_of(reader)
    conditions = [part for part in (search and search.sql("i.id"), limits) if part]
    if conditions:
        source = HIT + " AND ".join(sql for sql, _values in conditions)
        values = [value for _sql, some in conditions for value in some]
    asked = []
    for name, column in COLUMNS.items():
        others = [other for other in COLUMNS if other != name and filters.key(other)]
        where = " AND ".join(f"{COLUMNS[other]} = %s" for other in others) or "true"
        asked.append(f"SELECT '{name}', {column}::text, sum(number) FROM cells WHERE {where} GROUP BY 2")  # noqa: S608
        values += [filters.key(other) for other in others]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH cells AS MATERIALIZED ({CELLS.format(source=source)}) {' UNION ALL '.join(asked)}", values
        )
        by = {name: {} for name in COLUMNS}
        for name, value, number in cursor.fetchall():
            if number:
                by[name][value] = int(number)
    return Counts(by)


@dataclass(frozen=True)
class Choice:
    """One value of one filter: what it is called, and how many it would leave (None: not counted)."""

    value: str
    label: str
    count: int | None
    chosen: bool


def choices_of(filters: Filters, counts: Counts | None, reader: User) -> dict[str, list[Choice]]:
    """The values that are worth choosing, by filter, with those chosen. Two statements, for sites and campaigns."""
    by = counts.by if counts else {}

    def choices(name, named):
        """`named` is (value of the address, value of the counts, label)."""
        found, now = by.get(name, {}), filters.code(name)
        return [
            Choice(value, label, found.get(key, 0) if counts else None, value == now)
            for value, key, label in named
            if counts is None or found.get(key) or value == now
        ]

    sites = Site.objects.order_by("name").values_list("code", "pk", "name")
    campaigns = Campaign.objects.filter(announced_at__isnull=False)
    if reader.partner_site is not None:
        sites, campaigns = sites.filter(pk=reader.partner_site), campaigns.filter(asks(reader))
    campaigns = campaigns.values_list("code", "pk", "question")[:100]
    this_year = datetime.now(ZoneInfo(ZONE)).year
    years = sorted({int(year) for year in by.get("year", {})} or range(this_year - 4, this_year + 1), reverse=True)
    return {
        "site": choices("site", [(code, str(pk), name) for code, pk, name in sites]),
        "kind": choices("kind", [(kind.value, kind.value, str(kind.label)) for kind in IdeaKind]),
        "campaign": choices("campaign", [(code, str(pk), question) for code, pk, question in campaigns]),
        "year": choices("year", [(str(year), str(year), str(year)) for year in years]),
    }


def label_of(filters: Filters, name: str) -> str:
    """What a chosen value is called."""
    value = getattr(filters, name)
    return str(IdeaKind(value).label) if name == "kind" else str(getattr(value, "question", value))

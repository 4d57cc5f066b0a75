"""The portfolio: what was assessed, by what it is worth; filters, columns, the places of the matrix.

Empty kept scores mean « not assessed »: such a contribution is not here. Pages are found by key. The matrix and the
question « what if » look at the `MOST` worth most of what the filters leave, and say so when there are more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta

from django.core.validators import validate_slug
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from ideas.campaigns import site_of_code
from ideas.enums import OPEN, OUT_OF_SIGHT, SENSITIVE_CHANNELS, IdeaKind, State, Visibility
from ideas.matrix import HIGH_IMPACT, LOW_EFFORT, Place, Quadrant, cell_bounds
from ideas.models import Idea, OpinionRequest, Tag
from ideas.models.idea import ASSESSED, LAST, STRENGTH
from ideas.scoring import Band, Thresholds
from ideas.search import Search, clean_search, matching
from ideas.selectors import visible_to
from ideas.tags import carrying, tag_named
from ideas.what_if import Assessed
from parkour.accounts.models import Role, User
from parkour.core import counting
from parkour.core.keys import beyond
from parkour.organisation.models import Site

PAGE, MOST = 50, 2_000
EVERYTHING, STILL_OPEN = "all", "open"
STRONGEST, NEWEST = "strongest", "newest"
BY_LEVELS = ("band", "quadrant", "quick_win", "cell")  # filters
STATES = [state for state in State if state not in OUT_OF_SIGHT]
COLUMNS = {
    "kind": _("Kind"),
    "state": _("State"),
    "site": _("Site"),
    "band": _("Band"),
    "words": _("Impact and effort"),
    "quadrant": _("Quarter"),
    "quick_win": _("Quick win"),
    "raters": _("Rated by"),
    "sent": _("Sent on"),
    "supports": _("Supports"),
    "tags": _("Tags"),
}
USUAL = ("state", "site", "band", "words", "quadrant")
STRENGTH_SQL = (
    'COALESCE("ideas_idea"."priority", "ideas_idea"."value")',
    'COALESCE("ideas_idea"."level_impact", 0.0)',
    '(0.0 - COALESCE("ideas_idea"."level_effort", 6.0))',
    '(0 - "ideas_idea"."id")',
)
LEVELS = ("level_policy", "level_novelty", "level_impact", "level_effort")
FACTS = (  # what a line says
    *("reference", "kind", "title", "problem_text", "state", "priority", "value", *LEVELS, "raters"),
    *("submitted_at", "state_since", "support_count", "site__name"),
)


@dataclass(frozen=True)
class Portfolio:
    """What the reader chose; "" or None for everything. Open proposals are what one comes for."""

    state: str = STILL_OPEN
    kind: str = IdeaKind.PROPOSAL.value
    site: Site | None = None
    band: str = ""
    quadrant: str = ""
    quick_win: bool = False
    since: date | None = None
    until: date | None = None
    cell: str = ""
    tag: Tag | None = None
    typed: str = ""
    order: str = STRONGEST
    columns: tuple[str, ...] = USUAL

    @property
    def chosen(self) -> list[str]:
        """The names of the filters that leave something out and were chosen for that."""
        usual = Portfolio()
        names = [field.name for field in fields(self) if field.name not in {"order", "columns"}]
        return [name for name in names if getattr(self, name) != getattr(usual, name)]

    def without(self, name: str) -> "Portfolio":
        return replace(self, **{name: getattr(Portfolio(), name)})

    def query(self) -> dict[str, str]:
        """The same as an address says it; nothing for what is usual."""
        usual, said = Portfolio(), {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != getattr(usual, field.name):
                said["q" if field.name == "typed" else field.name] = _said(value)
        return said


def _said(value) -> str:
    if isinstance(value, tuple):
        return ".".join(value)
    if value is True:
        return "1"
    if isinstance(value, Tag):
        return str(value.pk)
    return str(getattr(value, "code", value))


def portfolio_in(given: Mapping) -> Portfolio:
    """What an address names; what names nothing is no filter. `columns` come joined by dots, or several times."""
    usual = Portfolio()

    def one_of(name, known):
        return given.get(name) if given.get(name) in known else getattr(usual, name)

    named = given.getlist("columns") if hasattr(given, "getlist") else [given.get("columns", "")]
    wanted = {part for text in named for part in str(text).split(".")}
    return Portfolio(
        state=one_of("state", {EVERYTHING, *STATES}),
        kind=one_of("kind", {EVERYTHING, *IdeaKind.values}),
        site=site_of_code(given.get("site", "")),
        band=one_of("band", set(Band)),
        quadrant=one_of("quadrant", set(Quadrant)),
        quick_win=given.get("quick_win") == "1",
        since=_day(given.get("since")),
        until=_day(given.get("until")),
        cell=given.get("cell", "") if cell_bounds(given.get("cell", "")) else "",
        tag=tag_named(given.get("tag")) if given.get("tag") else None,
        typed=clean_search(given.get("q")),
        order=one_of("order", {NEWEST, STRONGEST}),
        columns=tuple(name for name in COLUMNS if name in wanted) or USUAL,
    )


def portfolio_for(reader: User, given: Mapping) -> Portfolio:
    """The same for `reader`: tags are told to those who triage alone."""
    chosen = portfolio_in(given)
    if reader.has_perm("ideas.view_triage"):
        return chosen
    return replace(chosen, tag=None, columns=tuple(name for name in chosen.columns if name != "tags") or USUAL)


def _day(text) -> date | None:
    try:
        day = parse_date(text or "")
    except ValueError:
        return None
    return day if day and 2000 <= day.year < 2200 else None


def awaited_in(reader: User, chosen: Portfolio, search: Search | None = None) -> int:
    """How many are kept from the portfolio because their second opinion is awaited, up to `counting.MOST` + 1.

    Filters that look at levels leave none of them out: the number would tell what is sealed.
    """
    blind = replace(chosen, **{name: getattr(Portfolio(), name) for name in BY_LEVELS})
    sealed = Q(sealed=True, pk__in=OpinionRequest.objects.filter(ended_at=None).values("idea"))
    rows = portfolio_rows(reader, blind, Thresholds(), among=sealed)
    return (matching(rows, search) if search else rows)[: counting.MOST + 1].count()


def portfolio_rows(reader: User, chosen: Portfolio, thresholds: Thresholds, *, among: Q = ASSESSED) -> QuerySet[Idea]:
    """What `reader` may read of what was assessed, filtered; the words that are searched apart."""
    whole = reader.has_role(Role.OFFICER, Role.REVIEWER)
    rows = (Idea.objects if whole else visible_to(reader)).filter(among).exclude(state__in=OUT_OF_SIGHT)
    rows = rows.exclude(redirected_to__in=SENSITIVE_CHANNELS)
    if chosen.state != EVERYTHING:
        rows = rows.filter(state__in=OPEN) if chosen.state == STILL_OPEN else rows.filter(state=chosen.state)
    if chosen.kind != EVERYTHING:
        rows = rows.filter(kind=chosen.kind)
    tag = chosen.tag if reader.has_perm("ideas.view_triage") else None
    if chosen.site:
        rows = rows.filter(site=chosen.site)
    if tag:
        rows = carrying(rows, tag.pk)
    # Whose name is hidden must not be found by where they work, nor by a word of the desk that names them.
    if (chosen.site or tag) and not reader.has_role(Role.OFFICER):
        rows = rows.filter(visibility=Visibility.PUBLIC)
    if chosen.band:
        rows = rows.filter(_within(Band(chosen.band), thresholds))
    if chosen.quadrant:
        rows = rows.filter(_of_quadrant(Quadrant(chosen.quadrant)))
    if chosen.quick_win:
        rows = rows.filter(kind=IdeaKind.PROPOSAL, level_effort__lte=2, level_impact__gte=3, level_policy__gte=3)
    if chosen.since:
        rows = rows.filter(submitted_at__gte=_midnight(chosen.since))
    if chosen.until:
        rows = rows.filter(submitted_at__lt=_midnight(chosen.until + timedelta(days=1)))
    if chosen.cell:
        low, below, above, most = cell_bounds(chosen.cell)
        rows = rows.filter(
            level_impact__gte=low, level_impact__lt=below, level_effort__gt=above, level_effort__lte=most
        )
    return rows


def last_of_page(reader: User, reference: str) -> Idea | None:
    """The contribution after which a page goes on, if `reader` may read it; None for anything else."""
    if not validate_slug.regex.match(reference):
        return None
    everything = Portfolio(state=EVERYTHING, kind=EVERYTHING)
    return portfolio_rows(reader, everything, Thresholds()).filter(reference=reference).first()


def _within(band: Band, thresholds: Thresholds) -> Q:
    floors = {Band.PRIORITY: thresholds.priority, Band.LIST: thresholds.list, Band.REWORK: thresholds.rework}
    bands = list(Band)
    above = floors.get(bands[bands.index(band) - 1]) if band is not Band.PRIORITY else None
    least = Q(priority__gte=float(floors[band])) if band in floors else Q(priority__isnull=False)
    return least & Q(priority__lt=float(above)) if above is not None else least


def _of_quadrant(quadrant: Quadrant) -> Q:
    high = quadrant in {Quadrant.QUICK, Quadrant.PROJECT}
    light = quadrant in {Quadrant.QUICK, Quadrant.AS_IT_COMES}
    impact = Q(level_impact__gte=HIGH_IMPACT) if high else Q(level_impact__lt=HIGH_IMPACT)
    return impact & (Q(level_effort__lte=LOW_EFFORT) if light else Q(level_effort__gt=LOW_EFFORT))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def in_order(rows: QuerySet[Idea], order: str, after: Idea | None = None) -> QuerySet[Idea]:
    """`rows` in one of the two orders, from where `after` stands."""
    if order == NEWEST:
        ordered = rows.order_by(F("submitted_at").desc(), F("id").desc())
        columns, key = ('"ideas_idea"."submitted_at"', '"ideas_idea"."id"'), _newest_key
    else:
        ordered = rows.order_by(*(part.desc() for part in STRENGTH))
        columns, key = STRENGTH_SQL, _strength_key
    return ordered if after is None else ordered.filter(beyond(columns, key(after), descending=True))


def _newest_key(idea):
    return idea.submitted_at or LAST, idea.pk


def _strength_key(idea):
    worth = idea.value if idea.priority is None else idea.priority
    effort = 6.0 if idea.level_effort is None else idea.level_effort
    return worth, idea.level_impact or 0.0, 0.0 - effort, -idea.pk


def portfolio_page(
    rows: QuerySet[Idea],
    order: str,
    *,
    after: Idea | None = None,
    search: Search | None = None,
    size: int = PAGE,
    whole: bool = False,
) -> list[Idea]:
    """One page of `rows`, and one row more if there is a next page. `whole`: with every column, for the rules."""
    if search is not None:
        rows = matching(rows, search)
    rows = in_order(rows, order, after).select_related("site")
    return list((rows if whole else rows.only(*FACTS))[: size + 1])


def _strongest(rows: QuerySet[Idea]) -> QuerySet[Idea]:
    return in_order(rows, STRONGEST)[: MOST + 1]


def places_of(rows: QuerySet[Idea]) -> tuple[list[Place], bool]:
    """Where the strongest of `rows` stand in the matrix, and whether there are more than those: one statement."""
    known = rows.filter(level_impact__isnull=False, level_effort__isnull=False)
    sql, values = _strongest(known).values_list("level_impact", "level_effort", "raters", "pk").query.sql_with_params()
    with connection.cursor() as cursor:  # grouped where they were found: by key, each would be looked up once more
        cursor.execute(f"SELECT a, b, c, count(*), min(d) FROM ({sql}) AS s (a, b, c, d) GROUP BY a, b, c", values)  # noqa: S608
        found = cursor.fetchall()
    places = [Place(impact, effort, raters or 1, number, one) for impact, effort, raters, number, one in found]
    return places, sum(place.count for place in places) > MOST


def assessed_in(rows: QuerySet[Idea]) -> tuple[list[Assessed], bool]:
    """The strongest proposals of `rows` with their levels, and whether there are more than those: one statement."""
    known = _strongest(rows.filter(priority__isnull=False))
    found = [Assessed(pk, tuple(levels), worth) for pk, worth, *levels in known.values_list("pk", "priority", *LEVELS)]
    return found[:MOST], len(found) > MOST

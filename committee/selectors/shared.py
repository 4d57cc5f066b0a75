"""Points of agendas, and what a whole room reads of them: never the name of somebody who wished to be hidden."""

from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, QuerySet

from committee.enums import UPCOMING, SessionState
from committee.models import AgendaItem
from ideas.models import Idea
from ideas.privacy import hides_somebody, prefetch_names, shared_title, shared_veil


def on_an_agenda() -> QuerySet[AgendaItem]:
    """Points that are a contribution, of the sessions to come and of the one that runs."""
    return AgendaItem.objects.filter(session__state__in=UPCOMING | {SessionState.OPEN}, idea__isnull=False)


def saying_who_hides(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """The same rows, which know whether `veiled` has anything to do for them."""
    return items.annotate(
        hides_somebody=ExpressionWrapper(hides_somebody("idea"), BooleanField()),
        report_hides_somebody=ExpressionWrapper(hides_somebody("about"), BooleanField()),
    )


def veiled(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The same points, whose subject, presenter and owner may be read out.

    No query when none of them hides a name, four at most otherwise, and four where a report does (rows that
    `saying_who_hides` did not prepare count as hiding one).
    """
    items = list(items)
    hiding = [item for item in items if item.idea_id and getattr(item, "hides_somebody", True)]
    prefetch_names([item.idea for item in hiding])
    for item in hiding:
        item.veil = shared_veil(item.idea)
        item.shared_title = shared_title(item.idea)
    reports = [item for item in items if item.about_id and getattr(item, "report_hides_somebody", True)]
    prefetch_names([item.about for item in reports])
    for item in reports:  # its title was written when it was placed; a name may have been hidden since
        item.title = shared_veil(item.about).words(item.title)
    return items


def shared_subject(item: AgendaItem) -> str:
    """The subject of one point, for a sentence that anybody in the room may read."""
    return veiled([item])[0].subject


def sent_items(snapshot: dict, known: Iterable[AgendaItem] = ()) -> list[dict]:
    """Points of a snapshot as they may be read now: a name hidden since is no longer told. Five queries at most.

    `known`: points that `veiled` has dealt with, rows of `saying_who_hides`; theirs are not looked for again.
    """
    return sent_items_of([snapshot], known)[0]


def sent_items_of(snapshots: list[dict], known: Iterable[AgendaItem] = ()) -> list[list[dict]]:
    """The same for several snapshots, at the same cost."""
    known = {item.idea.reference: item for item in known if item.idea_id}
    references = {_hider(row) for snapshot in snapshots for row in snapshot["items"]} - {None} - known.keys()
    ideas = list(Idea.objects.filter(hides_somebody(), reference__in=references)) if references else []
    prefetch_names(ideas)
    veils = {idea.reference: shared_veil(idea) for idea in ideas}
    veils |= {reference: item.veil for reference, item in known.items() if item.hides_somebody}
    return [
        [_unnamed(row, veils[_hider(row)]) if _hider(row) in veils else row for row in snapshot["items"]]
        for snapshot in snapshots
    ]


def _hider(row) -> str | None:
    """The contribution whose names a point may not say: it, or the one that it reports on."""
    return row["idea"] or row.get("about")


def _unnamed(row, veil):
    row = row | {"title": veil.words(row["title"])}
    told = row["presenter"] not in {str(person) for person in veil.hidden}
    return row if told else row | {"presenter": None, "presenter_id": None}

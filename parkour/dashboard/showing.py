"""What the page shows, as rows of words made of the kept figures; nothing is calculated from contributions here."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ideas.enums import ClaimLevel, State
from parkour.core.keys import query_string
from parkour.dashboard import words
from parkour.dashboard.charting import Bars, bars_of
from parkour.dashboard.funnel import Stage
from parkour.dashboard.kept import Kept
from parkour.dashboard.lists import WAITING
from parkour.dashboard.lives import Size
from parkour.dashboard.naming import name_of
from parkour.indicators import periods, rates
from parkour.indicators.claims import Assurance, Variation
from parkour.indicators.models import Attention

# Working days; days: one cycle of sessions and two weeks; working days.
TRIAGE_TARGET, DECISION_TARGET, MINUTES_TARGET = 10, 76, 2
SIZES = {
    Size.LIGHT: gettext_lazy("Light: short way, or effort XS or S"),
    Size.MIDDLE: gettext_lazy("Middle: effort M"),
    Size.HEAVY: gettext_lazy("Heavy: effort L or XL"),
    Size.UNKNOWN: gettext_lazy("Effort not assessed"),
}
STAGES = {
    Stage.SENT: pgettext_lazy("stage of the funnel", "Sent"),
    Stage.REPLIED: pgettext_lazy("stage of the funnel", "First answer given"),
    Stage.ORIENTED: pgettext_lazy("stage of the funnel", "Oriented"),
    Stage.SETTLED: pgettext_lazy("stage of the funnel", "Decided or answered"),
    Stage.DONE: pgettext_lazy("stage of the funnel", "Carried out"),
    Stage.MEASURED: pgettext_lazy("stage of the funnel", "Measured"),
}


@dataclass(frozen=True)
class Tile:
    """One figure: its value, what it is of, whether it reaches its target, the list behind it ("" for none)."""

    label: str
    value: str
    detail: str
    reached: bool | None = None
    target: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Wait:
    label: str
    number: int
    url: str


def list_url(name: str, month: date | None = None) -> str:
    query = query_string(of=name, month=name_of(month) if month else "")
    return reverse("dashboard:list") + query


def counts(row: dict, month: date) -> list[Wait]:
    """The numbers of the month, each with its list."""
    return [Wait(str(label), row[name], list_url(name, month)) for name, label in words.COUNTED.items()]


def tiles(row: dict, month: date) -> list[Tile]:
    """The promise, the delays and the choice of one month."""
    share, missed = row["in_time"], row["in_time"]["total"] - row["in_time"]["count"]
    whole = words.percent(share)
    return [
        Tile(
            label=_("First answer in time"),
            value=words.said_percent(share),
            detail=_("%(numbers)s that fell due.") % {"numbers": words.said_numbers(share)}
            if share["total"]
            else _("No promised answer fell due."),
            reached=None if whole is None else whole >= words.IN_TIME_TARGET,
            target=_("target: %(percent)s %%") % {"percent": words.IN_TIME_TARGET},
            url=list_url("late", month) if missed else "",
            link=_("Those that were late"),
        ),
        _delay(_("Until the first answer, in working days"), row["reply"]),
        _delay(_("Until it is oriented, in working days"), row["triage"], TRIAGE_TARGET),
        _delay(_("Until the decision"), row["decision"], DECISION_TARGET),
        _delay(_("From adopted to carried out"), row["realisation"]),
        Tile(
            label=_("Adopted among what was decided"),
            value=words.said_percent(row["kept"]),
            detail=words.said_numbers(row["kept"]) if row["kept"]["total"] else _("Nothing was decided."),
        ),
    ]


def _delay(label: str, delay: dict, target: int | None = None) -> Tile:
    known = target is not None and delay["median"] is not None
    return Tile(
        label=label,
        value=words.said_days(delay["median"]),
        detail=words.said_delay(delay),
        reached=delay["median"] <= target if known else None,
        target=_("target: %(days)s at most") % {"days": words.said_days(target)} if known else "",
    )


def waits(kept: Kept) -> list[Wait]:
    """The bottlenecks of today, those without a case too: it is good to read that nothing waits."""
    waiting = kept.content["waiting"]
    return [Wait(str(listed.title), waiting.get(name, 0), list_url(name)) for name, listed in WAITING.items()]


def drawing(kept: Kept) -> Bars:
    rows = [
        (month.strftime("%m/%y"), row["received"], row["ended"])
        for month, row in zip(kept.months, kept.content["months"], strict=True)
    ]
    return bars_of(rows, (_("received"), _("ended")))


def flow_rows(kept: Kept) -> list[dict]:
    """The table behind the drawing, the newest first: the divergence is what was received and has not ended."""
    rows = []
    for month, row in zip(kept.months, kept.content["months"], strict=True):
        rows.append(
            {
                "month": words.month_label(month),
                "received": row["received"],
                "ended": row["ended"],
                "gap": row["all_received"] - row["all_ended"],
                "in_time": f"{words.said_percent(row['in_time'])} ({words.said_numbers(row['in_time'])})"
                if row["in_time"]["total"]
                else words.NOTHING,
            }
        )
    return rows[::-1]


def funnel_together(kept: Kept) -> list[dict]:
    """All cohorts as one: how many came to each stage, of how many that were sent."""
    cohorts = kept.content["cohorts"]
    sums = [sum(cohort["reached"][place] for cohort in cohorts) for place in range(len(STAGES))]
    return [
        {"label": label, "number": number, "total": sums[0], "percent": _of(number, sums[0])}
        for label, number in zip(STAGES.values(), sums, strict=True)
    ]


def funnel_rows(kept: Kept) -> list[dict]:
    """Cohort by cohort, the newest first."""
    rows = [
        {
            "month": words.month_label(date.fromisoformat(cohort["month"])),
            "cells": [
                {"label": label, "number": number, "percent": _of(number, cohort["reached"][0])}
                for label, number in zip(STAGES.values(), cohort["reached"], strict=True)
            ],
        }
        for cohort in kept.content["cohorts"]
    ]
    return rows[::-1]


def _of(number, total):
    return words.said_percent({"count": number, "total": total})


def size_rows(kept: Kept) -> list[dict]:
    """What became of light, middle and heavy ones over twelve months."""
    return [
        {
            "label": SIZES[Size(row["size"])],
            "received": row["received"],
            "kept": words.said_percent(row["kept"]),
            "kept_numbers": words.said_numbers(row["kept"]),
            "carried_out": words.said_percent(row["carried_out"]),
            "carried_out_numbers": words.said_numbers(row["carried_out"]),
            "median": words.said_days(row["realisation"]["median"]),
            "p90": words.said_days(row["realisation"]["p90"]),
            "open": row["realisation"]["open"],
        }
        for row in kept.content["sizes"]
    ]


def standing_rows(kept: Kept) -> list[dict]:
    """The stock of today, state by state, with its age."""
    return [
        {
            "label": State(row["state"]).label,
            "number": row["age"]["number"],
            "median": words.said_days(row["age"]["median"]),
            "p90": words.said_days(row["age"]["p90"]),
            "url": list_url(f"in-{row['state']}"),
        }
        for row in kept.content["standing"]
    ]


def taking_part(kept: Kept) -> list[Tile]:
    """Participation of the last twelve months; nobody is named and no one is ranked."""
    part = kept.content["participation"]
    authors = {"count": part["authors"], "total": part["people"]}
    ratio = part["received"] / part["people"] if part["people"] else None
    return [
        Tile(
            label=_("Contributions a person and a year"),
            value=words.NOTHING if ratio is None else words.said_number(ratio, 2),
            detail=_("%(received)s contributions, %(people)s people who may sign in.")
            % {"received": part["received"], "people": part["people"]},
        ),
        _share(_("People who took part, alone or together"), authors),
        _share(_("Authors who wrote again within a year of their answer"), part["returned"]),
        _share(_("Written by several"), part["groups"]),
        _share(_("Feedback among all contributions"), part["feedback"]),
        _share(_("Sites heard within six months"), part["sites"]),
    ]


def _share(label, share):
    return Tile(label, words.said_percent(share), words.said_numbers(share))


def more_silent(kept: Kept) -> int:
    """How many sites were not heard besides those that are named."""
    taking_part = kept.content["participation"]
    return taking_part["sites"]["total"] - taking_part["sites"]["count"] - len(taking_part["silent_sites"])


def sessions(kept: Kept) -> list[Tile]:
    """How the committee works, over the year that ended a week ago."""
    row = kept.content["sessions"]
    label = _("Until the minutes are published, in working days")
    told = replace(_delay(label, row["minutes"], MINUTES_TARGET), detail=words.said_minutes(row["minutes"]))
    return [
        _share(_("Sessions that had their quorum"), row["quorum"]),
        _share(_("Seats taken, both poles together"), row["present"]),
        _share(_("Points treated, among those on the agendas"), row["points"]),
        told,
        _share(_("Votes in which the poles disagreed"), row["divided"]),
    ]


def proof(kept: Kept) -> list[Tile]:
    """What was adopted and is carried out, what of it is measured, and what its authors did themselves."""
    content = kept.content
    return [
        _share(_("Carried out, among what was adopted in the year that ended 120 days ago"), content["carried_out"]),
        _share(_("Measured, among what was carried out 90 days ago or earlier"), content["measured"]),
        _share(_("Carried out by one of its authors"), content["by_author"]),
    ]


def claims(kept: Kept) -> list[tuple[str, int]]:
    """What is carried out by the proof of its effect; no proof comes last."""
    found = kept.content["claims"]
    named = [(str(level.label), found.get(level.value, 0)) for level in ClaimLevel]
    return [*named, (_("No word about its effect yet"), found.get("", 0))]


@dataclass(frozen=True)
class SeriesRow:
    """The last point of one indicator in words, and what its series says."""

    name: str
    url: str
    value: str
    detail: str
    variation: Variation | None
    assurance: Assurance | None


def both_sides(kept: Kept) -> list[tuple[str, list[SeriesRow]]]:
    """Customers and employees beside each other; a side without an indicator is told too. [] without any."""
    rows = kept.content["series"]
    if not rows:
        return []
    return [(str(side.label), [_series(row) for row in rows if row["attention"] == side.value]) for side in Attention]


def _series(row):
    numbers = (rates.said_number(Decimal(row[name])) for name in ("numerator", "denominator"))
    when = periods.said(row["period"], date.fromisoformat(row["starts_on"]))
    return SeriesRow(
        name=row["name"],
        url=reverse("indicators:indicator", args=[row["indicator"]]),
        value=rates.said_value(row["unit"], row["value"]),
        detail=f"{' / '.join(numbers)} · {when}",
        variation=Variation(row["variation"]) if row["variation"] else None,
        assurance=Assurance(row["assurance"]) if row["assurance"] else None,
    )

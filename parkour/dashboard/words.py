"""Figures in words: shares with both their numbers, durations, months, the sentence of the month."""

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parkour.core.dates import NBSP
from parkour.dashboard.lists import WAITING

IN_TIME_TARGET = 90  # percent of the first answers
NOTHING = "–"
COUNTED = {
    "received": gettext_lazy("Contributions received"),
    "decided": gettext_lazy("Contributions decided"),
    "done": gettext_lazy("Contributions carried out"),
    "ended": gettext_lazy("Contributions ended"),
}


def month_label(month: date) -> str:
    """« octobre 2026 »."""
    return date_format(month, "F Y")


def said_number(number: float, digits: int = 0) -> str:
    return number_format(round(number, digits) + 0.0, digits, force_grouping=True)


def percent(share: dict) -> int | None:
    """A share as whole percents; None without a case. Rounded down: 89.9 % has not reached 90 %."""
    return 100 * share["count"] // share["total"] if share["total"] else None


def said_percent(share: dict) -> str:
    whole = percent(share)
    return NOTHING if whole is None else f"{whole}{NBSP}%"


def said_numbers(share: dict) -> str:
    """« 39 sur 42 »."""
    return _("%(count)s of %(total)s") % {"count": share["count"], "total": share["total"]}


def said_days(days: float | None) -> str:
    """« 2,5 jours »."""
    if days is None:
        return NOTHING
    whole = int(days) if days == int(days) else None
    number = said_number(days, 0 if whole is not None else 1)
    return ngettext("%(days)s day", "%(days)s days", 2 if whole is None else whole) % {"days": number}


def said_delay(delay: dict) -> str:
    """What stands under a median: how many it is of, the ninth decile, what is still open."""
    parts = [_median(delay) if delay["number"] else _("None in this month.")]
    if delay["open"]:
        parts.append(_("Still open at its end: %(open)s.") % {"open": delay["open"]})
    return " ".join(parts)


def said_minutes(delay: dict) -> str:
    """The same of minutes, of which those that are open are not published."""
    parts = [_median(delay) if delay["number"] else _("None was published.")]
    if delay["open"]:
        parts.append(_("Not published yet: %(open)s.") % {"open": delay["open"]})
    return " ".join(parts)


def _median(delay):
    facts = {"number": delay["number"], "p90": said_days(delay["p90"])}
    return _("Median of %(number)s; nine in ten within %(p90)s.") % facts


def sentence_of(row: dict, month: date, waiting: dict[str, int]) -> str:
    """The month in three or four short sentences: the flow, the promise, the divergence, what waits most today."""
    label = month_label(month)
    parts = [
        _("%(month)s. Received: %(received)s; decided: %(decided)s; carried out: %(done)s.")
        % {
            "month": label[:1].upper() + label[1:],
            "received": row["received"],
            "decided": row["decided"],
            "done": row["done"],
        },
        _promise(row["in_time"]),
        _divergence(row["received"] - row["ended"]),
        _waits_most(waiting),
    ]
    return " ".join(parts)


def _promise(share):
    whole = percent(share)
    if whole is None:
        return _("No promised answer fell due.")
    facts = {"percent": said_percent(share), "numbers": said_numbers(share), "target": f"{IN_TIME_TARGET}{NBSP}%"}
    if whole >= IN_TIME_TARGET:
        return _("First answers in time: %(percent)s (%(numbers)s), the target of %(target)s is reached.") % facts
    return _("First answers in time: %(percent)s (%(numbers)s), the target of %(target)s is missed.") % facts


def _divergence(gap):
    if gap > 0:
        return _("More came than ended: the stock grew by %(number)s.") % {"number": gap}
    if gap < 0:
        return _("More ended than came: the stock shrank by %(number)s.") % {"number": -gap}
    return _("As many ended as came.")


def _waits_most(waiting):
    name = max(WAITING, key=lambda one: waiting.get(one, 0))
    number = waiting.get(name, 0)
    if not number:
        return _("Nothing waits too long today.")
    return _("What waits most today: %(what)s (%(number)s).") % {
        "what": _lowered(str(WAITING[name].title)),
        "number": number,
    }


def _lowered(text):
    return text[:1].lower() + text[1:]

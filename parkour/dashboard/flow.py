"""The figures of each month: what came, what left, how long it took, what was open at its end (pure)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from parkour.dashboard import kpis
from parkour.dashboard.kpis import Delay, Share, count_by_month
from parkour.dashboard.lives import Life, month_of


@dataclass(frozen=True)
class MonthFigures:
    """One month. `all_received` and `all_ended` are counted from the first day on: their gap is the divergence."""

    month: date
    received: int
    ended: int
    decided: int
    done: int
    all_received: int
    all_ended: int
    in_time: Share
    reply: Delay
    triage: Delay
    decision: Delay
    realisation: Delay
    kept: Share


def flow(lives: Sequence[Life], months: Sequence[date]) -> list[MonthFigures]:
    """KPIs 1 to 5, 7 and 15 for each of `months` (in order). One walk through the lives for each kind of figure."""
    sent, replied = _grouped(lives, lambda life: life.sent), _grouped(lives, lambda life: life.replied)
    oriented, decided = _grouped(lives, lambda life: life.oriented), _grouped(lives, lambda life: life.decided)
    done, ended = _grouped(lives, lambda life: life.done), count_by_month(life.ended for life in lives)
    waiting = {
        "reply": _open_at_end(lives, months, lambda life: life.sent, lambda life: life.replied),
        "triage": _open_at_end(lives, months, lambda life: life.sent, lambda life: life.oriented),
        "decision": _open_at_end(lives, months, lambda life: life.sent, lambda life: life.decided),
        "realisation": _open_at_end(lives, months, lambda life: life.adopted, lambda life: life.done),
    }
    received_so_far = _until_each(count_by_month(life.sent for life in lives), months)
    ended_so_far = _until_each(ended, months)
    return [
        MonthFigures(
            month=month,
            received=len(sent[month]),
            ended=ended[month],
            decided=len(decided[month]),
            done=len(done[month]),
            all_received=received_so_far[month],
            all_ended=ended_so_far[month],
            in_time=kpis.first_answers_in_time(sent[month]),
            reply=kpis.delay_of(_known(life.reply_days for life in replied[month]), waiting["reply"][month]),
            triage=kpis.delay_of(_known(life.triage_days for life in oriented[month]), waiting["triage"][month]),
            decision=kpis.delay_of(kpis.days_to_decision(decided[month]), waiting["decision"][month]),
            realisation=kpis.delay_of(kpis.days_to_done(done[month]), waiting["realisation"][month]),
            kept=kpis.kept_of(decided[month]),
        )
        for month in months
    ]


def _grouped(lives: Iterable[Life], day_of: Callable[[Life], date | None]) -> dict[date, list[Life]]:
    groups = defaultdict(list)
    for life in lives:
        if (day := day_of(life)) is not None:
            groups[month_of(day)].append(life)
    return groups


def _known(days: Iterable[int | None]) -> list[int]:
    return [number for number in days if number is not None]


def _open_at_end(lives, months, start_of, end_of) -> dict[date, int]:
    """How many had begun and neither reached their end nor ended otherwise, at the end of each month."""
    begun = [life for life in lives if start_of(life) is not None]
    left = (_first(end_of(life), life.ended) for life in begun)
    come, gone = count_by_month(map(start_of, begun)), count_by_month(left)
    came, went = _until_each(come, months), _until_each(gone, months)
    return {month: came[month] - went[month] for month in months}


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _until_each(counted, months) -> dict[date, int]:
    """The sum of all months up to each of `months`, itself included."""
    sums = {}
    total = sum(number for month, number in counted.items() if month < months[0]) if months else 0
    for month in months:
        total += counted[month]
        sums[month] = total
    return sums

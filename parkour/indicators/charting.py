"""The chart of a series as it is drawn: places of its points, lines and words (pure). The table says the same."""

from dataclasses import dataclass
from math import ceil, floor, log10

from parkour.indicators.control_charts import Rule
from parkour.indicators.periods import short
from parkour.indicators.rates import said_value
from parkour.indicators.reading import Series

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 360, 70, 110, 24, 44
DRAWN = 60  # the latest points; the table holds all
TICKS, MOST_LABELS = 4, 8


@dataclass(frozen=True)
class Dot:
    """A point where it stands; `side` 1 or -1 in a signal on the good or bad side, 0 in ordinary variation."""

    x: float
    y: float
    side: int
    words: str


@dataclass(frozen=True)
class Band:
    """Mean and limits of one phase."""

    x: float
    width: float
    mean: float
    upper: float
    lower: float
    provisional: bool

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def height(self) -> float:
        return round(self.lower - self.upper, 1)


@dataclass(frozen=True)
class Chart:
    dots: list[Dot]
    line: str
    bands: list[Band]
    ticks: list[tuple[float, str]]
    days: list[tuple[float, str]]
    changes: list[tuple[float, int]]
    target: float | None
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM
    top: int = TOP
    after: int = WIDTH - RIGHT + 8
    inner: int = WIDTH - RIGHT - LEFT
    tall: int = HEIGHT - BOTTOM - TOP


def chart_of(series: Series) -> Chart | None:
    """The drawing of the latest points of a series; None without a point."""
    left_out = max(0, len(series.points) - DRAWN)
    points = list(series.points)[left_out:]
    if not points:
        return None
    indicator = series.indicator
    target = None if indicator.target is None else float(indicator.target)
    phases = [phase for phase in series.phases if phase.stop > left_out]
    y_of, ticks = _scale([point.value for point in points], phases, target)
    step = (WIDTH - LEFT - RIGHT) / max(len(points) - 1, 1)

    def x_of(place: float) -> float:
        return round(LEFT + (place - left_out) * step, 1)

    sides = sides_of(series)
    dots = [
        Dot(x_of(place), y_of(point.value), sides.get(place, 0), f"{short(indicator.period, point.starts_on)}"
            f"\N{NO-BREAK SPACE}: {said_value(indicator.unit, point.value)}")
        for place, point in enumerate(points, left_out)
    ]  # fmt: skip
    every = -(-len(points) // MOST_LABELS)
    return Chart(
        dots=dots,
        line="M" + "L".join(f"{dot.x} {dot.y}" for dot in dots),
        bands=[_band(phase, x_of, y_of, left_out) for phase in phases if phase.limits],
        ticks=[(y, said_value(indicator.unit, value)) for y, value in ticks],
        days=[
            (dots[place].x, short(indicator.period, points[place].starts_on)) for place in range(0, len(points), every)
        ],
        changes=_changes(series, x_of, left_out),
        target=None if target is None else y_of(target),
        left_out=left_out,
    )


def sides_of(series: Series) -> dict[int, int]:
    """Of each point in a signal: 1 when it is on the good side, -1 on the bad one, which wins where both are."""
    good = 1 if series.indicator.better == "up" else -1
    found = {}
    for signal in series.signals:
        places = (signal.first, signal.last) if signal.rule == Rule.NEAR_LIMIT else range(signal.first, signal.last + 1)
        for place in places:
            found[place] = min(found.get(place, 1), signal.side * good)
    return found


def _scale(values, phases, target):
    lines = [line for phase in phases if phase.limits for line in (phase.limits.lower, phase.limits.upper)]
    shown = [*values, *lines, *([] if target is None else [target])]
    low, high = min(shown), max(shown)
    margin = (high - low) * 0.05 or 1
    low, high = low - margin, high + margin
    bottom, span = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP

    def y_of(value: float) -> float:
        return round(bottom - (value - low) / (high - low) * span, 1)

    return y_of, [(y_of(level), level) for level in _levels(low, high)]


def _levels(low: float, high: float) -> list[float]:
    """Round values between the ends, four steps apart or so."""
    power = 10 ** floor(log10((high - low) / TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if (high - low) / (power * factor) <= TICKS + 1)
    return [round(step * place, 9) for place in range(ceil(low / step), int(high // step) + 1)]


def _band(phase, x_of, y_of, left_out) -> Band:
    """From half a step before its first point to half a step after its last one, within the frame."""
    start = max(x_of(max(phase.start, left_out) - 0.5), LEFT)
    stop = min(x_of(phase.stop - 0.5), WIDTH - RIGHT)
    limits = phase.limits
    width = round(max(stop - start, 1), 1)
    return Band(start, width, y_of(limits.mean), y_of(limits.upper), y_of(limits.lower), limits.provisional)


def _changes(series, x_of, left_out) -> list[tuple[float, int]]:
    """Where each change stands, between its neighbours, with its number in the list under the chart."""
    inside = [(claimed.at, number) for number, claimed in enumerate(series.claims, 1) if claimed.at > left_out]
    return [(min(x_of(at - 0.5), WIDTH - RIGHT), number) for at, number in inside]

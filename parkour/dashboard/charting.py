"""The drawing of what came in and what left, month by month: places of its bars (pure). The table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 960, 260, 56, 16, 36
BAR_SHARE = 0.36  # of the place of a month


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    height: float
    words: str


@dataclass(frozen=True)
class Bars:
    """Two bars for each month; `ticks` and `labels` are (place, text)."""

    received: list[Bar]
    ended: list[Bar]
    ticks: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    bar_width: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def bars_of(rows: Sequence[tuple[str, int, int]], words: tuple[str, str]) -> Bars:
    """`rows`: (label of the month, received, ended), the oldest first; `words` name the two bars."""
    most = max((number for _label, *numbers in rows for number in numbers), default=0)
    top = max(_round_up(most), 1)
    place = (WIDTH - LEFT) / max(len(rows), 1)
    width = round(place * BAR_SHARE, 1)
    floor = HEIGHT - BOTTOM

    def bar(number: int, shift: float, label: str, word: str) -> Bar:
        height = round(number / top * (floor - TOP), 1)
        return Bar(
            round(LEFT + shift, 1), round(floor - height, 1), height, f"{label}, {word}\N{NO-BREAK SPACE}: {number}"
        )

    received, ended, labels = [], [], []
    for step, (label, came, went) in enumerate(rows):
        start = step * place + place * (1 - 2 * BAR_SHARE) / 2
        received.append(bar(came, start, label, words[0]))
        ended.append(bar(went, start + width, label, words[1]))
        labels.append((round(LEFT + (step + 0.5) * place, 1), label))
    half = [top // 2] if top > 1 and top % 2 == 0 else []
    ticks = [(round(floor - level / top * (floor - TOP), 1), str(level)) for level in (0, *half, top)]
    return Bars(received, ended, ticks, labels, width)


def _round_up(number: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100, …: a scale that can be halved."""
    power = 1
    while True:
        for step in (2, 4, 10):
            if number <= step * power:
                return step * power
        power *= 10

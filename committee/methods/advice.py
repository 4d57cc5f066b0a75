"""Dots and temperature: where the room stands. They advise and decide nothing. Pure."""

from collections.abc import Sequence

from committee.methods.box import Box, Counted, presence

DOTS = 3
DOTS_ON_ONE = 2
HOTTEST = 5


def count_dots(boxes: Sequence[Box], options: int) -> Counted:
    """Answers are {"dots": [how many on each option]}."""
    colleges = presence(boxes)
    rows = tuple(
        {"dots": {box.code: sum(answer["dots"][place] for answer in box.answers) for box in boxes}}
        for place in range(options)
    )
    return Counted(None, None, options=rows, colleges=colleges)


def count_temperature(boxes: Sequence[Box]) -> Counted:
    """Answers are {"degree": 0 to 5}. The degree of a college is its lower median, None without a ballot."""
    colleges = presence(boxes)
    for box in boxes:
        degrees = sorted(answer["degree"] for answer in box.answers)
        colleges[box.code] |= {
            "degrees": [degrees.count(degree) for degree in range(HOTTEST + 1)],
            "median": degrees[(len(degrees) - 1) // 2] if degrees else None,
        }
    return Counted(None, None, colleges=colleges)

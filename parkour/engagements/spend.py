"""What stands out in what gestures cost. Pure: numbers in, a bound out."""

FEWEST = 8  # below it, everything may be ordinary
STEP = 1.5


def fence(count: int, first_quartile: float, third_quartile: float) -> float | None:
    """The amount beyond which a gesture stands out: the third quartile and one and a half times the distance between
    the quartiles (Tukey, Exploratory Data Analysis, 1977); None with fewer than eight that cost something.
    """
    if count < FEWEST:
        return None
    return third_quartile + STEP * (third_quartile - first_quartile)

"""The matrix: quarters as the domain names them, ellipses as wide as a mean of few raters is uncertain."""

from itertools import product

import pytest

from ideas.matrix import (
    FLOOR,
    HIGH,
    MARGIN,
    RIGHT,
    WIDE,
    Place,
    Quadrant,
    cell_bounds,
    cell_name,
    cells_of,
    drawn,
    quadrant_of,
    standard_error,
)

HALVES = [number / 2 for number in range(2, 11)]


def test_the_quarters_begin_and_end_where_the_domain_says():
    assert quadrant_of(3.5, 2.5) == Quadrant.QUICK
    assert quadrant_of(3.5, 2.6) == Quadrant.PROJECT
    assert quadrant_of(3.4, 2.5) == Quadrant.AS_IT_COMES
    assert quadrant_of(3.4, 2.6) == Quadrant.AVOID
    assert (quadrant_of(None, 2), quadrant_of(4, None)) == (None, None)


def test_the_error_of_a_mean_is_the_spread_over_the_root_of_the_raters():
    assert [round(standard_error(raters), 3) for raters in (1, 2, 3, 4)] == [0.7, 0.495, 0.404, 0.35]


def test_every_mean_is_in_exactly_one_cell_and_no_cell_lies_in_two_quarters():
    means = sorted({number / raters for raters in (1, 2, 3, 5) for number in range(raters, 5 * raters + 1)})
    quarters = {}
    for impact, effort in product(means, means):
        name = cell_name(impact, effort)
        low, below, above, most = cell_bounds(name)
        assert low <= impact < below and above < effort <= most
        quarters.setdefault(name, set()).add(quadrant_of(impact, effort))
    assert {len(some) for some in quarters.values()} == {1}
    assert len(quarters) <= 81


@pytest.mark.parametrize("name", ["", "1-5", "11-5", "5-11", "5", "5-5-5", "05-5", "a-b", "5-5 "])
def test_what_is_no_cell_has_no_bounds(name):
    assert cell_bounds(name) is None


def test_a_cell_adds_up_what_stands_in_it_with_the_fewest_raters():
    places = [Place(4.0, 2.0, 3, 2, 7), Place(13 / 3, 2.0, 1, 1, 9), Place(1.0, 5.0, 1, 4, 3)]
    quick, avoid = cells_of(places)
    assert (quick.name, quick.count, quick.raters, quick.key, quick.quadrant) == ("8-4", 3, 1, 7, Quadrant.QUICK)
    assert quick.impact == pytest.approx((8 + 13 / 3) / 3)
    assert (avoid.name, avoid.count, avoid.quadrant) == ("2-10", 4, Quadrant.AVOID)


def test_an_ellipse_is_drawn_in_the_picture_with_the_axes_of_its_error():
    (one,) = drawn(cells_of([Place(3.0, 3.0, 1, 1, 1)]))
    assert (one.x, one.y) == (MARGIN + round(2.5 * WIDE), FLOOR - round(2.5 * HIGH))
    assert (one.rx, one.ry) == (round(0.7 * WIDE), round(0.7 * HIGH))
    for impact, effort in product(HALVES, HALVES):
        (one,) = drawn(cells_of([Place(impact, effort, 4, 1, 1)]))
        assert MARGIN < one.x < RIGHT and 0 < one.y < FLOOR


def test_the_widest_are_drawn_first():
    ellipses = drawn(cells_of([Place(4.0, 2.0, 4, 1, 1), Place(2.0, 4.0, 1, 1, 2), Place(3.0, 3.0, 2, 1, 3)]))
    assert [one.rx for one in ellipses] == sorted((one.rx for one in ellipses), reverse=True)

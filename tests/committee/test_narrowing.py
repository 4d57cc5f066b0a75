from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from committee.narrowing import Rule, possible

GOLDEN = [(72, 15), (65, 10), (58, 20), (55, 10), (49, 5), (44, 15), (40, 10)]


def knapsack(rows, capacity):
    return {(n, "a"): value for n, (value, _time) in enumerate(rows)}, [
        Rule({(n, "a"): time for n, (_value, time) in enumerate(rows)}, capacity)
    ]


def test_at_the_price_of_a_minute_only_what_may_belong_to_a_best_plan_is_left():
    values, rules = knapsack(GOLDEN, 45)
    kept, always = possible(values, rules, [4.0], best=241)
    assert kept == {(n, "a") for n in (0, 1, 3, 4, 5, 6)}  # I3 would leave 239 at most
    assert always == {1, 4}  # without I2 or I5 not even 241


def test_without_prices_nothing_is_ruled_out_but_what_the_sum_cannot_reach():
    values, rules = knapsack([(5, 1), (1, 1)], 9)
    assert possible(values, rules, [0.0], best=6) == (set(values), {0, 1})
    assert possible(values, rules, [0.0], best=5) == (set(values), {0})


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=7),
    st.integers(0, 25),
    st.floats(-1, 12),
    st.integers(0, 2),
)
def test_no_best_plan_is_ever_lost_whatever_the_price(rows, capacity, price, musts):
    values, rules = knapsack(rows, capacity)
    held = frozenset(range(min(musts, len(rows))))
    plans = [{n for n, taken in enumerate(choice) if taken} for choice in product((False, True), repeat=len(rows))]
    plans = [plan for plan in plans if sum(rows[n][1] for n in plan) <= capacity and held <= plan]
    if not plans:
        return
    best = max(sum(rows[n][0] for n in plan) for plan in plans)
    kept, always = possible(values, rules, [price], best=best, musts=held)
    for plan in plans:
        if sum(rows[n][0] for n in plan) == best:
            assert {(n, "a") for n in plan} <= kept
            assert always <= plan

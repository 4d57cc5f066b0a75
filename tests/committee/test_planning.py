import random
import time
from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee import planning
from committee.planning import (
    Candidate,
    Cause,
    Displacement,
    Exclusion,
    InfeasibleMusts,
    Reason,
    ReasonCode,
    plan_block,
    presentation_order,
    utility,
)

GOLDEN = {
    "I1": (72, 15),
    "I2": (65, 10),
    "I3": (58, 20),
    "I4": (55, 10),
    "I5": (49, 5),
    "I6": (44, 15),
    "I7": (40, 10),
}


def item(key, points, minutes, **options):
    return Candidate(key, Decimal(points), minutes * 2, utility_override=points, **options)


def golden_pool():
    return [item(key, points, minutes) for key, (points, minutes) in GOLDEN.items()]


def test_golden_agenda_of_one_block():
    plan = plan_block(golden_pool(), 45 * 2)
    assert set(plan.chosen) == {"I1", "I2", "I4", "I5"}
    assert (plan.utility, plan.used, plan.capacity) == (Decimal(241), 80, 90)


def test_golden_filling_by_score_alone_does_worse():
    """The comparison of the specification: the highest scores first, as long as they fit, give 195."""
    taken, left = [], 45
    for key, (points, minutes) in sorted(GOLDEN.items(), key=lambda entry: -entry[1][0]):
        if minutes <= left:
            taken, left = [*taken, (key, points)], left - minutes
    assert [key for key, _points in taken] == ["I1", "I2", "I3"]
    assert sum(points for _key, points in taken) == 195
    assert plan_block(golden_pool(), 90).utility == 195 + 46


def test_golden_displacement_prices():
    assert plan_block(golden_pool(), 90).displacements == {
        "I3": Displacement(drops=("I1",), adds=(), loss=Decimal(14)),
        "I6": Displacement(drops=("I4",), adds=(), loss=Decimal(11)),
        "I7": Displacement(drops=("I5",), adds=(), loss=Decimal(9)),
    }


def test_golden_shortages_are_told_in_half_minutes():
    assert plan_block(golden_pool(), 90).excluded == (
        Exclusion("I3", Cause.NO_ROOM, 30),
        Exclusion("I6", Cause.NO_ROOM, 20),
        Exclusion("I7", Cause.NO_ROOM, 10),
    )


def test_half_minutes_are_kept():
    plan = plan_block([Candidate("a", Decimal(50), 15), Candidate("b", Decimal(40), 16)], 30)
    assert plan.chosen == ("a",)
    assert plan.excluded == (Exclusion("b", Cause.NO_ROOM, 1),)
    assert set(plan_block([Candidate("a", Decimal(50), 15), Candidate("b", Decimal(40), 15)], 30).chosen) == {
        "a",
        "b",
    }


def test_utility_adds_waiting_carrying_over_grey_zone_and_unseen_site():
    base = {"key": "a", "priority": Decimal("52.50"), "duration": 16}
    assert utility(Candidate(**base)) == Decimal("52.50")
    assert utility(Candidate(**base, waited_cycles=2)) == Decimal("64.50")
    assert utility(Candidate(**base, waited_cycles=9)) == Decimal("70.50")
    everything = Candidate(**base, waited_cycles=1, carried_over=True, grey_zone=True, site_unseen=True)
    assert utility(everything) == Decimal("77.50")
    assert utility(Candidate(**base, waited_cycles=1, utility_override=12)) == Decimal(12)


def test_a_must_is_taken_even_when_it_costs():
    pool = [*golden_pool()[:2], item("I3", 1, 40, must=True)]
    plan = plan_block(pool, 90)
    assert plan.chosen == ("I3",)
    assert plan.displacements == {}


def test_musts_that_do_not_fit_name_the_smallest_set_to_relax():
    pool = [item("a", 50, 20, must=True), item("b", 60, 20, must=True), item("c", 10, 50, must=True)]
    with pytest.raises(InfeasibleMusts) as refusal:
        plan_block(pool, 90)
    assert refusal.value.keys == ("c",)


def test_three_musts_of_one_presenter_relax_the_least_useful():
    pool = [item(k, p, 5, must=True, presenter="n") for k, p in (("a", 50), ("b", 30), ("c", 40))]
    with pytest.raises(InfeasibleMusts) as refusal:
        plan_block(pool, 90)
    assert refusal.value.keys == ("b",)


def test_at_most_two_items_of_one_presenter():
    pool = [item(k, p, 5, presenter="n") for k, p in (("a", 50), ("b", 30), ("c", 40))]
    plan = plan_block(pool, 90)
    assert set(plan.chosen) == {"a", "c"}
    assert plan.excluded == (Exclusion("b", Cause.PRESENTER_LIMIT),)
    assert plan.displacements == {"b": Displacement(("c",), (), Decimal(10))}


def test_at_most_one_item_with_a_missing_document():
    pool = [item("a", 50, 5, missing_document=True), item("b", 60, 5, missing_document=True), item("c", 1, 5)]
    plan = plan_block(pool, 90)
    assert set(plan.chosen) == {"b", "c"}
    assert plan.excluded == (Exclusion("a", Cause.MISSING_DOCUMENT),)


def test_variants_of_one_workshop_go_together_and_count_as_one_item_of_their_presenter():
    pool = [item(f"v{n}", 20, 10, group="workshop", presenter="n") for n in range(3)]
    pool.append(item("other", 59, 30))
    assert set(plan_block(pool, 60).chosen) == {"v0", "v1", "v2"}
    assert plan_block([*pool, item("best", 61, 30)], 60).chosen == ("best",)
    taken = plan_block([*pool, item("more", 1, 1, presenter="n")], 62)
    assert set(taken.chosen) == {"v0", "v1", "v2", "more"}


def test_variants_of_one_workshop_share_their_price():
    pool = [item("a", 10, 5, group="w"), item("b", 10, 5, group="w"), item("c", 50, 10)]
    plan = plan_block(pool, 20)
    price = Displacement(("c",), (), Decimal(30))
    assert plan.displacements == {"a": price, "b": price}
    assert plan.excluded == (Exclusion("a", Cause.NO_ROOM, 20), Exclusion("b", Cause.NO_ROOM, 20))


def test_an_item_longer_than_the_block_has_no_price():
    plan = plan_block([item("a", 50, 60)], 90)
    assert plan.excluded == (Exclusion("a", Cause.TOO_LONG, 30),)
    assert plan.displacements == {}


def test_forcing_an_item_may_bring_another_in():
    pool = [item("big", 100, 40), item("forced", 30, 25), item("small", 20, 15), item("rest", 5, 5)]
    plan = plan_block(pool, 90)
    assert set(plan.chosen) == {"big", "rest"}
    assert plan.displacements["forced"] == Displacement(("big",), ("small",), Decimal(50))


def test_reasons_are_at_most_three_and_never_none():
    pool = [
        Candidate("a", Decimal(75), 10, 2, carried_over=True, grey_zone=True, site_unseen=True, must=True),
        Candidate("b", Decimal(75), 10, waited_cycles=1),
        Candidate("c", Decimal(30), 10),
    ]
    assert plan_block(pool, 90).reasons == {
        "a": (Reason(ReasonCode.MUST), Reason(ReasonCode.CARRIED_OVER), Reason(ReasonCode.WAITED, 2)),
        "b": (Reason(ReasonCode.WAITED, 1), Reason(ReasonCode.HIGH_PRIORITY)),
        "c": (Reason(ReasonCode.FITS),),
    }


def test_labels_carry_their_numbers(monkeypatch):
    monkeypatch.setattr(planning, "gettext", lambda text: text)
    monkeypatch.setattr(planning, "ngettext", lambda one, many, n: one if n == 1 else many)
    assert Reason(ReasonCode.WAITED, 1).label == "Waiting for 1 session"
    assert Reason(ReasonCode.WAITED, 2).label == "Waiting for 2 sessions"
    assert Exclusion("a", Cause.NO_ROOM, 20).label == "10 min short"
    assert Exclusion("a", Cause.NO_ROOM, 1).label == "1 min short"
    assert Exclusion("a", Cause.TOO_LONG).label == "Longer than the whole block"
    assert Exclusion("a", Cause.PRESENTER_LIMIT).label == "The presenter already has two items"
    assert Exclusion("a", Cause.MISSING_DOCUMENT).label == "Another item already waits for a document"
    assert [Reason(code).label is None for code in ReasonCode if code is not ReasonCode.WAITED] == [False] * 7


def test_the_easiest_opens_and_the_hardest_comes_second():
    items = [
        item("long", 90, 20),
        item("grey", 70, 10, grey_zone=True),
        item("x", 60, 10),
        item("easy", 50, 5),
    ]
    assert presentation_order(items) == ("easy", "grey", "long", "x")
    assert plan_block(items, 90).chosen == ("easy", "grey", "long", "x")


def test_one_presenter_and_one_workshop_follow_each_other():
    items = [
        item("easy", 50, 5),
        item("hard", 50, 30),
        item("n1", 49, 10, presenter="n"),
        item("w1", 48, 5, group="w"),
        item("m", 47, 10),
        item("n2", 46, 10, presenter="n"),
        item("w2", 1, 5, group="w"),
    ]
    assert presentation_order(items) == ("easy", "hard", "n1", "n2", "w1", "w2", "m")


def test_nothing_to_plan_gives_an_empty_plan():
    plan = plan_block([], 90)
    assert (plan.chosen, plan.excluded, plan.used, plan.utility) == ((), (), 0, 0)
    assert plan_block(golden_pool(), 0).chosen == ()


@pytest.mark.parametrize("duration", [0, -1, 2.5, True, "8"])
def test_a_duration_that_is_no_whole_number_of_half_minutes_is_refused(duration):
    with pytest.raises(ValueError, match="half-minutes"):
        Candidate("a", Decimal(50), duration)


def test_repeated_keys_negative_points_and_odd_capacities_are_refused():
    with pytest.raises(ValueError, match="same key"):
        plan_block([item("a", 1, 1), item("a", 2, 2)], 90)
    with pytest.raises(ValueError, match="cannot be negative"):
        item("a", -1, 1)
    for capacity in (-1, 4.5, True):
        with pytest.raises(ValueError, match="capacity"):
            plan_block([], capacity)


def test_equal_totals_prefer_more_items_then_less_time():
    assert set(plan_block([item("one", 50, 10), item("a", 25, 5), item("b", 25, 5)], 20).chosen) == {"a", "b"}
    assert plan_block([item("slow", 50, 10), item("quick", 50, 9)], 20).chosen == ("quick",)
    assert plan_block([item("b", 50, 10), item("a", 50, 10)], 20).chosen == ("a",)


candidates = st.lists(
    st.builds(
        lambda points, duration, must, presenter, missing, group: {
            "priority": Decimal(points) / 4,
            "duration": duration,
            "must": must,
            "presenter": presenter,
            "missing_document": missing,
            "group": group,
        },
        st.integers(0, 60),
        st.integers(1, 14),
        st.sampled_from([False] * 7 + [True]),
        st.sampled_from([None, None, "p", "p", "q"]),
        st.sampled_from([False, False, True]),
        st.sampled_from([None] * 5 + ["g", "h"]),
    ),
    max_size=10,
).map(lambda rows: [Candidate(key=f"c{n}", **row) for n, row in enumerate(rows)])


def allowed(subset, pool, capacity):
    """The constraints, said the plain way and without looking at musts."""
    keys = {c.key for c in subset}
    topics = {}
    for c in subset:
        topics.setdefault(c.group or c.key, []).append(c)
    presenters = Counter()
    for members in topics.values():
        names = {c.presenter for c in members}
        if len(names) == 1:
            presenters.update(names - {None})
    return (
        sum(c.duration for c in subset) <= capacity
        and not any(c.group and c.group in topics and c.key not in keys for c in pool)
        and max(presenters.values(), default=0) <= 2
        and sum(any(c.missing_document for c in members) for members in topics.values()) <= 1
    )


def brute_force(pool, capacity, forced=()):
    """Best (utility, items, minus time) over all subsets, or None."""
    needed = {c.key for c in pool if c.must} | set(forced)
    best = None
    for size in range(len(pool) + 1):
        for subset in combinations(pool, size):
            if needed <= {c.key for c in subset} and allowed(subset, pool, capacity):
                total = sum((utility(c) for c in subset), Decimal(0))
                rank = (total, size, -sum(c.duration for c in subset))
                best = rank if best is None else max(best, rank)
    return best


@settings(max_examples=100, deadline=None)
@given(candidates, st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_plan_is_as_good_as_trying_everything(pool, capacity, rng):
    best = brute_force(pool, capacity)
    if best is None:
        with pytest.raises(InfeasibleMusts) as refusal:
            plan_block(pool, capacity)
        relaxed = refusal.value.keys
        softened = [Candidate(**{**vars(c), "must": c.must and c.key not in relaxed}) for c in pool]
        assert brute_force(softened, capacity) is not None
        return
    plan = plan_block(pool, capacity)
    chosen = [c for c in pool if c.key in plan.chosen]
    assert (plan.utility, len(chosen), -plan.used) == best
    assert sum(c.duration for c in chosen) == plan.used
    assert allowed(chosen, pool, capacity)
    assert sorted([*plan.chosen, *(e.key for e in plan.excluded)]) == sorted(c.key for c in pool)
    shuffled = list(pool)
    rng.shuffle(shuffled)
    assert plan_block(shuffled, capacity) == plan
    for excluded in plan.excluded[:3]:
        forced = brute_force(pool, capacity, {excluded.key})
        if forced is None:
            assert excluded.key not in plan.displacements
            continue
        price = plan.displacements[excluded.key]
        assert price.loss == plan.utility - forced[0]
        assert set(price.drops) <= set(plan.chosen)
        assert not set(price.adds) & set(plan.chosen)


@settings(max_examples=100, deadline=None)
@given(candidates, st.integers(0, 30))
def test_the_set_to_relax_is_the_smallest(pool, capacity):
    musts = [Candidate(**{**vars(c), "must": True, "group": None}) for c in pool[:6]]
    sizes = [n for n in range(len(musts) + 1) for s in combinations(musts, n) if allowed(s, musts, capacity)]
    if max(sizes) == len(musts):
        assert set(plan_block(musts, capacity).chosen) == {c.key for c in musts}
        return
    with pytest.raises(InfeasibleMusts) as refusal:
        plan_block(musts, capacity)
    assert len(refusal.value.keys) == len(musts) - max(sizes)


def test_sixty_candidates_with_every_constraint_are_planned_at_once():
    rng = random.Random(7)
    pool = [
        Candidate(
            key=f"c{n:02}",
            priority=Decimal(rng.randrange(0, 10000)) / 100,
            duration=rng.randrange(10, 50),
            waited_cycles=rng.randrange(4),
            presenter=rng.choice([None, "a", "b", "c"]),
            missing_document=rng.random() < 0.2,
        )
        for n in range(60)
    ]
    start = time.process_time()
    plan = plan_block(pool, 300)
    assert time.process_time() - start < 1
    assert len(plan.displacements) == len(plan.excluded)

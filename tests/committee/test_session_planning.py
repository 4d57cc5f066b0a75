from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from committee import cpsat
from committee.planning import Candidate, Cause, Displacement, Exclusion, plan_block, utility
from committee.session_planning import FixedDoNotFit, Warn, WarningCode, kept_musts, plan_session, price_of
from committee.session_problem import BlockSpec, SessionProblem, Topic
from tests.committee.test_planning import golden_pool
from tests.committee.trying_everything import best_plan, broken, musts_kept, rank_of

DECISIONS, BIG, WORKSHOP = BlockSpec("decision", 110), BlockSpec("big_topic", 50, 1), BlockSpec("workshop", 40, 1)
ROOM = (DECISIONS, BIG, WORKSHOP)


def topic(key, points, places, **options):
    """A topic of `points`; `places` in minutes, of the decisions when it is a number."""
    places = {"decision": places} if isinstance(places, int | float) else places
    outer = {name: options.pop(name) for name in list(options) if name in Topic.__dataclass_fields__}
    times = {code: round(minutes * 2) for code, minutes in places.items()}
    candidate = Candidate(key, Decimal(points), min(times.values(), default=1), utility_override=points, **options)
    return Topic(candidate, times, **outer)


def planned(*topics, blocks=ROOM, **options):
    return plan_session(SessionProblem(blocks, topics, **options))


# --- The golden vector ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def golden():
    problem = SessionProblem([BlockSpec("decision", 90)], [Topic(c, {"decision": c.duration}) for c in golden_pool()])
    return problem, plan_session(problem)


def test_golden_agenda_of_one_block_alone(golden):
    _problem, plan = golden
    assert set(plan.chosen) == {"I1", "I2", "I4", "I5"}
    assert (plan.utility, plan.blocks[0].used, plan.proven, plan.gap) == (Decimal(241), 80, True, 0)


def test_golden_prices_and_shortages(golden):
    problem, plan = golden
    assert {e.key: price_of(problem, plan, e.key) for e in plan.excluded} == {
        "I3": Displacement(("I1",), (), Decimal(14)),
        "I6": Displacement(("I4",), (), Decimal(11)),
        "I7": Displacement(("I5",), (), Decimal(9)),
    }
    assert [e.short_by for e in plan.excluded] == [30, 20, 10]


# --- Blocks ---------------------------------------------------------------------------------------


def test_a_heavy_topic_that_may_go_to_two_blocks_leaves_its_minutes_to_the_others():
    plan = planned(topic("heavy", 60, {"decision": 20, "big_topic": 25}), *(topic(f"d{n}", 50, 9) for n in range(6)))
    assert plan.chosen["heavy"] == "big_topic"
    assert (len(plan.chosen), plan.utility) == (7, Decimal(360))
    assert [(block.code, block.used) for block in plan.blocks] == [
        ("decision", 108),
        ("big_topic", 50),
        ("workshop", 0),
    ]


def test_one_big_subject_and_one_workshop_of_variants_together():
    variants = [topic(f"v{n}", 20, {"workshop": 10}, group="w", presenter="p") for n in range(2)]
    plan = planned(topic("a", 60, {"big_topic": 20}), topic("b", 50, {"big_topic": 5}), *variants)
    assert set(plan.chosen) == {"a", "v0", "v1"}
    assert plan.excluded == (Exclusion("b", Cause.BLOCK_TAKEN),)


def test_two_of_one_presenter_count_over_the_whole_session():
    rows = [topic("a", 60, {"big_topic": 25}, presenter="n"), *(topic(k, 50, 5, presenter="n") for k in "bc")]
    plan = planned(*rows)
    assert set(plan.chosen) == {"a", "b"}
    assert plan.excluded == (Exclusion("c", Cause.PRESENTER_LIMIT),)


def test_one_missing_document_in_the_whole_session():
    plan = planned(
        *(topic(k, p, {b: 5}, missing_document=True) for k, p, b in (("a", 9, "decision"), ("b", 8, "workshop")))
    )
    assert (set(plan.chosen), plan.excluded) == ({"a"}, (Exclusion("b", Cause.MISSING_DOCUMENT),))
    assert Warn(WarningCode.MISSING_DOCUMENT, "a") in plan.warnings


def test_a_presenter_who_leaves_early_presents_in_the_blocks_before():
    rows = [topic("a", 9, {"decision": 5, "workshop": 5}, presenter="n"), topic("b", 8, {"workshop": 5}, presenter="n")]
    plan = planned(*rows, absent={"n": frozenset({"workshop"})})
    assert plan.chosen == {"a": "decision"}
    assert plan.excluded == (Exclusion("b", Cause.PRESENTER_ABSENT),)


def test_what_a_pole_could_not_vote_on_is_left_out():
    plan = planned(topic("a", 90, 5, without_quorum=("direction",)), topic("b", 1, 5))
    assert (set(plan.chosen), plan.excluded) == ({"b"}, (Exclusion("a", Cause.NO_QUORUM),))


# --- What must be in, what stays ------------------------------------------------------------------


def test_musts_that_do_not_fit_together_relax_as_few_as_possible_and_say_why():
    plan = planned(topic("a", 50, 20, must=True), topic("b", 60, 20, must=True), topic("c", 10, 50, must=True))
    assert (set(plan.chosen), plan.relaxed) == ({"a", "b"}, ("c",))
    assert plan.excluded == (Exclusion("c", Cause.NO_ROOM, 70),)
    assert plan.warnings[0] == Warn(WarningCode.MUST_LEFT_OUT, "c")


def test_what_stays_in_place_stays_against_every_rule_but_its_time():
    fixed = [topic(f"f{n}", 0, 10, fixed=True, presenter="n") for n in range(2)]
    plan = planned(*fixed, topic("better", 90, 50), topic("also", 50, 20), absent={"n": frozenset({"decision"})})
    assert set(plan.chosen) == {"f0", "f1", "also"}


def test_what_stays_in_place_and_does_not_fit_is_refused_by_name():
    with pytest.raises(FixedDoNotFit) as refusal:
        planned(topic("f", 5, 40, fixed=True), topic("g", 9, 40, fixed=True), topic("must", 90, 8, must=True))
    assert refusal.value.keys == ("f",)


def test_an_old_topic_left_out_is_never_left_without_a_word():
    plan = planned(topic("old", 1, 50, waited_cycles=3), *(topic(f"n{n}", 90, 10) for n in range(5)))
    assert plan.excluded == (Exclusion("old", Cause.NO_ROOM, 90),)
    assert plan.warnings == (Warn(WarningCode.OLD_LEFT_OUT, "old"),)


def test_the_price_of_a_point_keeps_all_of_the_plan_that_it_can():
    problem = SessionProblem(ROOM, [topic(f"t{n}", 50, 10) for n in range(8)])
    plan = plan_session(problem)
    assert set(plan.chosen) == {f"t{n}" for n in range(5)}
    for key in ("t5", "t6", "t7"):
        price = price_of(problem, plan, key)
        assert (len(price.drops), price.adds, price.loss) == (1, (), Decimal(0))


# --- Balance --------------------------------------------------------------------------------------


def test_both_poles_are_seen_when_that_costs_little():
    rows = [topic(f"e{n}", 60, 11, poles=frozenset({"employees"})) for n in range(5)]
    plan = planned(*rows, topic("d", 50, 11, poles=frozenset({"direction"})))
    assert "d" in plan.chosen
    assert (plan.utility, plan.balance_cost, plan.warnings) == (Decimal(290), Decimal(10), ())


def test_a_pole_that_would_cost_more_than_a_tenth_is_told_instead():
    rows = [topic(f"e{n}", 60, 11, poles=frozenset({"employees"})) for n in range(5)]
    plan = planned(*rows, topic("d", 29, 11, poles=frozenset({"direction"})))
    assert (plan.utility, plan.balance_cost) == (Decimal(300), Decimal(0))
    assert plan.warnings == (Warn(WarningCode.POLE_UNSEEN, "direction"),)


def test_no_site_has_more_than_two_topics_in_five_when_others_are_nearly_as_good():
    rows = [topic(f"a{n}", 60, 11, site="A") for n in range(5)]
    plan = planned(*rows, *(topic(f"{site}{n}", 58, 11, site=site) for site in "BC" for n in range(2)))
    assert set(plan.chosen) == {"a0", "a1", "B0", "B1", "C0"}
    assert plan.balance_cost == Decimal(6)
    assert WarningCode.SITE_SHARE not in {warning.code for warning in plan.warnings}
    assert Exclusion("a4", Cause.NO_ROOM, 22) in plan.excluded


def test_a_price_keeps_the_balance_of_the_plan():
    rows = [topic(f"a{n}", 60, 11, site="A") for n in range(5)]
    rows += [topic(f"{site}{n}", 58, 11, site=site) for site in "BC" for n in range(2)]
    problem = SessionProblem(ROOM, rows)
    price = price_of(problem, plan_session(problem), "a2")
    assert (price.drops, price.loss) in [(("a0",), 0), (("a1",), 0)]


def test_where_there_is_but_one_site_the_agenda_is_full_and_the_share_is_told():
    plan = planned(*(topic(f"a{n}", 60, 11, site="A") for n in range(5)))
    assert len(plan.chosen) == 5
    assert plan.warnings == (Warn(WarningCode.SITE_SHARE, "A"),)


# --- Against everything tried ---------------------------------------------------------------------

rows = st.lists(
    st.fixed_dictionaries(
        {
            "points": st.integers(0, 12),
            "places": st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(1, 9), min_size=1, max_size=2),
            "must": st.sampled_from([False] * 5 + [True]),
            "fixed": st.sampled_from([False] * 7 + [True]),
            "presenter": st.sampled_from([None, "p", "p", "q"]),
            "missing_document": st.sampled_from([False, False, True]),
            "group": st.sampled_from([None] * 5 + ["g"]),
            "site": st.sampled_from([None, "x", "x", "y"]),
            "poles": st.sampled_from([frozenset(), frozenset({"e"}), frozenset({"e"}), frozenset({"d"})]),
            "without_quorum": st.sampled_from([()] * 6 + [("d",)]),
        }
    ),
    max_size=7,
)
rooms = st.tuples(st.integers(0, 20), st.integers(0, 12), st.integers(0, 12), st.sampled_from([None, 1, 2]))
absences = st.sampled_from([{}, {}, {"p": frozenset({"a"})}, {"q": frozenset({"a", "b"}), "p": frozenset({"c"})}])


def small_session(rows, room, absent):
    topics = []
    for number, row in enumerate(rows):
        places = row["places"] if not row["fixed"] else dict([next(iter(row["places"].items()))])
        names = ("must", "presenter", "missing_document", "group")
        candidate = Candidate(f"t{number}", Decimal(row["points"]), min(places.values()), **{n: row[n] for n in names})
        names = ("site", "poles", "without_quorum", "fixed")
        topics.append(Topic(candidate, places, **{n: row[n] for n in names}))
    a, b, c, most = room
    return SessionProblem([BlockSpec("a", a), BlockSpec("b", b, most), BlockSpec("c", c, 1)], topics, absent)


def chosen_by(problem, placed):
    return {t.key: code for rank, code in placed.items() for t in problem.bundles[rank].topics}


@settings(max_examples=120, deadline=None)
@given(rows, rooms, absences, st.randoms(use_true_random=False))
def test_the_plan_is_the_one_that_trying_everything_finds(rows, room, absent, rng):
    problem = small_session(rows, room, absent)
    best_kept, kept = musts_kept(problem)
    fixed = sum(len(bundle.topics) for bundle in problem.bundles if bundle.fixed)
    if best_kept[0] < fixed:
        with pytest.raises(FixedDoNotFit):
            plan_session(problem)
        return
    musts = kept_musts(problem)
    assert kept(dict.fromkeys(musts)) == best_kept
    plan = plan_session(problem)
    expected = best_plan(problem, musts)
    assert plan.chosen == chosen_by(problem, expected)
    assert (plan.proven, plan.gap) == (True, 0)
    assert len([w for w in plan.warnings if w.code in {"site_share", "pole_unseen"}]) == broken(problem, expected)
    assert {*plan.chosen, *(e.key for e in plan.excluded)} == {t.key for t in problem.topics}
    shuffled = list(problem.topics)
    rng.shuffle(shuffled)
    assert plan_session(SessionProblem(problem.blocks, shuffled, problem.absent)) == plan
    for exclusion in plan.excluded[:2]:
        forced = next(r for r, b in enumerate(problem.bundles) if exclusion.key in {t.key for t in b.topics})
        dearest = best_plan(problem, musts, forced, broken(problem, expected))
        price = price_of(problem, plan, exclusion.key)
        assert (price is None) == (dearest is None)
        if price is not None:
            assert price.loss == plan.utility - Decimal(rank_of(problem, dearest)[0]) / 100
            assert price.loss >= 0


@settings(max_examples=40, deadline=None)
@given(rows, st.integers(0, 40))
def test_one_block_alone_is_planned_as_by_the_table_of_the_block(rows, capacity):
    pool = [
        Candidate(
            f"t{n}",
            Decimal(row["points"]),
            next(iter(row["places"].values())),
            must=False,
            presenter=row["presenter"],
            missing_document=row["missing_document"],
            group=row["group"],
        )
        for n, row in enumerate(rows)
    ]
    problem = SessionProblem([BlockSpec("a", capacity)], [Topic(c, {"a": c.duration}) for c in pool])
    assume(pool)
    block, session = plan_block(pool, capacity), plan_session(problem)
    assert (session.blocks[0].chosen, session.utility) == (block.chosen, block.utility)
    assert {e.key for e in session.excluded} == {e.key for e in block.excluded}


# --- Determinism, proof, and what it costs to load ------------------------------------------------


def hard_session():
    """Fifty topics, each of which may go to every block."""
    room = (BlockSpec("decision", 110), BlockSpec("big_topic", 97), BlockSpec("workshop", 83))
    rows = [
        topic(
            f"t{n:03}",
            20 + (n * 37) % 61 + (n * 7919 % 97) / 100,
            {"decision": 4 + (n * 13) % 9 + (n % 2) / 2, "big_topic": 7 + (n * 5) % 11, "workshop": 9 + (n * 3) % 7},
            presenter=str(n % 30),
            site=n % 4,
        )
        for n in range(50)
    ]
    return SessionProblem(room, rows)


def test_a_plan_that_could_not_be_proven_says_how_far_it_may_be_from_the_best():
    problem, little = hard_session(), 0.002
    plan, best = plan_session(problem, effort=little), plan_session(problem)
    assert (best.proven, best.gap, plan.proven) == (True, 0, False)
    assert plan.utility <= best.utility <= plan.bound == plan.utility + plan.gap
    assert plan == plan_session(problem, effort=little)


def test_without_any_plan_within_the_effort_the_solver_says_so():
    with pytest.raises(ArithmeticError):
        plan_session(hard_session(), effort=0.00001)


def test_points_of_a_plan_are_those_of_its_topics():
    rows = [topic("a", 9, 5), topic("b", 8, 60)]
    assert planned(*rows).utility == sum(utility(t.candidate) for t in rows[:1])


def test_problems_that_say_nonsense_are_refused():
    with pytest.raises(ValueError, match="same key"):
        planned(topic("a", 1, 1), topic("a", 1, 1))
    with pytest.raises(ValueError, match="places"):
        planned(topic("a", 1, {"elsewhere": 5}))
    with pytest.raises(ValueError, match="one place"):
        planned(topic("a", 1, {"decision": 5, "workshop": 5}, fixed=True))
    with pytest.raises(ValueError, match="capacity"):
        planned(blocks=[BlockSpec("decision", 2.5)])


def test_a_solver_that_forgets_a_rule_is_found_out(monkeypatch):
    """The fault planted beside the comparison: presenters are no longer counted."""
    monkeypatch.setattr(cpsat, "MAX_PER_PRESENTER", 9)
    problem = SessionProblem(ROOM, [topic(k, 50, 5, presenter="n") for k in "abc"])
    assert plan_session(problem).chosen != chosen_by(problem, best_plan(problem, ()))

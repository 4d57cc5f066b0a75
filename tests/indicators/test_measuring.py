"""Measurements come in one way; limits lock behind them; changes claim from them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ideas.enums import ClaimLevel
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.indicators.claims import Assurance, Variation
from parkour.indicators.models import Baseline, Measurement, Period, Unit
from parkour.indicators.reading import latest_of, series_of
from parkour.indicators.services.changes import rebase, record_change, remove_change, undo_rebase
from parkour.indicators.services.indicators import (
    close_indicator,
    close_reason,
    reopen_indicator,
    write_indicator,
    write_reason,
)
from parkour.indicators.services.measuring import Entered, Row, RowRefused, enter
from parkour.notifications.models import Notification
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.indicators.measuring import CSAT, FIRST, facts, filled, indicator, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def baselines(one):
    return list(Baseline.objects.filter(indicator=one))


def test_the_twelfth_point_locks_the_limits_of_the_golden_series(officer):
    one = filled(officer, CSAT[:11])
    assert baselines(one) == []
    assert series_of(one).limits.provisional
    enter(one, rows_of(CSAT)[11:], by=officer)
    [kept] = baselines(one)
    assert (kept.mean, kept.mean_range) == pytest.approx((81.583, 3.273), abs=1e-3)
    assert (kept.first, kept.last, kept.change) == (FIRST, date(2024, 12, 1), None)
    limits = series_of(one).limits
    assert (limits.lower, limits.upper) == pytest.approx((72.878, 90.289), abs=1e-3)


def test_a_correction_inside_locked_limits_leaves_them_and_is_told(officer):
    one = filled(officer)
    enter(one, [Row(FIRST, Decimal(50), Decimal(100))], by=officer)
    series = series_of(one)
    assert series.corrected and series.limits.mean == pytest.approx(81.583, abs=1e-3)
    enter(one, [Row(FIRST, Decimal(82), Decimal(100))], by=officer)
    assert not series_of(one).corrected


def test_entering_says_what_was_added_corrected_taken_away_and_already_so(officer):
    one = filled(officer, CSAT[:3])
    rows = [
        Row(date(2024, 1, 1), Decimal(82), Decimal(100)),
        Row(date(2024, 2, 1), Decimal(70), Decimal(100)),
        Row(date(2024, 3, 1), None, None),
        Row(date(2024, 4, 1), Decimal(9), Decimal(10)),
        Row(date(2024, 5, 1), None, None),
    ]
    assert enter(one, rows, by=officer) == Entered(added=1, corrected=1, removed=1, same=1)
    assert [point.value for point in series_of(one).points] == [82, 70, 90]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Row(FIRST, Decimal(101), Decimal(100)), "numerator"),
        (Row(FIRST, Decimal(-1), Decimal(100)), "numerator"),
        (Row(FIRST, Decimal(1), Decimal(0)), "denominator"),
        (Row(FIRST, Decimal(1), None), "denominator"),
        (Row(FIRST, Decimal("0.0001"), Decimal(1)), "numerator"),
        (Row(FIRST, Decimal(1), Decimal("NaN")), "denominator"),
        (Row(date(2024, 1, 2), Decimal(1), Decimal(2)), "starts_on"),
        (Row(date(2999, 1, 1), Decimal(1), Decimal(2)), "starts_on"),
    ],
)
def test_an_impossible_row_is_refused_and_nothing_of_the_others_is_kept(officer, row, field):
    one = indicator(officer)
    with pytest.raises(RowRefused) as refused:
        enter(one, [*rows_of([80], first=date(2024, 5, 1)), row], by=officer)
    assert (refused.value.place, refused.value.field) == (1, field)
    assert not Measurement.objects.exists()


def test_a_mean_may_be_below_zero(officer):
    one = filled(officer, [-3], unit=Unit.MEAN)
    assert series_of(one).last.value == pytest.approx(-0.03)


def test_a_period_twice_in_one_entry_is_refused(officer):
    one = indicator(officer)
    with pytest.raises(RowRefused, match="deux fois"):
        enter(one, rows_of([80]) + rows_of([81]), by=officer)


def test_the_database_keeps_one_measurement_of_a_period_without_site_or_reason(officer):
    filled(officer, CSAT[:1])
    twin = Measurement.objects.get()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_everywhere_is_the_sum_of_the_sites_unless_it_was_entered(officer):
    one, lyon, lille = indicator(officer), SiteFactory(), SiteFactory()
    enter(one, rows_of([80, 80], site=lyon) + rows_of([10, 10], site=lille, out_of=20), by=officer)
    enter(one, [Row(date(2024, 2, 1), Decimal(60), Decimal(100))], by=officer)
    whole = series_of(one)
    assert [(point.numerator, point.denominator) for point in whole.points] == [(90, 120), (60, 100)]
    assert [point.value for point in series_of(one, lille).points] == [50, 50]


def test_limits_of_a_site_and_of_everywhere_lock_each_for_itself(officer):
    one, lyon = indicator(officer), SiteFactory()
    enter(one, rows_of(CSAT, site=lyon), by=officer)
    assert {row.site for row in baselines(one)} == {None, lyon}


def test_a_reason_is_a_series_of_its_own(officer):
    one = indicator(officer, unit=Unit.PER_THOUSAND)
    late = write_reason(name="Retard", parent=None, by=officer)
    enter(one, rows_of([3, 4], reason=late, out_of=1000), by=officer)
    assert [point.value for point in series_of(one, reason=late).points] == [3, 4]
    assert series_of(one).points == []


def test_the_owner_enters_and_reads_theirs_and_nobody_else_does(officer):
    owner, other = UserFactory(), UserFactory()
    one, foreign = indicator(officer, owner=owner), indicator(officer, name="Autre")
    assert enter(one, rows_of([80]), by=owner).added == 1
    assert owner.has_perm("indicators.read_indicator", one)
    assert not owner.has_perm("indicators.read_indicator", foreign)
    with pytest.raises(NotAllowed):
        enter(one, rows_of([80]), by=other)
    with pytest.raises(NotAllowed):
        write_indicator(facts(name="Neuf"), by=owner)


def test_whoever_is_named_to_fill_in_an_indicator_is_told_once(officer):
    owner = UserFactory()
    one = indicator(officer, owner=owner)
    write_indicator(facts(owner=owner, target=Decimal(80)), by=officer, indicator=one, version=1)
    assert [row.kind for row in Notification.objects.filter(recipient=owner)] == ["indicator_entrusted"]
    indicator(officer, name="Le mien", owner=officer)
    assert not Notification.objects.filter(recipient=officer).exists()


def test_nothing_is_entered_into_a_closed_indicator_until_it_is_opened_again(officer):
    one = indicator(officer)
    assert close_indicator(one, by=officer).closed_at == close_indicator(one, by=officer).closed_at
    with pytest.raises(TransitionRefused):
        enter(one, rows_of([80]), by=officer)
    reopen_indicator(one, by=officer)
    assert enter(one, rows_of([80]), by=officer).added == 1


def test_unit_and_period_stay_once_something_is_measured(officer):
    one = filled(officer, CSAT[:1])
    with pytest.raises(InvalidInput) as refused:
        write_indicator(facts(period=Period.WEEK), by=officer, indicator=one, version=1)
    assert refused.value.field == "period"
    changed = write_indicator(facts(target=Decimal(85)), by=officer, indicator=one, version=1)
    assert (changed.version, changed.target) == (2, 85)
    with pytest.raises(Conflict):
        write_indicator(facts(), by=officer, indicator=one, version=1)


def test_two_indicators_of_one_name_are_refused(officer):
    indicator(officer)
    with pytest.raises(InvalidInput, match="déjà"):
        indicator(officer, name="CLIENTS satisfaits")


def test_a_change_followed_by_a_run_on_the_good_side_is_demonstrated(officer):
    one = filled(officer, [*CSAT, *[83] * 7])
    idea = IdeaFactory(officer=officer)
    record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", idea=idea, by=officer)
    [claimed] = series_of(one).claims
    assert (claimed.claim.level, claimed.claim.before, claimed.claim.after) == (ClaimLevel.DEMONSTRATED, 12, 7)
    assert claimed.change.idea == idea


def test_the_period_in_which_a_change_falls_belongs_to_neither_side(officer):
    one = filled(officer, [*CSAT, *[83] * 7])
    record_change(one, on=date(2025, 1, 15), sentence="Rappel la veille", by=officer)
    [claimed] = series_of(one).claims
    assert (claimed.claim.level, claimed.claim.before, claimed.claim.after) == (ClaimLevel.INSUFFICIENT, 12, 6)


def test_two_near_changes_share_the_cause(officer):
    one = filled(officer, [*CSAT, *[83] * 8])
    for day in (date(2025, 1, 1), date(2025, 3, 1)):
        record_change(one, on=day, sentence=f"Le {day}", by=officer)
    first, _second = series_of(one).claims
    assert first.claim.shared


def test_after_a_far_change_points_no_longer_count_for_the_one_before(officer):
    one = filled(officer, [*CSAT, *[82, 81, 82, 81, 82, 81, 82], *[89] * 7])
    for day in (date(2025, 1, 1), date(2025, 8, 1)):
        record_change(one, on=day, sentence=f"Le {day}", by=officer)
    first, second = series_of(one).claims
    assert (first.claim.level, first.claim.after) == (ClaimLevel.NO_SIGNAL, 7)
    assert second.claim.level == ClaimLevel.DEMONSTRATED


def test_a_change_is_not_credited_with_what_an_earlier_one_brought(officer):
    one = filled(officer, [*CSAT, *[89, 88] * 7])
    for day in (date(2025, 1, 1), date(2025, 8, 1)):
        record_change(one, on=day, sentence=f"Le {day}", by=officer)
    first, second = series_of(one).claims
    assert first.claim.level == ClaimLevel.DEMONSTRATED
    assert (second.claim.level, second.claim.before) == (ClaimLevel.INSUFFICIENT, 7)


def test_limits_are_drawn_anew_only_after_a_change_and_a_run_and_can_be_taken_back(officer):
    one = filled(officer, [*CSAT, *[88] * 6])
    change = record_change(one, on=date(2025, 1, 1), sentence="Rappel la veille", by=officer)
    with pytest.raises(TransitionRefused, match="Sept"):
        rebase(change, why="Nouveau niveau", by=officer)
    enter(one, rows_of([88], first=date(2025, 7, 1)), by=officer)
    with pytest.raises(InvalidInput):
        rebase(change, why=" ", by=officer)
    drawn = rebase(change, why="Nouveau niveau", by=officer)
    series = series_of(one)
    assert drawn.locked_at is None and series.limits.provisional and series.limits.mean == 88
    assert series.variation is None and series.sentence, "a few points do not say that nothing has changed"
    with pytest.raises(TransitionRefused):
        remove_change(change, by=officer)
    enter(one, rows_of([88] * 5, first=date(2025, 8, 1)), by=officer)
    drawn.refresh_from_db()
    assert (drawn.mean, drawn.last) == (88, date(2025, 12, 1))
    undo_rebase(drawn, by=officer)
    assert series_of(one).variation == Variation.IMPROVING
    remove_change(change, by=officer)
    assert not one.changes.exists()


def test_the_automatic_limits_are_not_taken_back(officer):
    one = filled(officer)
    with pytest.raises(TransitionRefused):
        undo_rebase(baselines(one)[0], by=officer)


def test_a_change_to_come_or_of_nothing_is_refused(officer):
    one = indicator(officer)
    for on, sentence in ((date(2999, 1, 1), "Plus tard"), (FIRST, "  ")):
        with pytest.raises(InvalidInput):
            record_change(one, on=on, sentence=sentence, by=officer)


def test_the_list_says_the_same_as_the_page(officer):
    one = filled(officer, [*CSAT, 95], target=Decimal(70))
    [listed] = latest_of([one])
    page = series_of(one)
    assert (listed.variation, listed.assurance) == (page.variation, page.assurance)
    assert (page.variation, page.assurance) == (Variation.IMPROVING, Assurance.ALWAYS)
    assert page.since == date(2025, 1, 1)


def test_an_indicator_without_points_says_nothing(officer):
    series = series_of(indicator(officer))
    assert (series.last, series.limits, series.variation, series.assurance, series.sentence) == (
        None, None, None, None, "",
    )  # fmt: skip


def test_reasons_make_a_tree_without_circles_or_twins_of_four_levels_at_most(officer):
    top = write_reason(name="Retard", parent=None, by=officer)
    below = write_reason(name="Transport", parent=top, by=officer)
    for wrong in ({"name": "retard", "parent": None}, {"name": "", "parent": None}):
        with pytest.raises(InvalidInput):
            write_reason(**wrong, by=officer)
    with pytest.raises(InvalidInput, match="lui-même"):
        write_reason(name="Retard", parent=below, reason=top, by=officer)
    third = write_reason(name="Grève", parent=below, by=officer)
    fourth = write_reason(name="Train", parent=third, by=officer)
    with pytest.raises(InvalidInput, match="niveaux"):
        write_reason(name="Trop", parent=fourth, by=officer)
    assert close_reason(third, by=officer).closed_at
    assert close_reason(third, closed=False, by=officer).closed_at is None

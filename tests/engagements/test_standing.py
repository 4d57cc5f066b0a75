"""Where a promise stands on a day."""

from datetime import date, timedelta

from parkour.engagements.standing import Standing, Tally, standing_of

DUE = date(2026, 3, 19)
PROMISED = {"published": True, "withdrawn": False, "proved": False, "due_on": DUE, "today": DUE}


def test_a_promise_is_kept_by_its_proof_alone_and_late_from_the_day_after():
    assert standing_of(**PROMISED) == Standing.PROMISED
    assert standing_of(**PROMISED | {"today": DUE + timedelta(days=1)}) == Standing.LATE
    assert standing_of(**PROMISED | {"today": DUE + timedelta(days=400), "proved": True}) == Standing.KEPT
    assert standing_of(**PROMISED | {"published": False, "today": DUE + timedelta(days=9)}) == Standing.DRAFT
    assert standing_of(**PROMISED | {"withdrawn": True}) == Standing.WITHDRAWN
    assert standing_of(**PROMISED | {"withdrawn": True, "published": False}) == Standing.WITHDRAWN


def test_what_is_promised_is_the_sum_of_what_is_kept_goes_on_and_is_late():
    assert Tally(kept=2, promised=3, late=1).total == 6

"""What to look at before a session: one rule, one sentence, one place where it is mended."""

import pytest
from django.utils import translation

from committee import agenda_checks as checks
from committee.agenda_checks import BlockFill, CheckCode, Place, Point
from committee.enums import Block
from committee.expected import Expected

OVER, NEARLY, LONG, TIGHT_TIME = CheckCode.OVER, CheckCode.NEARLY_FULL, CheckCode.TOO_LONG, CheckCode.NO_RESERVE


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def point(item=1, subject="Une tournée par rue", block=Block.DECISION, **facts):
    return Point(item, subject, block, **facts)


def codes(found):
    return [check.code for check in found]


@pytest.mark.parametrize(
    ("used", "found"), [(0, []), (104, []), (105, [NEARLY]), (110, [NEARLY]), (111, [OVER]), (200, [OVER])]
)
def test_a_block_is_nearly_full_beyond_95_per_cent_and_over_beyond_100(used, found):
    assert codes(checks.time_of([BlockFill("Décisions", used, 110)])) == found


def test_a_block_made_for_one_subject_may_be_full_and_not_over():
    assert codes(checks.time_of([BlockFill("Le grand sujet", 50, 50, True)])) == []
    assert codes(checks.time_of([BlockFill("Le grand sujet", 51, 50, True)])) == [OVER]


@pytest.mark.parametrize(("used", "found"), [(290, []), (291, [TIGHT_TIME]), (300, [TIGHT_TIME]), (301, [LONG])])
def test_a_session_keeps_five_minutes_to_spare(used, found):
    assert codes(checks.reserve_of(used, 300)) == found


@pytest.mark.parametrize(
    ("seats", "sure", "silent", "found"),
    [
        (5, 0, 0, [CheckCode.NOBODY_EXPECTED]),
        (5, 1, 1, [CheckCode.QUORUM_LOST]),
        (5, 1, 2, [CheckCode.QUORUM_TIGHT]),
        (5, 0, 5, []),
        (1, 0, 1, []),
    ],
)
def test_a_pole_without_its_quorum_is_told_as_soon_as_it_is_sure(seats, sure, silent, found):
    assert codes(checks.quorum_of([Expected("employees", seats, 0, sure, silent)])) == found


def test_a_tight_quorum_says_how_many_could_come_and_how_many_are_needed():
    (check,) = checks.quorum_of([Expected("employees", 10, 0, 5, 0)])
    assert check.label == "The quorum of the pole Employees is tight: 5 could come, 5 are needed."
    assert (check.place, check.is_grave) == (Place.ANSWERS, False)


def test_nobody_expected_is_grave():
    (check,) = checks.quorum_of([Expected("direction", 3, 0, 0, 0)])
    assert (check.label, check.is_grave) == ("Nobody of the pole Direction is expected.", True)


def test_a_point_on_which_a_pole_could_not_vote_names_the_pole():
    (check,) = checks.votes_of([point(lost=("direction",)), point(2)])
    expected = "With its authors recused, the pole Direction could not vote on “Une tournée par rue”."
    assert (check.code, check.item, check.label) == (CheckCode.POINT_WITHOUT_QUORUM, 1, expected)


def test_a_presenter_who_cannot_come_is_named_beside_the_point():
    found = checks.presenters_of([point(presenter="Fatou D.", comes=False), point(2, presenter="Jean", comes=True)])
    assert [check.label for check in found] == ["Fatou D. presents “Une tournée par rue” and cannot come."]
    assert (found[0].place, found[0].item) == (Place.POINT, 1)


def test_a_missing_document_is_named():
    (check,) = checks.documents_of([point(missing=("Devis", "Plan"), reference="PKR-2026-0001"), point(2)])
    assert check.label == "The file of “Une tournée par rue” is incomplete: Devis, Plan."
    assert (check.place, check.reference) == (Place.DOCUMENTS, "PKR-2026-0001")


def test_authors_who_do_not_know_yet_are_told_of_only_where_there_is_somebody_to_tell():
    found = checks.authors_of([point(told=False), point(2, told=True), point(3, told=None)])
    assert [(check.code, check.item) for check in found] == [(CheckCode.AUTHOR_NOT_TOLD, 1)]


def test_one_site_has_two_points_in_five_at_most_and_one_is_always_allowed():
    def of(*sites):
        return checks.sites_of([point(n, reference=f"R{n}", site=site) for n, site in enumerate(sites)])

    assert codes(of("Lyon")) == []
    assert codes(of("Lyon", "Lyon", "Nice", "Brest", "Lille")) == []
    assert [check.label for check in of("Lyon", "Lyon", "Nice", "Brest")] == [
        "More than two points in five come from Lyon."
    ]


def test_an_agenda_without_a_report_is_told_where_there_was_a_session_before():
    assert codes(checks.report_of([point()], True)) == [CheckCode.NO_REPORT]
    assert checks.report_of([point(block=Block.REPORT)], True) == []
    assert checks.report_of([point()], False) == []


def test_a_workshop_that_nobody_leads_is_told():
    found = checks.facilitators_of(
        [point(block=Block.WORKSHOP), point(2, block=Block.WORKSHOP, presenter="Fatou D."), point(3)]
    )
    assert [(check.code, check.item) for check in found] == [(CheckCode.NO_FACILITATOR, 1)]


def test_what_waited_for_more_than_two_cycles_is_told_when_it_is_left_out():
    (check,) = checks.old_of([("PKR-2026-0001", "Le portail")])
    assert check.label == "“Le portail” has waited for more than two sessions and is left out."


def test_what_the_direction_asks_for_is_told_until_it_is_on_the_agenda():
    asked = ("PKR-2026-0001", "Le portail", "Camille R.")
    assert codes(checks.asked_of(asked, [point(reference="PKR-2026-0002")])) == [CheckCode.ASKED_LEFT_OUT]
    assert checks.asked_of(asked, [point(reference="PKR-2026-0001")]) == []
    assert checks.asked_of(None, []) == []


def test_every_check_has_its_sentence():
    facts = dict.fromkeys(["subject", "used", "capacity", "pole", "possible", "needed", "name", "what", "site"], "x")
    assert all(checks.Check(code, Place.AGENDA, facts).label for code in CheckCode)

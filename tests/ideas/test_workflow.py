"""The table of transitions, held against the rules of the programme."""

from ideas.enums import ENDED, UNDECIDED, BoardTab, State, Step
from ideas.workflow import EVENT_LABELS, FINAL, STATES, TRANSITIONS, Actor, allowed_from

S = State
# (from, to) of the programme rules §5.2 with the settled additions, written out a second time on purpose.
EXPECTED = {
    (S.DRAFT, S.SUBMITTED),
    (S.SUBMITTED, S.IN_TRIAGE),
    (S.IN_TRIAGE, S.NEEDS_INFO),
    (S.NEEDS_INFO, S.IN_TRIAGE),
    (S.NEEDS_INFO, S.PARKED),
    (S.IN_TRIAGE, S.ANSWERED),
    (S.ANSWERED, S.IN_TRIAGE),
    (S.IN_TRIAGE, S.FAST_TRACK),
    (S.FAST_TRACK, S.APPROVED),
    (S.FAST_TRACK, S.SHORTLISTED),
    (S.FAST_TRACK, S.IN_TRIAGE),
    (S.IN_TRIAGE, S.APPROVED),
    (S.IN_TRIAGE, S.SHORTLISTED),
    (S.IN_TRIAGE, S.WORKSHOP),
    (S.WORKSHOP, S.SHORTLISTED),
    (S.WORKSHOP, S.IN_TRIAGE),
    (S.WORKSHOP, S.ANSWERED),
    (S.IN_TRIAGE, S.MERGED),
    (S.MERGED, S.IN_TRIAGE),
    (S.IN_TRIAGE, S.REDIRECTED),
    (S.IN_TRIAGE, S.DECLINED),
    (S.DECLINED, S.IN_TRIAGE),
    (S.IN_TRIAGE, S.PARKED),
    (S.DEFERRED, S.PARKED),
    (S.PARKED, S.IN_TRIAGE),
    (S.DEFERRED, S.SHORTLISTED),
    (S.SHORTLISTED, S.SCHEDULED),
    (S.SCHEDULED, S.SHORTLISTED),
    (S.SCHEDULED, S.WORKSHOP),
    (S.SCHEDULED, S.APPROVED),
    (S.SCHEDULED, S.REJECTED),
    (S.SCHEDULED, S.DEFERRED),
    (S.SCHEDULED, S.RECOMMENDED),
    (S.RECOMMENDED, S.APPROVED),
    (S.RECOMMENDED, S.REJECTED),
    (S.REJECTED, S.SHORTLISTED),
    (S.APPROVED, S.IN_PROGRESS),
    (S.IN_PROGRESS, S.ON_HOLD),
    (S.ON_HOLD, S.IN_PROGRESS),
    (S.IN_PROGRESS, S.IMPLEMENTED),
    (S.IMPLEMENTED, S.IN_PROGRESS),
    (S.IMPLEMENTED, S.VERIFIED),
    (S.VERIFIED, S.CLOSED),
    (S.APPROVED, S.ABANDONED),
    (S.IN_PROGRESS, S.ABANDONED),
}
EXPECTED |= {(state, S.WITHDRAWN) for state in UNDECIDED} | {(state, S.ARCHIVED) for state in FINAL - {S.ARCHIVED}}


DECIDERS = {
    Actor.COMMITTEE: ("approve", "reject", "defer", "recommend"),
    Actor.SPONSOR: ("grant", "refuse"),
    Actor.AUTHOR: ("self_implement",),
    Actor.SYSTEM: ("pass_window",),
}


def test_the_table_has_exactly_the_transitions_of_the_programme():
    assert {(source, row.target) for row in TRANSITIONS.values() for source in row.sources} == EXPECTED


def test_every_state_has_its_words_for_the_author_a_step_and_a_tab():
    assert set(STATES) == set(State)
    assert all(info.author_label and info.step in Step and info.tab in BoardTab for info in STATES.values())


def test_every_state_but_the_end_can_be_left():
    assert {state for state in State if not allowed_from(state)} == {S.ARCHIVED}


def test_every_transition_has_a_label_for_the_history():
    assert all(EVENT_LABELS[name] for name in TRANSITIONS)


def test_refusals_and_answers_carry_words_to_the_author():
    for name in (
        "ask",
        "give_answer",
        "decline",
        "park",
        "redirect",
        "merge",
        "shortlist",
        "propose_quick_win",
    ):
        assert "message" in TRANSITIONS[name].needs
        assert TRANSITIONS[name].human_reply is True


def test_a_decision_never_comes_from_the_ideas_alone():
    for actor, names in DECIDERS.items():
        for name in names:
            assert "decision" in TRANSITIONS[name].needs
            assert TRANSITIONS[name].actors == {actor}


def test_the_time_driven_transitions_belong_to_the_clock():
    assert TRANSITIONS["pass_window"].actors == {Actor.SYSTEM}
    assert TRANSITIONS["auto_park"].actors == {Actor.SYSTEM}
    assert Actor.SYSTEM in TRANSITIONS["return_from_park"].actors


def test_the_talk_ends_where_nothing_starts_again():
    on_the_board = {state for state, info in STATES.items() if info.tab}
    leads_on = {source for row in TRANSITIONS.values() if row.name != "archive" for source in row.sources}
    assert on_the_board - leads_on == ENDED

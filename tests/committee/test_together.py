"""What may be told or adopted together: which decisions, which contributions, and how many fit."""

from datetime import timedelta

import pytest
from django.utils import translation

from committee.enums import Block, SessionState
from committee.models import AgendaItem, Objection, Session
from committee.selectors.edits import edit_lines
from committee.selectors.together import consents_for, reports_for
from committee.services import agenda, together
from committee.services.agenda import release_agenda
from committee.services.documents import ask_for_document
from committee.services.editing import undo_last
from committee.services.together import place_together
from committee.together import Followed, Waiting, Why, how_many_fit, needs_no_discussion, why_told
from ideas.models import Action, Idea
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from tests.committee.pages import browser, page, says_the_name, text_of, url
from tests.factories.committee import SessionFactory
from tests.factories.ideas import IdeaFactory
from tests.factories.people import UserFactory
from tests.ideas.lives import decided

CLEAR = {"policy": 5, "novelty": 5, "impact": 5, "effort": 1}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (Followed(measured=False, of_the_last=False), (Why.DONE,)),
        (Followed(measured=False, of_the_last=True), (Why.DONE, Why.LAST_SESSION)),
        (Followed(measured=True, of_the_last=True), (Why.MEASURED, Why.DONE, Why.LAST_SESSION)),
    ],
)
def test_what_is_told_says_that_it_was_carried_out_with_what_effect_and_whether_it_is_of_the_last_session(facts, why):
    assert why_told(facts) == why


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"effort": 2}, (Why.SMALL, Why.CLEAR)),
        ({"effort": 1, "raters": 2}, (Why.SMALL, Why.CLEAR, Why.AGREED)),
        ({"effort": 3}, ()),
        ({"effort": None}, ()),
        ({"effort": 1, "close": True}, ()),
        ({"effort": 1, "contested": True}, ()),
        ({"effort": 1, "incomplete": True}, ()),
        ({"effort": 1, "asked": True}, ()),
        ({"effort": 1, "is_proposal": False}, ()),
    ],
)
def test_only_what_is_small_clear_complete_and_uncontested_needs_no_discussion(facts, why):
    assert needs_no_discussion(Waiting(**facts)) == why


def test_a_block_takes_what_its_time_and_its_number_of_points_allow():
    assert how_many_fit(0, 40, 4) == 10
    assert how_many_fit(38, 40, 4) == 0
    assert how_many_fit(50, 40, 4) == 0
    assert how_many_fit(0, 20, 1, placed=3, most=15) == 12
    assert how_many_fit(0, 20, 1, placed=20, most=15) == 0


# --- From rows -----------------------------------------------------------------------------------------


@pytest.fixture
def officer(db):
    return UserFactory(officer=True, locale="en")


def held(days_ago, **facts):
    moment = clock.now() - timedelta(days=days_ago)
    return SessionFactory(
        starts_at=moment, state=SessionState.CLOSED, opened_at=moment, closed_at=moment + timedelta(hours=2), **facts
    )


def carried_out(session, days_ago=5, effect="", **facts):
    """Something that this session adopted, and that was done since."""
    idea = decided(**facts)
    item = AgendaItem.objects.create(
        session=session, block=Block.DECISION, position=session.items.count() + 1, duration=16, idea=idea
    )
    item.decision = idea.decisions.get(superseded_at=None)
    item.save()
    done_at = clock.now() - timedelta(days=days_ago)
    Action.objects.filter(idea=idea).update(status="done", done_at=done_at, effect=effect)
    return idea


def test_what_was_carried_out_is_proposed_until_a_session_was_told_of_it(officer):
    old, last, coming = held(120), held(60), SessionFactory()
    first, second = carried_out(old), carried_out(last, days_ago=3, effect="Une heure par semaine.")
    decided()  # adopted, not done
    rows = reports_for(coming).rows
    assert [(row.idea, row.why) for row in rows] == [
        (second, (Why.MEASURED, Why.DONE, Why.LAST_SESSION)),
        (first, (Why.DONE,)),
    ]
    place_together(coming, by=officer, reports=[second.reference])
    item = AgendaItem.objects.get(session=coming)
    assert (item.block, item.about, item.idea, item.duration, item.title) == (
        Block.REPORT,
        second,
        None,
        4,
        second.display_title,
    )
    assert [row.idea for row in reports_for(coming).rows] == [first]
    assert place_together(coming, by=officer, reports=[second.reference]) == []
    agenda.remove_item(item, by=officer)
    assert len(reports_for(coming).rows) == 2
    assert place_together(coming, by=officer, reports=[first.reference])[0].about == first
    Session.objects.filter(pk=coming.pk).update(state=SessionState.CANCELLED)
    assert len(reports_for(SessionFactory()).rows) == 2  # a cancelled session was told nothing


def test_a_report_takes_nothing_to_vote_on_and_the_agenda_is_published_with_it(officer):
    idea, coming = carried_out(held(60)), SessionFactory()
    place_together(coming, by=officer, reports=[idea.reference])
    release = agenda.release_agenda(coming, by=officer)
    assert [row["idea"] for row in release.snapshot["items"]] == [None]


def test_a_name_that_is_hidden_after_the_report_was_placed_is_read_by_nobody(officer):
    author = UserFactory(first_name="Zéphyrine", last_name="Quetzal")
    past, coming = held(60), SessionFactory()
    idea = carried_out(past, author=author)
    Idea.objects.filter(pk=idea.pk).update(title="La tournée de Zéphyrine Quetzal")
    place_together(coming, by=officer, reports=[idea.reference])
    assert says_the_name(page(officer, "agenda", coming.number)) != []
    release_agenda(coming, by=officer)
    sent = ("session", "my_session")
    assert [name for name in sent if not says_the_name(page(officer, name, coming.number))] == []
    Idea.objects.filter(pk=idea.pk).update(visibility="name_hidden")
    assert says_the_name(page(officer, "agenda", coming.number)) == []
    assert [name for name in sent if says_the_name(page(officer, name, coming.number))] == []


def test_what_needs_no_discussion_is_proposed_and_placed_for_half_a_minute(officer):
    coming, idea = SessionFactory(), IdeaFactory(shortlisted=True, levels=CLEAR)
    IdeaFactory(shortlisted=True, levels=CLEAR | {"effort": 4})
    late, objected, incomplete = (IdeaFactory(shortlisted=True, levels=CLEAR) for _index in range(3))
    Idea.objects.filter(pk=late.pk).update(deferrals=1)
    Objection.objects.create(idea=objected, member=UserFactory(), at=clock.now())
    ask_for_document(incomplete, by=officer, what="Devis")
    assert [row.idea for row in consents_for(coming).rows] == [idea]
    (item,) = place_together(coming, by=officer, consents=[idea.reference, late.reference, "PKR-1999-0001"])
    assert (item.idea, item.block, item.duration) == (idea, Block.CONSENT, 1)
    assert consents_for(coming).rows == ()


def test_what_is_placed_by_one_click_is_one_change_told_in_words_and_taken_back_at_once(officer):
    coming, told = SessionFactory(), carried_out(held(60))
    ideas = [IdeaFactory(shortlisted=True, levels=CLEAR) for _index in range(3)]
    chosen = [idea.reference for idea in ideas]
    assert len(place_together(coming, by=officer, reports=[told.reference], consents=chosen)) == 4
    with translation.override("en"):
        (line,) = edit_lines(coming)
    assert (line.words, line.can_be_undone) == ("4 points placed.", True)
    undo_last(coming, by=officer)
    assert not coming.items.exists()
    place_together(coming, by=officer, consents=chosen)
    with translation.override("en"):
        assert edit_lines(coming)[0].words == "3 contributions placed."


def test_no_more_are_adopted_together_than_the_most_of_one_session_whoever_asks(officer, monkeypatch):
    monkeypatch.setattr(together, "MOST_ADOPTED", 2)
    coming = SessionFactory()
    first, *others = (IdeaFactory(shortlisted=True, levels=CLEAR).reference for _index in range(3))
    place_together(coming, by=officer, consents=[first])
    with translation.override("en"), pytest.raises(TransitionRefused, match="2 contributions at most"):
        place_together(coming, by=officer, consents=others)
    assert coming.items.count() == 1
    assert len(place_together(coming, by=officer, consents=[first, others[0]])) == 1


def test_nothing_is_placed_once_the_session_has_begun(officer):
    with pytest.raises(TransitionRefused):
        place_together(held(1), by=officer)


def test_only_the_officer_places_them(officer):
    with pytest.raises(NotAllowed):
        place_together(SessionFactory(), by=UserFactory())


def test_the_page_says_why_places_all_that_fit_and_says_when_there_is_nothing(officer):
    coming = SessionFactory()
    assert "Nothing new to tell" in page(officer, "together", coming.number)
    ideas = [IdeaFactory(shortlisted=True, levels=CLEAR) for _index in range(3)]
    told = carried_out(held(60))
    seen = page(officer, "together", coming.number)
    assert ("Place the 3 that fit" in seen, "Small effort" in seen, told.display_title in seen) == (True, True, True)
    client = browser(officer)
    sent = {"consent": [idea.reference for idea in ideas], "report": told.reference}
    done = client.post(url("place_together", coming.number), sent, follow=True)
    assert "4 points are on the agenda." in text_of(done)
    assert "Nothing is said of what became" not in page(officer, "agenda", coming.number)

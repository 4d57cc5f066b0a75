"""What the minutes tell since the session before: which contributions, and never otherwise years later."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from committee.minutes_paper import minutes_facts
from committee.models import Minutes
from committee.selectors.happened import lists_of
from committee.selectors.minutes import minutes_data, minutes_for
from committee.selectors.restitution import period_of, restitution_of
from committee.serializers.minutes import minutes_out
from committee.services import approving, conduct, errata, minutes
from ideas.enums import Channel, Outcome
from ideas.importing.rows import IdeaRow
from ideas.models import Action, Idea
from ideas.services import follow_up, officer_moves, quick_wins, submission, triage
from ideas.services.decisions import arbitrate
from ideas.services.importing import import_rows
from ideas.services.lifecycle import apply_transition, record_due_transition
from ideas.workflow import Actor
from parkour.core import clock
from tests.committee.pages import browser, text_of, url
from tests.committee.test_minutes import closed_room, in_days
from tests.factories.committee import committee_of, open_session_with
from tests.factories.ideas import IdeaFactory
from tests.factories.people import SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def ago(days):
    return clock.at(clock.now() - timedelta(days=days))


def done_quick_win(officer, owner):
    """Announced fifty days ago, done twenty days ago."""
    with ago(50):
        idea = IdeaFactory(fast_track=True, officer=officer)
        Idea.objects.filter(pk=idea.pk).update(quick_win_owner=owner)
        quick_wins.accept_quick_win(Idea.objects.get(pk=idea.pk), by=owner)
    with ago(20):
        record_due_transition(idea)
        action = Action.objects.get(idea=idea)
        follow_up.give_news(action, by=owner, status="done", progress=100, note="C’est posé.")
        return follow_up.confirm_done(idea, by=officer, evidence="C’est posé.")


class Story:
    """Two sessions, what happened between the second one and a third, and that third one, which runs."""

    def __init__(self):
        self.poles, self.officer = committee_of(), UserFactory(officer=True)
        self.author = UserFactory(first_name="Ines", last_name="Ruiz")
        with ago(120):
            self.adopted = closed_room(poles=self.poles).item.idea
        with ago(60):
            self.rejected = closed_room(poles=self.poles, choice="no").item.idea
        self.owner = UserFactory(first_name="Paul", last_name="Lenoir")
        self.done = done_quick_win(self.officer, self.owner)
        with ago(30):
            self.declined = IdeaFactory(declined=True, author=self.author, officer=self.officer)
            self.waiting = IdeaFactory()
            self.in_confidence = IdeaFactory(opened=True, officer=self.officer)
            self.orient(self.in_confidence, Outcome.REDIRECT, channel=Channel.HARASSMENT)
            self.answered = IdeaFactory(answered=True, officer=self.officer)
            self.shortlisted = IdeaFactory(shortlisted=True, author=self.author)
        self.room = open_session_with(IdeaFactory(shortlisted=True), poles=self.poles)
        self.room.session.refresh_from_db()

    def orient(self, idea, outcome, **facts):
        orientation = triage.Orientation(outcome=outcome, message="Merci, voici la suite.", **facts)
        triage.decide_triage(Idea.objects.get(pk=idea.pk), orientation, by=self.officer)

    def told(self):
        data = minutes_data(self.room.session)
        return data.restitution, data.lists, data.recalled

    def goes_on(self):
        """Everything that was told moves on."""
        follow_up.abandon_work(self.adopted, by=self.officer, reason="Plus utile.")
        officer_moves.make_move(self.rejected, "reopen", by=self.officer, reason="Le contexte a changé.")
        follow_up.dispute_done(self.done, by=self.officer, reason="Pas tout à fait.")
        submission.appeal(self.declined, by=self.author, body="Regardez encore.")
        apply_transition(self.answered, "archive", actor=Actor.SYSTEM)
        submission.withdraw_idea(self.shortlisted, by=self.author)
        triage.open_idea(self.waiting, by=self.officer)
        self.orient(self.waiting, Outcome.DECLINE, reason_code="cost")


def rows(lists):
    return {name: [row.idea for row in getattr(lists, name)] for name in ("received", "decided", "done", "refused")}


def test_each_number_has_its_list_and_what_is_not_public_is_counted_without_being_told():
    story = Story()
    found, lists, _recalled = story.told()
    on_the_agenda = story.room.item.idea
    assert rows(lists) == {
        "received": [story.done, story.declined, story.answered, story.shortlisted, on_the_agenda],
        "decided": [story.rejected],
        "done": [story.answered, story.done],
        "refused": [story.rejected, story.declined],
    }
    assert (found.received, found.decided, found.done, found.refused) == ("7", "1", "2", "2")
    assert found.kept_back == "2"  # one that waits for its answer, one answered in confidence


def test_a_row_says_what_came_of_it_who_did_it_when_and_in_one_line_why_not():
    story = Story()
    _found, lists, _recalled = story.told()
    done = {row.idea: row for row in lists.done}
    assert (done[story.done].outcome, done[story.done].owner) == ("Done", "Paul Lenoir")
    assert done[story.done].on == (clock.now() - timedelta(days=20)).date()
    assert (done[story.answered].outcome, done[story.answered].owner) == ("Answered", "")
    said = {row.idea: (row.outcome, row.reason) for row in lists.refused}
    assert said[story.rejected] == ("Not adopted", "Un irritant de chaque semaine.")
    assert said[story.declined] == ("Not kept", "Out of proportion with the effect")
    assert [row.outcome for row in lists.decided] == ["Not adopted"]
    received = {row.idea: row.outcome for row in lists.received}
    assert received[story.shortlisted] == "Going to the committee"


def test_the_same_minutes_say_the_same_after_everything_has_moved_on():
    story = Story()
    before = story.told()
    story.goes_on()
    story.room.session = conduct.close_session(story.room.session, by=story.room.chair)
    assert story.told() == before
    with clock.at(clock.now() + timedelta(days=900)):
        assert story.told() == before
    assert [row.idea for row in before[2]] == [story.adopted]


def test_what_left_the_board_keeps_its_line_without_its_title_and_what_was_archived_from_it_keeps_both():
    story = Story()
    story.goes_on()
    _found, lists, _recalled = story.told()
    received = {row.idea: row for row in lists.received}
    gone = "A contribution that is not on the board any more"
    assert [received[one].title for one in (story.declined, story.shortlisted)] == [gone, gone]
    (refused,) = [row for row in lists.refused if row.idea == story.declined]
    assert (refused.title, refused.reason, refused.is_told) == (gone, "", False)
    kept = received[story.answered]
    assert (kept.title, kept.has_page) == (story.answered.display_title, False)


def test_what_left_a_list_again_before_the_session_is_not_in_it():
    poles, officer, author = committee_of(), UserFactory(officer=True), UserFactory()
    with ago(60):
        closed_room(poles=poles)
    with ago(30):
        declined = IdeaFactory(declined=True, author=author, officer=officer)
    with ago(20):
        submission.appeal(declined, by=author, body="Regardez encore.")
    data = minutes_data(open_session_with(poles=poles).session)
    assert (data.restitution.refused, data.lists.refused) == ("0", ())


def test_the_answer_of_the_direction_is_told_as_its_own_and_a_correction_counts_no_decision_twice():
    poles, sponsor = committee_of(), UserFactory(sponsor=True)
    with ago(60):
        levels = {"policy": 5, "novelty": 2, "impact": 5, "effort": 4}
        first = closed_room(IdeaFactory(shortlisted=True, levels=levels), poles=poles)
        minutes.publish_minutes(first.session, by=first.officer)
    assert first.item.idea.state == "recommended"
    with ago(50):
        arbitrate(first.item.idea, by=sponsor, adopted=True, reason="Oui.", owner=sponsor, due_on=in_days(20))
    with ago(40):
        second = closed_room(poles=poles)
        minutes.publish_minutes(second.session, by=second.officer)
        facts = {"item": second.item, "words": "Une autre date.", "reason": "Relue.", "due_on": in_days(70)}
        errata.correct_minutes(second.session, by=second.officer, **facts)
    data = minutes_data(second.session)
    assert [row.outcome for row in data.lists.decided] == ["Recommended to the direction", "Adopted by the direction"]
    later = minutes_data(open_session_with(poles=poles).session)
    assert ([row.idea for row in later.lists.decided], later.restitution.decided) == ([second.item.idea], "1")
    assert later.recalled[1].due_on != later.recalled[0].due_on


def test_an_open_action_keeps_the_date_that_held_when_the_session_began():
    poles = committee_of()
    with ago(60):
        first = closed_room(poles=poles)
        minutes.publish_minutes(first.session, by=first.officer)
    room = open_session_with(poles=poles)
    before = minutes_data(room.session).recalled
    due_on = clock.today() + timedelta(days=200)
    errata.correct_minutes(
        first.session, by=first.officer, item=first.item, words="Plus tard.", reason="Relue.", due_on=due_on
    )
    assert Action.objects.get().due_on == due_on
    assert minutes_data(room.session).recalled == before != ()


def test_an_import_counts_from_the_day_it_came_and_never_changes_minutes_of_before():
    poles = committee_of()
    with ago(60):
        closed_room(poles=poles)
    room = open_session_with(poles=poles)
    assert minutes_data(room.session).restitution.received == "1"
    written = clock.now() - timedelta(days=30)
    words = ("7", "Une boîte à idées", "Rien ne revient.", "Une boîte.")
    row = IdeaRow(2, "proposal", *words, written, "", "", "", "")
    import_rows([row], source="boite", by=UserFactory(admin=True))
    assert minutes_data(room.session).restitution.received == "1"


def test_no_list_says_a_hidden_name_nor_who_wrote_what_was_not_kept():
    poles, officer = committee_of(), UserFactory(officer=True)
    author = UserFactory(first_name="Zelda", last_name="Quint")
    with ago(60):
        closed_room(poles=poles)
    with ago(30):
        words = "Zelda Quint attend deux heures."
        IdeaFactory(declined=True, author=author, officer=officer, problem_text=words)
        IdeaFactory(shortlisted=True, author=author, officer=officer, problem_text=words, visibility="name_hidden")
    lists = minutes_data(open_session_with(poles=poles).session).lists
    titles = [row.title for name in ("received", "refused") for row in getattr(lists, name)]
    assert len([title for title in titles if title.startswith("…")]) == 3
    assert "Quint" not in str(titles)


def test_an_open_action_that_was_given_up_since_says_no_more_than_the_board_who_proposed_it():
    poles, officer = committee_of(), UserFactory(officer=True)
    author = UserFactory(first_name="Zelda", last_name="Quint")
    with ago(60):
        words = "Zelda Quint attend deux heures."
        idea = closed_room(IdeaFactory(shortlisted=True, author=author, problem_text=words), poles=poles).item.idea
    room = open_session_with(poles=poles)
    (before,) = minutes_data(room.session).recalled
    assert before.title == words
    follow_up.abandon_work(idea, by=officer, reason="Plus utile.")
    (after,) = minutes_data(room.session).recalled
    assert (after, after.title) == (before, "… attend deux heures.")


def test_approved_minutes_are_not_computed_anew_by_their_approval():
    """Their lists are those of the session's day, whenever they are read."""
    story = Story()
    session = conduct.close_session(story.room.session, by=story.room.chair)
    before = minutes_data(session).lists
    minutes.publish_minutes(session, by=story.room.officer)
    with clock.at(Minutes.objects.get(session=session).approval_due_at + timedelta(days=30)):
        approving.record_approvals()
        assert minutes_data(session).lists == before


def test_page_paper_and_api_tell_the_same_lists_and_say_an_empty_one_in_a_sentence():
    story = Story()
    page = text_of(browser(story.room.officer).get(url("minutes", story.room.session.number)))
    data = minutes_data(story.room.session)
    sections = {row["head"]: row["paragraphs"] for row in minutes_facts(data)["sections"]}
    told = minutes_out(data)["restitution"]
    for name, head in (("received", "Received"), ("decided", "Decided"), ("done", "Done"), ("refused", "Not kept")):
        number, rows = told[name], told[f"all_{name}"]
        (lines,) = [lines for title, lines in sections.items() if title.startswith(f"{head} since ")]
        assert f"{head} ({number})" in page and [line.split(" · ")[0] for line in lines][: len(rows)] == [
            row["idea"] for row in rows
        ]
        assert all(row["title"] in page and row["outcome"] in page for row in rows)
    kept_back = "2 are counted and not listed: they did not stand on the board."
    assert kept_back in page and any(kept_back in lines for lines in sections.values())
    assert "Out of proportion with the effect" in page
    quiet = open_and_read(story)
    assert "Nothing was decided." in quiet and "Nothing was refused." in quiet


def open_and_read(story):
    """The minutes of one more session, opened at once after the last one."""
    conduct.close_session(story.room.session, by=story.room.chair)
    room = open_session_with(poles=story.poles)
    return text_of(browser(room.officer).get(url("minutes", room.session.number)))


def test_a_long_list_is_folded_on_the_page_and_whole_on_paper_and_in_the_api():
    poles, officer = committee_of(), UserFactory(officer=True)
    ideas = [IdeaFactory(declined=True, officer=officer) for _one in range(10)]
    room = open_session_with(poles=poles)
    shown = browser(officer).get(url("minutes", room.session.number)).content.decode()
    _before, _summary, folded = shown.partition("<summary>Show 2 more</summary>")
    assert 'class="whole-in-print"' in shown and ideas[9].reference in folded
    data = minutes_data(room.session)
    (lines,) = [row["paragraphs"] for row in minutes_facts(data)["sections"] if row["head"].startswith("Not kept")]
    assert len(lines) == len(minutes_out(data)["restitution"]["all_refused"]) == 10


def test_the_lists_ask_the_same_statements_for_one_and_three_of_everything():
    story = Story()
    period = period_of(story.room.session)
    with CaptureQueriesContext(connection) as one:
        lists_of(period)
    for _more in range(2):
        with ago(30):
            IdeaFactory(declined=True, officer=story.officer)
            IdeaFactory(shortlisted=True, visibility="name_hidden")
            IdeaFactory(answered=True, officer=story.officer)
        done_quick_win(story.officer, story.owner)
    with CaptureQueriesContext(connection) as three:
        lists = lists_of(period)
    assert (len(three), len(lists.refused), len(lists.done)) == (len(one), 4, 6)
    assert restitution_of(story.room.session).refused == "4"


def test_somebody_of_a_partner_who_sits_in_the_committee_reads_no_title_that_their_board_does_not_show():
    story = Story()
    member = story.poles["employees"][1]
    member.site = SiteFactory(kind="partner")
    member.save()
    own = IdeaFactory(declined=True, author=member, officer=story.officer)
    story.room.session = conduct.close_session(story.room.session, by=story.room.chair)
    room = open_session_with(poles=story.poles)
    lists = minutes_for(member, story.room.session).lists
    assert {row.title for row in (*lists.received, *lists.done)} == {"A contribution that your board does not show"}
    assert [row.reason for row in lists.refused] == ["", ""]
    assert [row.title for row in minutes_for(member, room.session).lists.refused] == [own.display_title]
    page = text_of(browser(member).get(url("minutes", story.room.session.number)))
    assert story.answered.display_title not in page

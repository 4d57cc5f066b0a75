"""Answers prepared one by one and published together: nobody reads them before, each is sent once, nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ideas import desk as queue
from ideas.enums import Outcome, State
from ideas.held import could_not_leave, waiting_of, words_kept
from ideas.models import HeldDecision, IdeaEvent, IdeaSearch, Message, ReadyAnswer, TriageDecision
from ideas.ready_answers import planned_answers, put_aside, ready_lines
from ideas.services.holding import carry_out_held, forget_failed, hold_decision, take_back_decision
from ideas.services.ready_answers import (
    KEPT_ASIDE,
    LATEST,
    MOST,
    Chosen,
    discard_ready,
    forget_put_aside,
    keep_ready,
    publish_ready,
    restore_ready,
)
from ideas.services.several import take_back_last
from ideas.services.submission import answer_question, withdraw_idea
from ideas.services.titles import retitle_idea
from ideas.services.triage import Orientation, decide_triage
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.test_holding import at_once, everything, fresh, later

pytestmark = pytest.mark.django_db
READY = "/triage/ready/"
WORDS = "Merci, à quelle heure exactement ?"


@pytest.fixture(autouse=True)
def _half_a_minute(settings):
    settings.UNDO_SECONDS = 30


@pytest.fixture
def officer():
    return UserFactory(officer=True, first_name="Léa", locale="en")


@pytest.fixture
def colleague():
    return UserFactory(officer=True, first_name="Omar", locale="en")


@pytest.fixture
def desk(client, signed_in, officer):
    signed_in(officer)
    return client


def keep(idea, by, message=WORDS, outcome=Outcome.ASK, replaces=None, version=None, **facts):
    return keep_ready(idea, Orientation(outcome, message, **facts), by=by, version=version, replaces=replaces)


def publish(rows, by, at=None):
    return publish_ready([Chosen(row, fresh(row.idea).version) for row in rows], by=by, at=at)


def ready_for(reader):
    return [line.ready for line in ready_lines(reader)[0]]


def test_keeping_ready_writes_one_row_and_nothing_else(officer):
    idea = IdeaFactory()
    before = everything(idea)
    row = keep(idea, officer, message=f" {WORDS} ")
    assert everything(idea) == before
    assert (row.message, row.by, row.idea_version) == (WORDS, officer, idea.version)
    assert [waiting.pk for waiting in queue.queue_page()] == [idea.pk]  # the promise runs on


@pytest.mark.parametrize(
    ("orientation", "refusal"),
    [
        (Orientation(Outcome.DECLINE, WORDS), InvalidInput),
        (Orientation(Outcome.ASK, "  "), InvalidInput),
        (Orientation(Outcome.SHORTLIST, WORDS), InvalidInput),
    ],
)
def test_everything_that_sending_refuses_is_refused(officer, orientation, refusal):
    with pytest.raises(refusal):
        keep_ready(IdeaFactory(), orientation, by=officer)
    assert ReadyAnswer.objects.count() == 0


def test_nobody_prepares_an_answer_to_their_own_nor_without_the_role(officer):
    with pytest.raises(NotAllowed):
        keep(IdeaFactory(author=officer), officer)
    with pytest.raises(NotAllowed):
        keep(IdeaFactory(), UserFactory(reviewer=True))


def test_a_second_one_is_told_of_the_first_and_takes_its_place_only_by_choice(officer, colleague):
    idea = IdeaFactory()
    first = keep(idea, colleague)
    with pytest.raises(Conflict) as told:
        keep(idea, officer, message="Pas du tout.")
    assert (told.value.current, ReadyAnswer.objects.get().message) == (first, WORDS)
    second = keep(idea, officer, message="Pas du tout.", replaces=first.pk)
    assert list(ReadyAnswer.objects.values_list("pk", "message")) == [(second.pk, "Pas du tout.")]
    with pytest.raises(Conflict):  # what was read before is no longer what stands
        keep(idea, colleague, replaces=first.pk)


def test_published_together_each_leaves_after_one_window_and_names_who_prepared_it(officer, colleague):
    rows = [keep(IdeaFactory(), colleague) for _ in range(3)]
    assert publish(rows, officer) == []
    assert ready_for(officer) == [] and len(waiting_of(officer)) == 3
    with later(31):
        assert [carry_out_held(), carry_out_held()] == [3, 0]
    assert [fresh(row.idea).state for row in rows] == [State.NEEDS_INFO] * 3
    assert set(TriageDecision.objects.values_list("by", "prepared_by")) == {(officer.pk, colleague.pk)}
    assert ReadyAnswer.objects.count() == HeldDecision.objects.count() == 0


def test_without_a_window_they_leave_at_once(officer, settings):
    settings.UNDO_SECONDS = 0
    row = keep(IdeaFactory(), officer)
    assert publish([row], officer) == []
    assert (fresh(row.idea).state, ReadyAnswer.objects.count()) == (State.NEEDS_INFO, 0)


def test_undo_within_the_window_makes_all_of_them_ready_again(officer):
    rows = [
        keep(IdeaFactory(), officer),
        keep(IdeaFactory(), officer, outcome=Outcome.DECLINE, reason_code="cost"),
    ]
    befores = [everything(row.idea) for row in rows]
    publish(rows, officer)
    assert len(take_back_last(by=officer)) == 2
    assert ready_for(officer) == rows
    with later(60):
        assert carry_out_held() == 0
    assert [everything(row.idea) for row in rows] == befores
    assert HeldDecision.objects.count() == 0


def test_one_that_is_refused_stops_no_other_and_stays_ready(officer, colleague):
    good, changed, answered = (keep(IdeaFactory(), officer) for _ in range(3))
    read = [Chosen(row, row.idea_version) for row in (good, changed, answered)]
    retitle_idea(changed.idea, by=colleague, title="Un autre titre")
    decide_triage(answered.idea, Orientation(Outcome.ASK, "Où ?"), by=colleague)
    refused = publish_ready(read, by=officer)
    assert [row for row, _why in refused] == [changed, answered]
    assert [type(why) for _row, why in refused] == [Conflict, Conflict]
    assert [held.idea for held in waiting_of(officer)] == [good.idea]
    assert ready_for(officer) == [changed, answered]
    assert publish([changed], officer) == []  # read again: a choice made on what stands


def test_what_somebody_else_answered_is_shown_beside_the_words_that_are_kept(officer, colleague, desk):
    row = keep(IdeaFactory(), officer, message="Mes mots gardés.")
    decide_triage(row.idea, Orientation(Outcome.ASK, "Les mots d’Omar."), by=colleague)
    [line] = ready_lines(officer)[0]
    assert (line.is_open, line.answer.message) == (False, "Les mots d’Omar.")
    html = desk.get(READY).content.decode()
    assert "Mes mots gardés." in html and "Les mots d’Omar." in html and 'name="ready"' not in html


def test_what_was_put_aside_can_be_put_back_for_thirty_days(officer, colleague):
    row = keep(IdeaFactory(), officer)
    discard_ready(row, by=colleague)
    discard_ready(row, by=colleague)  # twice is once
    assert (ready_for(officer), put_aside(officer)) == ([], [row])
    assert publish([row], officer)[0][0] == row
    restore_ready(row, by=officer)
    assert (ready_for(officer), put_aside(officer)) == ([row], [])
    discard_ready(row, by=officer)
    other = keep(row.idea, officer, message="Une autre.")
    with pytest.raises(TransitionRefused):
        restore_ready(row, by=officer)
    with clock.at(clock.now() + KEPT_ASIDE + timedelta(hours=1)):
        assert [forget_put_aside(), forget_put_aside()] == [1, 0]
    assert list(ReadyAnswer.objects.all()) == [other]


def test_only_officers_touch_what_is_ready(officer):
    row, reviewer = keep(IdeaFactory(), officer), UserFactory(reviewer=True)
    for attempt in (discard_ready, restore_ready):
        with pytest.raises(NotAllowed):
            attempt(row, by=reviewer)
    with pytest.raises(NotAllowed):
        publish([row], reviewer)


def test_none_too_many_and_a_moment_that_cannot_be_are_refused(officer):
    row = keep(IdeaFactory(), officer)
    read, now = Chosen(row, row.idea_version), clock.now()
    for chosen, at in (([], None), ([read] * (MOST + 1), None), ([read], now), ([read], now + LATEST * 2)):
        with pytest.raises(InvalidInput):
            publish_ready(chosen, by=officer, at=at)
    assert HeldDecision.objects.count() == 0


# --- At a chosen moment -----------------------------------------------------------------------------------------------


def test_at_a_chosen_moment_it_leaves_once_even_after_a_stop(officer):
    row, at = keep(IdeaFactory(), officer), clock.now() + timedelta(days=2)
    publish([row], officer, at=at)
    with later(3600):
        assert (carry_out_held(), fresh(row.idea).state) == (0, State.SUBMITTED)
    with clock.at(at + timedelta(days=6)):  # nothing ran meanwhile
        assert [carry_out_held(), carry_out_held()] == [1, 0]
    assert TriageDecision.objects.get().at == at
    assert list(IdeaEvent.objects.filter(idea=row.idea, name="ask").values_list("at", flat=True)) == [at]


def test_until_then_any_officer_takes_it_back_and_it_is_ready_again(officer, colleague):
    row = keep(IdeaFactory(), officer)
    publish([row], officer, at=clock.now() + timedelta(days=2))
    assert [held.ready for held in planned_answers(colleague)] == [row]
    assert waiting_of(officer) == []  # no countdown of two days on every page, and nothing for the undo key
    with pytest.raises(TransitionRefused):
        take_back_last(by=officer)
    take_back_decision(row.idea, by=colleague)
    assert (ready_for(officer), planned_answers(colleague)) == ([row], [])


def test_a_moment_after_what_was_promised_says_so(officer):
    late, soon = keep(IdeaFactory(), officer), keep(IdeaFactory(), officer)
    promised = fresh(late.idea).promised_reply_at
    publish([late], officer, at=promised + timedelta(hours=1))
    publish([soon], officer, at=clock.now() + timedelta(minutes=5))
    assert {held.ready: held.is_late for held in planned_answers(officer)} == {late: True, soon: False}


def test_what_its_author_takes_back_meanwhile_is_not_sent_and_is_told(officer, colleague):
    author = UserFactory()
    row = keep(IdeaFactory(author=author), officer)
    publish([row], officer, at=clock.now() + timedelta(hours=1))
    withdraw_idea(row.idea, by=author)
    with later(3601):
        assert carry_out_held() == 0
    [held] = could_not_leave()
    assert (held.message, TriageDecision.objects.count(), ready_for(officer)) == (WORDS, 0, [])
    forget_failed(held, by=colleague)
    row.refresh_from_db()
    assert row.discarded_at is not None


def test_of_what_was_taken_back_only_its_writer_finds_the_words(officer, colleague):
    author = UserFactory()
    row = keep(IdeaFactory(author=author), officer)
    withdraw_idea(row.idea, by=author)
    assert (ready_for(officer), ready_for(colleague)) == ([row], [])


# --- Two at once ------------------------------------------------------------------------------------------------------


def sent_twice(rows, *officers):
    results = at_once(*[lambda by=by: publish(rows, by) for by in officers])
    assert not [result for result in results if isinstance(result, Exception)], results
    return results


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_publish_the_same_send_each_once(officer, colleague, settings):
    settings.UNDO_SECONDS = 0
    rows = [keep(IdeaFactory(), officer) for _ in range(5)]
    results = sent_twice(rows, officer, colleague)
    assert sum(len(refused) for refused in results) == len(rows)
    assert Message.objects.count() == TriageDecision.objects.count() == len(rows)
    assert set(TriageDecision.objects.values_list("idea", flat=True)) == {row.idea_id for row in rows}


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_publish_the_same_within_the_window_hold_each_once(officer, colleague):
    rows = [keep(IdeaFactory(), officer) for _ in range(5)]
    results = sent_twice(rows, officer, colleague)
    assert sum(len(refused) for refused in results) == len(rows) == HeldDecision.objects.count()
    with later(31):
        assert carry_out_held() == len(rows)
    assert TriageDecision.objects.count() == len(rows)


def published_again(officer, colleague):
    """Publish a question, and once more when its author has answered; what the second time gave."""
    author = UserFactory()
    row = keep(IdeaFactory(author=author), officer)
    assert publish([row], officer) == []
    answer_question(fresh(row.idea), by=author, body="À huit heures.")
    return publish([row], colleague)


def test_what_was_published_is_never_published_again(officer, colleague, settings):
    settings.UNDO_SECONDS = 0
    [(_row, why)] = published_again(officer, colleague)
    assert (type(why), TriageDecision.objects.count()) == (TransitionRefused, 1)


def test_without_forgetting_what_was_published_it_would_be_sent_twice(officer, colleague, settings, monkeypatch):
    """Planted fault: what the test above relies on."""
    settings.UNDO_SECONDS = 0
    monkeypatch.setattr(ReadyAnswer, "delete", lambda self: None)
    assert published_again(officer, colleague) == []
    assert TriageDecision.objects.count() == 2


# --- Nobody reads them before -----------------------------------------------------------------------------------------

SECRET = "Zirconium"


def places_of(author_client, idea):
    """Everything the author may open about their contribution."""
    api = f"/api/v1/ideas/{idea.reference}/"
    pages = ["/", "/ideas/", "/board/", f"/ideas/{idea.reference}/", api, f"{api}story/", f"{api}messages/"]
    return {page: author_client.get(page) for page in pages}


def leaks(author_client, idea):
    answers = places_of(author_client, idea)
    assert {page: answer.status_code for page, answer in answers.items() if answer.status_code != 200} == {}
    return [page for page, answer in answers.items() if SECRET in answer.content.decode()]


def test_its_author_reads_nothing_of_a_ready_answer_anywhere(client, signed_in, officer):
    author = UserFactory()
    row = keep(IdeaFactory(author=author), officer, message=f"Merci. {SECRET} ?")
    publish([keep(IdeaFactory(author=author), officer, message=SECRET)], officer, at=clock.now() + timedelta(days=1))
    signed_in(author)
    assert leaks(client, row.idea) == []
    written = [Notification, OutgoingMail, IdeaEvent, Message]
    assert [model for model in written if SECRET in str(list(model.objects.values()))] == []
    assert SECRET.lower() not in str(list(IdeaSearch.objects.values())).lower()


def test_an_answer_written_where_the_author_reads_would_be_found(client, signed_in, officer):
    """Planted fault: the test above opens the pages where it would show."""
    author = UserFactory()
    idea = IdeaFactory(author=author)
    Message.objects.create(idea=idea, sender=officer, body=SECRET, sent_at=clock.now())
    signed_in(author)
    assert leaks(client, idea) != []


@pytest.mark.parametrize("role", ["reviewer", "sponsor", "admin", "facilitator"])
def test_no_other_role_opens_the_list(client, signed_in, officer, role):
    row = keep(IdeaFactory(), officer, message=SECRET)
    signed_in(UserFactory(**{role: True}))
    assert client.get(READY).status_code == 404
    for name in ("discard_ready", "restore_ready"):
        assert client.post(reverse(f"ideas:{name}", args=[row.pk])).status_code == 404
    if role == "reviewer":
        html = client.get(f"/triage/{row.idea.reference}/").content.decode()
        assert SECRET not in html and READY not in html


def test_an_answer_sent_from_the_sheet_leaves_what_is_ready_to_be_read(officer, colleague):
    """Nothing that was prepared goes in silence, not even by whoever decides otherwise."""
    row = keep(IdeaFactory(), colleague)
    hold_decision(row.idea, Orientation(Outcome.ASK, "Où ?"), by=officer)
    with later(31):
        carry_out_held()
    assert ready_for(colleague) == [row] and words_kept(row.idea, Outcome.ASK, officer) is None

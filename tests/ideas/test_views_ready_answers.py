"""The pages of ready answers: the sheet keeps one, the list publishes those that are chosen."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from ideas.enums import State
from ideas.held import waiting_of
from ideas.models import HeldDecision, ReadyAnswer
from ideas.ready_answers import old_before, ready_lines
from ideas.services.holding import carry_out_held
from ideas.services.several import take_back_last
from ideas.services.titles import retitle_idea
from parkour.core import clock
from parkour.core.dates import human_datetime
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.test_holding import fresh, later
from tests.ideas.test_ready_answers import READY, WORDS, keep, publish, ready_for

pytestmark = pytest.mark.django_db


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


def sheet(idea, outcome="ask"):
    return reverse("ideas:decide", kwargs={"reference": idea.reference, "outcome": outcome})


def sent(*rows, **facts):
    body = {"now": "yes", "ready": [row.pk for row in rows]}
    return body | {f"version-{row.pk}": fresh(row.idea).version for row in rows} | facts


def test_the_sheet_keeps_an_answer_ready_and_gives_it_back_to_any_officer(desk, officer, colleague, client, signed_in):
    idea = IdeaFactory(opened=True)
    answer = desk.post(sheet(idea), {"version": idea.version, "message": WORDS, "ready": "yes"})
    row = ReadyAnswer.objects.get()
    assert (answer.status_code, row.message, fresh(idea).state) == (303, WORDS, State.IN_TRIAGE)
    assert "Kept ready" in desk.get("/triage/").content.decode()
    signed_in(colleague)
    html = client.get(sheet(idea)).content.decode()
    assert WORDS in html and "Léa" in html and f'name="replaces" value="{row.pk}"' in html
    assert "An answer is ready for this contribution" in client.get(f"/triage/{idea.reference}/").content.decode()
    body = {"version": idea.version, "message": "Et où ?", "ready": "yes"}
    told = client.post(sheet(idea), body)
    html = told.content.decode()
    assert told.status_code == 409 and WORDS in html and "Et où ?" in html
    assert f'name="replaces" value="{row.pk}"' in html
    assert client.post(sheet(idea), body | {"replaces": row.pk}).status_code == 303
    assert ReadyAnswer.objects.get().message == "Et où ?"


def test_words_changed_in_the_sheet_and_sent_are_ready_again_when_taken_back(desk, officer, colleague):
    idea = IdeaFactory(opened=True)
    row = keep(idea, colleague)
    body = {"version": idea.version, "message": "Et où ?", "replaces": row.pk}
    assert desk.post(sheet(idea), body).status_code == 303
    assert ready_for(officer) == [] and [held.message for held in waiting_of(officer)] == ["Et où ?"]
    take_back_last(by=officer)
    assert [ready.message for ready in ready_for(officer)] == ["Et où ?"]
    desk.post(sheet(idea), body | {"replaces": ReadyAnswer.objects.get().pk})
    with later(31):
        assert carry_out_held() == 1
    assert ReadyAnswer.objects.count() == 0


def test_a_sheet_that_is_wrong_elsewhere_does_not_take_the_place_in_silence(desk, officer, colleague):
    idea = IdeaFactory(opened=True)
    body = {"version": idea.version, "message": "[…]", "ready": "yes"}
    keep(idea, colleague)
    html = desk.post(sheet(idea), body).content.decode()
    assert 'name="replaces"' not in html
    assert desk.post(sheet(idea), body | {"message": "Mes mots."}).status_code == 409


def test_the_list_publishes_those_that_are_chosen_and_says_why_others_stay(desk, officer, colleague):
    assert "Nothing is ready" in desk.get(READY).content.decode()
    good, changed, left = (keep(IdeaFactory(), officer, message=f"Merci {n}.") for n in "abc")
    body = sent(good, changed)
    retitle_idea(changed.idea, by=colleague, title="Le titre d’Omar")
    answer = desk.post(READY, body)
    html = answer.content.decode()
    assert answer.status_code == 422 and "1 answer waits to leave." in html
    assert "This contribution was changed meanwhile" in html and "Le titre d’Omar" in html and "Merci b." in html
    assert [held.idea for held in waiting_of(officer)] == [good.idea]
    assert ready_for(officer) == [changed, left]
    assert desk.post(READY, sent(changed)).status_code == 303


def test_enter_in_a_field_publishes_nothing(desk, officer):
    row = keep(IdeaFactory(), officer)
    body = sent(row, at="2030-01-01T10:00", look="yes")
    del body["now"]
    answer = desk.post(READY, body)
    assert answer.status_code == 200 and "2030-01-01T10:00" in answer.content.decode()
    assert ready_for(officer) == [row]


def test_choosing_none_is_said_on_the_page(desk, officer):
    keep(IdeaFactory(), officer)
    answer = desk.post(READY, {"now": "yes"})
    assert answer.status_code == 422 and "Choose between 1 and 50 answers." in answer.content.decode()


def test_what_somebody_published_meanwhile_is_said(desk, officer, colleague):
    row = keep(IdeaFactory(), officer)
    body = sent(row)
    publish([row], colleague)
    with later(31):
        carry_out_held()
    assert desk.post(READY, body).status_code == 303
    assert "1 answer was published or changed meanwhile." in desk.get(READY).content.decode()


def test_a_moment_is_that_of_the_site_of_the_officer(desk, officer):
    officer.site.timezone = "America/Martinique"
    officer.site.save()
    row = keep(IdeaFactory(), officer)
    noon = datetime.combine(clock.today() + timedelta(days=4), datetime.min.time().replace(hour=12))
    body = sent(row, at=noon.strftime("%Y-%m-%dT%H:%M"), plan="yes")
    del body["now"]
    assert desk.post(READY, body).status_code == 303
    held = HeldDecision.objects.get()
    assert held.leaves_at == noon.replace(tzinfo=ZoneInfo("America/Martinique")) and held.is_planned
    html = desk.get(READY).content.decode()
    with translation.override("en"), timezone.override(ZoneInfo("America/Martinique")):
        assert human_datetime(held.leaves_at) in html
    assert "Leaving at a chosen moment" in html
    assert desk.post(f"/triage/{row.idea.reference}/take-back/").url == READY
    assert ready_for(officer) == [row]


def test_planning_without_a_moment_is_said_at_its_field(desk, officer):
    body = sent(keep(IdeaFactory(), officer), plan="yes")
    del body["now"]
    answer = desk.post(READY, body)
    assert answer.status_code == 422 and "Choose the moment." in answer.content.decode()


def test_put_aside_and_put_back_by_their_buttons(desk, officer):
    row = keep(IdeaFactory(), officer)
    assert desk.post(reverse("ideas:discard_ready", args=[row.pk])).url == READY
    assert "Put aside lately" in desk.get(READY).content.decode()
    desk.post(reverse("ideas:restore_ready", args=[row.pk]))
    assert ready_for(officer) == [row]


def test_the_queue_and_my_day_say_how_many_and_which_wait_for_long(desk, officer):
    rows = [keep(IdeaFactory(), officer) for _ in range(2)]
    assert "2 answers ready" in desk.get("/triage/").content.decode()
    home = desk.get("/").content.decode()
    assert "Answers ready" in home and "for more than 3 working days" not in home
    ReadyAnswer.objects.filter(pk=rows[0].pk).update(prepared_at=old_before() - timedelta(minutes=1))
    assert "for more than 3 working days" in desk.get("/").content.decode()
    assert "Waits for more than 3 working days" in desk.get(READY).content.decode()


def test_three_working_days_are_counted_over_a_weekend():
    paris = ZoneInfo("Europe/Paris")
    with clock.at(datetime(2026, 3, 17, 10, 0, tzinfo=paris)):  # a Tuesday
        assert old_before() == datetime(2026, 3, 12, 10, 0, tzinfo=paris)  # the Thursday before


def test_the_list_pages_by_key_and_asks_as_much_for_many_as_for_one(desk, officer):
    rows, counts = [keep(IdeaFactory(), officer)], []
    desk.get(READY)
    for more in (0, 4):
        rows += [keep(IdeaFactory(), officer) for _ in range(more)]
        with CaptureQueriesContext(connection) as asked:
            desk.get(READY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    first, following = ready_lines(officer, size=3)
    second, end = ready_lines(officer, after=following, size=3)
    assert [line.ready for line in (*first, *second)] == rows and end is None

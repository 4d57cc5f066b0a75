"""Somebody whom nobody knows says, with the code, that safety or dignity is at stake; who and when stays unknown."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from ideas.enums import Channel, Outcome
from ideas.models import IdeaEvent, RedFlag
from ideas.services import anonymous as services
from ideas.services import triage
from ideas.services.anonymous import flag_anonymous
from ideas.services.deputies import name_deputy
from ideas.services.red_flags import lift_flag, raise_flag
from ideas.services.reminding import keep_promises
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.anonymously import FOLLOW, new_key, post, sent
from tests.ideas.test_anonymous_secrecy import database

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
AFTERNOON = datetime(2026, 11, 2, 15, 42, 7, tzinfo=PARIS)  # a Monday
EVENING, TUESDAY_SIX = AFTERNOON.replace(hour=20), datetime(2026, 11, 3, 18, tzinfo=PARIS)
DAY = AFTERNOON.replace(hour=0, minute=0, second=0)
SAID = "Le sol cède sous les chariots."


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def written(client):
    """(the contribution, its key)"""
    with clock.at(AFTERNOON - timedelta(hours=2)):
        return sent(client)


def say(client, key, kind="safety", reason=SAID, **kwargs):
    return post(client, f"{FOLLOW}danger/", {"key": key, "kind": kind, "reason": reason}, **kwargs)


def notes(idea):
    return list(idea.events.filter(name="flag").order_by("pk").values_list("note", "actor", "is_internal"))


def told(person):
    rows = Notification.objects.filter(recipient=person, kind__startswith="flag").order_by("pk")
    return [(row.kind, SAID in row.body) for row in rows]


def test_it_is_a_red_flag_without_anybody_and_the_officers_look_at_it_the_same_working_day(client, officer, written):
    idea, key = written
    with clock.at(AFTERNOON):
        answer = say(client, key)
    assert (answer.status_code, answer.json()["may"]) == (200, ["messages", "danger", "withdraw"])
    assert SAID not in answer.content.decode()  # the words of the desk are not in the story of its author
    flag = RedFlag.objects.get(idea=idea)
    assert (flag.kind, flag.reason, flag.raised_by, flag.raised_at) == ("safety", SAID, None, DAY)
    assert flag.due_at == AFTERNOON.replace(hour=18, minute=0, second=0)
    assert notes(idea) == [(SAID, None, True)]
    assert told(officer) == [("flag_raised", True)]
    row = Notification.objects.get(kind="flag_raised")
    assert (row.created_at, OutgoingMail.objects.filter(notification=row).count()) == (DAY, 0)


def moments(before, moment):
    """Rows that came since `before` and hold the minute and second of `moment`."""
    return [row for table, rows in database().items() for row in rows - before[table] if f"{moment:%M:%S}" in row]


def test_the_hour_is_in_no_row(client, officer, written):
    before = database()
    with clock.at(AFTERNOON):
        say(client, written[1])
    assert moments(before, AFTERNOON) == []


def test_planted_fault_a_moment_instead_of_a_day_is_seen(client, officer, written, monkeypatch):
    monkeypatch.setattr(services, "_day", lambda idea=None: clock.now())
    before = database()
    with clock.at(AFTERNOON):
        say(client, written[1])
    assert moments(before, AFTERNOON) != []


def deputy_of(officer):
    deputy = UserFactory(reviewer=True)
    with clock.at(DAY):
        name_deputy(by=officer, person=deputy, starts_on=DAY.date(), ends_on=DAY.date() + timedelta(days=9))
    return deputy


@pytest.mark.parametrize("by_its_words", [False, True])
def test_of_an_evening_it_is_due_the_next_day_so_that_no_reminder_tells_the_hour(client, officer, by_its_words):
    deputy = deputy_of(officer)
    with clock.at(EVENING):
        _idea, key = sent(client, text="Une collègue a été blessée." if by_its_words else "Le sol du quai cède.")
        if not by_its_words:
            assert say(client, key).status_code == 200
        keep_promises()
        keep_promises()
    flag = RedFlag.objects.get()
    assert (flag.raised_at, flag.due_at, flag.unseen_told_at) == (DAY, TUESDAY_SIX, None)
    assert [kind for kind, _said in told(deputy)] == ["flag_raised"]
    with clock.at(TUESDAY_SIX):
        keep_promises()
    assert [kind for kind, _said in told(deputy)] == ["flag_raised", "flag_unseen"]


def test_what_they_have_said_stands_and_is_not_said_again_but_its_lost_answer_is_given(client, officer, written):
    idea, key = written
    assert [say(client, key).status_code for _time in range(2)] == [200, 200]
    refused = say(client, key, reason="Toujours rien.")
    assert refused.status_code == 409
    assert "comme message" in refused.json()["detail"]
    assert (notes(idea), told(officer)) == ([(SAID, None, True)], [("flag_raised", True)])


def test_once_it_is_lifted_they_may_say_it_again(client, officer, written):
    idea, key = written
    with clock.at(AFTERNOON):
        say(client, key)
        lift_flag(idea, by=officer, reason="Le sol est réparé.")
        assert say(client, key, reason="Il cède de nouveau.").status_code == 200
    flag = RedFlag.objects.get(idea=idea)
    assert (flag.reason, flag.lifted_at, flag.raised_by) == ("Il cède de nouveau.", None, None)
    assert len(told(officer)) == 2


@pytest.mark.parametrize("by_its_words", [False, True])
def test_beside_a_flag_of_others_the_words_are_kept_and_nothing_of_the_desk_is_told(client, officer, by_its_words):
    idea, key = sent(client, text="Une collègue a été blessée." if by_its_words else "Le sol du quai cède.")
    if by_its_words:
        keep_promises()
    else:
        raise_flag(idea, by=officer, kind="dignity", reason="Des mots blessants.")
    before = RedFlag.objects.get(idea=idea)
    answer = say(client, key)
    assert answer.status_code == 200
    assert before.reason not in str(answer.json()["story"])
    assert RedFlag.objects.get(idea=idea) == before and RedFlag.objects.get(idea=idea).reason == before.reason
    assert notes(idea)[1:] == [(SAID, None, True)]
    assert told(officer)[-1] == ("flag_raised", True)
    assert say(client, key, reason="Encore.").status_code == 409


@pytest.mark.parametrize(("kind", "reason"), [("", SAID), ("money", SAID), ("safety", " "), ("safety", "x" * 1001)])
def test_what_is_not_said_is_asked_for_and_nothing_is_written(client, written, kind, reason):
    assert say(client, written[1], kind, reason).status_code in {400, 422}
    with pytest.raises(InvalidInput):
        flag_anonymous(written[0], kind=kind, reason=reason)
    assert not RedFlag.objects.exists()


def test_a_wrong_code_flags_nothing_and_counts_as_one(client, written):
    statuses = [say(client, new_key()).status_code for _time in range(6)]
    assert statuses == [404] * 5 + [429]
    assert not RedFlag.objects.exists()


def test_with_the_messages_one_code_says_ten_things_in_a_quarter_of_an_hour(client, written):
    statuses = [say(client, written[1]).status_code for _time in range(11)]
    assert statuses == [200] * 10 + [429]
    assert post(client, f"{FOLLOW}messages/", {"key": written[1], "body": "Encore."}).status_code == 429


def test_what_nobody_reads_any_more_cannot_be_flagged(client, officer, written):
    idea, key = written
    post(client, f"{FOLLOW}withdraw/", {"key": key})
    refused = say(client, key)
    assert (refused.status_code, post(client, FOLLOW, {"key": key}).json()["may"]) == (409, [])
    assert not RedFlag.objects.filter(idea=idea).exists()


def test_what_was_passed_on_in_confidence_is_no_longer_flagged_at_the_desk(client, officer, written):
    idea, key = written
    triage.open_idea(idea, by=officer)
    passed = triage.Orientation(Outcome.REDIRECT, "Je transmets.", channel=Channel.HARASSMENT)
    triage.decide_triage(idea, passed, by=officer)
    assert say(client, key).status_code == 409
    assert "danger" not in post(client, FOLLOW, {"key": key}).json()["may"]


def test_what_somebody_known_wrote_is_not_flagged_without_them():
    with pytest.raises(NotAllowed):
        flag_anonymous(IdeaFactory(), kind="safety", reason=SAID)
    assert not IdeaEvent.objects.filter(name="flag").exists()


def test_the_service_refuses_what_stands(written):
    flag_anonymous(written[0], kind="safety", reason=SAID)
    with pytest.raises(TransitionRefused):
        flag_anonymous(written[0], kind="dignity", reason="Autre chose.")


def test_the_officer_reads_that_its_author_says_so_on_a_day(client, officer, written, signed_in):
    idea, key = written
    with clock.at(AFTERNOON):
        say(client, key)
        triage.open_idea(idea, by=officer)
        page = signed_in(officer).get(f"/triage/{idea.reference}/").content.decode()
    assert f"La personne qui l’a écrite, anonyme, dit : {SAID}" in page.replace("\u00a0", " ")
    assert "On y lit" not in page
    assert "à 0 h" not in page
    flag = client.get(f"/api/v1/triage/{idea.reference}/").json()["flag"]
    assert (flag["reason"], flag["raised_by"]) == (SAID, None)


def test_the_page_has_the_sheet_the_sentence_of_the_other_channels_and_no_form_of_ours(client):
    page = client.get("/ideas/follow-up/").content.decode().replace("\u00a0", " ")
    sheet = page.split("data-danger")[1].split("</details>")[0]
    assert 'data-url="/api/v1/anonymous/follow-up/danger/"' in sheet
    assert '<a href="/channels/">Quelqu’un est en danger maintenant ? Voir qui appeler.</a>' in sheet
    assert [f'value="{kind}"' in sheet for kind in ("safety", "dignity")] == [True, True]
    assert "csrfmiddlewaretoken" not in sheet
    assert "prévenues, et regardent la contribution le jour ouvré même" in page

"""Somebody's safety or dignity: seen the same working day, or the deputy is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ideas.enums import Outcome, State
from ideas.keeping import clocks_of
from ideas.models import IdeaEvent, RedFlag
from ideas.promises import Promise, Standing
from ideas.services.deputies import name_deputy
from ideas.services.red_flags import lift_flag, raise_flag
from ideas.services.reminding import keep_promises
from ideas.services.triage import Orientation, decide_triage, open_idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import Notification, OutgoingMail
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.anonymously import sent

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Europe/Paris"))  # a Monday
SIX = NINE.replace(hour=18)
DANGER = "La rampe est dangereuse, une collègue a été blessée."


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def told(person):
    return list(
        Notification.objects.filter(recipient=person, kind__startswith="flag")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def dangerous(officer, **facts):
    with clock.at(NINE):
        idea = IdeaFactory(officer=officer, problem_text=DANGER, **facts)
        keep_promises()
    return idea


def test_words_of_a_danger_raise_it_once_and_the_officers_are_told_until_when(officer):
    idea = dangerous(officer)
    with clock.at(NINE + timedelta(minutes=2)):
        keep_promises()
    flag = RedFlag.objects.get(idea=idea)
    assert (flag.raised_by, flag.due_at, flag.reason) == (None, SIX, "dangereuse, blessée")
    assert told(officer) == ["flag_raised"]


def test_what_nobody_opened_by_its_hour_is_told_to_the_deputy_once_however_late_the_sweep(officer):
    deputy = UserFactory(reviewer=True)
    with clock.at(NINE):
        name_deputy(by=officer, person=deputy, starts_on=NINE.date(), ends_on=NINE.date() + timedelta(days=9))
    dangerous(officer)
    for moment in (SIX - timedelta(minutes=1), SIX + timedelta(days=6), SIX + timedelta(days=6, minutes=1)):
        with clock.at(moment):
            keep_promises()
    assert told(deputy) == ["flag_raised", "flag_unseen"]
    assert told(officer) == []  # away: the deputy reads it in their place


def test_what_an_officer_has_opened_is_seen(officer):
    idea = dangerous(officer)
    with clock.at(NINE + timedelta(hours=1)):
        open_idea(idea, by=officer)
    with clock.at(SIX + timedelta(days=1)):
        keep_promises()
    assert told(officer) == ["flag_raised"]


def test_a_flag_that_was_lifted_is_not_raised_again_by_the_same_words(officer):
    idea = dangerous(officer)
    with clock.at(NINE + timedelta(hours=1)):
        lift_flag(idea, by=officer, reason="La rampe est réparée.")
        keep_promises()
        with pytest.raises(TransitionRefused):
            lift_flag(idea, by=officer, reason="Encore.")
    assert RedFlag.objects.get().lifted_because == "La rampe est réparée."
    assert list(idea.events.filter(name="unflag").values_list("is_internal", flat=True)) == [True]


def test_an_officer_and_a_reviewer_raise_it_with_a_reason_and_the_officer_lifts_it(officer):
    idea, reviewer = IdeaFactory(officer=officer, opened=True), UserFactory(reviewer=True)
    with pytest.raises(InvalidInput):
        raise_flag(idea, by=reviewer, kind="safety", reason=" ")
    with pytest.raises(InvalidInput):
        raise_flag(idea, by=reviewer, kind="money", reason="Trop cher.")
    raise_flag(idea, by=reviewer, kind="dignity", reason="Des mots blessants.")
    with pytest.raises(TransitionRefused):
        raise_flag(idea, by=officer, kind="safety", reason="Aussi.")
    with pytest.raises(NotAllowed):
        lift_flag(idea, by=reviewer, reason="Réglé.")
    with pytest.raises(NotAllowed):
        raise_flag(IdeaFactory(), by=UserFactory(), kind="safety", reason="Rien.")
    assert told(officer) == ["flag_raised"]


def test_no_quick_win_leaves_while_a_flag_stands(officer):
    idea = IdeaFactory(officer=officer, assessed=True)
    raise_flag(idea, by=officer, kind="safety", reason="La rampe a cédé.")
    quick = Orientation(
        Outcome.QUICK_WIN, "Voici la suite.", owner=UserFactory(), due_on=clock.today() + timedelta(days=20)
    )
    with pytest.raises(InvalidInput):
        decide_triage(idea, quick, by=officer)
    lift_flag(idea, by=officer, reason="La rampe est réparée.")
    decide_triage(idea, quick, by=officer)
    idea.refresh_from_db()
    assert idea.state == State.FAST_TRACK


def test_the_flag_of_what_nobody_is_known_to_have_written_keeps_no_hour(officer, client):
    idea, _key = sent(client, text=DANGER)
    keep_promises()
    flag = RedFlag.objects.get(idea=idea)
    assert flag.raised_at == idea.submitted_at
    assert IdeaEvent.objects.get(idea=idea, name="flag").at == idea.submitted_at
    row = Notification.objects.get(kind="flag_raised")
    assert (row.created_at, OutgoingMail.objects.filter(notification=row).count()) == (idea.submitted_at, 0)


def test_the_page_shows_the_flag_the_clocks_and_the_way_to_lift_it(officer, signed_in):
    idea = IdeaFactory(officer=officer, opened=True)
    client = signed_in(officer)
    page = client.post(f"/triage/{idea.reference}/flag/", {"kind": "safety", "reason": "La rampe a cédé."}, follow=True)
    assert "La rampe a cédé." in page.content.decode()
    assert "Première réponse d’une personne" in page.content.decode()
    assert idea.reference in client.get("/triage/").content.decode()
    page = client.post(f"/triage/{idea.reference}/unflag/", {"reason": "Réparée."}, follow=True)
    assert "La rampe a cédé." not in page.content.decode()


def test_a_reason_that_is_missing_is_asked_for_on_the_sheet(officer, signed_in):
    idea = IdeaFactory(officer=officer, opened=True)
    answer = signed_in(officer).post(f"/triage/{idea.reference}/flag/", {"kind": "safety", "reason": ""})
    assert answer.status_code == 422
    assert not RedFlag.objects.exists()


def test_clocks_are_read_from_rows(officer):
    with clock.at(NINE):
        idea = IdeaFactory(officer=officer, declined=True)
    with clock.at(NINE + timedelta(days=200)):
        standing = {row.promise: row.standing for row in clocks_of(idea)}
    assert standing == dict.fromkeys(Promise, Standing.KEPT)
    with clock.at(NINE + timedelta(days=200)):
        other = IdeaFactory(officer=officer)
    with clock.at(NINE + timedelta(days=220)):
        assert {row.promise: row.standing for row in clocks_of(other)}[Promise.ORIENTATION] == Standing.LATE


# --- Said by whoever reads it -------------------------------------------------------------------------------------


def danger_url(idea):
    return f"/ideas/{idea.reference}/danger/"


def test_its_author_says_so_from_their_page_and_the_officers_look_at_it_the_same_day(officer, signed_in):
    author = UserFactory()
    with clock.at(NINE):
        idea = IdeaFactory(author=author, officer=officer, visibility="name_hidden")
        client = signed_in(author)
        assert danger_url(idea) in client.get(idea.get_absolute_url()).content.decode()
        assert client.get(danger_url(idea)).status_code == 200
        page = client.post(
            danger_url(idea), {"kind": "safety", "reason": "Le sol cède sous les chariots."}, follow=True
        )
    assert "Merci" in page.content.decode()
    flag = RedFlag.objects.get(idea=idea)
    assert (flag.kind, flag.raised_by, flag.due_at) == ("safety", author, SIX)
    assert told(officer) == ["flag_raised"]
    assert "Le sol cède" not in page.content.decode()  # internal: the page tells its author nothing of the desk
    assert client.post(danger_url(idea), {"kind": "safety", "reason": ""}).status_code == 422


def test_a_reviewer_reads_why_without_the_name_that_is_hidden(officer, signed_in):
    author = UserFactory(first_name="Zoé", last_name="Marchand")
    idea = IdeaFactory(author=author, officer=officer, visibility="name_hidden", opened=True)
    raise_flag(idea, by=author, kind="dignity", reason="Zoé Marchand a été insultée.")
    page = signed_in(UserFactory(reviewer=True)).get(f"/triage/{idea.reference}/").content.decode()
    assert "a été insultée" in page
    assert "Marchand" not in page


def test_a_colleague_says_it_of_what_is_on_the_board_and_learns_nothing_of_the_desk(officer, signed_in):
    idea, colleague = IdeaFactory(officer=officer, shortlisted=True), UserFactory()
    raise_flag(idea, by=officer, kind="dignity", reason="Des mots blessants.")
    client = signed_in(colleague)
    assert danger_url(idea) in client.get(idea.get_absolute_url()).content.decode()
    words = {"kind": "safety", "reason": "La rampe a cédé."}
    first, second = (client.post(danger_url(idea), words, follow=True).content.decode() for _each in range(2))
    assert "Merci" in first and "Merci" in second and "Des mots blessants" not in first
    assert RedFlag.objects.get(idea=idea).reason == "Des mots blessants."
    notes = idea.events.filter(name="flag").order_by("pk").values_list("note", "is_internal", "actor")
    assert list(notes) == [
        ("Des mots blessants.", True, officer.pk),
        ("La rampe a cédé.", True, colleague.pk),
        ("La rampe a cédé.", True, colleague.pk),
    ]
    letters = Notification.objects.filter(recipient=officer, kind="flag_raised")
    assert ["La rampe a cédé." in row.body for row in letters] == [True, True]


@pytest.mark.parametrize("moment", ["needs_info", "redirected"])
def test_what_one_may_not_read_one_may_not_flag(signed_in, moment):
    idea = IdeaFactory(**{moment: True})
    client = signed_in(UserFactory())
    assert client.post(danger_url(idea), {"kind": "safety", "reason": "Rien de vu."}).status_code == 404
    with pytest.raises(NotAllowed):
        raise_flag(idea, by=UserFactory(), kind="safety", reason="Rien.")
    assert not RedFlag.objects.exists()

"""Field visits: noted once, what is said there typed for whoever said it, answers owed until they are given."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from ideas.models import Capture, Idea
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import OwedAnswer, Visit
from parkour.engagements.services.visits import (
    correct_visit,
    drop_owed,
    drop_visit,
    give_answer,
    note_visit,
    take_back_answer,
)
from parkour.engagements.visiting import owed as still_to_give
from parkour.engagements.visiting import still_owed, told_visits
from tests.engagements.promising import in_days, owed, said_there, visit, visited
from tests.factories import SiteFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = "Deux heures d’attente entre deux passages."


def test_a_visit_is_noted_once_for_a_key_corrected_by_whoever_went_and_dropped_while_nothing_hangs_on_it():
    chief, other, key = UserFactory(sponsor=True), UserFactory(facilitator=True), uuid4()
    one, new = note_visit(visited(chief), key=key, by=chief)
    assert new and note_visit(visited(chief), key=key, by=chief) == (one, False)
    with pytest.raises(InvalidInput):
        note_visit(visited(other), key=key, by=other)
    changed = correct_visit(one, visited(chief, words="Une file."), by=chief, version=1)
    assert (changed.words, changed.version) == ("Une file.", 2)
    with pytest.raises(Conflict):
        correct_visit(one, visited(chief), by=chief, version=1)
    for wrong in ({"on": in_days(1)}, {"on": in_days(-400)}, {"team": TeamFactory(site=SiteFactory())}):
        with pytest.raises(InvalidInput):
            visit(chief, **wrong)
    with pytest.raises(NotAllowed):
        drop_visit(one, by=other)
    with pytest.raises(NotAllowed):
        visit(UserFactory())
    drop_visit(one, by=chief)
    assert not Visit.objects.exists()


def test_what_is_said_there_is_the_contribution_of_whoever_said_it_with_place_and_day_of_the_visit():
    facilitator, colleague = UserFactory(facilitator=True), UserFactory()
    one = visit(facilitator, on=in_days(-3))
    idea = said_there(one, facilitator, person=colleague)
    capture = Capture.objects.get()
    assert (capture.said_on, capture.person, idea.origin, idea.site) == (one.on, colleague, "visit", one.site)
    assert list(told_visits([one.pk], facilitator)[0].ideas) == [idea]
    with pytest.raises(TransitionRefused):
        drop_visit(one, by=facilitator)
    with pytest.raises(InvalidInput):  # somebody said something there that day
        correct_visit(one, visited(facilitator), by=facilitator, version=1)
    chief = UserFactory(sponsor=True)
    with pytest.raises(NotAllowed):  # the direction goes there; typing for others is for those who may
        said_there(visit(chief), chief)
    said_there(visit(chief), UserFactory(officer=True))


def test_an_answer_stays_owed_until_it_is_given_and_is_late_from_the_day_after():
    chief = UserFactory(sponsor=True)
    one = visit(chief, on=in_days(-9))
    late = owed(one, chief, due_on=in_days(-1), question="Et le portail ?")
    first = owed(one, chief, due_on=clock.today())
    assert owed(one, chief) == first and still_owed(clock.today()) == (2, 1)  # a double click is one
    rows, count = still_to_give(chief)
    assert [(row.owed, row.is_late) for row in rows] == [(late, True), (first, False)] and count == 2
    assert still_to_give(UserFactory(officer=True), mine=True) == ([], 0)
    for wrong in ({"answer": " ", "on": clock.today()}, {"answer": "Lundi.", "on": in_days(-10)}):
        with pytest.raises(InvalidInput):
            give_answer(late, by=chief, **wrong)
    given = give_answer(late, answer="Réparé lundi.", on=clock.today(), by=chief)
    assert given.answered_by == chief and still_owed(clock.today()) == (1, 0)
    for refused in (
        lambda: give_answer(late, answer="Encore.", on=clock.today(), by=chief),
        lambda: drop_owed(late, by=chief),
    ):
        with pytest.raises(TransitionRefused):
            refused()
    with pytest.raises(TransitionRefused):
        owed(one, chief, question="Et le portail ?")
    take_back_answer(take_back_answer(late, by=chief), by=chief)
    drop_owed(late, by=chief)
    assert OwedAnswer.objects.get() == first
    with pytest.raises(NotAllowed):
        drop_owed(first, by=UserFactory(facilitator=True))
    for wrong in ({"question": " "}, {"whom": ""}, {"due_on": one.on - timedelta(days=1)}, {"due_on": in_days(400)}):
        with pytest.raises(InvalidInput):
            owed(one, chief, **wrong)


def test_a_name_hidden_on_what_was_said_is_hidden_in_the_words_of_the_visit_but_from_whoever_went():
    facilitator = UserFactory(facilitator=True)
    one = visit(facilitator, words="Rencontré Zébulon Quartz.")
    asked = owed(one, facilitator, whom="Zébulon Quartz")
    said_there(one, facilitator, said_by="Zébulon Quartz", hides_name=True)
    chief = UserFactory(sponsor=True)
    row = told_visits([one.pk], chief)[0]
    assert (row.words, row.owed[0].whom, row.ideas) == ("Rencontré ….", "…", [])
    assert still_to_give(chief)[0][0].whom == "…"
    assert still_to_give(facilitator)[0][0].whom == asked.whom


def test_a_visit_is_noted_filled_and_answered_on_its_pages(client):
    facilitator = UserFactory(facilitator=True, locale="en")
    client.force_login(facilitator)
    log = reverse("engagements:visits")
    assert log in client.get(reverse("engagements:charter")).content.decode()
    assert "No visit yet" in client.get(log).content.decode()
    new, today = reverse("engagements:new_visit"), clock.today().isoformat()
    typed = {"key": str(uuid4()), "site": facilitator.site.code, "team": "", "on": today, "company": "Le directeur"}
    assert client.post(new, typed | {"words": "Vu.", "on": in_days(2).isoformat()}).status_code == 422
    assert client.post(new, typed | {"words": "Vu."}).status_code == 303
    one = Visit.objects.get()
    edit = reverse("engagements:edit_visit", args=[one.pk])
    assert client.post(edit, typed | {"words": "Vu encore.", "version": "1"}).status_code == 303
    assert client.post(edit, typed | {"words": "Autre.", "version": "1"}).status_code == 409
    capture = reverse("engagements:visit_capture", args=[one.pk])
    assert client.get(capture).status_code == 200
    sent = {"problem_text": WORDS, "said_by": "Fatou", "client_uuid": str(uuid4())}
    assert client.post(capture, sent | {"problem_text": "Non"}).status_code == 422
    assert [client.post(capture, sent).status_code for _ in range(2)] == [303, 303]
    idea = Idea.objects.get()
    page = client.get(one.get_absolute_url()).content.decode()
    assert idea.reference in page and "Le directeur" in page and "Vu encore." in page
    asked = {"question": "Quand ?", "whom": "L'équipe de nuit", "due_on": today}
    assert client.post(one.get_absolute_url(), asked | {"whom": ""}).status_code == 422
    assert client.post(one.get_absolute_url(), asked).status_code == 303
    owing = OwedAnswer.objects.get()
    give = reverse("engagements:give_answer", args=[owing.pk])
    assert give in client.get(reverse("engagements:owed")).content.decode()
    assert client.post(give, {"answer": "Lundi.", "on": today}).status_code == 303
    assert "No answer is owed" in client.get(reverse("engagements:owed"), {"mine": "1"}).content.decode()
    client.post(reverse("engagements:owed_again", args=[owing.pk]))
    client.post(reverse("engagements:drop_owed", args=[owing.pk]))
    assert not OwedAnswer.objects.exists()
    client.force_login(UserFactory(sponsor=True, locale="en"))
    assert client.get(one.get_absolute_url()).status_code == 200
    assert client.post(one.get_absolute_url(), asked).status_code == client.get(edit).status_code == 404
    client.force_login(UserFactory())
    assert client.get(log).status_code == client.get(one.get_absolute_url()).status_code == 404


def test_a_program_notes_a_visit_what_was_said_and_the_answers(client):
    officer = UserFactory(officer=True)
    client.force_login(officer)

    def call(method, path, body=None, **headers):
        data = "" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)

    today = clock.today().isoformat()
    facts, key = {"site": officer.site.code, "on": today}, {"Idempotency-Key": str(uuid4())}
    made = call("POST", "visits/", facts, **key)
    assert made.status_code == 201, made.content
    assert call("POST", "visits/", facts, **key).json()["id"] == made.json()["id"]
    path = f"visits/{made.json()['id']}/"
    again = call("PUT", path, facts | {"words": "Vu."}, **{"If-Match": '"1"'})
    assert (again.status_code, again.json()["version"], again.json()["words"]) == (200, 2, "Vu.")
    said = call("POST", f"{path}captures/", {"problem_text": WORDS}, **{"Idempotency-Key": str(uuid4())})
    assert said.status_code == 201, said.content
    asked = call("POST", f"{path}owed/", {"question": "Quand ?", "whom": "L'équipe", "due_on": today})
    assert asked.status_code == 201, asked.content
    one = call("GET", path).json()
    assert (one["ideas"], one["owed"]) == ([said.json()["reference"]], [asked.json()])
    assert call("DELETE", path).status_code == 409
    answer = f"owed/{asked.json()['id']}/answer/"
    assert call("POST", answer, {"answer": "Lundi.", "on": today}).json()["answered_on"] == today
    assert call("GET", "owed/").json()["results"] == []
    assert call("DELETE", answer).status_code == 204
    assert [row["question"] for row in call("GET", "owed/?mine=true").json()["results"]] == ["Quand ?"]
    assert call("DELETE", f"owed/{asked.json()['id']}/").status_code == 204
    assert [row["id"] for row in call("GET", "visits/").json()["results"]] == [one["id"]]

"""The actions, from the decision to the board."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import State
from ideas.models import Action, Idea, PublicUpdate
from ideas.services.follow_up import give_news, start_work
from ideas.services.lifecycle import apply_transition
from parkour.core import clock
from tests.factories import UserFactory
from tests.ideas.lives import decided, done

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def owner():
    return UserFactory(first_name="Maryam", locale="en")


def page(idea):
    return reverse("ideas:action", kwargs={"reference": idea.reference})


def step(idea, slug):
    return reverse("ideas:action_step", kwargs={"reference": idea.reference, "step": slug})


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def started(owner=None, **facts):
    idea = decided(owner=owner, **facts)
    return start_work(idea, by=idea.action.owner)


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def change(idea, **columns):
    Action.objects.filter(idea=idea).update(**columns)
    return idea


def listed(client, **query):
    html = client.get("/actions/", query).content.decode()
    return re.findall(r'<td><a href="/actions/(PKR-\d+-\d+)/"', html)


def test_what_needs_a_word_comes_first(signed_in, officer):
    calm = started()
    blocked = change(started(), status="blocked")
    late = change(started(), due_on=clock.today() - timedelta(days=1))
    stale = change(started(), last_news_at=clock.now() - timedelta(days=31))
    declared = started()
    give_news(declared.action, by=declared.action.owner, status="done", progress=100, note="C'est en place.")
    order = [idea.reference for idea in (declared, stale, late, blocked, calm)]
    assert listed(signed_in(officer)) == order


def test_what_is_done_or_on_hold_is_neither_late_nor_stale(signed_in, officer):
    waiting = done()
    change(waiting, due_on=clock.today() - timedelta(days=9), last_news_at=clock.now() - timedelta(days=90))
    calm = started()
    change(calm, due_on=clock.today() - timedelta(days=1))
    assert listed(signed_in(officer)) == [calm.reference, waiting.reference]


def test_ended_actions_have_their_own_list(signed_in, officer):
    idea = started()
    apply_transition(idea, "abandon", by=officer, reason="Plus utile.")
    assert listed(signed_in(officer)) == []
    assert listed(signed_in(officer), show="ended") == [idea.reference]


def test_actions_are_read_by_pages_found_by_key(signed_in, officer, monkeypatch):
    monkeypatch.setattr("ideas.desk.PAGE", 2)
    ideas = [decided() for _ in range(3)]
    client = signed_in(officer)
    assert listed(client) == [ideas[0].reference, ideas[1].reference, ideas[2].reference][:2]
    assert listed(client, after=ideas[1].reference) == [ideas[2].reference]
    assert len(listed(client, after="'")) == 2


def test_the_list_costs_the_same_for_one_and_three(signed_in, officer, count_queries):
    client = signed_in(officer)
    decided()
    one = count_queries(lambda: client.get("/actions/"))
    decided()
    decided()
    assert count_queries(lambda: client.get("/actions/")) == one


def test_an_owner_reads_their_own_actions_only(signed_in, owner):
    mine, other = started(owner=owner), started()
    client = signed_in(owner)
    assert listed(client) == [mine.reference]
    assert client.get(page(mine)).status_code == 200
    assert client.get(page(other)).status_code == 404


def test_actions_do_not_exist_for_who_carries_none(signed_in):
    author = UserFactory()
    idea = started(author=author)
    for person in (author, UserFactory(reviewer=True), UserFactory(facilitator=True)):
        client = signed_in(person)
        answers = [client.get("/actions/"), client.get(page(idea)), client.get(step(idea, "news"))]
        answers += [client.post(step(idea, slug)) for slug in ("start", "news", "abandon", "publish")]
        answers += [client.get("/recommendations/"), client.get(f"/recommendations/{idea.reference}/")]
        assert {answer.status_code for answer in answers} == {404}


def test_a_stranger_signs_in_first(client):
    for address in ("/actions/", "/recommendations/"):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_reading_an_action_changes_nothing(signed_in, owner):
    idea = decided(owner=owner)
    signed_in(owner).get(page(idea))
    assert (fresh(idea).state, fresh(idea).version) == (State.APPROVED, idea.version)


def test_the_direction_reads_and_does_nothing(signed_in):
    idea = started()
    client = signed_in(UserFactory(sponsor=True))
    html = client.get(page(idea)).content.decode()
    assert 'id="step-' not in html
    answer = client.post(step(idea, "news"), {"status": "moving", "progress": "50", "note": "Ça avance."})
    assert answer.status_code == 403
    assert "Ça avance." in answer.content.decode()
    assert idea.action.updates.count() == 0


def test_the_owner_carries_it_out_and_the_officer_closes_the_loop(signed_in, owner, officer):
    idea = decided(owner=owner)

    def post(person, slug, **facts):
        answer = signed_in(person).post(step(idea, slug), facts)
        assert (answer.status_code, answer.url) == (303, page(idea))
        return fresh(idea).state

    assert post(owner, "start") == State.IN_PROGRESS
    assert post(owner, "news", status="moving", progress="40", note="Deux rues faites.") == State.IN_PROGRESS
    assert post(owner, "hold", reason="On attend le planning.", resume_on=in_days(10)) == State.ON_HOLD
    assert post(owner, "resume") == State.IN_PROGRESS
    assert post(owner, "news", status="done", progress="90", note="Toutes les rues sont faites.") == State.IN_PROGRESS
    assert Action.objects.get().progress == 100
    assert "The owner says that it is done" in signed_in(officer).get(page(idea)).content.decode()
    assert post(officer, "confirm", evidence="Toutes les rues sont faites.") == State.IMPLEMENTED
    assert post(officer, "verify", claim_level="probable", effect="Trajets −11 %.") == State.VERIFIED
    assert post(officer, "publish", you_said="Deux heures de trou.", we_did="Regroupement par rue.") == State.VERIFIED
    assert post(officer, "close") == State.CLOSED
    assert PublicUpdate.objects.get().we_did == "Regroupement par rue."


def test_the_words_of_the_board_are_proposed(signed_in, officer):
    idea = done(author=UserFactory(first_name="Samira"))
    html = signed_in(officer).get(page(idea)).content.decode()
    assert "Les passages sont regroupés par rue.</textarea>" in html
    assert 'value="Thanks to Samira"' in html


def test_a_hidden_name_is_not_proposed_for_the_board(signed_in, officer):
    idea = done(author=UserFactory(first_name="Samira"), visibility="name_hidden")
    assert 'value="Thanks to Samira"' not in signed_in(officer).get(page(idea)).content.decode()


WRONG = [
    ("news", {"status": "blocked", "progress": "10", "note": ""}),
    ("news", {"status": "done", "progress": "10", "note": " "}),
    ("news", {"status": "moving", "progress": "101", "note": "x"}),
    ("news", {"status": "moving", "progress": "-1", "note": "x"}),
    ("news", {"status": "moving", "progress": "4,5", "note": "x"}),
    ("news", {"status": "moving", "progress": "", "note": "x"}),
    ("news", {"status": "flying", "progress": "10", "note": "x"}),
    ("news", {"status": "moving", "progress": "10", "note": "x" * 2001}),
    ("hold", {"reason": "x", "resume_on": "2020-01-01"}),
    ("hold", {"reason": "x", "resume_on": "soon"}),
    ("hold", {"reason": "", "resume_on": "2099-01-01"}),
    ("confirm", {"evidence": ""}),
    ("abandon", {"reason": ""}),
    ("publish", {"you_said": "", "we_did": "x"}),
    ("publish", {"you_said": "x", "we_did": ""}),
]


def test_what_is_missing_or_wrong_is_told_and_nothing_happens(signed_in, officer):
    idea, client = started(), signed_in(officer)
    for slug, facts in WRONG:
        answer = client.post(step(idea, slug), facts)
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True), (slug, facts)
    assert (fresh(idea).state, idea.action.updates.count(), PublicUpdate.objects.count()) == (State.IN_PROGRESS, 0, 0)


def test_what_was_typed_is_kept(signed_in, officer):
    facts = {"status": "blocked", "progress": "101", "note": "Le fournisseur est en retard."}
    html = signed_in(officer).post(step(started(), "news"), facts).content.decode()
    assert "Le fournisseur est en retard.</textarea>" in html and 'value="101"' in html


def test_no_effect_without_its_level_of_proof(signed_in, officer):
    idea = done()
    client = signed_in(officer)
    assert client.post(step(idea, "verify"), {"effect": "Mieux."}).status_code == 422
    assert client.post(step(idea, "verify"), {"effect": "", "claim_level": "probable"}).status_code == 422
    assert fresh(idea).state == State.IMPLEMENTED


def test_the_loop_closes_once_everyone_was_told(signed_in, officer):
    idea = done()
    client = signed_in(officer)
    client.post(step(idea, "verify"), {"effect": "Pas mesurable ici.", "claim_level": "not_measurable"})
    assert client.post(step(idea, "close")).status_code == 302
    assert fresh(idea).state == State.VERIFIED


def test_the_officer_can_say_that_it_is_not_done(signed_in, officer):
    idea = done()
    signed_in(officer).post(step(idea, "dispute"), {"reason": "Il manque une rue."})
    assert fresh(idea).state == State.IN_PROGRESS


def test_an_owner_does_not_confirm_their_own_work(signed_in, owner):
    idea, client = started(owner=owner), signed_in(owner)
    facts = {"evidence": "x", "reason": "x", "you_said": "x", "we_did": "x", "claim_level": "probable", "effect": "x"}
    html = client.get(page(idea)).content.decode()
    for slug in ("confirm", "verify", "publish", "close", "abandon", "dispute"):
        assert f'id="step-{slug}"' not in html
        assert client.post(step(idea, slug), facts).status_code == 302, slug
    assert (fresh(idea).state, PublicUpdate.objects.count()) == (State.IN_PROGRESS, 0)


def test_a_step_that_does_not_exist_is_not_found(signed_in, officer):
    assert signed_in(officer).post(step(started(), "burn")).status_code == 404


def test_coming_back_to_the_address_of_a_step_shows_the_action(signed_in, officer):
    idea = started()
    answer = signed_in(officer).get(step(idea, "news"))
    assert (answer.status_code, answer.url) == (302, page(idea))


def test_every_field_of_the_page_has_its_own_id(signed_in, officer):
    html = signed_in(officer).get(page(started())).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))

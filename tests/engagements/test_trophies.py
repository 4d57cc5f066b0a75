"""Trophies: what was carried out is nominated, both poles vote, ballots are forgotten, hidden names stay hidden."""

import json

import pytest
from django.urls import reverse

from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.ceremonies import ballot_of, categories, editions, shows_results
from parkour.engagements.models import TrophyBallot, TrophyEdition, TrophyJuror, TrophyNominee
from parkour.engagements.services.juries import (
    cast_ballots,
    close_vote,
    drop_juror,
    open_vote,
    seat_committee,
    seat_juror,
    take_back_vote,
    tell_result,
)
from parkour.engagements.services.trophies import (
    EditionFacts,
    add_category,
    drop_category,
    drop_edition,
    drop_nominee,
    nominate,
    write_edition,
)
from tests.engagements.promising import in_days, trophies
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.factories.committee import MandateFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db


def jury():
    return [(UserFactory(), "direction"), (UserFactory(), "employees"), (UserFactory(), "employees")]


def vote(edition, person, *nominees):
    category = edition.categories.get()
    return cast_ballots(edition, approved={category.pk: [nominee.pk for nominee in nominees]}, by=person)


def test_only_what_was_carried_out_is_nominated_and_nothing_changes_once_the_jury_votes():
    officer, idea = UserFactory(officer=True), done()
    edition = trophies(officer, idea, jury=jury())
    category, nominee = edition.categories.get(), TrophyNominee.objects.get()
    assert nominate(category, idea, citation="Mieux dit.", by=officer).citation == "Mieux dit."
    with pytest.raises(InvalidInput):
        nominate(category, IdeaFactory(shortlisted=True), by=officer)
    with pytest.raises(NotAllowed):
        nominate(category, done(), by=UserFactory(sponsor=True))
    assert add_category(edition, title=category.title, by=officer) == category  # a double click is one
    opened = open_vote(open_vote(edition, by=officer), by=officer)
    for change in (
        lambda: nominate(category, done(), by=officer),
        lambda: drop_nominee(nominee, by=officer),
        lambda: drop_category(category, by=officer),
        lambda: add_category(edition, title="Une autre", by=officer),
        lambda: drop_edition(edition, by=officer),
        lambda: drop_juror(edition.jurors.first(), by=officer),
        lambda: seat_juror(edition, person=UserFactory(), pole="direction", by=officer),
    ):
        with pytest.raises(TransitionRefused):
            change()
    take_back_vote(opened, by=officer)
    drop_nominee(nominee, by=officer)
    drop_edition(edition, by=officer)
    assert not TrophyEdition.objects.exists()


def test_an_edition_is_written_again_by_whoever_read_its_last_version():
    officer = UserFactory(officer=True)
    edition = trophies(officer)
    facts = EditionFacts("Trophées d'automne", in_days(30))
    assert write_edition(facts, by=officer, edition=edition, version=1).version == 2
    with pytest.raises(Conflict):
        write_edition(facts, by=officer, edition=edition, version=1)
    for wrong in (EditionFacts(" ", in_days(1)), EditionFacts("Loin", in_days(900))):
        with pytest.raises(InvalidInput):
            write_edition(wrong, by=officer)


def test_the_vote_opens_with_nominees_that_are_done_and_somebody_of_each_pole_who_did_not_write_them():
    officer, author = UserFactory(officer=True), UserFactory()
    edition = trophies(officer)
    with pytest.raises(TransitionRefused):  # nothing is nominated
        open_vote(edition, by=officer)
    nominate(edition.categories.get(), done(author=author), by=officer)
    seat_juror(edition, person=author, pole="employees", by=officer)
    seat_juror(edition, person=UserFactory(), pole="direction", by=officer)
    with pytest.raises(TransitionRefused):  # the only employee wrote it
        open_vote(edition, by=officer)
    seat_juror(edition, person=UserFactory(), pole="employees", by=officer)
    open_vote(edition, by=officer)
    assert [row.apart for row in ballot_of(edition, author)] == [True]
    assert vote(edition, author, TrophyNominee.objects.get()) == 0 and not TrophyBallot.objects.exists()


def test_the_whole_committee_sits_for_its_poles():
    officer = UserFactory(officer=True)
    edition = trophies(officer)
    one = MandateFactory()
    assert [seat_committee(edition, by=officer) for _ in range(2)] == [1, 0]
    juror = TrophyJuror.objects.get()
    assert (juror.person, juror.pole) == (one.person, one.college.code)


def test_a_ballot_changes_until_the_count_then_it_is_forgotten_and_the_result_waits_to_be_told():
    officer, people = UserFactory(officer=True), jury()
    edition = trophies(officer, done(), done(), jury=people)
    first, second = TrophyNominee.objects.order_by("pk")
    with pytest.raises(TransitionRefused):
        vote(edition, people[0][0], first)
    open_vote(edition, by=officer)
    with pytest.raises(NotAllowed):
        vote(edition, officer, first)
    with pytest.raises(InvalidInput):
        cast_ballots(edition, approved={0: []}, by=people[0][0])
    assert vote(edition, people[0][0], second) == 1
    for person, _pole in people:
        vote(edition, person, first)
    assert ballot_of(edition, people[0][0])[0].approved == [first.pk]
    with pytest.raises(TransitionRefused):
        take_back_vote(edition, by=officer)
    with pytest.raises(TransitionRefused):
        tell_result(edition, by=officer)
    close_vote(close_vote(edition, by=officer), by=officer)
    assert not TrophyBallot.objects.exists()
    edition.refresh_from_db()
    anybody, chief = UserFactory(), UserFactory(sponsor=True)
    assert shows_results(edition, chief) and not shows_results(edition, people[0][0])
    assert editions(anybody) == ([], False) and editions(people[0][0])[0] == [edition]
    tell_result(edition, by=officer)
    edition.refresh_from_db()
    row = categories(edition, anybody, results=True)[0]
    assert editions(anybody)[0] == [edition] and row.verdict == "awarded"
    assert [(one.won, [votes for _pole, *votes in one.votes]) for one in row.nominees] == [
        (True, [[1, 1], [2, 2]]),
        (False, []),
    ]
    tell_result(edition, by=officer, told=False)
    assert editions(anybody)[0] == []


def test_a_hidden_name_is_not_on_the_stage_sheet_not_even_of_the_officer(client):
    officer, people = UserFactory(officer=True, locale="en"), jury()
    author = UserFactory(first_name="Zébulon", last_name="Quartz")
    edition = trophies(officer, done(author=author, visibility="name_hidden"), jury=people)
    category = edition.categories.get()
    nominate(category, TrophyNominee.objects.get().idea, citation="Merci à Zébulon Quartz.", by=officer)
    open_vote(edition, by=officer)
    for person, _pole in people:
        vote(edition, person, TrophyNominee.objects.get())
    close_vote(edition, by=officer)
    client.force_login(officer)
    sheet = client.get(reverse("engagements:trophy_stage", args=[edition.pk])).content.decode()
    assert "Merci à …." in sheet and "Zébulon" not in sheet and "A name that stays hidden" in sheet
    tell_result(edition, by=officer)
    client.force_login(UserFactory(locale="en"))
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Zébulon" not in page and "A name that stays hidden" in page


def test_trophies_are_prepared_voted_counted_and_told_on_their_pages(client):
    officer = UserFactory(officer=True, locale="en")
    client.force_login(officer)
    log = reverse("engagements:trophies")
    assert log in client.get(reverse("engagements:charter")).content.decode()
    assert "No trophies yet" in client.get(log).content.decode()
    new = reverse("engagements:new_trophies")
    typed = {"title": "Trophées", "on": in_days(20).isoformat(), "words": ""}
    assert client.post(new, typed | {"title": ""}).status_code == 422
    assert client.post(new, typed).status_code == 303
    edition = TrophyEdition.objects.get()

    def at(name, key=edition.pk):
        return reverse(f"engagements:{name}", args=[key])

    assert client.post(at("edit_trophies"), typed | {"title": "Trophées 2", "version": "1"}).status_code == 303
    assert client.post(at("edit_trophies"), typed | {"title": "Trophées 3", "version": "1"}).status_code == 409
    assert client.post(at("add_trophy_category"), {"title": "Le geste", "words": "Simple."}).status_code == 303
    category, idea = edition.categories.get(), done()
    sent = {"idea": idea.reference, "citation": "Copié partout."}
    assert client.post(at("nominate", category.pk), sent | {"idea": "PKR-1999-0001"}).status_code == 422
    assert client.post(at("nominate", category.pk), sent).status_code == 303
    people = [UserFactory(locale="en"), UserFactory(locale="en")]
    for person, pole in zip(people, ("direction", "employees"), strict=True):
        assert client.post(at("trophy_jury"), {"person": person.email, "pole": pole}).status_code == 303
    assert client.post(at("open_trophies")).status_code == 303
    nominee = TrophyNominee.objects.get()
    for person in people:
        client.force_login(person)
        assert at("trophy_vote") in client.get(edition.get_absolute_url()).content.decode()
        assert "Copié partout." in client.get(at("trophy_vote")).content.decode()
        assert client.post(at("trophy_vote"), {f"c{category.pk}": ["0"]}).status_code == 422
        assert client.post(at("trophy_vote"), {f"c{category.pk}": [str(nominee.pk)]}).status_code == 303
        assert client.get(at("trophy_stage")).status_code == 404
    client.force_login(officer)
    assert client.get(at("trophy_jury")).content.decode().count("Has voted") == 2
    assert client.get(at("trophy_stage")).status_code == 404  # not counted
    client.post(at("count_trophies"))
    assert "Copié partout." in client.get(at("trophy_stage")).content.decode()
    client.force_login(people[0])
    assert client.get(at("trophy_vote")).status_code == 302
    assert "1 / 1" not in client.get(edition.get_absolute_url()).content.decode()
    client.force_login(officer)
    client.post(at("tell_trophies"))
    client.force_login(UserFactory(locale="en"))
    assert "1 / 1" in client.get(edition.get_absolute_url()).content.decode()
    client.force_login(UserFactory(site=SiteFactory(kind="partner")))
    assert client.get(edition.get_absolute_url()).status_code == 404
    client.force_login(officer)
    client.post(at("hide_trophies"))
    client.force_login(UserFactory())
    assert client.get(edition.get_absolute_url()).status_code == 404


def test_a_program_prepares_trophies_and_a_juror_votes(client):
    officer, people = UserFactory(officer=True), [UserFactory(), UserFactory()]
    client.force_login(officer)

    def call(method, path, body=None, **headers):
        data = "" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)

    made = call("POST", "trophies/", {"title": "Trophées", "on": in_days(9).isoformat()})
    assert made.status_code == 201, made.content
    path = f"trophies/{made.json()['id']}/"
    category = call("POST", f"{path}categories/", {"title": "Le geste"}).json()["categories"][0]["id"]
    idea = done()
    named = call("POST", f"trophy-categories/{category}/nominees/", {"idea": idea.reference})
    assert named.status_code == 201, named.content
    nominee = named.json()["categories"][0]["nominees"][0]["id"]
    for person, pole in zip(people, ("direction", "employees"), strict=True):
        assert call("POST", f"{path}jury/", {"person": person.email, "pole": pole}).status_code == 201
    assert len(call("GET", f"{path}jury/").json()["results"]) == 2
    assert call("PUT", f"{path}phase/", {"phase": "counted"}).status_code == 409
    assert call("PUT", f"{path}phase/", {"phase": "open"}).json()["phase"] == "open"
    assert call("DELETE", path).status_code == 409
    for person in people:
        client.force_login(person)
        said = {"categories": [{"category": category, "approved": [nominee]}]}
        assert call("PUT", f"{path}vote/", said).status_code == 204
        assert call("GET", f"{path}vote/").json()["results"][0]["approved"] == [nominee]
    client.force_login(officer)
    assert call("PUT", f"{path}phase/", {"phase": "counted"}).json()["categories"][0]["verdict"] == "awarded"
    client.force_login(people[0])
    assert call("GET", path).json()["categories"][0]["verdict"] is None
    client.force_login(officer)
    assert call("PUT", f"{path}phase/", {"phase": "published"}).json()["phase"] == "published"
    client.force_login(UserFactory())
    assert call("GET", path).json()["categories"][0]["nominees"][0]["won"] is True
    assert [row["id"] for row in call("GET", "trophies/").json()["results"]] == [made.json()["id"]]

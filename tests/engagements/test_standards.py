"""Job sheets: published from a success, written again edition after edition, out of use and back."""

import json

import pytest
from django.urls import reverse

from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.engagements.models import Standard, StandardEdition
from parkour.engagements.services.standards import close_standard, rewrite_standard
from parkour.engagements.sheets import sheet_of
from tests.engagements.promising import sheet, standard
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.lives import done

pytestmark = pytest.mark.django_db


def test_each_change_is_an_edition_with_its_reason_and_earlier_ones_stay():
    officer, idea = UserFactory(officer=True), done()
    one = standard(idea, officer)
    assert sheet_of(one, officer).steps == ["Appeler la veille", "Noter l'heure"]
    assert rewrite_standard(one, sheet(), why="", by=officer, version=1).version == 1  # nothing changes
    with pytest.raises(InvalidInput):
        rewrite_standard(one, sheet(steps="Appeler"), why=" ", by=officer, version=1)
    assert rewrite_standard(one, sheet(steps="Appeler"), why="Plus court.", by=officer, version=1).version == 2
    with pytest.raises(Conflict):
        rewrite_standard(one, sheet(steps="Autre"), why="Encore.", by=officer, version=1)
    assert sheet_of(Standard.objects.get(), officer, 1).steps == ["Appeler la veille", "Noter l'heure"]
    assert sheet_of(Standard.objects.get(), officer, 3) is None
    close_standard(close_standard(one, by=officer), by=officer)
    with pytest.raises(TransitionRefused):
        rewrite_standard(one, sheet(steps="Autre"), why="Encore.", by=officer, version=2)
    assert close_standard(one, by=officer, closed=False).closed_at is None
    for wrong in ({"title": ""}, {"purpose": " "}, {"steps": "\n \n"}, {"steps": "\n".join("x" * 31)}):
        with pytest.raises(InvalidInput):
            standard(done(), officer, **wrong)
    with pytest.raises(TransitionRefused):
        standard(idea, officer)
    for what, somebody in ((IdeaFactory(shortlisted=True), officer), (done(), UserFactory())):
        with pytest.raises(NotAllowed):
            standard(what, somebody)


def test_a_sheet_is_published_read_without_hidden_names_and_written_again_on_its_pages(client):
    officer = UserFactory(officer=True, locale="en")
    author = UserFactory(first_name="Zébulon", last_name="Quartz")
    idea = done(author=author, visibility="name_hidden")
    client.force_login(officer)
    new = reverse("engagements:new_standard", args=[idea.reference])
    assert new in client.get(reverse("engagements:success", args=[idea.reference])).content.decode()
    assert "No standard yet" in client.get(reverse("engagements:standards")).content.decode()
    typed = {"title": "Remettre les clés", "purpose": "Que personne n'attende.", "watch": "Voir Zébulon."}
    assert client.post(new, typed | {"steps": ""}).status_code == 422
    assert client.post(new, typed | {"steps": "Un\nDeux"}).status_code == 303
    one = Standard.objects.get()
    edit = reverse("engagements:edit_standard", args=[one.pk])
    changed = typed | {"steps": "Un", "version": "1"}
    assert client.post(edit, changed | {"why": ""}).status_code == 422
    assert client.post(edit, changed | {"why": "Plus court."}).status_code == 303
    assert client.post(edit, changed | {"steps": "Deux", "why": "Encore."}).status_code == 409
    client.force_login(UserFactory(locale="en"))
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Plus court." in page and "Voir …" in page and "Zébulon" not in page and "<li>Deux</li>" not in page
    assert "<li>Deux</li>" in client.get(one.get_absolute_url(), {"edition": "1"}).content.decode()
    assert client.get(one.get_absolute_url(), {"edition": "9"}).status_code == client.get(edit).status_code == 404
    client.force_login(UserFactory(site=SiteFactory(kind="partner")))
    assert client.get(one.get_absolute_url()).status_code == 404
    client.force_login(officer)
    client.post(reverse("engagements:close_standard", args=[one.pk]))
    assert "Remettre les clés" in client.get(reverse("engagements:standards"), {"closed": "1"}).content.decode()
    client.post(reverse("engagements:reopen_standard", args=[one.pk]))
    assert Standard.objects.get().closed_at is None and StandardEdition.objects.count() == 2


def test_a_program_publishes_and_rewrites_a_sheet(client):
    client.force_login(UserFactory(officer=True))
    idea = done()

    def call(method, path, body=None, **headers):
        data = "" if body is None else json.dumps(body)
        return client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)

    said = {"title": "Remettre les clés", "purpose": "Que personne n'attende.", "steps": "Un\nDeux"}
    made = call("POST", f"ideas/{idea.reference}/standard/", said)
    assert made.status_code == 201, made.content
    path = f"standards/{made.json()['id']}/"
    assert call("POST", f"ideas/{idea.reference}/standard/", said).status_code == 409
    again = call("PUT", path, said | {"steps": "Un", "why": "Plus court."}, **{"If-Match": '"1"'})
    assert (again.status_code, again.json()["version"], again.json()["steps"]) == (200, 2, ["Un"])
    assert call("PUT", path, said, **{"If-Match": '"1"'}).status_code == 412
    assert call("PUT", f"{path}use/", {"in_use": False}).json()["in_use"] is False
    assert [row["idea"] for row in call("GET", "standards/?closed=true").json()["results"]] == [idea.reference]
    assert call("GET", path).json()["title"] == "Remettre les clés"

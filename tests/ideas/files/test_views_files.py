import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ideas.models import Attachment, Idea
from ideas.services.attachments import SentFile, place_photo, remove_file, show_photo
from parkour.core import private_files
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.files import makers
from tests.ideas.files.lives import added, uploaded
from tests.ideas.lives import decided

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
URL = "/ideas/new/"
PROBLEM = "Deux heures d'attente entre deux clientes de la même rue."


def form(**changes):
    return {"problem_text": PROBLEM, "change_text": "", "speaker": "me", "client_uuid": str(uuid.uuid4())} | changes


def file(data=None, name="photo.jpg"):
    return SimpleUploadedFile(name, makers.photo() if data is None else data)


# --- With JavaScript off -----------------------------------------------------------------------------------


def test_files_chosen_in_the_form_go_with_the_contribution(signed_in):
    signed_in(UserFactory()).post(URL, form(new_files=[file(), file(makers.pdf(), "plan.pdf")]))
    assert [(row.name, row.kind) for row in Idea.objects.get().attachments.all()] == [
        ("photo.webp", "image"),
        ("plan.pdf", "document"),
    ]


def test_a_refused_text_keeps_the_files_that_came_with_it(signed_in):
    client = signed_in(UserFactory())
    answer = client.post(URL, form(problem_text="Trop", new_files=[file(), file(makers.pdf(), "plan.pdf")]))
    keys = [str(row.key) for row in Attachment.objects.order_by("pk")]
    page = answer.content.decode()
    assert (answer.status_code, Idea.objects.count(), len(keys)) == (422, 0, 2)
    assert all(f'name="files" value="{key}" checked' in page for key in keys)
    assert "plan.pdf" in page
    again = form(files=keys[::-1], **{f"alt_{keys[0]}": "Le couloir"})
    assert client.post(URL, again).status_code == 303
    assert [(str(row.key), row.alt) for row in Idea.objects.get().attachments.all()] == [
        (keys[1], ""),
        (keys[0], "Le couloir"),
    ]


def test_a_refused_file_keeps_the_text_and_the_good_files(signed_in):
    client = signed_in(UserFactory())
    answer = client.post(URL, form(new_files=[file(), file(b"<svg onload=alert(1)>", "dessin.svg")]))
    page = answer.content.decode()
    assert (answer.status_code, Idea.objects.count(), Attachment.objects.count()) == (422, 0, 1)
    assert "deux clientes de la même rue" in page and "« dessin.svg »" in page.replace("\u00a0", " ")
    assert f'value="{Attachment.objects.get().key}" checked' in page
    assert client.post(URL, form(files=[str(Attachment.objects.get().key)])).status_code == 303


def test_an_eleventh_file_is_told_and_the_ten_are_kept(signed_in):
    answer = signed_in(UserFactory()).post(URL, form(new_files=[file(name=f"{n}.jpg") for n in range(11)]))
    assert (answer.status_code, Attachment.objects.count()) == (422, 10)
    assert "« 10.jpg »" in answer.content.decode().replace("\u00a0", " ")


def test_a_file_whose_box_is_not_ticked_stays_behind(signed_in):
    person = UserFactory()
    wanted, unwanted = uploaded(person), uploaded(person)
    signed_in(person).post(URL, form(files=[str(wanted.key)]))
    assert list(Idea.objects.get().attachments.all()) == [wanted]
    assert Attachment.objects.get(pk=unwanted.pk).idea is None


@pytest.mark.parametrize("key", ["abc", "", "\x00", str(uuid.UUID(int=7))])
def test_a_key_that_is_nobodys_loses_no_word(signed_in, key):
    answer = signed_in(UserFactory()).post(URL, form(files=[key]))
    assert answer.status_code in {303, 422}
    assert answer.status_code == 303 or "deux clientes de la même rue" in answer.content.decode()


def test_the_upload_of_another_is_neither_sent_nor_shown(signed_in):
    stolen = uploaded(UserFactory(), name="secret.jpg")
    page = signed_in(UserFactory()).post(URL, form(files=[str(stolen.key)]))
    assert (page.status_code, Idea.objects.count()) == (422, 0)
    assert "secret" not in page.content.decode() and str(stolen.key) not in page.content.decode()


def test_a_form_without_its_protection_keeps_no_file(client):
    person = UserFactory()
    client.handler.enforce_csrf_checks = True
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    assert client.post(URL, form(new_files=[file()])).status_code == 403
    assert Attachment.objects.count() == 0


# --- Added, removed, shown -----------------------------------------------------------------------------------


def test_an_author_adds_a_photo_after_sending(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    client, address = signed_in(author), reverse("ideas:add_files", args=[idea.reference])
    for page in ("", "receipt/"):
        assert address in client.get(f"{idea.get_absolute_url()}{page}").content.decode()
    assert client.post(address, {"new_files": [file()]})["Location"] == idea.get_absolute_url()
    page = client.get(idea.get_absolute_url()).content.decode()
    assert Attachment.objects.get().small_url in page and "Fichiers ajoutés" in page


def test_nothing_chosen_is_told(signed_in):
    author = UserFactory()
    answer = signed_in(author).post(reverse("ideas:add_files", args=[IdeaFactory(author=author).reference]), {})
    assert answer.status_code == 422


def test_a_file_is_removed_and_put_back_with_a_button(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author)
    row, client = added(idea, author), signed_in(author)
    page = reverse("ideas:add_files", args=[idea.reference])
    client.post(reverse("ideas:remove_file", args=[idea.reference, row.key]), {"next": page})
    content = client.get(page).content.decode()
    assert row.small_url not in content and reverse("ideas:restore_file", args=[idea.reference, row.key]) in content
    client.post(reverse("ideas:restore_file", args=[idea.reference, row.key]))
    assert row.small_url in client.get(page).content.decode()


def test_a_button_of_one_contribution_does_not_reach_the_file_of_another(signed_in):
    officer = UserFactory(officer=True)
    row, other = added(IdeaFactory(), officer), IdeaFactory()
    answer = signed_in(officer).post(reverse("ideas:remove_file", args=[other.reference, row.key]))
    assert (answer.status_code, Attachment.objects.get().removed_at) == (404, None)


def test_the_officer_sees_the_photo_at_triage_and_ticks_it(signed_in):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, opened=True)
    row, client = added(idea, author, alt="Le couloir"), signed_in(officer)
    item = reverse("ideas:triage_item", args=[idea.reference])
    page = client.get(item).content.decode()
    assert row.small_url in page and 'alt="Le couloir"' in page
    tick = reverse("ideas:show_photo", args=[idea.reference, row.key])
    assert client.post(tick, {"shown": "yes", "next": item})["Location"] == item
    assert Attachment.objects.get().is_public
    client.post(tick, {"shown": "no"})
    assert not Attachment.objects.get().is_public


def test_the_public_page_shows_what_was_ticked_and_nothing_else(signed_in):
    author, officer = UserFactory(), UserFactory(officer=True)
    idea = IdeaFactory(author=author, shortlisted=True)
    ticked, not_ticked = added(idea, author, name="ticked.jpg"), added(idea, author)
    document, removed = added(idea, author, makers.pdf(), "plan.pdf"), added(idea, author)
    for row in (ticked, removed):
        show_photo(row, by=officer, shown=True)
    remove_file(removed, by=officer)
    page = signed_in(UserFactory()).get(idea.get_absolute_url()).content.decode()
    assert ticked.small_url in page
    assert not any(str(row.key) in page for row in (not_ticked, document, removed))
    assert "ticked" not in page and "plan.pdf" not in page


def test_the_owner_shows_before_and_after_side_by_side_for_everybody(signed_in):
    owner = UserFactory()
    idea = decided(owner=owner)
    client, address = signed_in(owner), reverse("ideas:photos", args=[idea.reference])
    assert address in client.get(reverse("ideas:action", args=[idea.reference])).content.decode()
    sent = {"before": file(), "before_alt": "En désordre", "after": file(), "after_alt": "Rangée"}
    assert client.post(address, sent).status_code == 303
    before, after = Attachment.objects.order_by("-slot")
    page = signed_in(UserFactory()).get(idea.get_absolute_url()).content.decode()
    assert page.index(before.get_absolute_url()) < page.index(after.get_absolute_url())
    assert 'alt="En désordre"' in page and 'alt="Rangée"' in page


def test_one_photo_of_the_pair_refused_keeps_the_other(signed_in):
    officer = UserFactory(officer=True)
    idea = IdeaFactory(shortlisted=True)
    answer = signed_in(officer).post(
        reverse("ideas:photos", args=[idea.reference]),
        {"before": file(), "after": file(b"MZ\x90", "x.jpg"), "after_alt": "Le hall"},
    )
    assert (answer.status_code, [row.slot for row in Attachment.objects.all()]) == (422, ["before"])
    assert "Le hall" in answer.content.decode() and answer.context["form"].errors.keys() == {"after"}


def test_a_replaced_photo_is_no_longer_on_the_public_page(signed_in):
    officer = UserFactory(officer=True)
    idea = IdeaFactory(shortlisted=True)
    first, second = (place_photo(idea, "before", SentFile(uploaded(officer).key), by=officer) for _ in range(2))
    page = signed_in(UserFactory()).get(idea.get_absolute_url()).content.decode()
    assert str(first.key) not in page and str(second.key) in page


# --- The bytes -----------------------------------------------------------------------------------


def test_a_photo_is_looked_at_and_a_document_downloaded_and_nothing_in_them_acts(signed_in):
    author = UserFactory()
    client, idea = signed_in(author), IdeaFactory(author=author)
    picture, document = added(idea, author), added(idea, author, makers.pdf(), "plan d’été.pdf")
    for row, way, kind in ((picture, "inline", "image/webp"), (document, "attachment", "application/pdf")):
        answer = client.get(row.get_absolute_url())
        assert (answer["Content-Type"], answer["Content-Disposition"].partition(";")[0]) == (kind, way)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.content == private_files.read(row.stored_as)
    assert (
        "filename*=utf-8''plan%20d%E2%80%99%C3%A9t%C3%A9.pdf"
        in client.get(document.get_absolute_url())["Content-Disposition"]
    )


def test_the_small_one_is_another_file_with_another_tag(signed_in):
    author = UserFactory()
    client, row = signed_in(author), added(IdeaFactory(author=author), author, makers.photo(size=(1000, 500)))
    large, small = (client.get(url) for url in (row.get_absolute_url(), row.small_url))
    assert len(small.content) < len(large.content) and small["ETag"] != large["ETag"]


def test_a_known_tag_is_answered_without_the_bytes_and_only_to_a_reader(signed_in):
    author = UserFactory()
    client, row = signed_in(author), added(IdeaFactory(author=author), author)
    tag = client.get(row.get_absolute_url())["ETag"]
    answer = client.get(row.get_absolute_url(), headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert signed_in(UserFactory()).get(row.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 404


def test_no_part_of_a_file_is_handed_out(signed_in):
    author = UserFactory()
    client, row = signed_in(author), added(IdeaFactory(author=author), author)
    answer = client.get(row.get_absolute_url(), headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "none")
    assert answer.content == private_files.read(row.stored_as)


def test_bytes_that_are_gone_are_a_404(signed_in):
    author = UserFactory()
    row = added(IdeaFactory(author=author), author)
    private_files.drop(row.stored_as)
    assert signed_in(author).get(row.get_absolute_url()).status_code == 404

"""Drafts: kept for their writer, on all their devices; nothing is overwritten in silence, nothing is sent twice."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from ideas.models import Draft, Idea
from ideas.selectors import draft_of, drafts_of
from ideas.services import submission
from ideas.services.drafts import (
    MOST,
    DraftWords,
    discard_draft,
    forget_old_drafts,
    restore_draft,
    save_draft,
    words_of,
)
from ideas.tasks import forget_drafts
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
WORDS = DraftWords(problem_text="La badgeuse de l’entrée nord", speaker="me")
OTHER = DraftWords(problem_text="La badgeuse de l’entrée sud", speaker="me")
NEW = "/ideas/new/"


def kept(person, words=WORDS, **facts):
    return save_draft(words, **{"key": uuid.uuid4(), "version": 0} | facts, by=person)


def form_of(begun=None, **changes):
    base = {"problem_text": WORDS.problem_text, "change_text": "", "speaker": "me", "client_uuid": str(uuid.uuid4())}
    if begun:
        base |= {"draft": str(begun.key), "draft_version": str(begun.version)}
    return base | changes


def save_url(key):
    return reverse("ideas:save_draft", args=[key])


# --- The service --------------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_changed_under_its_version():
    person = UserFactory()
    draft = kept(person)
    changed = save_draft(OTHER, key=draft.key, version=1, by=person)
    assert (changed.pk, changed.version, words_of(changed)) == (draft.pk, 2, OTHER)
    assert list(drafts_of(person)) == [changed]


def test_the_same_words_twice_are_once():
    person, key = UserFactory(), uuid.uuid4()
    first = kept(person, key=key)
    assert (kept(person, key=key).version, Draft.objects.get().version) == (first.version, 1)


def test_a_device_that_knows_an_older_version_overwrites_nothing_and_is_shown_both():
    person = UserFactory()
    draft = kept(person)
    save_draft(OTHER, key=draft.key, version=1, by=person)
    with pytest.raises(Conflict) as refusal:
        save_draft(DraftWords("Un troisième texte"), key=draft.key, version=1, by=person)
    assert words_of(refusal.value.current) == OTHER
    assert words_of(Draft.objects.get()) == OTHER


def test_the_key_of_somebody_else_makes_a_draft_of_ones_own():
    one, other = UserFactory(), UserFactory()
    draft = kept(one)
    mine = save_draft(OTHER, key=draft.key, version=0, by=other)
    assert (words_of(draft_of(one, draft.key)), mine.person) == (WORDS, other)


def test_nothing_typed_is_nothing_kept():
    with pytest.raises(InvalidInput):
        kept(UserFactory(), DraftWords(speaker="me"))


@pytest.mark.parametrize(
    "words", [DraftWords("x" * 20_001), DraftWords("a\x00b"), DraftWords("a", colleagues="x" * 2_001)]
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(words):
    with pytest.raises(InvalidInput):
        kept(UserFactory(), words)


def test_nobody_fills_the_house_with_drafts_and_those_there_are_still_saved():
    person = UserFactory()
    drafts = [kept(person) for _ in range(MOST)]
    with pytest.raises(InvalidInput):
        kept(person)
    assert save_draft(OTHER, key=drafts[0].key, version=1, by=person).version == 2


def test_a_draft_that_is_gone_is_not_made_again_by_a_late_save():
    person = UserFactory()
    draft = kept(person)
    Draft.objects.all().delete()
    with pytest.raises(TransitionRefused):
        save_draft(OTHER, key=draft.key, version=1, by=person)
    assert Draft.objects.count() == 0


def test_a_deleted_draft_is_taken_back_within_a_day_and_gone_after():
    person = UserFactory()
    back, gone = kept(person), kept(person, OTHER)
    for draft in (back, gone):
        discard_draft(draft, by=person)
        discard_draft(draft, by=person)
    assert list(drafts_of(person)) == []
    restore_draft(back, by=person)
    assert list(drafts_of(person)) == [back]
    with clock.at(clock.now() + timedelta(hours=25)):
        forget_drafts()
    assert list(Draft.objects.all()) == [back]


def test_nobody_deletes_the_draft_of_somebody_else():
    draft, other = kept(UserFactory()), UserFactory()
    for act in (discard_draft, restore_draft):
        with pytest.raises(NotAllowed):
            act(draft, by=other)


def test_drafts_that_nobody_came_back_to_are_forgotten_after_ninety_days_to_the_day():
    draft = kept(UserFactory())
    with clock.at(draft.changed_at + timedelta(days=90, seconds=-1)):
        assert forget_old_drafts() == 0
    with clock.at(draft.changed_at + timedelta(days=90)):
        assert (forget_old_drafts(), forget_old_drafts()) == (1, 0)


# --- It becomes the contribution ------------------------------------------------------------------------------


def test_a_draft_disappears_in_the_transaction_that_sends_it(signed_in):
    person = UserFactory()
    draft, other = kept(person), kept(person, OTHER)
    assert signed_in(person).post(NEW, form_of(draft)).status_code == 303
    assert (Idea.objects.count(), list(Draft.objects.all())) == (1, [other])


def test_a_sending_that_fails_leaves_the_draft(signed_in, monkeypatch):
    person = UserFactory()
    draft = kept(person)

    def fail(*_args):
        raise InvalidInput("Une panne.")

    monkeypatch.setattr(submission, "insert_together", fail)
    assert signed_in(person).post(NEW, form_of(draft)).status_code == 422
    assert (Idea.objects.count(), Draft.objects.count()) == (0, 1)


def test_the_draft_of_somebody_else_is_not_taken_by_naming_its_key(signed_in):
    draft = kept(UserFactory())
    signed_in(UserFactory()).post(NEW, form_of(draft))
    assert list(Draft.objects.all()) == [draft]


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_begin_the_same_draft_at_once_make_one_and_one_is_told():
    person, key, ends = UserFactory(), uuid.uuid4(), []
    together = threading.Barrier(2)

    def device(words):
        together.wait()
        try:
            save_draft(words, key=key, version=0, by=person)
            ends.append("kept")
        except Conflict:
            ends.append("told")
        finally:
            connections.close_all()

    devices = [threading.Thread(target=device, args=[words]) for words in (WORDS, OTHER)]
    for each in devices:
        each.start()
    for each in devices:
        each.join()
    assert (sorted(ends), Draft.objects.count()) == (["kept", "told"], 1)


# --- The pages --------------------------------------------------------------------------------------------------


def test_without_javascript_a_draft_is_kept_found_again_and_sent(signed_in):
    client = signed_in(UserFactory())
    answer = client.post(NEW, form_of(problem_text="Court", draft=str(uuid.uuid4()), draft_version="0", then="later"))
    assert (answer.status_code, answer["Location"], Idea.objects.count()) == (303, reverse("ideas:mine"), 0)
    draft = Draft.objects.get()
    assert f"{NEW}?draft={draft.key}" in client.get(reverse("ideas:mine")).content.decode()
    form = client.get(f"{NEW}?draft={draft.key}").context["form"]
    assert (form["problem_text"].value(), form["draft_version"].value()) == ("Court", 1)


def test_without_javascript_two_devices_are_shown_both_texts_and_choose(signed_in):
    person = UserFactory()
    client, draft = signed_in(person), kept(person)
    save_draft(OTHER, key=draft.key, version=1, by=person)
    mine = form_of(draft, problem_text="Mon texte à moi", then="later")
    answer = client.post(NEW, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mon texte à moi" in page and OTHER.problem_text in page
    again = answer.context["form"]["draft_version"].value()
    assert client.post(NEW, mine | {"draft_version": again}).status_code == 303
    assert Draft.objects.get().problem_text == "Mon texte à moi"


def test_an_empty_form_is_not_kept_for_later(signed_in):
    answer = signed_in(UserFactory()).post(NEW, form_of(problem_text=" ", then="later"))
    assert (answer.status_code, Draft.objects.count()) == (422, 0)


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_draft_that_does_not_exist_is_not_found(signed_in, key):
    assert signed_in(UserFactory()).get(f"{NEW}?draft={key}").status_code == 404


def test_the_draft_of_somebody_else_does_not_exist(signed_in):
    draft = kept(UserFactory())
    client = signed_in(UserFactory())
    assert client.get(f"{NEW}?draft={draft.key}").status_code == 404
    assert client.get(f"{reverse('ideas:mine')}?discarded={draft.key}").context["discarded"] is None
    for name in ("discard_draft", "restore_draft"):
        assert client.post(reverse(f"ideas:{name}", args=[draft.key])).status_code == 404
    assert WORDS.problem_text not in client.get(reverse("ideas:mine")).content.decode()


def test_a_selector_that_forgot_the_person_would_be_seen(signed_in, monkeypatch):
    """Planted fault: with drafts given to whoever has their key, the test above fails."""
    draft = kept(UserFactory())
    monkeypatch.setattr("ideas.views.drafts.draft_of", lambda person, key: Draft.objects.get(key=key))
    assert WORDS.problem_text in signed_in(UserFactory()).get(f"{NEW}?draft={draft.key}").content.decode()


def test_delete_then_undo(signed_in):
    person = UserFactory()
    client, draft = signed_in(person), kept(person)
    gone = client.post(reverse("ideas:discard_draft", args=[draft.key]), follow=True)
    assert list(drafts_of(person)) == []
    undo = reverse("ideas:restore_draft", args=[draft.key])
    assert undo in gone.content.decode()
    assert WORDS.problem_text in client.post(undo, follow=True).content.decode()


def test_the_page_saves_while_one_types(signed_in):
    person, key = UserFactory(), uuid.uuid4()
    client = signed_in(person)
    first = client.post(save_url(key), form_of(draft_version="0", person=str(person.pk)))
    assert (first.status_code, first.json()["version"]) == (200, 1)
    second = client.post(save_url(key), form_of(problem_text="Un peu plus de mots", draft_version="1"))
    assert second.json()["version"] == 2
    late = client.post(save_url(key), form_of(problem_text="Depuis un autre appareil", draft_version="1"))
    assert (late.status_code, late.json()["current"]["problem_text"]) == (409, "Un peu plus de mots")


@pytest.mark.parametrize("address", [reverse("ideas:send"), save_url(uuid.UUID(int=7))], ids=["send", "save"])
def test_words_of_one_person_are_never_taken_in_the_name_of_another(signed_in, address):
    writer, other = UserFactory(), UserFactory()
    answer = signed_in(other).post(address, form_of(person=str(writer.pk)))
    assert (answer.status_code, Idea.objects.count(), Draft.objects.count()) == (403, 0, 0)


def test_a_guard_that_forgot_whose_words_they_are_would_be_seen(signed_in, monkeypatch):
    """Planted fault: without the guard the words of one are sent as another."""
    monkeypatch.setattr("parkour.core.programs.ServiceDataView.permit", lambda self: None)
    writer, other = UserFactory(), UserFactory()
    signed_in(other).post(reverse("ideas:send"), form_of(person=str(writer.pk)))
    assert Idea.objects.get().authorships.get().person == other


def test_the_page_sends_once_whatever_the_number_of_replays(signed_in):
    person = UserFactory()
    client, sent = signed_in(person), form_of(person=str(person.pk))
    answers = [client.post(reverse("ideas:send"), sent) for _ in range(3)]
    reference = Idea.objects.get().reference
    assert {(answer.status_code, answer.json()["url"]) for answer in answers} == {(201, f"/ideas/{reference}/receipt/")}


def test_a_replay_without_its_key_would_be_seen(signed_in):
    """Planted fault: the key is what makes it one."""
    client, sent = signed_in(UserFactory()), form_of()
    for _ in range(2):
        client.post(reverse("ideas:send"), {name: value for name, value in sent.items() if name != "client_uuid"})
    assert Idea.objects.count() == 2


def test_a_refusal_is_said_in_words_beside_its_field(signed_in):
    answer = signed_in(UserFactory()).post(reverse("ideas:send"), form_of(problem_text="Court"))
    said = answer.json()
    assert (answer.status_code, list(said["errors"])) == (422, ["problem_text"])
    assert said["message"] == said["errors"]["problem_text"][0] != ""


def test_a_key_used_for_another_text_is_said(signed_in):
    client, sent = signed_in(UserFactory()), form_of()
    client.post(reverse("ideas:send"), sent)
    answer = client.post(reverse("ideas:send"), sent | {"problem_text": "Une tout autre histoire."})
    assert (answer.status_code, Idea.objects.count()) == (409, 1)
    assert Idea.objects.get().reference in answer.json()["message"]


def test_a_stranger_is_sent_to_sign_in_and_nothing_is_kept_of_them():
    answer = Client().post(reverse("ideas:send"), form_of())
    assert answer["Location"].startswith(reverse("account_login"))
    assert "again" not in answer["Location"]


def test_the_form_says_what_a_text_seems_to_name_and_takes_it_all_the_same(signed_in):
    client = signed_in(UserFactory())
    answer = client.post(NEW, form_of(problem_text="Mme Dupont", change_text="", speaker="group"))
    assert answer.context["hints"] == {"name"}
    assert client.post(NEW, form_of(problem_text="Chez Mme Dupont, il manque une clé.")).status_code == 303


def test_what_was_received_is_named_to_the_browser_and_nothing_else(signed_in):
    client, name = signed_in(UserFactory()), str(uuid.uuid4())
    assert client.post(NEW, form_of(_kept=name)).cookies["received"].value == name
    assert "received" not in client.post(NEW, form_of(problem_text="Court", _kept=name)).cookies
    assert "received" not in Client().post(NEW, form_of(_kept=name)).cookies
    for odd in ("x", "a;b", "é" * 36, "../" * 12):
        assert client.post(NEW, form_of(_kept=odd)).cookies.get("received", None) is None

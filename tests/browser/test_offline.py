"""No network, a killed tab, an ended session, the next person on the same phone: no word lost, none sent twice, none
read by anybody else.
"""

import json
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from ideas.hints import for_the_page, hints_in
from ideas.models import Draft, Idea, Message
from ideas.selectors import drafts_of
from ideas.services.drafts import DraftWords, save_draft
from parkour.organisation.models import Organisation
from tests.browser.disk import DISK
from tests.browser.people import Person
from tests.browser.phone import CHANGE, PLANT, WORDS, Phone, author, phone
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.ideas import test_hints
from tests.ideas.campaigning import announced
from tests.waiting import wait_until

__all__ = ["author", "phone"]  # the fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ideas():
    return list(Idea.objects.values_list("problem_text", flat=True))


def test_typed_without_network_it_waits_leaves_once_and_is_seen_by_the_officer(browser, product, phone):
    phone.go("/ideas/new/").cut().write(change=CHANGE).send_form()
    phone.waits().sees(WORDS).sees(CHANGE).looks_right()
    assert (phone.kept(), ideas()) == ([0, 1], [])
    phone.cut(False)
    phone.page.wait_for_url(re.compile("/receipt/$"))
    idea = Idea.objects.get()
    assert (idea.problem_text, idea.change_text, idea.kind) == (WORDS, CHANGE, "proposal")
    phone.sees(idea.reference).kept_is(0, 0)
    officer = Person(browser, product, UserFactory(officer=True), 390)
    officer.go("/triage/").go(f"/triage/{idea.reference}/").sees(WORDS)
    officer.context.close()


def test_the_form_opens_without_network_and_what_is_written_there_leaves_later(phone, author):
    phone.go("/ideas/new/").cut()
    phone.page.goto(phone.url + "/ideas/new/")
    phone.sees("Pas de réseau").sees(author.site.name).write().send_form()
    phone.waits().looks_right()
    phone.page.goto(phone.url + "/")  # another page, still no network: it is told there
    phone.sees("En attente d’envoi").sees(WORDS).looks_right()
    phone.cut(False)
    wait_until(lambda: ideas() == [WORDS], ideas)
    phone.go("/ideas/").sees(Idea.objects.get().reference).kept_is(0, 0)


def test_without_network_the_form_keeps_the_campaign_and_the_site_of_the_poster_by_which_one_came(phone):
    campaign, site = announced(), SiteFactory()
    phone.go("/ideas/new/").cut()
    phone.page.goto(f"{phone.url}/ideas/new/?campaign={campaign.code}&site={site.code}")
    phone.sees("Pas de réseau").sees(campaign.code).sees("le site de l’affiche").write().kept_is(1, 0)
    phone.page.goto(phone.url + "/ideas/new/")  # another day, without the poster
    phone.sees_words().sees(campaign.code).send_form().waits()
    phone.cut(False)
    wait_until(lambda: ideas() == [WORDS], ideas)
    idea = Idea.objects.get()
    assert (idea.campaign, idea.site) == (campaign, site)


def test_without_the_poster_it_is_sent_from_the_site_of_its_author_and_answers_no_campaign(phone, author):
    """Planted fault of the one above: what it looks at can be otherwise."""
    announced()
    phone.go("/ideas/new/").cut()
    phone.page.goto(f"{phone.url}/ideas/new/")
    phone.write().send_form().waits()
    phone.cut(False)
    wait_until(lambda: ideas() == [WORDS], ideas)
    idea = Idea.objects.get()
    assert (idea.campaign, idea.site) == (None, author.site)


def test_whom_to_call_is_read_without_network(phone):
    Organisation.objects.filter(pk=1).update(other_channels="Ligne d’écoute : 01 02 03 04 05")
    # Asked for, not waited for: a browser may never say that an update has ended.
    phone.page.evaluate("() => { navigator.serviceWorker.getRegistration().then(each => each.update()) }")
    wait_until(lambda: "01 02 03 04 05" in phone.page.evaluate(DISK), lambda: "not kept yet")
    phone.cut().page.goto(phone.url + "/channels/")
    phone.sees("3977").sees("Ligne d’écoute : 01 02 03 04 05").looks_right()


def test_a_killed_tab_loses_nothing(phone):
    phone.go("/ideas/new/").write().kept_is(1, 0)
    phone.kill_tab()
    phone.go("/ideas/new/").sees_words()


def test_the_back_button_loses_nothing(phone):
    phone.go("/ideas/new/").write().kept_is(1, 0)
    phone.go("/board/")
    phone.page.go_back()
    phone.sees_words()


def test_a_line_offers_to_erase_what_came_back(phone):
    phone.go("/ideas/new/").write().kept_is(1, 0).go("/").go("/ideas/new/").sees_words()
    phone.page.locator("[data-kept-note] button").click()
    phone.sees_words("").kept_is(0, 0).go("/ideas/new/").sees_words("")


def test_what_is_typed_is_a_draft_on_the_server_found_on_another_device_and_gone_once_sent(
    browser, product, phone, author
):
    phone.go("/ideas/new/").write()
    wait_until(lambda: Draft.objects.filter(problem_text=WORDS).exists(), lambda: list(Draft.objects.values()))
    other = Phone(browser, product, author, 1280)
    other.go("/ideas/").page.locator(f"text={WORDS}").click()
    other.sees_words().send_form()
    other.page.wait_for_url(re.compile("/receipt/$"))
    assert (ideas(), Draft.objects.count()) == ([WORDS], 0)
    other.context.close()


def test_two_devices_are_shown_both_texts(phone, author):
    key = uuid.uuid4()
    save_draft(DraftWords(WORDS), key=key, version=0, by=author)
    phone.go(f"/ideas/new/?draft={key}").sees_words()
    save_draft(DraftWords("Écrit au bureau entre-temps."), key=key, version=1, by=author)
    phone.page.fill("[name=problem_text]", WORDS + " Encore ce matin.")
    phone.page.locator("[data-other-draft]").wait_for()
    phone.sees("Écrit au bureau entre-temps.").looks_right()
    assert Draft.objects.get().problem_text == "Écrit au bureau entre-temps."
    phone.page.locator("[data-keep-mine]").click()
    wait_until(lambda: Draft.objects.get().problem_text.endswith("ce matin."), lambda: list(Draft.objects.values()))


def test_saved_to_be_finished_later_it_is_on_the_list_deleted_and_taken_back(phone, author):
    phone.go("/ideas/new/").write()
    while phone.page.locator("[data-continue]").is_visible():
        phone.page.locator("[data-continue]").click()
    asked = []
    phone.page.on("request", lambda request: asked.append((request.method, request.url.removeprefix(phone.url))))
    phone.press("[name=then][value=later]").sees("Votre brouillon est gardé").sees(WORDS).kept_is(0, 0)
    sent = min(at for at, (method, url) in enumerate(asked) if method == "POST" and url.startswith("/ideas/new/"))
    # Nothing by the page that goes away: it would meet the version that the form has just written.
    assert [url for _method, url in asked[sent:] if "/ideas/drafts/" in url] == []
    phone.send("/discard/")
    assert drafts_of(author).count() == 0
    phone.send("/restore/").sees(WORDS)
    assert drafts_of(author).count() == 1


def test_after_an_ended_session_the_words_wait_unreadable_for_the_same_person(phone, author):
    phone.go("/ideas/new/").write().kept_is(1, 0)
    Session.objects.all().delete()
    Draft.objects.all().delete()
    phone.page.goto(phone.url + "/ideas/new/")
    phone.page.locator("input[name=login]").wait_for()
    assert phone.kept() == [1, 0]
    assert "badgeuse" not in phone.page.evaluate(DISK)
    phone.sign_in(author.email, PASSWORD).go("/ideas/new/").sees_words()


def test_a_contribution_that_waits_over_an_ended_session_leaves_once_its_writer_is_back(phone, author):
    phone.go("/ideas/new/").cut().write().send_form().waits()
    Session.objects.all().delete()
    phone.cut(False)
    phone.page.goto(phone.url + "/accounts/login/")
    assert ideas() == []
    phone.sign_in(author.email, PASSWORD)
    wait_until(lambda: ideas() == [WORDS], ideas)


def test_the_words_of_one_are_never_sent_nor_shown_as_those_of_the_next(phone, author):
    """The session ends, somebody else signs in on the same phone; then the first one is back."""
    phone.go("/ideas/new/").cut().write().send_form().waits()
    Session.objects.all().delete()
    next_one = UserFactory()
    phone.cut(False)
    phone.page.goto(phone.url + "/accounts/login/")
    phone.sign_in(next_one.email, PASSWORD)
    for path in ("/", "/ideas/", "/ideas/new/"):
        phone.go(path)
        assert "badgeuse" not in phone.page.content()
    phone.sees_words("")
    assert "badgeuse" not in phone.page.evaluate(DISK)
    assert (ideas(), phone.kept()) == ([], [0, 1])
    Session.objects.all().delete()
    phone.page.goto(phone.url + "/accounts/login/")
    phone.sign_in(author.email, PASSWORD)
    wait_until(lambda: ideas() == [WORDS], ideas)
    assert Idea.objects.get().authorships.get().person == author


def test_after_signing_out_nothing_of_the_person_stays_on_the_phone(phone, author):
    idea = IdeaFactory(author=author)
    phone.go("/ideas/new/").write().kept_is(1, 0)
    phone.go(f"/ideas/{idea.reference}/").sign_out()
    next_one = UserFactory()
    phone.page.goto(phone.url + "/accounts/login/")
    phone.kept_is(0, 0)
    phone.sign_in(next_one.email, PASSWORD).settle()
    disk = phone.page.evaluate(DISK)
    for words in ("badgeuse", author.email, author.first_name, idea.reference, idea.problem_text):
        assert words not in disk
    phone.cut().page.goto(phone.url + "/ideas/new/")
    phone.sees_words("")
    phone.cut(False)
    assert Draft.objects.get().problem_text == WORDS  # what was not sent is a draft, for its writer alone


def test_what_is_looked_at_would_be_seen_if_it_were_kept_in_the_clear(phone):
    """Planted fault: the search of the disk is able to find words."""
    phone.go("/ideas/new/").write().kept_is(1, 0)
    phone.page.evaluate(PLANT, WORDS)
    assert "badgeuse" in phone.page.evaluate(DISK)


def test_on_a_device_where_nobody_is_signed_in_the_form_says_so(browser, product, phone):
    phone.sign_out().page.goto(phone.url + "/channels/")
    phone.cut().page.goto(phone.url + "/ideas/new/")
    phone.sees("Personne n’est connecté")
    assert not phone.page.locator("[name=problem_text]").is_visible()


# --- Other forms ------------------------------------------------------------------------------------------------------


def test_a_message_left_by_a_link_is_back_and_gone_once_sent(phone, author):
    idea = IdeaFactory(author=author)
    path = f"/ideas/{idea.reference}/message/"
    phone.go(path).fill(body="Une précision : c’est le matin.").kept_is(1, 0)
    phone.page.locator(".topbar .back").click()
    phone.go(path)
    expect(phone.page.locator("[name=body]")).to_have_value("Une précision : c’est le matin.")
    phone.press(".dock button[data-kind=primary]")
    assert Message.objects.filter(sender=author).get().body == "Une précision : c’est le matin."
    phone.kept_is(0, 0).go(path)
    expect(phone.page.locator("[name=body]")).to_have_value("")


def test_what_is_typed_while_the_page_still_begins_is_kept(phone, author):
    phone.page.add_init_script(
        "const { sign } = SubtleCrypto.prototype;"
        "SubtleCrypto.prototype.sign = async function (...given) {"
        "  await new Promise((done) => setTimeout(done, 3000)); return sign.apply(this, given); };"
    )
    phone.go(f"/ideas/{IdeaFactory(author=author).reference}/message/")
    phone.fill(body="Une précision : c’est le matin.").kept_is(1, 0)


def test_without_the_word_of_the_server_nothing_is_forgotten(phone, author):
    """The message was sent and the network broke: opening another page is no proof that it arrived."""
    idea = IdeaFactory(author=author)
    path = f"/ideas/{idea.reference}/message/"
    phone.go(path).fill(body="Une précision : c’est le matin.").kept_is(1, 0)
    phone.context.route(
        f"**{path}", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    phone.page.locator(".dock button[data-kind=primary]").click()
    phone.page.wait_for_url(re.compile("^chrome-error:"))
    phone.go("/ideas/").go(path)
    expect(phone.page.locator("[name=body]")).to_have_value("Une précision : c’est le matin.")


# --- Hints ------------------------------------------------------------------------------------------------------------


def test_the_phone_hints_as_the_server_does_and_sends_no_word_for_it(phone):
    texts = [*test_hints.NAMES, *test_hints.HEALTH, *test_hints.PLAIN]
    phone.go("/ideas/new/")
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url))
    for text in texts:
        phone.page.fill("[name=problem_text]", text)
        shown = phone.page.eval_on_selector_all(
            "[data-hint]:not([hidden])", "all => all.map(each => each.dataset.hint)"
        )
        assert set(shown) == hints_in(text), text
    assert [url for url in asked if "/ideas/drafts/" not in url and "/static/" not in url] == []
    assert json.loads(phone.page.get_attribute("[data-hints]", "data-hints")) == for_the_page()


def test_a_hint_stops_nobody(phone):
    phone.go("/ideas/new/").write("Chez Mme Dupont, la clé manque.")
    phone.sees("semble nommer").send_form().page.wait_for_url(re.compile("/receipt/$"))
    assert len(ideas()) == 1

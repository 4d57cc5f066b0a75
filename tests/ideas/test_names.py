"""S13, S15: a name hidden after the publication is gone but from what has left; it is shown again with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from ideas.anonymous import issue_ticket
from ideas.enums import Visibility
from ideas.models import Idea, IdeaEvent
from ideas.services import following, names
from ideas.services.anonymous import send_anonymous
from ideas.services.board_keys import make_display_key, make_feed_key
from ideas.services.comments import write_comment
from ideas.services.follow_up import publish_update
from ideas.services.submission import withdraw_idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.notifications import rewording
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.services import Letter, notify
from tests.committee.pages import browser
from tests.factories import IdeaFactory, UserFactory
from tests.factories.people import SiteFactory
from tests.ideas.anonymously import new_key, open_to_anonymous
from tests.ideas.lives import done
from tests.markup import page_of

pytestmark = pytest.mark.django_db
NAME = "Aliénor O’Kergoat"


@pytest.fixture
def author():
    return UserFactory(first_name="Aliénor", last_name="O’Kergoat")


@pytest.fixture
def published(author):
    """Done and told to everybody, with the author's name in every text that may hold it."""
    idea = done(IdeaFactory(author=author, shortlisted=True, problem_text=f"{NAME} attend deux heures."))
    officer = UserFactory(officer=True)
    write_comment(idea, by=author, body=f"Signé {NAME}.", key="0d3f0b52-5f0c-4a1f-9a53-0c5f3a6c3f77")
    publish_update(
        idea, by=officer, you_said=f"{NAME} attend.", we_did=f"Fait avec {NAME}.", effect="", credits=f"Merci à {NAME}"
    )
    return Idea.objects.get(pk=idea.pk)


def tell(person, idea, *, key="x"):
    """A letter to a colleague that says who wrote it."""
    notify(
        [person],
        kind="follower_publish",
        event_key=key,
        compose=lambda _person: Letter(f"Fait : l’idée de {NAME}", f"{NAME} a proposé « l’attente ».", "Voir"),
        url=idea.get_absolute_url(),
    )


def places(idea):
    """Every page, feed, screen and file where a colleague may meet this contribution."""
    colleague, officer = UserFactory(), UserFactory(officer=True)
    screen = make_display_key(site=SiteFactory(), name="Entrée", by=officer)[1]
    feed = make_feed_key(name="Lecteur", by=colleague)[1]
    client = browser(colleague)
    asked = {
        "board": client.get("/board/"),
        "search": client.get("/board/", {"q": "attend"}),
        "page": client.get(idea.get_absolute_url()),
        "api": client.get(f"/api/v1/ideas/{idea.reference}/"),
        "list": client.get("/api/v1/ideas/"),
        "inbox": client.get(reverse("notifications:inbox")),
        "screen": Client().get(reverse("ideas:tv", args=[screen])),
        "feed": Client().get(reverse("ideas:feed", args=[feed])),
        "export": browser(UserFactory(admin=True)).get(reverse("ideas:export"), {"format": "csv"}),
    }
    return {
        name: (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        for name, answer in asked.items()
    }


def naming(texts):
    return {name for name, text in texts.items() if "Kergoat" in text or "Aliénor" in text}


def test_once_hidden_the_name_is_on_no_page_screen_feed_nor_file(published, author):
    assert {"board", "page", "api"} <= naming(places(published))  # and kept by whatever keeps pages
    names.hide_name(published, by=author)
    assert naming(places(published)) == set()


def test_planted_fault_without_the_veil_it_would_still_be_read(published, author, monkeypatch):
    names.hide_name(published, by=author)
    monkeypatch.setattr("ideas.privacy.Veil.words", lambda self, text: text)
    assert {"board", "page"} <= naming(places(published))


def test_nobody_finds_it_by_the_name_and_the_officer_still_reads_it(published, author):
    names.hide_name(published, by=author)
    assert published.reference not in page_of(browser(UserFactory()).get("/board/", {"q": "Kergoat"})).text
    officer = browser(UserFactory(officer=True))
    assert "Kergoat" in page_of(officer.get(published.get_absolute_url())).text


def test_what_waits_to_leave_no_longer_says_the_name_and_what_left_is_counted(published, author):
    colleague, officer = UserFactory(), UserFactory(officer=True)
    tell(colleague, published, key="first")
    OutgoingMail.objects.filter(recipient=colleague).update(state="sent", sent_at=clock.now())
    tell(colleague, published, key="second"), tell(author, published), tell(officer, published)
    assert names.mails_that_left(published) == 1
    page = page_of(browser(author).get(reverse("ideas:hide_name", args=[published.reference])))
    assert "1 mail about it has already left" in page.text
    names.hide_name(published, by=author)
    waiting = OutgoingMail.objects.filter(recipient=colleague, state="queued")
    for row in waiting:
        assert naming({"mail": f"{row.subject} {row.body_text} {row.body_html}"}) == set()
    assert waiting.exists()
    inbox = Notification.objects.filter(recipient=colleague)
    assert naming({row.pk: f"{row.title} {row.body}" for row in inbox}) == set()
    for person in (author, officer):
        row = OutgoingMail.objects.filter(recipient=person, state="queued").latest("pk")
        assert "Kergoat" in row.body_text and "Kergoat" in row.subject


def test_planted_fault_when_the_waiting_rows_are_left_alone_the_name_leaves(published, author, monkeypatch):
    colleague = UserFactory()
    tell(colleague, published)
    monkeypatch.setattr(names, "reword", lambda *args, **kwargs: 0)
    names.hide_name(published, by=author)
    assert "Kergoat" in OutgoingMail.objects.get(recipient=colleague).body_text


def test_a_mail_that_is_being_sent_is_counted_with_those_that_left(published, author):
    tell(UserFactory(), published)
    OutgoingMail.objects.filter(kind="follower_publish").update(state="inflight", claimed_at="2026-01-01T00:00Z")
    assert names.mails_that_left(published) == 1


def test_letters_about_other_things_are_not_touched(author, published):
    colleague = UserFactory()
    notify(
        [colleague],
        kind="comment_restored",
        event_key="y",
        compose=lambda _person: Letter("Bonjour", f"{NAME} vous remplace lundi."),
        url="/board/",
    )
    names.hide_name(published, by=author)
    assert NAME in Notification.objects.get(recipient=colleague).body


def test_a_follower_who_is_told_afterwards_reads_no_name(published, author):
    follower = UserFactory()
    following.follow(published, by=follower)
    names.hide_name(published, by=author)
    publish_update(
        published, by=UserFactory(officer=True), you_said=f"{NAME} attend.", we_did=f"{NAME} n’attend plus.", credits=""
    )
    rows = Notification.objects.filter(recipient=follower)
    assert naming({row.pk: f"{row.title} {row.body}" for row in rows}) == set()


def test_a_group_is_hidden_whole_its_name_too_and_the_others_are_told(author):
    other = UserFactory(locale="en")
    idea = IdeaFactory(author=author, coauthors=(other,), shortlisted=True, group_names="L’équipe d’Aliénor")
    names.hide_name(idea, by=other)
    fresh = Idea.objects.get(pk=idea.pk)
    assert (fresh.visibility, fresh.group_names) == (Visibility.NAME_HIDDEN, "")
    assert Notification.objects.filter(recipient=author, kind="author_hide_name").count() == 1
    with pytest.raises(NotAllowed):
        names.show_name(idea, by=author)  # not alone what was hidden for two


def test_twice_is_once(published, author):
    for _time in range(2):
        names.hide_name(published, by=author)
    assert IdeaEvent.objects.filter(idea=published, name="hide_name").count() == 1


def test_nobody_else_hides_and_a_colleague_or_a_reviewer_shows_nothing(published, author):
    for person in (UserFactory(), UserFactory(officer=True)):
        with pytest.raises(NotAllowed):
            names.hide_name(published, by=person)
    names.hide_name(published, by=author)
    for person in (UserFactory(), UserFactory(reviewer=True), UserFactory(admin=True), UserFactory(sponsor=True)):
        with pytest.raises(NotAllowed):
            names.show_name(published, by=person, reason="Je veux savoir.")


def test_what_was_withdrawn_is_shown_by_nobody(author):
    idea = IdeaFactory(author=author, visibility=Visibility.NAME_HIDDEN)
    withdraw_idea(idea, by=author)
    with pytest.raises(NotAllowed):
        names.show_name(idea, by=UserFactory(officer=True), reason="Une raison.")


def test_the_only_author_shows_the_name_again_without_a_reason(published, author):
    names.hide_name(published, by=author)
    browser(author).post(reverse("ideas:show_name", args=[published.reference]))
    assert Idea.objects.get(pk=published.pk).visibility == Visibility.PUBLIC


# --- S14: nothing tells by elimination ---------------------------------------------------------------------------


def test_who_comments_on_their_own_without_a_name_is_the_author_for_others_and_you_for_themselves(published, author):
    names.hide_name(published, by=author)
    address = published.get_absolute_url()
    own, others = (page_of(browser(person).get(address)).text for person in (author, UserFactory()))
    assert "Signé Aliénor" in own
    assert "Kergoat" not in others and "Aliénor" not in others and "Signé …" in others


def test_hiding_a_name_changes_no_count(published, author):
    colleague = browser(UserFactory())
    address = f"/api/v1/ideas/{published.reference}/support/"
    before = colleague.get(address).json()
    names.hide_name(published, by=author)
    assert colleague.get(address).json() == before


# --- S15: by the officer ---------------------------------------------------------------------------------------


def test_the_officer_shows_a_hidden_name_with_a_reason_that_is_kept_and_told(author):
    idea, officer = (
        IdeaFactory(author=author, opened=True, visibility=Visibility.NAME_HIDDEN),
        UserFactory(officer=True),
    )
    address = reverse("ideas:show_name", args=[idea.reference])
    client = browser(officer)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert Idea.objects.get(pk=idea.pk).visibility == Visibility.NAME_HIDDEN
    client.post(address, {"reason": "Une enquête l’exige."})
    event = IdeaEvent.objects.get(idea=idea, name="show_name")
    assert (event.actor, event.note, event.is_internal) == (officer, "Une enquête l’exige.", False)
    told = Notification.objects.get(recipient=author, kind="author_show_name")
    assert "Une enquête l’exige." in told.body
    assert OutgoingMail.objects.filter(recipient=author, kind="author_show_name").exists()


def test_the_service_asks_for_the_reason_too_and_shows_nothing_without(author):
    idea = IdeaFactory(author=author, visibility=Visibility.NAME_HIDDEN)
    with pytest.raises(InvalidInput):
        names.show_name(idea, by=UserFactory(officer=True), reason="  ")
    assert not IdeaEvent.objects.filter(name="show_name").exists()


def test_planted_fault_without_the_telling_the_author_would_not_know(author, monkeypatch):
    idea = IdeaFactory(author=author, visibility=Visibility.NAME_HIDDEN)
    monkeypatch.setattr(names, "tell_authors", lambda *args: 0)
    names.show_name(idea, by=UserFactory(officer=True), reason="Une raison.")
    assert not Notification.objects.filter(recipient=author, kind="author_show_name").exists()


def test_of_an_anonymous_contribution_there_is_no_name_to_show():
    open_to_anonymous()
    idea, _new = send_anonymous(ticket=issue_ticket(), key=new_key(), problem_text="Le planning change trop tard.")
    with pytest.raises(NotAllowed):
        names.show_name(idea, by=UserFactory(officer=True), reason="Une raison.")


def test_only_rows_about_the_texts_are_reworded():
    person = UserFactory()
    notify([person], kind="comment_restored", event_key="z", compose=lambda _p: Letter("Rien", "Rien"), url="/x/")
    assert rewording.reword(("", "PKR-1"), but_for=set(), words=str.upper, markup=str.upper) == 0

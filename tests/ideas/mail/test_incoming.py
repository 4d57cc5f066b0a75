import uuid

import pytest
from django.utils import timezone

from ideas.enums import HeldBecause, MailFate
from ideas.models import Attachment, Idea, IncomingMail, Message
from ideas.services import incoming
from ideas.services.conversation import write_message
from ideas.services.telling import tell_untold
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.models import OutgoingMail
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.files import makers
from tests.ideas.mail.letters import TEXT, mail_of
from tests.notifications.servers import in_threads

pytestmark = pytest.mark.django_db
receive = incoming.receive_mail


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def author():
    return UserFactory(email="samira@parkour.example")


def kept_files(media):
    return sorted(path.name for path in (media / "mail").glob("*")) if (media / "mail").exists() else []


def left_of(mail):
    return mail.sender, mail.sender_name, mail.subject, mail.text, mail.files, mail.stored_as


def test_what_a_colleague_writes_becomes_their_feedback_and_nothing_else_is_kept(author, media):
    mail = receive(mail_of("Samira@parkour.example", subject="Re: Portail"))
    idea = Idea.objects.get()
    assert (idea.problem_text, idea.kind, list(idea.people.all())) == (f"Portail\n\n{TEXT}", "feedback", [author])
    assert (mail.fate, mail.idea, left_of(mail)) == (MailFate.TAKEN, idea, ("", "", "", "", [], ""))
    tell_untold()
    assert author.notifications.get().kind == "author_submit"
    assert kept_files(media) == []


def test_the_same_mail_twice_is_one_contribution(author):
    raw = mail_of(author.email, key="un")
    assert receive(raw) == receive(raw)
    assert receive(mail_of(author.email, key="un", text="Un autre texte, avec la même clé.")).fate == MailFate.TAKEN
    assert (Idea.objects.count(), IncomingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_two_readers_of_one_mail_make_one(author, known):
    raw = mail_of(author.email if known else "inconnu@ailleurs.example", key="un")
    in_threads(lambda: receive(raw), lambda: receive(raw))
    assert (IncomingMail.objects.count(), Idea.objects.count()) == (1, int(known))


def test_without_its_key_a_mail_read_twice_would_be_two(author, monkeypatch):
    """The planted fault: each copy has a key of its own."""
    real = incoming.read_mail
    monkeypatch.setattr(
        incoming, "read_mail", lambda raw: type(real(raw))(**vars(real(raw)) | {"key": uuid.uuid4().hex})
    )
    raw = mail_of(author.email, key="un")
    receive(raw), receive(raw)
    assert Idea.objects.count() == 2


def test_files_go_through_the_same_checks_and_those_left_out_are_named(author):
    files = [
        ("plan.pdf", "application/pdf", makers.pdf()),
        ("virus.pdf", "application/pdf", b"MZ\x90\x00 programme"),
        ("photo.jpg", "image/jpeg", makers.photo_of_a_telephone(6)),
    ]
    receive(mail_of(author.email, files=files))
    idea = Idea.objects.get()
    assert [file.name for file in idea.attachments.order_by("position")] == ["plan.pdf", "photo.webp"]
    assert "virus.pdf" in idea.problem_text.rpartition("\n\n")[2]


def test_many_files_that_are_not_taken_leave_room_for_the_words(author):
    idea = IdeaFactory(author=author)
    write_message(idea, by=UserFactory(officer=True), body="À quelle heure ?")
    ours = OutgoingMail.objects.filter(recipient=author).latest("pk")
    files = [(f"{'long' * 30} {number}.exe", "application/octet-stream", b"MZ programme") for number in range(30)]
    receive(mail_of(author.email, text="Le soir.", files=files, In_Reply_To=f"<{ours.uuid}@parkour>"))
    body = Message.objects.latest("pk").body
    assert body.startswith("Le soir.\n\n[")
    assert (len(body) <= 5_000, body.count(".exe")) == (True, 0)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (mail_of("inconnu@ailleurs.example"), HeldBecause.UNKNOWN),
        (mail_of(""), HeldBecause.UNKNOWN),
        (mail_of("samira@parkour.example", subject="", text="Court"), HeldBecause.SHORT),
    ],
)
def test_what_we_cannot_take_at_once_is_held_with_its_words(author, media, raw, reason):
    mail = receive(raw)
    assert (mail.fate, mail.held_because, Idea.objects.count()) == (MailFate.HELD, reason, 0)
    assert len(kept_files(media)) == 1


def test_somebody_who_left_is_unknown():
    UserFactory(email="parti@parkour.example", is_active=False)
    assert receive(mail_of("parti@parkour.example")).held_because == HeldBecause.UNKNOWN


@pytest.mark.parametrize(
    ("proof", "taken"),
    [
        ("mx.parkour.example; spf=pass; dmarc=pass header.from=parkour.example", True),
        ("mx.parkour.example; dmarc=fail", False),
        ("mx.ailleurs.example; dmarc=pass", False),
        ("", False),
    ],
)
def test_where_our_server_confirms_senders_a_forged_one_is_held(author, settings, proof, taken):
    settings.MAIL_IN_AUTHSERV = "mx.parkour.example"
    mail = receive(mail_of(author.email, **({"Authentication_Results": proof} if proof else {})))
    assert mail.fate == (MailFate.TAKEN if taken else MailFate.HELD)


def test_without_that_server_a_forged_sender_would_be_believed(author, settings):
    """The planted fault: nobody is asked. The author has the receipt, and can take it back."""
    settings.MAIL_IN_AUTHSERV = ""
    assert (
        receive(mail_of(author.email, Authentication_Results="mx.parkour.example; dmarc=fail")).fate == MailFate.TAKEN
    )


def test_what_no_person_wrote_is_ignored_and_not_kept(author, media, settings):
    for raw in (
        mail_of(author.email, Auto_Submitted="auto-replied"),
        mail_of(settings.DEFAULT_FROM_EMAIL.split("<")[-1].strip(">")),
    ):
        mail = receive(raw)
        assert (mail.fate, left_of(mail)) == (MailFate.IGNORED, ("", "", "", "", [], ""))
    assert (Idea.objects.count(), kept_files(media)) == (0, [])


def test_an_answer_to_one_of_our_mails_joins_its_contribution(author):
    idea, officer = IdeaFactory(author=author), UserFactory(officer=True)
    write_message(idea, by=officer, body="À quelle heure ?")
    ours = OutgoingMail.objects.filter(recipient=author).latest("pk")
    mail = receive(mail_of(author.email, text="Le soir.", In_Reply_To=f"<{ours.uuid}@parkour>"))
    assert (mail.fate, mail.idea, Idea.objects.count()) == (MailFate.ADDED, idea, 1)
    assert Message.objects.latest("pk").body == "Le soir."
    other = UserFactory()
    receive(mail_of(other.email, text="Je réponds à la place d’un autre.", In_Reply_To=f"<{ours.uuid}@parkour>"))
    assert (Idea.objects.count(), idea.messages.count()) == (2, 2)


def test_a_mail_longer_than_a_contribution_is_cut_and_says_so(author):
    receive(mail_of(author.email, text="mot " * 8_000))
    text = Idea.objects.get().problem_text
    assert len(text) <= 20_000
    assert text.endswith("[Le mail était plus long.]")


def test_a_mail_that_breaks_something_is_held_and_the_next_is_taken(author, monkeypatch):
    def breaks(*_args, **_facts):
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as fault:
        fault.setattr(incoming, "submit_idea", breaks)
        assert receive(mail_of(author.email)).held_because == HeldBecause.UNREADABLE
    assert receive(mail_of(author.email)).fate == MailFate.TAKEN


def test_the_officer_makes_a_contribution_of_a_held_mail_with_its_files(author, media):
    officer = UserFactory(officer=True)
    mail = receive(mail_of(files=[("plan.pdf", "application/pdf", makers.pdf())]))
    idea = incoming.accept_mail(mail, by=officer, person=author, text=f"{TEXT} Et le matin.")
    assert (list(idea.people.all()), idea.problem_text) == ([author], f"{TEXT} Et le matin.")
    assert [file.name for file in idea.attachments.all()] == ["plan.pdf"]
    mail.refresh_from_db()
    assert (mail.fate, mail.decided_by, left_of(mail)) == (MailFate.TAKEN, officer, ("", "", "", "", [], ""))
    with pytest.raises(TransitionRefused):
        incoming.accept_mail(mail, by=officer, person=author, text=TEXT)
    assert Idea.objects.count() == 1


def test_only_officers_decide_about_mails(author):
    mail = receive(mail_of())
    for act in (
        lambda: incoming.accept_mail(mail, by=author, person=author, text=TEXT),
        lambda: incoming.discard_mail(mail, by=author),
        lambda: incoming.restore_mail(mail, by=author),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_nobody_who_left_is_made_to_say_something(author):
    mail, left = receive(mail_of()), UserFactory(is_active=False)
    with pytest.raises(InvalidInput):
        incoming.accept_mail(mail, by=UserFactory(officer=True), person=left, text=TEXT)


def test_a_discarded_mail_is_taken_back_for_a_month_and_then_forgotten(media, time_machine):
    officer, mail = UserFactory(officer=True), receive(mail_of())
    incoming.discard_mail(mail, by=officer), incoming.discard_mail(mail, by=officer)
    assert incoming.restore_mail(mail, by=officer).fate == MailFate.HELD
    incoming.discard_mail(mail, by=officer)
    time_machine.move_to(timezone.now())
    time_machine.shift(29 * 86_400)
    assert incoming.forget_mails() == 0
    time_machine.shift(2 * 86_400)
    assert incoming.forget_mails() == 1
    mail.refresh_from_db()
    assert (mail.fate, left_of(mail), kept_files(media)) == (MailFate.DISCARDED, ("", "", "", "", [], ""), [])
    with pytest.raises(TransitionRefused):
        incoming.restore_mail(mail, by=officer)


def test_no_upload_of_a_refused_mail_is_kept_for_anybody(author):
    receive(mail_of("inconnu@ailleurs.example", files=[("plan.pdf", "application/pdf", makers.pdf())]))
    assert Attachment.objects.count() == 0

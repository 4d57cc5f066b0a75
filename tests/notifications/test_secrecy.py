"""A hidden name is in no header and no part of any mail to somebody who may not read it."""

from email import message_from_bytes, policy

import pytest

from ideas import notifications as ideas_notifications
from ideas.privacy import Veil
from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.unsubscribe import token_for
from tests.factories import IdeaFactory, UserFactory, committee_of
from tests.factories.committee import released_session

pytestmark = pytest.mark.django_db
SECRET = ("Zénobie", "Quatremère", "zenobie.quatremere")


def mails_about_a_hidden_name(sink, at_work):
    """{address: everything a reader could look at}, after a life with an owner, members and officers."""
    author = UserFactory(first_name="Zénobie", last_name="Quatremère", email="zenobie.quatremere@parkour.example")
    officer = UserFactory(officer=True)
    hidden = {"author": author, "officer": officer, "visibility": "name_hidden"}
    text = "Moi, Zénobie Quatremère, j'attends deux heures entre deux clientes."
    poles = committee_of()
    idea = IdeaFactory(shortlisted=True, problem_text=text, **hidden)
    IdeaFactory(in_window=True, problem_text=text, **hidden)
    released_session(idea, poles=poles, starts_at=at_work.replace(day=24))
    owner = UserFactory()
    event = idea.events.latest("pk")
    ideas_notifications.tell_owner(idea, owner, event, "À vous : {title}", "Voici : {title}", url="/", action="Voir")
    with clock.at(at_work):
        outbox.send_due_mail()
    told = {}
    for (address,), content in sink.messages:
        message = message_from_bytes(content, policy=policy.default)
        parts = [str(value) for _name, value in message.items()]
        held = [part.get_content() for part in message.walk() if not part.is_multipart()]
        parts += [part if isinstance(part, str) else part.decode() for part in held]  # an invitation is a file, too
        told.setdefault(address, []).append("\n".join([content.decode("utf-8", "replace"), *parts]))
    return author, told


def readers_of_the_secret(author, told):
    return {
        address
        for address, mails in told.items()
        if address != author.email and any(word in text for text in mails for word in SECRET)
    }


def test_no_mail_names_an_author_who_wished_to_be_hidden(sink, at_work):
    author, told = mails_about_a_hidden_name(sink, at_work)
    assert len(told) >= 5 and author.email in told
    assert readers_of_the_secret(author, told) == set()
    ours = token_for(author.pk, "mine").partition(":")[0]
    others = [text for address, mails in told.items() if address != author.email for text in mails]
    assert not any(f"/unsubscribe/{ours}:" in text for text in others)
    assert not any(f"{header}:" in text.lower() for text in others for header in ("reply-to", "cc", "sender"))


def test_planted_fault_without_the_veil_a_name_would_be_seen(sink, at_work, monkeypatch):
    monkeypatch.setattr(Veil, "words", lambda self, text: text)
    author, told = mails_about_a_hidden_name(sink, at_work)
    assert readers_of_the_secret(author, told)

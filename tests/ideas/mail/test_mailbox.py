"""The mailbox on a real IMAP server: read once, marked once it is committed, whatever stops in between."""

import imaplib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache

from ideas.mail import mailbox
from ideas.models import Idea, IncomingMail
from ideas.services.incoming import receive_mail
from ideas.tasks import read_mail
from tests.factories import UserFactory
from tests.ideas.mail.letters import mail_of
from tests.notifications.servers import free_port
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db
NAME, PASSWORD = "ideas", "a b/c"


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Box:
    """A mail server with one mailbox, in memory."""

    def __init__(self):
        self.port = free_port()
        command = [
            str(Path(sys.executable).with_name("pymap")),
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--no-tls",
        ]
        command += ["--no-service", "admin", "--no-service", "managesieve"]
        command += ["dict", "--demo-data", "--demo-user", NAME, "--demo-password", PASSWORD]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        wait_until(lambda: listens(self.port), lambda: self.process.poll())
        with self.open() as client:
            for number in self.unread(client):
                client.store(number, "+FLAGS", r"\Seen")

    @property
    def url(self):
        return f"imap://{NAME}:a%20b%2Fc@127.0.0.1:{self.port}/INBOX"

    def open(self):
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE)
        client.login(NAME, PASSWORD)
        client.select("INBOX")
        return client

    @staticmethod
    def unread(client):
        return client.search(None, "UNSEEN")[1][0].split()

    def put(self, *mails):
        with self.open() as client:
            for raw in mails:
                client.append("INBOX", "", None, raw)

    def waiting(self):
        with self.open() as client:
            return len(self.unread(client))

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)


@pytest.fixture
def box(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    box = Box()
    settings.MAIL_IN_URL = box.url
    yield box
    box.stop()
    cache.delete(mailbox.TROUBLE)


def problems():
    return list(Idea.objects.order_by("pk").values_list("problem_text", flat=True))


def test_what_came_is_taken_once_oldest_first(box):
    author = UserFactory()
    box.put(mail_of(author.email, subject="Un"), mail_of(author.email, subject="Deux"))
    read_mail()
    read_mail()
    assert [text.split("\n")[0] for text in problems()] == ["Un", "Deux"]
    assert (box.waiting(), IncomingMail.objects.count()) == (0, 2)


def test_a_reader_that_stops_before_it_marks_the_mail_reads_it_again_and_makes_no_second(box):
    """The planted fault kills the reader between the commit and the mark."""
    author = UserFactory()
    box.put(mail_of(author.email))

    def dies(raw):
        receive_mail(raw)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        mailbox.read_mailbox(box.url, dies, dies)
    assert (box.waiting(), Idea.objects.count()) == (1, 1)
    read_mail()
    assert (box.waiting(), Idea.objects.count()) == (0, 1)


def test_of_a_mail_too_large_only_the_head_is_fetched(box, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST", 400)
    box.put(mail_of("inconnu@ailleurs.example", subject="Film", text="long " * 200))
    read_mail()
    held = IncomingMail.objects.get()
    assert (held.held_because, held.subject, held.text) == ("large", "Film", "")


def test_a_mailbox_that_does_not_answer_is_said_until_it_does(box):
    closed = box.url.replace(str(box.port), str(free_port()))
    assert mailbox.trouble_since() is None
    with pytest.raises(ConnectionRefusedError):
        mailbox.read_mailbox(closed, receive_mail, receive_mail)
    since = mailbox.trouble_since()
    with pytest.raises(ConnectionRefusedError):
        mailbox.read_mailbox(closed, receive_mail, receive_mail)
    assert mailbox.trouble_since() == since is not None
    read_mail()
    assert mailbox.trouble_since() is None


def test_without_a_mailbox_nothing_is_read(settings):
    settings.MAIL_IN_URL = ""
    read_mail()
    assert IncomingMail.objects.count() == 0

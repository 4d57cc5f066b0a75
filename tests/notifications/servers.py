"""Real mail servers on loopback that misbehave as they are told, and what came through them."""

import contextvars
import logging
import socket
import threading
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.db import connections

from tests.waiting import PATIENCE

logging.getLogger("mail.log").setLevel(logging.WARNING)  # the sink tells every line it hears


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailSink:
    """`answers` per command ("MAIL", "RCPT", "DATA") are given once each, in order, before all goes well.

    `refused` addresses get 550 always; `dies_after_data` drops the line instead of answering QUIT; with a
    `password`, who signs in with another one gets 535; `gate` (an Event) keeps the answer to DATA waiting, the
    text being taken; `heard` is set when the first text has come.
    """

    def __init__(self, port: int):
        self.port = port
        self.messages, self.answers, self.refused = [], {}, set()
        self.dies_after_data = False
        self.password = None
        self.gate = None
        self.heard = threading.Event()
        self.sessions = 0
        self.controller = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    def start(self):
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._authenticate,
            auth_require_tls=False,
            ready_timeout=PATIENCE,
        )
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    def _authenticate(self, server, session, envelope, mechanism, login):
        right = login.password == (self.password or "").encode()
        return AuthResult(success=right, handled=False)

    def _next(self, command):
        waiting = self.answers.get(command) or []
        return waiting.pop(0) if waiting else None

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.sessions += 1
        if answer := self._next("MAIL"):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 no such person"
        if answer := self._next("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := self._next("DATA"):
            if answer == "hang up":
                server.transport.abort()
                return "451 never read"
            return answer
        self.messages.append((tuple(envelope.rcpt_tos), envelope.content))
        self.heard.set()
        if self.gate is not None:
            await server.loop.run_in_executor(None, self.gate.wait, 60)
        return "250 kept"

    async def handle_QUIT(self, server, session, envelope):
        if self.dies_after_data:
            server.transport.abort()
        return "221 Bye"

    @property
    def mails(self):
        """What came, parsed, in order."""
        return [message_from_bytes(content, policy=policy.default) for _to, content in list(self.messages)]

    @property
    def received(self) -> Counter:
        """How many mails each address was given."""
        return Counter(address for addresses, _content in list(self.messages) for address in addresses)

    @property
    def identifiers(self) -> Counter:
        """How often each Message-ID came."""
        return Counter(mail["Message-ID"] for mail in self.mails)


def in_threads(*works):
    """Run the works at the same moment, each with a connection of its own and the clock of the test."""
    barrier, results = threading.Barrier(len(works)), []

    def run(work):
        connections["default"].ensure_connection()  # who had to make one first would come when all is done
        barrier.wait()
        try:
            results.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(run, work)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

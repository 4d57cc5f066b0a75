"""A gateway of text messages that a test plays: what it is sent, and what it answers."""

from parkour.accounts.sms_backends import SmsRefused, SmsUnavailable

PATH = "tests.accounts.gateway.Gateway"
TAKEN, AWAY, REFUSED = "taken", "away", "refused"


class Gateway:
    sent: list = []  # (number, text, key)
    answers = TAKEN

    @classmethod
    def opens(cls):
        cls.sent, cls.answers = [], TAKEN

    def send(self, number, text, key):
        if self.answers == AWAY:
            raise SmsUnavailable("away")
        if self.answers == REFUSED:
            raise SmsRefused("no such number")
        self.sent.append((number, text, key))

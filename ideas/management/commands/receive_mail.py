"""One mail from standard input: for a mail server that hands mails to a program instead of keeping a mailbox."""

import sys

from django.core.management.base import BaseCommand

from ideas.mail.mailbox import LARGEST
from ideas.services.incoming import receive_mail


class Command(BaseCommand):
    help = "Take one mail for the contributions from standard input (an alias of Postfix: |manage.py receive_mail)."

    def handle(self, **_options):
        raw = sys.stdin.buffer.read(LARGEST + 1)
        mail = receive_mail(raw, head_only=True) if len(raw) > LARGEST else receive_mail(raw)
        self.stdout.write(mail.get_fate_display())

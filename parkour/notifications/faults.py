"""What an answer of the mail server means: whose fault it is, and whether trying again can help. Pure."""

import smtplib
from dataclasses import dataclass

from parkour.notifications.models import Fault

TOO_BIG = 552  # said of one mail, though it comes with the sender
CLOSING = 421


@dataclass(frozen=True)
class Trouble:
    """`server`: every mail would meet it. `permanent`: the same mail will be refused again."""

    fault: Fault
    server: bool = False
    permanent: bool = False


def read_opening(error: Exception) -> Trouble:
    """Why no conversation with the server began."""
    refused = isinstance(error, smtplib.SMTPAuthenticationError) or getattr(error, "smtp_code", 0) in {530, 534, 535}
    return Trouble(Fault.PASSWORD if refused else Fault.UNREACHABLE, server=True)


def read_refusal(error: Exception) -> Trouble:
    """Why one mail was not accepted."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _words in error.recipients.values()), default=0)
        return _one_mail(code, Fault.ADDRESS)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _sender(error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        return _one_mail(error.smtp_code, Fault.REFUSED)
    if isinstance(error, smtplib.SMTPNotSupportedError):  # an address with accents, a server without SMTPUTF8
        return Trouble(Fault.ADDRESS, permanent=True)
    if isinstance(error, OSError):  # the connection broke, or nothing was heard in time
        return Trouble(Fault.STOPPED, server=True)
    # An address or a header that cannot be written; anything else may be a service that stumbles.
    return Trouble(Fault.REFUSED, permanent=isinstance(error, ValueError))


def _one_mail(code, fault):
    if code == CLOSING:
        return Trouble(Fault.UNREACHABLE, server=True)
    return Trouble(fault, permanent=True) if code >= 500 else Trouble(Fault.BUSY)


def _sender(code):
    if code == TOO_BIG:
        return Trouble(Fault.REFUSED, permanent=True)
    if code in {530, 534, 535}:
        return Trouble(Fault.PASSWORD, server=True)
    return Trouble(Fault.SENDER if code >= 500 else Fault.UNREACHABLE, server=True)

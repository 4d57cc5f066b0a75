"""Mails as mail programs write them."""

import uuid
from email.message import EmailMessage
from email.utils import formataddr

TEXT = "Le portail reste ouvert toute la nuit."


def mail_of(
    sender="inconnu@ailleurs.example", *, name="", subject="Portail", text=TEXT, key="", files=(), **headers
) -> bytes:
    """The bytes of a mail; `files` are (name, maintype/subtype, bytes), `headers` further ones (`_` for `-`)."""
    message = EmailMessage()
    message["From"] = formataddr((name, sender)) if sender else ""
    message["To"] = "idees@parkour.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<{key or uuid.uuid4()}@ailleurs.example>"
    for header, value in headers.items():
        message[header.replace("_", "-")] = value
    message.set_content(text)
    for file_name, kind, data in files:
        maintype, subtype = kind.split("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=file_name)
    return message.as_bytes()

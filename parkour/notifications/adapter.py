"""Mails about an account leave by the outbox like all others: a mail server that is away loses none, and the page
that asks for one answers as fast whether or not the address is known."""

from django.utils import translation
from django.utils.translation import gettext as _

from parkour.accounts.adapter import AccountAdapter as BaseAdapter
from parkour.core import clock
from parkour.core.wake import wake
from parkour.notifications.kinds import Group
from parkour.notifications.letters import Letter, write_letter
from parkour.notifications.models import OutgoingMail
from parkour.notifications.services import SEND_TASK


class AccountAdapter(BaseAdapter):
    def send_mail(self, template_prefix, email, context):
        """Write the mail of an account into the outbox; `context` may hold its `user` and the link."""
        person = context.get("user")
        person = person if person is not None and person.pk and person.is_active else None
        with translation.override(person.locale if person else translation.get_language()):
            message = self.render_mail(template_prefix, email, context | {"email": email})
            url, action = context.get("password_reset_url", ""), _("Choose a new password")
            if "sign_in_url" in context:
                url, action = context["sign_in_url"], _("Sign in")
            letter = Letter(message.subject, message.body, action if url else "")
            written = write_letter(letter, person, topic=str(Group.ACCOUNT), url=url)
        now = clock.now()
        OutgoingMail.objects.create(
            recipient=person,
            kind="account_password",
            to_address=email,
            subject=written.subject,
            body_text=written.text,
            body_html=written.html,
            not_before=now,
            may_wait=False,
            created_at=now,
        )
        wake(SEND_TASK)

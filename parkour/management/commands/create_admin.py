"""``manage.py create_admin``: the first administrator of an installation, who then adds everybody else."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from parkour.accounts.links import password_link
from parkour.accounts.models import Role, User


class Command(BaseCommand):
    help = (
        "Give somebody the role of administrator, opening the account if there is none, and print the link where "
        "they choose their password. No password is typed here, so none stays in a history or a list of processes."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("--first-name", default="", help="wanted for a new account")
        parser.add_argument("--last-name", default="")

    def handle(self, *args, email: str, first_name: str, last_name: str, **options) -> None:
        person, opened = administrator(email, first_name.strip(), last_name.strip())
        what = "The account is open" if opened else "The account existed"
        self.stdout.write(f"{what}, {person.email} is an administrator.")
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        self.stdout.write(f"Choose a password here, once, within {days} days: {password_link(person)}")


@transaction.atomic
def administrator(email: str, first_name: str, last_name: str) -> tuple[User, bool]:
    """(the person, whether the account is new). Raises CommandError with a sentence."""
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email} is not an e-mail address.") from None
    person = User.objects.select_for_update(of=["self"]).filter(email__iexact=email).first()
    if opened := person is None:
        if not first_name:
            raise CommandError("A new account needs --first-name.")
        person = User.objects.create_user(email, first_name=first_name, last_name=last_name)
    if not person.is_active:
        raise CommandError(f"{person.email} may not sign in any more: open the account again first.")
    person.grant(Role.ADMIN)
    return person, opened

from parkour.accounts.models.deputies import Deputy
from parkour.accounts.models.kiosk import Kiosk
from parkour.accounts.models.people import Role, RoleAssignment, User
from parkour.accounts.models.phones import PhoneCode, PhoneRequest
from parkour.accounts.models.tokens import ApiToken
from parkour.accounts.models.ways_in import AccessCard, SignInLink, SignInRequest, Wanted

__all__ = [
    "AccessCard",
    "ApiToken",
    "Deputy",
    "Kiosk",
    "PhoneCode",
    "PhoneRequest",
    "Role",
    "RoleAssignment",
    "SignInLink",
    "SignInRequest",
    "User",
    "Wanted",
]

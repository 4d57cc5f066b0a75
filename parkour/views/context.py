"""What every page knows: where one may go, and how one likes to read."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy, pgettext_lazy

from ideas.selectors import triage_queue
from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.core.counting import capped_counts, say_count

THEMES = ("light", "dark")
COUNTED = 99  # beyond it a count beside a word says « 99+ »

HOME, OFFICER_HOME = ("home", gettext_lazy("Home"), "house"), ("home", gettext_lazy("My day"), "house")
# Shorter than the title of the page: five words share the width of a phone.
MINE = ("ideas:mine", pgettext_lazy("navigation", "My ideas"), "lightbulb")
SUBMIT = ("ideas:submit", gettext_lazy("Propose"), "plus")
BOARD = ("ideas:board", gettext_lazy("Board"), "megaphone")
ALL = ("ideas:all", gettext_lazy("All contributions"), "files")
TRIAGE = ("ideas:triage", gettext_lazy("To triage"), "inbox")
ACTIONS = ("ideas:actions", gettext_lazy("Actions"), "list-checks")
SESSIONS = ("committee:sessions", gettext_lazy("Sessions"), "calendar")
LIVE = ("committee:live", gettext_lazy("Vote"), "vote")
RECOMMENDATIONS = ("ideas:recommendations", gettext_lazy("Recommendations"), "scale")
ADMINISTRATION = ("admin:index", gettext_lazy("Administration"), "settings")
INBOX = ("notifications:inbox", gettext_lazy("Messages"), "bell")
MAILBOX = ("demo_mailbox", gettext_lazy("Demo mailbox"), "mail")

DEMO_LABELS = {
    "staff": gettext_lazy("Employee"),
    "officer": gettext_lazy("Improvement officer"),
    "member": gettext_lazy("Committee member"),
    "chair": gettext_lazy("Chair of the committee"),
    "facilitator": gettext_lazy("Workshop facilitator"),
    "sponsor": gettext_lazy("Direction"),
    "admin": gettext_lazy("Administrator"),
}


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation; `only_wide` ones leave the phone's bar for the account menu."""

    label: str
    url_name: str
    icon: str
    count: str = ""
    only_wide: bool = False
    current: bool = False

    @property
    def href(self):
        return reverse(self.url_name)


@dataclass(frozen=True)
class Waiting:
    """Whether the person sits in the committee, and what waits for them; `None` where it is not their business."""

    is_member: bool
    unread: int
    to_triage: int | None


def _waiting(user) -> Waiting:
    """Asked by every page: one statement, whose cost grows with nothing."""
    rows = {
        "mandates": user.mandates.in_force(clock.today()),
        "unread": user.notifications.filter(read_at=None),
    }
    if Role.OFFICER in user.role_names:
        rows["to_triage"] = triage_queue()
    counts = capped_counts(COUNTED, **rows)
    return Waiting(bool(counts["mandates"]), counts["unread"], counts.get("to_triage"))


def _entries(user, member):
    """(entries of the phone's bar, five at most, and the others)."""
    roles = user.role_names
    if Role.OFFICER in roles:
        bar, others = [OFFICER_HOME, TRIAGE, SESSIONS, ACTIONS, BOARD], [ALL, MINE, SUBMIT, INBOX]
        others = [LIVE, *others] if member else others
    elif member:
        bar, others = [HOME, MINE, SUBMIT, BOARD, LIVE], [SESSIONS, INBOX]
    else:
        bar, others = [HOME, MINE, SUBMIT, BOARD, INBOX], []
    if Role.REVIEWER in roles:
        others = [*others, TRIAGE]
    if Role.SPONSOR in roles:
        others = [*others, RECOMMENDATIONS, ACTIONS]
    if Role.ADMIN in roles:
        others = [*others, ADMINISTRATION]
    shown = {name for name, _label, _icon in bar}
    return bar, [entry for entry in dict.fromkeys(others) if entry[0] not in shown]


def _mark_current(items, path):
    """The entry with the longest address that starts `path` is where one is; home only exactly."""
    inside = [item for item in items if item.href == path or (item.href != "/" and path.startswith(item.href))]
    here = max(inside, key=lambda item: len(item.href), default=None)
    return [replace(item, current=item is here) for item in items]


def navigation_items(user, path) -> list[NavItem]:
    """Navigation of a signed-in person on the page at `path`: two statements, whatever the data."""
    waiting = _waiting(user)
    in_bar, others = _entries(user, waiting.is_member)
    if settings.PARKOUR_DEMO:
        others = [*others, MAILBOX]
    counts = {INBOX[0]: waiting.unread, TRIAGE[0]: waiting.to_triage}
    items = [NavItem(label, name, icon, said(counts.get(name))) for name, label, icon in in_bar]
    items += [NavItem(label, name, icon, said(counts.get(name)), only_wide=True) for name, label, icon in others]
    return _mark_current(items, path)


def said(count) -> str:
    """A count beside a word: nothing for none, « 99+ » beyond."""
    return say_count(count, COUNTED) if count else ""


def navigation(request):
    """`nav_items`, computed only by pages that show them."""
    user = getattr(request, "user", None)
    if user is None:
        return {"nav_items": []}
    return {
        "nav_items": SimpleLazyObject(lambda: navigation_items(user, request.path) if user.is_authenticated else [])
    }


def _demo_people():
    """The documented sign-ins that exist, in the order in which a visitor tries them."""
    emails = User.objects.filter(is_active=True, email__regex=rf"^({'|'.join(DEMO_LABELS)})@")
    by_role = {email.partition("@")[0]: email for email in emails.values_list("email", flat=True)}
    return [{"email": by_role[role], "label": label} for role, label in DEMO_LABELS.items() if role in by_role]


def preferences(request):
    """`theme` ("" follows the device) and, in the demonstration only, `demo_accounts`."""
    user = getattr(request, "user", None)
    theme = user.theme if user is not None and user.is_authenticated else request.COOKIES.get("theme", "")
    context = {"theme": theme if theme in THEMES else "", "demo_accounts": None}
    if settings.PARKOUR_DEMO:
        context["demo_accounts"] = {"password": settings.DEMO_PASSWORD, "people": _demo_people}
    return context

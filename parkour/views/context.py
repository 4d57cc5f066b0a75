"""What every page knows: where one may go, and how one likes to read."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from committee.rules import SEATED
from ideas.enums import SENSITIVE_CHANNELS
from ideas.held import NOT_HELD
from parkour.accounts.models import Role, User
from parkour.core import clock
from parkour.core.counting import say_count
from parkour.core.fragments import fragment
from parkour.core.keys import address_of
from parkour.core.local import key_for
from parkour.core.prepared import prepared_cursor
from parkour.notifications.selectors import OFFICE_KINDS

THEMES = ("light", "dark")
COUNTED = 99  # beyond it a count beside a word says « 99+ »

HOME, OFFICER_HOME = ("home", gettext_lazy("Home"), "house"), ("home", gettext_lazy("My day"), "house")
# Shorter than the title of the page: five words share the width of a phone.
WEIGHTS = ("ideas:weights", gettext_lazy("Weights of the criteria"), "scale")
MINE = ("ideas:mine", pgettext_lazy("navigation", "My ideas"), "lightbulb")
SUBMIT = ("ideas:submit", gettext_lazy("Propose"), "plus")
CAPTURE = ("ideas:capture", gettext_lazy("Type for somebody else"), "pen")
BOARD = ("ideas:board", gettext_lazy("Board"), "megaphone")
ALL = ("ideas:all", gettext_lazy("All contributions"), "files")
TRIAGE = ("ideas:triage", gettext_lazy("To triage"), "inbox")
PORTFOLIO = ("ideas:portfolio", gettext_lazy("Portfolio"), "chart-scatter")
ACTIONS = ("ideas:actions", gettext_lazy("Actions"), "list-checks")
SESSIONS = ("committee:sessions", gettext_lazy("Sessions"), "calendar")
WORKSHOPS = ("committee:workshops", gettext_lazy("Workshops"), "users")
SURVEYS = ("surveys:surveys", gettext_lazy("Surveys"), "clipboard-list")
INDICATORS = ("indicators:indicators", gettext_lazy("Indicators"), "activity")
JOURNEYS = ("journeys:journeys", gettext_lazy("Journeys"), "route")
ENGAGEMENTS = ("engagements:charter", gettext_lazy("Our engagements"), "flag")
DASHBOARD = ("dashboard:dashboard", gettext_lazy("Dashboard"), "layout-dashboard")
LIVE = ("committee:live", gettext_lazy("Vote"), "vote")
RECOMMENDATIONS = ("ideas:recommendations", gettext_lazy("Recommendations"), "scale")
REPORTS = ("ideas:reports", gettext_lazy("Reported comments"), "flag")
IMPORT = ("ideas:imports", gettext_lazy("Import or export"), "upload")
ADMINISTRATION = ("admin:index", gettext_lazy("Administration"), "settings")
BADGES = ("cards", gettext_lazy("Badges"), "id-card")
KIOSKS = ("kiosks", gettext_lazy("Shared tablets"), "tablet")
INBOX = ("notifications:inbox", gettext_lazy("Messages"), "bell")
UNDELIVERED = ("notifications:undelivered", gettext_lazy("Undelivered mail"), "mail-warning")
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
        return address_of(self.url_name)


@dataclass(frozen=True)
class Waiting:
    """Whether the person sits in the committee or fills in an indicator, and what waits for them.

    What waits is counted up to one more than `COUNTED`.
    """

    is_member: bool
    fills_in: bool
    unread: int
    to_triage: int
    reported: int

    def count_of(self, url_name) -> str:
        """The count beside an entry: nothing for none, « 99+ » beyond."""
        number = {INBOX[0]: self.unread, TRIAGE[0]: self.to_triage, REPORTS[0]: self.reported}.get(url_name, 0)
        return say_count(number, COUNTED) if number else ""


# Asked by every page, hence by hand: the same through querysets costs more than the rest of the navigation.
WAITING = f"""
SELECT %(whole)s AND {SEATED},
  %(whole)s AND EXISTS (SELECT 1 FROM indicators_indicator WHERE owner_id = %(me)s AND closed_at IS NULL),
  (SELECT count(*) FROM (SELECT 1 FROM notifications_notification
                          WHERE recipient_id = %(me)s AND read_at IS NULL AND (%(whole)s OR kind !~ %(of_office)s)
                          LIMIT {COUNTED + 1}) AS unread),
  (SELECT count(*) FROM (SELECT 1 FROM ideas_idea
                          WHERE %(officer)s AND state IN ('submitted', 'in_triage') AND {NOT_HELD}
                          LIMIT {COUNTED + 1}) AS queue),
  (SELECT count(*) FROM (SELECT DISTINCT r.comment_id FROM ideas_commentreport r
                           JOIN ideas_comment c ON c.id = r.comment_id JOIN ideas_idea i ON i.id = c.idea_id
                          WHERE %(officer)s AND r.settled_at IS NULL AND i.state <> 'withdrawn'
                            AND i.redirected_to <> ALL(%(confidential)s) LIMIT {COUNTED + 1}) AS reports)
"""  # noqa: S608 — a number of ours


def waiting_for(user) -> Waiting:
    """What the navigation says of a person: one statement, whose cost grows with nothing."""
    with prepared_cursor() as cursor:
        cursor.execute(
            WAITING,
            {
                "me": user.pk,
                "whole": not user.contributor_only,
                "day": clock.today(),
                "officer": user.has_role(Role.OFFICER),
                "of_office": OFFICE_KINDS,
                "confidential": [channel.value for channel in SENSITIVE_CHANNELS],
            },
        )
        return Waiting(*cursor.fetchone())


@cache
def _entries(roles, member, fills_in, demo):
    """(entries of the phone's bar, five at most, and the others)."""
    if Role.OFFICER in roles:
        # The portfolio and the import are found on the page of the triage: this list is on every page.
        bar, others = [OFFICER_HOME, TRIAGE, SESSIONS, ACTIONS, BOARD], [ALL, MINE, SUBMIT, CAPTURE]
        others = [*others, INDICATORS, SURVEYS, JOURNEYS, ENGAGEMENTS, DASHBOARD, REPORTS, INBOX]
        others = [LIVE, *others] if member else others
    elif member:
        bar, others = [HOME, MINE, SUBMIT, BOARD, LIVE], [SESSIONS, INBOX]
    else:
        bar, others = [HOME, MINE, SUBMIT, BOARD, INBOX], []
    if Role.REVIEWER in roles:
        others = [*others, TRIAGE, *([] if Role.OFFICER in roles else [PORTFOLIO])]
    if Role.FACILITATOR in roles and Role.OFFICER not in roles:
        others = [*others, WORKSHOPS]  # the officer finds them on the page of the sessions
    if roles & {Role.FACILITATOR, Role.ADMIN}:
        others = [*others, CAPTURE]
    if fills_in:
        others = [*others, INDICATORS]
    if Role.SPONSOR in roles:
        others = [*others, RECOMMENDATIONS, PORTFOLIO, ACTIONS, INDICATORS, SURVEYS, JOURNEYS, ENGAGEMENTS, DASHBOARD]
    if Role.ADMIN in roles:
        # The officer finds it on the page of the triage.
        others = [
            *others,
            *([] if Role.OFFICER in roles else [IMPORT]),
            UNDELIVERED,
            BADGES,
            KIOSKS,
            WEIGHTS,
            ADMINISTRATION,
        ]
    if demo:
        others = [*others, MAILBOX]
    shown = {name for name, _label, _icon in bar}
    return bar, [entry for entry in dict.fromkeys(others) if entry[0] not in shown]


def _here(names, path) -> str:
    """The name of the entry with the longest address that starts `path`; home only exactly."""
    hrefs = {name: address_of(name) for name in names}
    inside = [name for name, href in hrefs.items() if href == path or (href != "/" and path.startswith(href))]
    return max(inside, key=lambda name: len(hrefs[name]), default="")


def navigation_items(user, path) -> list[NavItem]:
    """Navigation of a signed-in person on the page at `path`: two statements, whatever the data."""
    waiting = waiting_for(user)
    bar, others = _entries(user.role_names, waiting.is_member, waiting.fills_in, settings.PARKOUR_DEMO)
    here = _here([entry[0] for entry in (*bar, *others)], path)
    return [
        NavItem(str(label), name, icon, waiting.count_of(name), only_wide, name == here)
        for entries, only_wide in ((bar, False), (others, True))
        for name, label, icon in entries
    ]


def navigation(request):
    """`nav_html` and `menu_html`, computed only by pages that show them.

    A page whose address does not say where it belongs sets `request.part_of` to the address of its entry.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_html": "", "menu_html": ""}
    items = cache(lambda: tuple(map(_facts, navigation_items(user, getattr(request, "part_of", request.path)))))
    name, job = user.get_full_name(), user.job_title
    return {
        "nav_html": lambda: fragment("_nav.html", items=items()),
        "menu_html": lambda: fragment("_account_links.html", items=items(), name=name, job=job),
    }


def _facts(item) -> tuple:
    """What the templates say of an entry, as plain values."""
    return item.href, item.label, item.icon, item.count, item.only_wide, item.current


def _demo_people():
    """The documented sign-ins that exist, in the order in which a visitor tries them."""
    emails = User.objects.filter(is_active=True, email__regex=rf"^({'|'.join(DEMO_LABELS)})@")
    by_role = {email.partition("@")[0]: email for email in emails.values_list("email", flat=True)}
    return [{"email": by_role[role], "label": label} for role, label in DEMO_LABELS.items() if role in by_role]


def local_words(request):
    """`words_key`: what makes the words that this browser keeps readable to their writer, "" for a stranger."""
    user = getattr(request, "user", None)
    return {"words_key": key_for(user) if user is not None and user.is_authenticated else ""}


def session_end(request):
    """`session_seconds` until the session of this reader ends; only pages of somebody signed in ask."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated and hasattr(getattr(request, "session", None), "seconds_left")
    return {"session_seconds": request.session.seconds_left if known else ""}


def preferences(request):
    """`theme` ("" follows the device) and, in the demonstration only, `demo_accounts`."""
    user = getattr(request, "user", None)
    theme = user.theme if user is not None and user.is_authenticated else request.COOKIES.get("theme", "")
    context = {"theme": theme if theme in THEMES else "", "demo_accounts": None}
    if settings.PARKOUR_DEMO:
        context["demo_accounts"] = {"password": settings.DEMO_PASSWORD, "people": _demo_people}
    return context

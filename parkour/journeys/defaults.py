"""What a house begins with: stages and life events of both journeys, pillars of both policies, by their codes. Pure.

A row with such a code and no name of its own is read in the language of the reader.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EMPLOYEES, CUSTOMERS = "employees", "customers"

STAGES = {
    EMPLOYEES: {
        "discover": _("I discover the company"),
        "apply": _("I apply and am recruited"),
        "arrive": _("I arrive"),
        "settle": _("I learn my job"),
        "work": _("I work from day to day"),
        "grow": _("I grow and move on"),
        "event": _("I live a moment of life"),
        "leave": _("I leave"),
    },
    CUSTOMERS: {
        "look": _("I look for an answer to my need"),
        "choose": _("I choose and subscribe"),
        "start": _("I start"),
        "use": _("I use the service"),
        "help": _("I need help"),
        "stay": _("I stay, or I leave"),
    },
}
# When surveys ask somebody who is at this stage: codes of `indicators.models.surveys.Stage`.
MOMENTS = {"arrive": "day_1", "settle": "day_90", "work": "anniversary", "event": "return", "leave": "exit"}
PILLARS = {
    EMPLOYEES: {
        "value": _("I value them!"),
        "trust": _("I give them confidence!"),
        "care": _("I give them attention!"),
    },
    CUSTOMERS: {
        "consideration": pgettext_lazy("pillar of the customer policy", "Consideration"),
        "confidence": pgettext_lazy("pillar of the customer policy", "Confidence"),
        "attention": pgettext_lazy("pillar of the customer policy", "Attention"),
        "freedom": pgettext_lazy("pillar of the customer policy", "Freedom from constraints"),
    },
}
# What happens in a life and crosses the stages: the second axis.
EVENTS = {
    EMPLOYEES: {
        "parent": _("I become a parent"),
        "ill": _("I am ill, or have an accident"),
        "carer": _("I care for somebody close"),
        "moving": _("I move house"),
        "loss": _("I lose somebody close"),
        "back": _("I come back after a long absence"),
    },
    CUSTOMERS: {
        "moving": _("I move house"),
        "change": _("My needs change"),
        "absence": _("I am away for a time"),
        "loss": _("I lose somebody close"),
    },
}
LABELS = {
    **{("stage", side, code): label for side, rows in STAGES.items() for code, label in rows.items()},
    **{("pillar", side, code): label for side, rows in PILLARS.items() for code, label in rows.items()},
    **{("event", side, code): label for side, rows in EVENTS.items() for code, label in rows.items()},
}


def label_of(kind: str, side: str, code: str) -> str:
    """The name a row of this code begins with, in the current language; "" for a code of nobody.

    `kind`: stage, pillar or event.
    """
    return str(LABELS.get((kind, side, code), ""))

"""The keys of the triage desk: what each does, and which letters a person may give it instead. Pure."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from ideas.outcomes import WAYS, Way

FIXED = "0123456789?"  # levels of the criteria, and the help


@dataclass(frozen=True)
class DeskAction:
    """Something one does on the desk, the key it has unless a person chose another, and what it says."""

    name: str
    key: str
    label: str


ACTIONS = (
    *(DeskAction(way.outcome.value, way.key, way.label) for way in WAYS.values()),
    DeskAction("next", "j", _l("Next")),
    DeskAction("previous", "k", _l("Previous")),
    DeskAction("later", "s", _l("Set aside until the end")),
    DeskAction("unsure", "b", _l("Not sure of these levels")),
    DeskAction("opinion", "u", _l("Ask for a second opinion")),
    DeskAction("past", "h", _l("Show what the past says")),
    DeskAction("title", "t", _l("Title and restatement")),
    DeskAction("select", "x", _l("Choose the line, on the list")),
    DeskAction("undo", "z", _l("Undo the last answer")),
    DeskAction("search", "/", _l("Search")),
)
USUAL = {action.name: action.key for action in ACTIONS}


def keys_with(changed: dict[str, str]) -> dict[str, str]:
    """The key of every action, with what a person has changed; "" for an action without one."""
    return USUAL | {name: key for name, key in changed.items() if name in USUAL}


def changes_of(keys: dict[str, str]) -> dict[str, str]:
    """What of these keys is not as usual: what is kept."""
    return {name: key for name, key in keys.items() if name in USUAL and key != USUAL[name]}


def errors_in(keys: dict[str, str]) -> dict[str, str]:
    """A sentence for each action whose key cannot be: not one character, taken for good, or that of another action."""
    errors, holders = {}, {}
    for action in ACTIONS:
        key = keys.get(action.name, "")
        if not key:
            continue
        if len(key) > 1 or not key.isprintable() or key.isspace():
            errors[action.name] = _("A key is one letter or sign.")
        elif key in FIXED:
            errors[action.name] = _("“%(key)s” has its own use: choose another.") % {"key": key}
        elif key in holders:
            errors[action.name] = _("“%(key)s” is already the key of “%(action)s”.") % {
                "key": key,
                "action": holders[key].label,
            }
        holders.setdefault(key, action)
    return errors


def with_keys(ways: tuple[Way, ...], keys: dict[str, str]) -> tuple[Way, ...]:
    """The ways out, each with the key of this person."""
    return tuple(replace(way, key=keys[way.outcome.value]) for way in ways)

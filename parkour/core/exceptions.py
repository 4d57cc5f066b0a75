"""Errors a person can read. Services raise them; views turn them into a sentence on the page."""


class ParkourError(Exception):
    """Base of every refusal. `message` is a translated sentence for the person who acted."""

    def __init__(self, message, *, field=None):
        super().__init__(str(message))
        self.message = message
        self.field = field


class NotAllowed(ParkourError):
    """The person may not do this, here and now."""


class TransitionRefused(ParkourError):
    """The object is not in a state from which this can be done."""


class InvalidInput(ParkourError):
    """A value is missing or wrong; `field` names it."""


class Conflict(ParkourError):
    """Somebody changed the object meanwhile; `current` is what stands now."""

    def __init__(self, message, *, current=None):
        super().__init__(message)
        self.current = current

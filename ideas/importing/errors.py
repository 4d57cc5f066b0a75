from parkour.core.exceptions import InvalidInput


class NotAListOfIdeas(InvalidInput):
    """The whole file is refused; `message` says why in one sentence."""


class CellRefused(ValueError):
    """One cell cannot be taken; `message` says why, `code` groups the same reasons."""

    def __init__(self, code, message):
        super().__init__(code)
        self.code = code
        self.message = message

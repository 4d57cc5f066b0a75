"""Why a file is not taken, in a sentence for whoever sent it."""


class NotTaken(Exception):
    """`message` is a translated sentence."""

    def __init__(self, message):
        super().__init__(str(message))
        self.message = message

"""The bundled PostgreSQL and Redis-compatible server, for the one-command default and the tests.

Nothing else in Parkour knows about them: the product reads ``DATABASE_URL`` and ``REDIS_URL``.
"""

from parkour.embedded.stack import EmbeddedStack, StackInUse

__all__ = ["EmbeddedStack", "StackInUse"]

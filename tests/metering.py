"""What a piece of work costs the database: statements, rows handed to Python, blocks read."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection


@dataclass
class Meter:
    """Statements sent while it was on; each as (sql, parameters, rows handed to Python)."""

    statements: list[tuple] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.statements)

    @property
    def rows(self) -> int:
        return sum(rows for _sql, _params, rows in self.statements)

    @property
    def tallest(self) -> int:
        """Rows of the statement that handed over the most."""
        return max((rows for _sql, _params, rows in self.statements), default=0)

    def note(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        cursor = context["cursor"]
        self.statements.append((sql, params, max(cursor.rowcount, 0) if cursor.description else 0))
        return result

    def blocks(self) -> int:
        """Blocks that the queries read when they are sent again, found in memory or not."""
        queries = [(sql, params) for sql, params, _rows in self.statements if sql.lstrip("( \n").startswith("SELECT")]
        return sum(_blocks(sql, params) for sql, params in queries if "FOR UPDATE" not in sql)


def _blocks(sql, params) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        (plan,) = cursor.fetchone()
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"]


@contextmanager
def metered():
    """`with metered() as meter:` … then `meter.count`, `meter.rows`, `meter.blocks()`."""
    meter = Meter()
    with connection.execute_wrapper(meter.note):
        yield meter

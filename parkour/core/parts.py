"""Rows of a hand-written statement as objects of the models, with the columns that were asked for.

For the few pages that everybody opens: one statement instead of one per relation. Whatever was not asked for is
deferred, as with `only()`.
"""

from django.db import DEFAULT_DB_ALIAS
from django.db.models.base import ModelState


class Part:
    """Some columns of one model, under the alias of its table in the statement."""

    def __init__(self, model, alias: str, *names: str):
        self.model = model
        wanted = {model._meta.pk.attname, *names}
        fields = [field for field in model._meta.concrete_fields if field.attname in wanted]
        if missing := wanted - {field.attname for field in fields}:
            raise ValueError(f"{model.__name__} has no column {', '.join(sorted(missing))}")
        self.names = [field.attname for field in fields]
        self.columns = ", ".join(f'{alias}."{field.column}"' for field in fields)
        self._key = self.names.index(model._meta.pk.attname)

    def __len__(self):
        return len(self.names)

    def build(self, values):
        """The object of these values (in the order of `columns`), None where an outer join found nothing.

        Made without `__init__`, which would go through every field of the model to leave most of them aside.
        """
        if values[self._key] is None:
            return None
        made = self.model.__new__(self.model)
        made._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        made.__dict__.update(zip(self.names, values, strict=True))
        return made


def from_json(model, facts: dict | None):
    """The object of what `to_json` says of its row, None for none: a row that comes inside another one."""
    if facts is None:
        return None
    fields = model._meta.concrete_fields
    values = [field.to_python(facts[field.column]) for field in fields]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], values)


def cut(row, parts: list[Part]):
    """The values of each part of a row, then what is left of it."""
    start = 0
    for part in parts:
        yield row[start : start + len(part)]
        start += len(part)
    yield row[start:]

"""What the templates of a field and of an error summary need to know."""

from django import forms

from parkour.core.forms import dress, is_group


def target_id(field) -> str:
    """Id of the control that an error message leads to: for a group, its first choice."""
    if is_group(field.field.widget) and len(field.subwidgets):
        return field.subwidgets[0].id_for_label
    return field.id_for_label or field.auto_id


def _counter_limit(field, counter):
    return field.field.max_length if counter is True else int(counter or 0)


def field_context(field, hint=None, counter=False) -> dict:
    """Context of `_field.html`. `counter`: True for the field's own limit, a number for an advice."""
    dress(field.field)
    limit = _counter_limit(field, counter)
    hint = field.help_text if hint is None else hint
    described = [
        f"{field.auto_id}_{part}"
        for part, present in (("hint", hint), ("error", field.errors), ("counter", limit))
        if present
    ]
    attrs = {"aria-describedby": " ".join(described)} if described else {}
    if limit:
        attrs["data-counter"] = limit
    if field.errors:
        attrs["aria-invalid"] = "true"
    widget = field.field.widget
    return {
        "field": field,
        "hint": hint,
        "described": " ".join(described),
        "limit": limit,
        "is_group": is_group(widget),
        "is_box": isinstance(widget, forms.CheckboxInput),
        "control": "" if is_group(widget) else field.as_widget(attrs=attrs),
    }


def summary_items(form) -> list[dict]:
    """The errors of a bound form in the order of its fields: `message`, `target` (or "")."""
    items = [{"message": message, "target": ""} for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else target_id(field)
        items += [{"message": message, "target": target} for message in field.errors]
    return items

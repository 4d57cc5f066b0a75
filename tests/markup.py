"""Pages as a browser reads them: their forms as it would send them, and whatever could run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSAFE_SCHEMES = ("javascript:", "data:", "vbscript:", "file:")
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "poster", "srcset", "hx-get", "hx-post"}
OURS = ("/static/", "/admin/jsi18n/")


@dataclass
class PageForm:
    """A form and the values that it sends when nobody touches it."""

    action: str
    method: str = "get"
    fields: dict = field(default_factory=dict)


class Page(HTMLParser):
    """`forms` in order, `runs`: everything that would execute or lead to a script, `text`: all that is read."""

    def __init__(self, source: str):
        super().__init__(convert_charrefs=True)
        self.forms, self.runs, self.text, self.tags = [], [], "", []
        self._field, self._chosen = None, None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        self._look_for_danger(tag, values)
        if tag == "form":
            self.forms.append(PageForm(values.get("action") or "", values.get("method", "get").lower()))
        elif self.forms:
            self._read_control(tag, values)

    def _look_for_danger(self, tag, values):
        if tag == "script" and not (values.get("src") or "").startswith(OURS):
            self.runs.append((tag, values))
        if tag in {"iframe", "object", "embed", "base"}:
            self.runs.append((tag, values))
        for name, value in values.items():
            squeezed = "".join(char for char in value or "" if char > " ").lower()
            if name.startswith("on") or name == "srcdoc" or (name in ADDRESSES and squeezed.startswith(UNSAFE_SCHEMES)):
                self.runs.append((tag, {name: value}))

    def _read_control(self, tag, values):
        name, kind = values.get("name"), values.get("type", "text")
        fields = self.forms[-1].fields
        if tag == "textarea":
            self._field, fields[name] = name, ""
        elif tag == "select":
            self._chosen = name
        elif tag == "option" and self._chosen and ("selected" in values or self._chosen not in fields):
            fields[self._chosen] = values.get("value", "")
        elif tag == "input" and name and (kind not in {"radio", "checkbox"} or "checked" in values):
            fields[name] = values.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea" and self._field:
            self.forms[-1].fields[self._field] = self.forms[-1].fields[self._field].removeprefix("\n")
            self._field = None
        if tag == "select":
            self._chosen = None

    def handle_data(self, data):
        self.text += data
        if self._field:
            self.forms[-1].fields[self._field] += data

    def form_with(self, name: str) -> PageForm:
        """The form that holds the field `name`."""
        return next(form for form in self.forms if name in form.fields)


def page_of(response) -> Page:
    return Page(response.content.decode())

"""The translation catalogue: extract, merge, compile. Needs no system gettext and no Django settings.

``python -m parkour.core.catalogue`` compiles, so that a start script may call it before Django is set up.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("parkour", "ideas", "committee")
LANGUAGE = "fr"

KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml"}
NOTE_MARK = "Translators:"
# Fixed, without dates or versions: a header that changes by itself makes every diff noisy.
HEADER = """\
# French catalogue of Parkour. Kept up to date with `manage.py messages --update`.
msgid ""
msgstr ""
"Project-Id-Version: Parkour\\n"
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

MessageKey = tuple[str | None, str]


@dataclass(frozen=True)
class CatalogueState:
    """What stands between the code and a complete catalogue: lists of readable message ids."""

    missing: list[str]
    fuzzy: list[str]
    obsolete: list[str]

    @property
    def is_complete(self) -> bool:
        return not (self.missing or self.fuzzy or self.obsolete)


def catalogue_path(root: Path = ROOT, language: str = LANGUAGE) -> Path:
    return root / "parkour" / "locale" / language / "LC_MESSAGES" / "django.po"


def message_key(message: Message) -> MessageKey:
    """The identity of a message: its context, its singular. A plural does not make another message."""
    singular = message.id[0] if message.pluralizable else message.id
    return message.context, singular


def describe(key: MessageKey) -> str:
    context, text = key
    return f"{text!r} (context {context!r})" if context else repr(text)


def translations(message: Message) -> tuple[str, ...]:
    """Every French form of a message, ``""`` where one is missing."""
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(form or "" for form in forms)


def extract_messages(root: Path = ROOT) -> Catalog:
    """All messages of the Python files and templates below ``root``'s applications.

    Raises ``ValueError`` naming the message when the same singular is used with two different plurals.
    """
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    plurals: dict[MessageKey, str] = {}
    for path in _source_files(root):
        for line, text, notes, context in _messages_of(path):
            if isinstance(text, tuple):
                key = (context, text[0])
                if plurals.setdefault(key, text[1]) != text[1]:
                    raise ValueError(f"{path}:{line}: {describe(key)} has two different plurals")
            catalogue.add(
                text,
                locations=[(path.relative_to(root).as_posix(), line)],
                auto_comments=notes,
                context=context,
            )
    return catalogue


def _source_files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((root / source).rglob("*")):
            in_templates = "templates" in path.parts and path.suffix in TEMPLATE_SUFFIXES
            if path.is_file() and (path.suffix == ".py" or in_templates):
                yield path


def _messages_of(path: Path) -> Iterator[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _template_as_python(source, path)
    found = extract("python", BytesIO(source.encode()), KEYWORDS, [NOTE_MARK], options={"encoding": "utf-8"})
    for line, text, notes, context in found:
        parts = text if isinstance(text, tuple) else (text,)
        if all(parts):
            yield line, text, notes, context


def _template_as_python(source: str, path: Path) -> str:
    """Calls of a template as one left-aligned Python text: the tokenizer minds indents and odd spaces."""
    calls = templatize(source, origin=str(path))
    return "\n".join(re.sub(r"[^\S\n]", " ", line).strip() for line in calls.split("\n"))


def read_catalogue(path: Path | None = None) -> Catalog:
    """The catalogue on disk; an empty one when the file does not exist yet."""
    path = path or catalogue_path()
    if not path.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def messages_by_key(catalogue: Catalog) -> dict[MessageKey, Message]:
    return {message_key(message): message for message in catalogue if message.id}


def update_catalogue(root: Path = ROOT) -> CatalogueState:
    """Write ``django.po`` anew from the code and keep each translation that still has its message.

    Sorted by message, without line numbers and without guesses. Returns the state after the update.
    """
    path = catalogue_path(root)
    known = messages_by_key(read_catalogue(path))
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    for key, message in messages_by_key(extract_messages(root)).items():
        old = known.get(key)
        kept = old.string if old and old.id == message.id else None
        catalogue.add(
            message.id, kept, auto_comments=message.auto_comments, context=message.context,
            user_comments=old.user_comments if old else (), flags=_lasting_flags(old),
        )  # fmt: skip
    _write_atomically(path, HEADER.encode() + _po_body(catalogue))
    return catalogue_state(root)


def _lasting_flags(message: Message | None) -> set[str]:
    return set(message.flags) - {"python-format"} if message else set()


def _po_body(catalogue: Catalog) -> bytes:
    body = BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return body.getvalue().strip(b"\n") + b"\n"


def catalogue_state(root: Path = ROOT) -> CatalogueState:
    """Compare the code with ``django.po`` without writing anything."""
    wanted = messages_by_key(extract_messages(root))
    catalogue = read_catalogue(catalogue_path(root))
    known = messages_by_key(catalogue)
    left_over = [message_key(message) for message in catalogue.obsolete.values()]
    return CatalogueState(
        missing=sorted(describe(key) for key in wanted if not _is_translated(wanted[key], known.get(key))),
        fuzzy=sorted(describe(key) for key, message in known.items() if message.fuzzy),
        obsolete=sorted(describe(key) for key in {*known, *left_over} - set(wanted)),
    )


def _is_translated(wanted: Message, known: Message | None) -> bool:
    if known is None or known.id != wanted.id:
        return False
    return all(form.strip() for form in translations(known))


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Write the ``.mo`` beside each ``django.po`` that is newer than it. Returns the files written."""
    written = []
    for source in sorted((root / "parkour" / "locale").glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        body = BytesIO()
        write_mo(body, read_catalogue(source))
        _write_atomically(target, body.getvalue())
        written.append(target)
    return written


def _write_atomically(path: Path, content: bytes) -> None:
    """Several processes start at the same time: none may read half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    finished = Path(file.name)
    finished.chmod(0o644)
    finished.replace(path)


if __name__ == "__main__":
    for compiled in compile_catalogues():
        sys.stdout.write(f"{compiled.relative_to(ROOT)}\n")

"""Names of files as people gave them, without what could mislead whoever reads them."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
# Names that mean a device on Windows, whatever their ending.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
FORBIDDEN = re.compile(r'[<>:"|?*%]')
# Controls, signs that turn the direction of reading, surrogates, private signs, line separators.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str, ending: str, *, otherwise: str) -> str:
    """`name` without folders, invisible signs and what a system forbids, ending in `ending` (".pdf").

    The ending tells the content, whatever the file was called. `otherwise`: the name of a file without one.
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    base = "".join(char for char in unicodedata.normalize("NFC", base) if unicodedata.category(char) not in UNSEEN)
    stem = " ".join(FORBIDDEN.sub("_", base).split())
    while len(suffix := PurePosixPath(stem).suffix) in range(2, 7) and suffix[1:].isalnum():
        stem = stem[: -len(suffix)].rstrip()
    stem = stem.strip(" .")[: LONGEST - len(ending)].strip(" .")
    if stem.lower().partition(".")[0] in DEVICES:
        stem = f"_{stem}"
    return (stem or otherwise) + ending

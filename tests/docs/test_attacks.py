"""The table of attacks names tests that exist."""

import re

from tests.docs.reading import CODE, DOCS, ROOT

ROW = re.compile(r"^\| [A-Z]\d\d.*$", re.M)


def missing_from(table: str) -> list[str]:
    """What the rows name and the tests do not have."""
    missing = []
    for row in ROW.findall(table):
        named = [code for code in CODE.findall(row) if code.endswith(".py") or code.startswith("test_")]
        files = [ROOT / "tests" / name for name in named if name.endswith(".py")]
        missing += [str(path) for path in files if not path.exists()]
        written = "".join(path.read_text(encoding="utf-8") for path in files if path.exists())
        missing += [name for name in named if not name.endswith(".py") and f"def {name}(" not in written]
    return missing


def test_every_test_that_the_table_of_attacks_names_exists():
    table = (DOCS / "attacks.md").read_text(encoding="utf-8")
    assert len(ROW.findall(table)) > 40
    assert missing_from(table) == []


def test_planted_fault_a_test_that_was_renamed_is_seen():
    row = "| A01 | x | `accounts/test_attacks.py` `test_that_is_gone`; `accounts/test_gone.py` |"
    assert missing_from(row) == [str(ROOT / "tests/accounts/test_gone.py"), "test_that_is_gone"]

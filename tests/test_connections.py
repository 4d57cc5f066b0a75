"""I10: no avatar, no webhook, no preview of a link, no address of a person's is fetched."""

import ast
from pathlib import Path

from django.conf import settings

CONNECTS = {
    "socket", "ssl", "http.client", "urllib.request", "smtplib", "imaplib", "poplib", "ftplib", "telnetlib", "requests",
    "httpx", "aiohttp", "urllib3", "imap_tools", "websockets",
}  # fmt: skip
# What may speak to another machine, and to which: none of these addresses is typed into a page.
KNOWN = {
    "ideas/mail/mailbox.py": {"imap_tools"},  # the mailbox that the operator names in PARKOUR_MAIL_IN_URL
    "parkour/notifications/faults.py": {"smtplib"},  # names of errors only; Django sends, to the operator's EMAIL_URL
    "parkour/accounts/sms_backends.py": {"urllib.request", "http.client"},  # the operator's SMS_GATEWAY_URL
    "parkour/notifications/chat_outbox.py": {"urllib.request", "http.client"},  # the operator's PARKOUR_CHATS
    "parkour/notifications/push_outbox.py": {"urllib.request", "http.client"},  # those in web_push.SERVICES
    "parkour/embedded/process.py": {"socket"},  # the demonstration: a free port of this machine
    "parkour/management/commands/demo.py": {"urllib.request"},  # the demonstration: its own health page
}


def connections_in(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {known for known in CONNECTS if any(name == known or name.startswith(known + ".") for name in names)}


def product_files():
    root = Path(settings.BASE_DIR)
    return {
        str(path.relative_to(root)): path
        for room in ("parkour", "ideas", "committee")
        for path in root.glob(f"{room}/**/*.py")
    }


def test_nothing_that_is_typed_makes_the_product_call_another_machine():
    found = {name: connections_in(path) for name, path in product_files().items()}
    assert {name: modules for name, modules in found.items() if modules} == KNOWN


def test_planted_fault_a_module_that_fetches_is_seen(tmp_path):
    module = tmp_path / "fetches.py"
    module.write_text("from urllib import request\nimport requests\n", encoding="utf-8")
    assert connections_in(module) == {"urllib.request", "requests"}

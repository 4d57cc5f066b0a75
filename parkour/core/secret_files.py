"""Secrets from files, for the settings: nothing here may need them."""

from urllib.parse import quote, urlsplit, urlunsplit

import environ
from environ.fileaware_mapping import FileAwareMapping


class _Trimmed(FileAwareMapping):
    """``NAME_FILE`` stands for ``NAME``. The line break an editor or `echo` adds is no part of a secret."""

    def __getitem__(self, key):
        value = super().__getitem__(key)
        return value.rstrip("\r\n") if self.env.get(f"{key}_FILE") else value


class SecretFilesEnv(environ.Env):
    """The environment, where a secret may be the content of a file."""

    ENVIRON = _Trimmed()


def with_password(url: str, password: str) -> str:
    """`url` with this password, whatever characters it has; unchanged without one."""
    if not password:
        return url
    parts = urlsplit(url)
    user, host = (parts.username or ""), parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))

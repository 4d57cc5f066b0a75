"""One process with the product on one database: seeds it, then does what it is asked, one thing at a time."""

import io
import os
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "b" * 32  # of the forms; the yardstick and the product check it alike
SPACES = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1"}


def prepare(environment: dict, home: Path, *, pool: int = 2, wakes: bool = False) -> None:
    """The settings of production, as far as a loopback address allows; `wakes`: there is a worker to wake."""
    os.environ.update(environment)
    for name in ("PARKOUR_DEMO", "PARKOUR_TESTING", "DEBUG"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "parkour.settings",
        "SECRET_KEY": "bench-" + "k" * 64,
        "ALLOWED_HOSTS": "localhost",
        "PARKOUR_HTTPS_ONLY": "0",
        "PARKOUR_WAKE_TASKS": "1" if wakes else "0",
        "PARKOUR_DB_POOL_SIZE": str(pool),
        "PARKOUR_VAR_DIR": str(home),
        "LOG_LEVEL": "ERROR",
    }
    import django
    from django.conf import settings

    django.setup()
    settings.STATIC_ROOT = home / "static"
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).with_name("templates"))


class Browser:
    """Asks a WSGI application in this process, as one signed-in person or as nobody."""

    def __init__(self, application, session: str = ""):
        self.application = application
        self.cookie = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")

    def get(self, url: str, **headers) -> tuple[str, bytes]:
        return self._ask(url, b"", headers)

    def post(self, url: str, **data) -> tuple[str, bytes]:
        body = urlencode({"csrfmiddlewaretoken": TOKEN} | data).encode()
        form = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
        return self._ask(url, body, form)

    def _ask(self, url, body, extra):
        parts, status = urlsplit(url), []
        environ = SPACES | {
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        response = self.application(environ | extra, lambda line, _headers, _error=None: status.append(line))
        try:
            content = b"".join(response)
        finally:
            response.close()
        if status[0][0] not in "23":
            raise RuntimeError(f"{url}: {status[0]}")
        return status[0], content


def serve(pipe, environment: dict, home: str, size: int) -> None:
    """Answer `(name, argument)` until None comes: the milliseconds of a job, or facts (see `jobs.Jobs`)."""
    prepare(environment, Path(home))
    from tests.bench.jobs import Jobs

    jobs = Jobs(size)
    pipe.send("ready")
    while (asked := pipe.recv()) is not None:
        name, argument = asked
        pipe.send(getattr(jobs, name)(*argument))


def timed(call) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1_000


def new_key() -> str:
    return str(uuid.uuid4())

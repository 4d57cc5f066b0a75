"""What the settings are when nothing but the necessary is said: closed, durable, without the words of people."""

import json
import os
import subprocess
import sys

from django.conf import settings

NEEDED = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "only-to-read-the-settings",
    "DATABASE_URL": "postgresql://parkour@127.0.0.1:1/parkour",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
ASK = """
import json
from parkour import settings as s
print(json.dumps({name: getattr(s, name, None) for name in %r} | {"line": {
    key: value for key, value in s.LOGGING["formatters"]["line"].items() if key != "()"}}))
"""


def production(*names, **environment) -> dict:
    asked = subprocess.run(
        [sys.executable, "-c", ASK % (names,)],
        env=NEEDED | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)


def test_with_nothing_said_everything_is_closed_and_safe():
    names = ("DEBUG", "PARKOUR_DEMO", "TESTING", "DURABILITY_REQUIRED", "HTTPS_ONLY", "SESSION_COOKIE_SECURE")
    names += ("CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "LANGUAGE_COOKIE_HTTPONLY")
    more = ("METRICS_TOKEN", "METRICS_NETWORKS", "ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_PROXY_SSL_HEADER")
    assert production(*names, *more) == {
        "DEBUG": False,
        "PARKOUR_DEMO": False,
        "TESTING": False,
        "DURABILITY_REQUIRED": True,
        "HTTPS_ONLY": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "METRICS_TOKEN": "",
        "METRICS_NETWORKS": [],
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
        "SECURE_PROXY_SSL_HEADER": None,
        "line": {"style": "json", "reveal": False},
    }


def test_lines_to_read_along_hide_the_words_of_people_all_the_same():
    assert production(LOG_FORMAT="text")["line"] == {"style": "text", "reveal": False}


def test_behind_a_proxy_limits_of_sign_ins_count_per_person_not_per_proxy():
    shown = production("ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_PROXY_SSL_HEADER", PARKOUR_BEHIND_PROXY="true")
    assert shown["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert shown["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_the_limit_of_sign_ins_follows_one_number():
    shown = production("ACCOUNT_RATE_LIMITS", PARKOUR_SIGN_INS_PER_MINUTE="600")
    assert shown["ACCOUNT_RATE_LIMITS"] == {
        "login": "600/m/ip",
        "login_failed": "200/m/ip,5/300s/key",
        "sign_in_link": "600/m/ip,5/900s/key",
        "phone_code": "600/m/ip,3/900s/key,10/d/key",
        "phone_try": "600/m/ip,10/900s/key",
        "card_letters": "600/m/ip,10/900s/key",
    }


def test_no_request_waits_long_for_a_silent_cache_or_broker():
    shown = production("CACHES", "CELERY_BROKER_TRANSPORT_OPTIONS")
    for options in (shown["CACHES"]["default"]["OPTIONS"], shown["CELERY_BROKER_TRANSPORT_OPTIONS"]):
        assert (options["socket_connect_timeout"], options["socket_timeout"]) == (2, 5)

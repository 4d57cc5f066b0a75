"""Secrets from files: what an editor adds is no part of them, and any character is allowed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as product

from parkour.core.secret_files import with_password

PASSWORD = "p@ss:wörd/with?all#of%it"
SHOW = """
from parkour import settings as s
print(repr([s.SECRET_KEY, s.DATABASES["default"]["PASSWORD"], s.DATABASES["default"]["HOST"], s.REDIS_URL,
    s.EMAIL_HOST_PASSWORD, s.METRICS_TOKEN]))
"""


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_every_secret_may_be_the_content_of_a_file(tmp_path, ending):
    secrets = {
        "SECRET_KEY": "k" * 60,
        "DATABASE_PASSWORD": PASSWORD,
        "REDIS_PASSWORD": PASSWORD,
        "EMAIL_PASSWORD": PASSWORD,
        "PARKOUR_METRICS_TOKEN": "t" * 40,
    }
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://parkour@postgres:5432/parkour",
        "REDIS_URL": "redis://valkey:6379/0",
        "EMAIL_URL": "smtp+tls://mailer@mail.example.org:587",
    }
    for name, value in secrets.items():
        path = tmp_path / name.lower()
        path.write_bytes(f"{value}{ending}".encode())
        environment[f"{name}_FILE"] = str(path)
    shown = subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, cwd=product.BASE_DIR, capture_output=True, text=True
    )
    url = "redis://:p%40ss%3Aw%C3%B6rd%2Fwith%3Fall%23of%25it@valkey:6379/0"
    assert shown.stderr == ""
    assert shown.stdout == repr(["k" * 60, PASSWORD, "postgres", url, PASSWORD, "t" * 40]) + "\n"


def test_a_url_without_a_password_of_its_own_is_left_alone():
    assert with_password("redis://:inside@valkey:6379/0", "") == "redis://:inside@valkey:6379/0"


def test_a_separate_password_replaces_the_one_inside_and_keeps_the_user():
    assert with_password("redis://app:old@valkey:6379/0", "new") == "redis://app:new@valkey:6379/0"

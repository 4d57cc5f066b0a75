"""The settings of the product, with the addresses of `slow_urls`."""

from parkour.settings import *  # noqa: F403

ROOT_URLCONF = "tests.deployment.slow_urls"

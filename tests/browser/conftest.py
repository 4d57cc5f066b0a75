"""A real product for the browser: granian and a Celery worker on the test database, Chromium in front."""

import os

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS, PATIENCE
from tests.browser.loaded import only_on_loaded_pages
from tests.product import Product


def pytest_ignore_collect(collection_path):
    """Without Chromium, and only where nobody can install it, these tests step aside."""
    if collection_path.name.startswith("test_") and CHROMIUM is None and not os.environ.get("CI"):
        return True
    return None


@pytest.fixture(scope="session")
def browser():
    """Chromium, whose pages are waited for as long as a machine that does other things needs."""
    expect.set_options(timeout=PATIENCE)
    only_on_loaded_pages()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def lasting_product(django_db_setup, tmp_path_factory):
    """One for all tests of the browser: to start it costs more than most of them. Programs keep no rows of a test."""
    running = Product(tmp_path_factory.mktemp("product"))
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture
def product(transactional_db, lasting_product, settings):
    """The product for one test; the next finds empty tables, and a worker with nothing in its hands."""
    settings.MEDIA_ROOT = lasting_product.media  # what the test keeps, the product hands out
    yield lasting_product
    lasting_product.come_to_rest()

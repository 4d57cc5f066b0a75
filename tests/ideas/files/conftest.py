import pytest


@pytest.fixture
def media(settings, tmp_path):
    """A folder of its own for the private files of a test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT / "attachments"

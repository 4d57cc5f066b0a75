"""What a test commits is gone for the next one, and nothing else is."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection

from ideas.models import Idea
from tests.emptying import KEPT
from tests.factories import IdeaFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_table_is_emptied_but_what_comes_with_the_code():
    IdeaFactory(shortlisted=True)
    permissions = Permission.objects.count()
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))  # noqa: S608 — our own tables
        assert cursor.fetchall() == []
    assert Permission.objects.count() == permissions > 0
    assert not Idea.objects.exists()

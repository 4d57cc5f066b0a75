import subprocess
import sys

from parkour.settings import BASE_DIR

WEB = """
import sys
import django
django.setup()
import parkour.wsgi, parkour.urls, committee.tasks
from django.urls import get_resolver
get_resolver().url_patterns
import committee.session_planning
print("ortools" in sys.modules, "pandas" in sys.modules)
committee.cpsat.solver_library()
print("ortools" in sys.modules)
"""


def test_nothing_that_serves_pages_loads_the_solver_the_first_plan_does():
    ran = subprocess.run([sys.executable, "-c", WEB], cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False", "True"]

#!/usr/bin/env python
"""Run an administrative task of Parkour."""

import os
import sys

from django.core.management import execute_from_command_line

from parkour import demo_environment


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkour.settings")
    if sys.argv[1:2] == ["demo"] or os.environ.get("PARKOUR_DEMO") == "1":
        demo_environment.prepare()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

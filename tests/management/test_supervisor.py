"""The supervisor of the demonstration, on real child processes."""

import signal
import sys
from pathlib import Path

import pytest

from parkour.management.supervisor import MAX_DEATHS, KeepsDying, Program, Supervisor
from tests.waiting import wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
# A program with a child of its own, that prints its number and outlives it.
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(child.pid, flush=True); time.sleep(600)",
]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def supervise(tmp_path):
    supervisors = []

    def make(*commands: list[str]) -> tuple[Supervisor, list[str]]:
        said: list[str] = []
        programs = [Program(f"p{n}", command, tmp_path / f"p{n}.log", tmp_path) for n, command in enumerate(commands)]
        supervisor = Supervisor(programs, said.append)
        supervisors.append(supervisor)
        supervisor.start()
        return supervisor, said

    yield make
    for supervisor in supervisors:
        supervisor.stop()


def test_a_program_that_dies_is_started_again_and_said(supervise):
    supervisor, said = supervise(SLEEPER, SLEEPER)
    first, second = (program.child for program in supervisor.programs)
    first.kill()
    first.wait()
    supervisor.look_after()
    assert said == ["p0 stopped (code -9); starting it again."]
    assert supervisor.programs[0].child.poll() is None
    assert supervisor.programs[0].child.pid != first.pid
    assert supervisor.programs[1].child is second


def test_a_program_that_keeps_dying_is_given_up(supervise):
    supervisor, said = supervise([sys.executable, "-c", "raise SystemExit(2)"])
    program = supervisor.programs[0]
    for _ in range(MAX_DEATHS):
        program.child.wait()
        supervisor.look_after()
    program.child.wait()
    with pytest.raises(KeepsDying, match="^p0 keeps stopping; see .*p0.log.$"):
        supervisor.look_after()


def test_children_of_a_killed_program_do_not_outlive_its_restart(supervise):
    supervisor, _said = supervise(PARENT)
    program = supervisor.programs[0]
    grandchild = wait_for_number(program)
    program.child.kill()
    program.child.wait()
    assert alive(grandchild)
    supervisor.look_after()
    wait_for_death(grandchild)


def test_stopping_ends_the_programs_and_their_children_and_nothing_else(supervise):
    supervisor, _said = supervise(PARENT)
    bystander, _said = supervise(SLEEPER)
    grandchild = wait_for_number(supervisor.programs[0])
    supervisor.stop()
    assert supervisor.programs[0].child.returncode == -signal.SIGTERM
    wait_for_death(grandchild)
    assert alive(bystander.programs[0].child.pid)


def wait_for_number(program: Program) -> int:
    wait_until(lambda: program.last_words().endswith("\n"), program.last_words)
    return int(program.last_words())


def wait_for_death(pid: int) -> None:
    wait_until(lambda: not alive(pid), lambda: f"{pid} lives.")

"""Makes the machine ready: system packages, .venv, and exactly the packages of the lock file.

    python3 -m scripts.set_up run | test | lint | messages

Standard library alone, for it runs before anything is installed. A second call finds everything in place and
changes nothing. Stops with exit code 1, and says what to do, where it cannot go on by itself.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from emulation import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
# goal: what it needs of the machine, and its lock file
GOALS: dict[str, tuple[Sequence[system.Need], str]] = {
    "run": (system.DOCUMENTS, "requirements.txt"),
    "test": (system.DOCUMENTS + system.BROWSER, "requirements-dev.txt"),
    "lint": ((), "requirements-dev.txt"),
    "messages": ((), "requirements.txt"),
}


def check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"Python {sys.version.split()[0]} is too old: 3.11 or newer is needed. "
            "Name another one like this: make run PYTHON=python3.12"
        )


def provide(needs: Sequence[system.Need]) -> None:
    """Installs what is missing as root on Debian or Ubuntu; anyone else is told the command."""
    absent = system.missing(needs)
    if not absent:
        return
    print("Missing on this machine:", ", ".join(need.name for need in absent), flush=True)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        stop_with_advice(absent)
    command = system.install_command(absent, prefix="")
    print(command, flush=True)
    done = subprocess.run(command, shell=True, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    still_absent = system.missing(needs)
    if done.returncode or still_absent:
        stop_with_advice(still_absent or absent)


def stop_with_advice(absent: Sequence[system.Need]) -> None:
    print("\nInstall it, then run the same command again:\n")
    print(f"    {system.install_command(absent)}\n")
    if system.CHROMIUM in absent:
        print("Ubuntu has Chromium as a snap instead: sudo snap install chromium")
        print("A Chromium or Chrome that is elsewhere is named like this: CHROMIUM=/path/to/it make test\n")
    sys.exit(1)


def has_venv() -> bool:
    """False too where its Python is gone (the system got a newer one) or its making was broken off."""
    return (VENV / "bin/python").exists() and (VENV / "bin/pip").exists()


def make_venv() -> None:
    print("Making .venv", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def install(lock_file: str) -> None:
    digest = hashlib.sha256((ROOT / lock_file).read_bytes()).hexdigest()
    stamp = VENV / f".installed-{lock_file}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Installing the packages of {lock_file} (the first time takes a minute or two)", flush=True)
    pip = [str(VENV / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "install", "--require-hashes", "--requirement", str(ROOT / lock_file)])
    if done.returncode:
        sys.exit("The packages could not be installed; the reason stands above.")
    stamp.write_text(digest)


def main(goal: str) -> None:
    check_python()
    needs, lock_file = GOALS[goal]
    provide(needs if has_venv() else (*needs, *system.VENV))
    if not has_venv():
        make_venv()
    install(lock_file)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in GOALS:
        sys.exit(__doc__)
    main(sys.argv[1])

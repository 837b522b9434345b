"""What the machine itself must bring: libraries, fonts and programs that no Python package carries.

Standard library alone: the set-up asks before anything is installed, Django's system check afterwards.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Stands in for the Times New Roman of NĐ 30/2020 (Annex I): the same widths, complete in Vietnamese.
DOCUMENT_FONT = "Tinos"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """Something the machine must have, the Debian package that brings it, and whether it is there."""

    name: str
    package: str
    is_present: Callable[[], bool]


def has_library(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font(family: str) -> bool:
    """True where fontconfig gives the family itself and no substitute."""
    if not shutil.which("fc-match"):
        return False
    match = subprocess.run(["fc-match", "--format=%{family}", family], capture_output=True, text=True)
    return family in match.stdout.split(",")


def chromium() -> str:
    """The tests' browser: the one that CHROMIUM names, else the first on the path; empty where none is."""
    named = os.environ.get("CHROMIUM")
    names = (named,) if named else CHROMIUM_NAMES
    return next(filter(None, map(shutil.which, names)), "")


VENV = (
    Need(
        "Python's venv",
        f"python{sys.version_info.major}.{sys.version_info.minor}-venv",
        lambda: all(map(importlib.util.find_spec, ("venv", "ensurepip"))),
    ),
)
DOCUMENTS = (
    Need("Pango", "libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
    Need("Pango for FreeType", "libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("HarfBuzz subset", "libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")),
    Need("Fontconfig", "fontconfig", lambda: shutil.which("fc-match") is not None),
    Need(f"the font {DOCUMENT_FONT}", "fonts-croscore", lambda: has_font(DOCUMENT_FONT)),
)
CHROMIUM = Need("Chromium", "chromium", lambda: bool(chromium()))
BROWSER = (
    CHROMIUM,
    Need("libatomic, for Playwright", "libatomic1", lambda: has_library("libatomic.so.1")),
)


def missing(needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if not need.is_present()]


def install_command(needs: Iterable[Need], prefix: str = "sudo ") -> str:
    """The command line that installs the needs on Debian or Ubuntu."""
    packages = " ".join(need.package for need in needs)
    return f"{prefix}apt-get update && {prefix}apt-get install --yes --no-install-recommends {packages}"

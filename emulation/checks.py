"""Django's system check for what documents need from the machine and pip cannot install."""

from functools import cache
from typing import Any

from django.core.checks import CheckMessage, Warning

from emulation import system


@cache
def _missing() -> tuple[system.Need, ...]:
    return tuple(system.missing(system.DOCUMENTS))


def messages(needs: tuple[system.Need, ...]) -> list[CheckMessage]:
    """A warning that names what is missing, with the command that installs it; none when nothing is."""
    if not needs:
        return []
    names = ", ".join(need.name for need in needs)
    return [
        Warning(
            f"PDF documents cannot be made as they must be: missing {names}.",
            hint=f"Install it: {system.install_command(needs)}",
            id="emulation.W001",
        )
    ]


def documents(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    return messages(_missing())

"""Django's system checks: what documents need that pip cannot install, where the site is found, and whether
it speaks its language."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from emulation import system
from emulation.catalogs import catalogs, is_current


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


def site_url(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The address for links in mail: needed where mail goes out, and whole where it is given."""
    url = settings.SITE_URL
    if not url and settings.EMAIL_BACKEND != "django.core.mail.backends.console.EmailBackend":
        return [
            Warning(
                "SITE_URL is empty: mail to the units has no links.",
                hint="Set SITE_URL to the site's address, such as https://thidua.example.vn",
                id="emulation.W002",
            )
        ]
    if url and not url.startswith(("https://", "http://")):
        return [Error(f"SITE_URL must begin with https:// or http://, not {url!r}.", id="emulation.E001")]
    return []


def translations(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Catalogues that are not compiled, or changed since: pages are in English then, or partly so."""
    stale = [source for source, compiled in catalogs() if not is_current(source, compiled)]
    if not stale:
        return []
    languages = ", ".join(source.parts[-3] for source in stale)
    return [
        Warning(
            f"Translations ({languages}) are not compiled, or not since they changed: pages are in English.",
            hint="Compile them: manage.py compile_catalogs",
            id="emulation.W003",
        )
    ]

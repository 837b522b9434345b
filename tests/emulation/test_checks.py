import pytest
from django.core.checks import registry

from emulation import checks
from emulation.system import Need


def test_what_is_missing_is_named_with_the_command_that_installs_it():
    needs = (
        Need("the font Tinos", "fonts-croscore", lambda: False),
        Need("Pango", "libpango-1.0-0", lambda: False),
    )

    (message,) = checks.messages(needs)

    assert message.id == "emulation.W001"
    assert "the font Tinos, Pango" in message.msg
    assert "apt-get install" in message.hint
    assert "fonts-croscore libpango-1.0-0" in message.hint


def test_nothing_is_said_where_nothing_is_missing():
    assert checks.messages(()) == []


def test_django_asks_for_the_documents_needs():
    assert checks.documents in registry.registry.get_checks()


def test_django_asks_whether_the_translations_are_compiled():
    assert checks.translations in registry.registry.get_checks()


def test_the_machine_that_runs_the_tests_can_make_documents():
    assert checks.documents() == []


SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.mark.parametrize(
    ("url", "backend", "told"),
    [
        ("", CONSOLE, []),
        ("", SMTP, ["emulation.W002"]),
        ("https://thidua.example.vn", SMTP, []),
        ("thidua.example.vn", CONSOLE, ["emulation.E001"]),
    ],
)
def test_the_sites_address_is_asked_for_where_mail_goes_out(settings, url, backend, told):
    settings.SITE_URL, settings.EMAIL_BACKEND = url, backend
    assert [message.id for message in checks.site_url()] == told


def test_django_asks_for_the_sites_address():
    assert checks.site_url in registry.registry.get_checks()

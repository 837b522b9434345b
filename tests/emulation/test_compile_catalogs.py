import gettext
import io
import os

import pytest
from django.core.management import CommandError, call_command

from emulation import checks

CATALOG = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Accept"
msgstr "{accept}"

#, fuzzy
msgid "Submit"
msgstr "Đoán"
"""


@pytest.fixture
def source(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOG.format(accept="Tiếp nhận"), encoding="utf-8")
    return source


def compile_catalogs():
    output = io.StringIO()
    call_command("compile_catalogs", stdout=output)
    return output.getvalue()


def translate(source, message):
    with source.with_suffix(".mo").open("rb") as catalog:
        return gettext.GNUTranslations(catalog).gettext(message)


def test_a_catalog_without_its_compiled_form_is_compiled(source):
    assert str(source.with_suffix(".mo")) in compile_catalogs()
    assert translate(source, "Accept") == "Tiếp nhận"


def test_a_guessed_translation_is_left_out(source):
    compile_catalogs()

    assert translate(source, "Submit") == "Submit"


def test_a_current_catalog_is_left_alone(source):
    compile_catalogs()

    assert compile_catalogs() == ""


def test_a_changed_catalog_is_compiled_again(source):
    compile_catalogs()
    compiled_at = source.with_suffix(".mo").stat().st_mtime_ns
    source.write_text(CATALOG.format(accept="Đồng ý"), encoding="utf-8")
    os.utime(source, ns=(compiled_at + 1, compiled_at + 1))

    compile_catalogs()

    assert translate(source, "Accept") == "Đồng ý"


def test_a_broken_catalog_is_named(source):
    source.write_text('msgid "Accept\nmsgstr', encoding="utf-8")

    with pytest.raises(CommandError, match=r"django\.po"):
        compile_catalogs()
    assert not source.with_suffix(".mo").exists()


def test_the_system_check_warns_until_the_catalogue_is_compiled_and_again_when_it_changed(source):
    (missing,) = checks.translations()
    assert (missing.id, "vi" in missing.msg) == ("emulation.W003", True)
    assert "manage.py compile_catalogs" in missing.hint

    compile_catalogs()
    assert checks.translations() == []

    later = source.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(source, ns=(later, later))
    assert len(checks.translations()) == 1

import sys

from emulation import system

ABSENT = system.Need("a thing", "libthing1", lambda: False)
PRESENT = system.Need("python", "python3", lambda: True)


def test_library_that_no_machine_has_is_not_found():
    assert not system.has_library("libno-such-thing.so.0")


def test_font_given_only_as_a_substitute_is_not_found():
    assert not system.has_font("No Such Family")


def test_missing_names_only_what_is_absent():
    assert system.missing([PRESENT, ABSENT]) == [ABSENT]


def test_install_command_refreshes_the_list_and_names_the_packages():
    assert system.install_command([ABSENT, PRESENT]) == (
        "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libthing1 python3"
    )


def test_browser_is_the_one_that_the_environment_names(monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert system.chromium() == sys.executable


def test_named_browser_that_is_not_there_is_not_replaced_by_another(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    assert system.chromium() == ""

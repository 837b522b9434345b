"""What every page rests on: its style sheets, its scripts, and the pages shown when something fails."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

from reports.choices import RevisionStatus, Status

STATIC = settings.BASE_DIR / "static"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
OF_ENTRY = {"js/autosave.js", "js/colleagues.js", "js/pasted.js", "js/unsent.js"}
CHIPS = (STATIC / "css" / "chips.css").read_text()
DEFAULT_CHIP = {Status.INCOMPLETE, Status.NO_DATA, Status.NOT_DUE, Status.AWAITING, Status.NOT_APPLICABLE}


def weight(files) -> int:
    return sum((STATIC / file).stat().st_size for file in files)


def loaded_by(*templates: str) -> set[str]:
    """The style sheets and scripts that these templates name."""
    texts = [(settings.BASE_DIR / "templates" / name).read_text() for name in templates]
    return {file for text in texts for file in re.findall(r"static '((?:css|js)/[^']+)'", text)}


PAGES = [path for path in TEMPLATES if '{% extends "base.html" %}' in path.read_text()]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_own_styles_and_scripts_of_a_page_stay_under_60_kilobytes(page):
    files = loaded_by("base.html", "components/styles.html", str(page)) - OF_ENTRY
    assert len(files) > 10
    assert weight(files) < 60_000


def test_what_saves_the_entry_page_while_it_is_typed_stays_under_23_kilobytes():
    assert weight(OF_ENTRY) < 23_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_inline_style_or_script(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_chip(status):
    assert f".chip--{status}" in CHIPS


@pytest.mark.parametrize("status", sorted(set(Status) - DEFAULT_CHIP))
def test_every_decided_status_has_a_shape_of_its_own(status):
    assert f".chip--{status}::before" in CHIPS


@pytest.mark.parametrize("state", ["not_open", *RevisionStatus, "late"])
def test_every_state_of_a_report_has_its_tag(state):
    assert f".tag--{state}" in CHIPS


def test_the_failure_page_needs_no_context():
    assert "<h1>" in get_template("500.html").render()


@pytest.mark.parametrize(
    ("percent", "tick", "drawn"),
    [
        ("61.5", "50", 'width="61.5"'),
        ("131", "100", 'width="131"'),
        ("0", "50", 'x1="50"'),
    ],
)
def test_a_bar_shows_progress_and_the_plan(percent, tick, drawn):
    bar = render_to_string("components/bar.html", {"percent": percent, "tick": tick})
    assert drawn in bar


@pytest.mark.parametrize("percent", [None, "-5"])
def test_a_bar_without_progress_is_an_empty_track(percent):
    bar = render_to_string("components/bar.html", {"percent": percent, "tick": None})
    assert "bar__fill" not in bar
    assert "bar__tick" not in bar

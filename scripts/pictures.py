"""Take the pictures in docs/pictures: the pages as each role sees them, wide and narrow, and the PDF's pages.

    DEBUG=on .venv/bin/python -m scripts.pictures

It makes a demonstration in a database of its own, serves it, and looks at it with the system's Chromium.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from pypdfium2 import PdfDocument

from emulation import system

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
TALLEST = 3200
COLOURS = 96
# Of a printed page: 60 points an inch.
PAGE_SCALE = 60 / 72
# What stays at the window's edge would stand in the middle of a long picture.
STILL = ".actionbar { position: static !important }"

# Account, name of the picture, address; after "::" the link that is followed from there.
VIEWS = [
    (None, "sign-in", "/sign-in/"),
    ("maipha", "staff-my-reports", "/reports/"),
    ("maipha", "staff-entry", "/reports/X-MP/2024-06-14/"),
    ("maipha", "staff-entry-accepted", "/reports/X-MP/2024-03-14/"),
    ("maipha", "staff-spreadsheet", "/reports/X-MP/2024-06-14/spreadsheet/"),
    ("maipha", "staff-notebook", "/notebook/X-MP/"),
    ("maipha", "staff-unit", "/units/X-MP/"),
    ("maipha", "staff-target", "/targets/XH-08/"),
    ("ldtbxh", "lead-entry", "/reports/PLDTBXH/2024-06-14/"),
    ("chutich-maipha", "head-my-reports", "/reports/"),
    ("chutich-quanglac", "head-agrees", "/reports/X-QL/2024-06-14/"),
    ("vinhtrai", "staff-confirmations", "/reports/P-VT/2024-06-14/confirm/"),
    ("vinhtrai", "staff-entry-submitted", "/reports/P-VT/2024-06-14/"),
    ("bhxh", "lead-confirmations", "/reports/BHXH/2024-06-14/confirm/"),
    ("noivu", "home-affairs-queue", "/review/"),
    ("noivu", "home-affairs-review", "/review/ :: tr:has-text('Xã Hoàng Đồng') a"),
    ("noivu", "home-affairs-changes", "/reports/CA/2024-03-14/ :: a[href$='/changes/']"),
    ("noivu", "home-affairs-corrections", "/review/ :: tr:has-text('Bảo hiểm xã hội') a"),
    ("noivu", "home-affairs-target-corrected", "/targets/XH-13/"),
    ("noivu", "home-affairs-target-plan", "/targets/MT-07/"),
    ("noivu", "home-affairs-matrix", "/review/matrix/"),
    ("noivu", "home-affairs-chasing", "/review/chasing/"),
    ("noivu", "home-affairs-chasing-unit", "/review/chasing/2024-06-14/P-TT/"),
    ("noivu", "home-affairs-calendar", "/calendar/"),
    ("noivu", "home-affairs-explanations", "/asking/"),
    ("noivu", "home-affairs-entry", "/reports/P-TT/2024-06-14/"),
    ("noivu", "home-affairs-target", "/targets/XH-12/"),
    ("noivu", "home-affairs-setup", "/setup/"),
    ("noivu", "home-affairs-settings", "/setup/2024/settings/"),
    ("noivu", "home-affairs-report-words", "/documents/2024-Q2/words/"),
    ("noivu", "home-affairs-report-issue", "/documents/2024-Q2/pnv/issue/"),
    ("noivu", "home-affairs-administration", "/admin/"),
    ("noivu", "home-affairs-administration-targets", "/admin/targets/target/"),
    ("lanhdao", "leadership-overview", "/overview/"),
    ("lanhdao", "leadership-overview-provisional", "/overview/?basis=provisional"),
    ("lanhdao", "leadership-target", "/targets/KT-03/"),
    ("lanhdao", "leadership-units", "/units/"),
    ("lanhdao", "leadership-unit", "/units/P-CL/"),
    ("lanhdao", "leadership-campaign", "/campaign/"),
    ("lanhdao", "leadership-documents", "/documents/"),
    ("quantri", "administrator-log", "/admin/units/event/"),
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DEBUG": "on",
            "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
            "EMULATION_TODAY": "2024-06-17",
            "MEDIA_ROOT": f"{folder}/media",
            "SITE_URL": "https://thidua.example.vn",
        }
        passwords = demonstration(environment)
        PICTURES.mkdir(parents=True, exist_ok=True)
        with served(environment) as address, sync_playwright() as player:
            browser = player.chromium.launch(
                executable_path=system.chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            look(browser, address, passwords)
        print_pages(environment, Path(folder))


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def demonstration(environment: dict[str, str]) -> dict[str, str]:
    """A database with the demonstration; the passwords by sign-in name."""
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "compile_catalogs")
    manage(environment, "loaddata", "campaign_2024", "--verbosity", "0")
    lines = manage(environment, "demo").splitlines()
    accounts = (line.split() for line in lines if len(line.split()) > 2)
    return {words[0]: words[1] for words in accounts}


class served:
    """The site on a free port while the block lasts."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        self.environment = environment

    def __enter__(self) -> str:
        quiet = subprocess.DEVNULL
        self.server = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=quiet, stderr=quiet
        )
        for _attempt in range(100):
            try:
                urlopen(f"{self.address}/sign-in/")
            except URLError:
                time.sleep(0.2)
            else:
                return self.address
        raise RuntimeError("The site did not start.")

    def __exit__(self, *details: object) -> None:
        self.server.terminate()
        self.server.wait()


def look(browser: Browser, address: str, passwords: dict[str, str]) -> None:
    for size, viewport in SIZES.items():
        for user in dict.fromkeys(view[0] for view in VIEWS):
            context = browser.new_context(viewport=viewport, locale="vi-VN")
            page = context.new_page()
            if user:
                sign_in(page, address, user, passwords[user])
            for _user, name, path in (view for view in VIEWS if view[0] == user):
                open_page(page, address, path)
                page.add_style_tag(content=STILL)
                picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
                keep(picture, f"{name}-{size}", viewport["width"])
            context.close()


def sign_in(page: Page, address: str, user: str, password: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.locator("main button[type=submit]").click()


def open_page(page: Page, address: str, path: str) -> None:
    path, _separator, link = path.partition(" :: ")
    page.goto(address + path)
    if link:
        with page.expect_navigation():
            page.locator(link).first.click()


def keep(picture: Image.Image, name: str, width: int) -> None:
    """Few colours and no endless pages: a picture to look at, not to measure."""
    tallest = TALLEST * 2 if width == SIZES["phone"]["width"] else TALLEST
    picture = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, tallest)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def print_pages(environment: dict[str, str], folder: Path) -> None:
    report = folder / "report.pdf"
    manage(environment, "build_report", "--campaign", "2024", "--period", "2024-Q2", "--output", str(report))
    for number, page in enumerate(PdfDocument(report), 1):
        picture = page.render(scale=PAGE_SCALE).to_pil()
        keep(picture, f"report-page-{number:02}", picture.width)
    (ROOT / "docs" / "report-2024-Q2.pdf").write_bytes(report.read_bytes())
    page = ROOT / "docs" / "chairman-page-2024-Q2.pdf"
    named = ["--campaign", "2024", "--period", "2024-Q2", "--form", "page", "--output", str(page)]
    manage(environment, "build_report", *named)


if __name__ == "__main__":
    main()

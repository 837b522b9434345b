"""Take the pictures in docs/pictures: the pages as each role sees them, wide and narrow, and the PDF's pages.

    DEBUG=on .venv/bin/python -m scripts.pictures

It makes a demonstration in a database of its own, serves it, and looks at it with the system's Chromium. The
PDF's pages need pdftoppm (poppler-utils).
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

from emulation import system

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
TALLEST = 2400
COLOURS = 96
# What stays at the window's edge would stand in the middle of a long picture.
STILL = ".actionbar { position: static !important }"

# Account, name of the picture, address.
VIEWS = [
    (None, "sign-in", "/sign-in/"),
    ("maipha", "staff-my-reports", "/reports/"),
    ("maipha", "staff-entry", "/reports/X-MP/2024-06-14/"),
    ("maipha", "staff-entry-accepted", "/reports/X-MP/2024-03-14/"),
    ("maipha", "staff-unit", "/units/X-MP/"),
    ("maipha", "staff-target", "/targets/XH-08/"),
    ("bhxh", "lead-entry", "/reports/BHXH/2024-06-14/"),
    ("chutich-maipha", "head-my-reports", "/reports/"),
    ("noivu", "home-affairs-queue", "/review/"),
    ("noivu", "home-affairs-review", "review of P-VT"),
    ("noivu", "home-affairs-entry", "/reports/P-TT/2024-06-14/"),
    ("noivu", "home-affairs-target", "/targets/XH-12/"),
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
                keep(page.screenshot(full_page=True), f"{name}-{size}", viewport["width"])
            context.close()


def sign_in(page: Page, address: str, user: str, password: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.locator("main button[type=submit]").click()


def open_page(page: Page, address: str, path: str) -> None:
    if path.startswith("/"):
        page.goto(address + path)
    else:
        page.goto(f"{address}/review/")
        page.locator("tr", has_text="Phường Vĩnh Trại").get_by_role("link").first.click()


def keep(png: bytes, name: str, width: int) -> None:
    """Few colours and no endless pages: a picture to look at, not to measure."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop(
        (0, 0, picture.width, min(picture.height, TALLEST * 2 if width < 500 else TALLEST))
    )
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def print_pages(environment: dict[str, str], folder: Path) -> None:
    report = folder / "report.pdf"
    manage(environment, "build_report", "--campaign", "2024", "--period", "2024-Q2", "--output", str(report))
    subprocess.run(["pdftoppm", "-r", "60", "-png", str(report), str(folder / "page")], check=True)
    for page in sorted(folder.glob("page-*.png")):
        keep(page.read_bytes(), f"report-{page.stem}", 1000)
    (ROOT / "docs" / "report-2024-Q2.pdf").write_bytes(report.read_bytes())


if __name__ == "__main__":
    main()

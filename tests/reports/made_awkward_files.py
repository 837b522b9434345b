"""Awkward files as offices send them, made anew for each test, each with what is to become of it: the numbers
that are read from it ("?" for one that is refused at its cell), or words of the file's refusal.

What LibreOffice itself writes is kept beside them: `made_by_libreoffice`.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from tests.reports.progress_commands import COLUMNS, csv_text, workbook_bytes, xlsx_bytes

HEAD = COLUMNS[:4]
ROW = ("2024-Q2", "X-MP", "XH-08", 7)
NOTE = "Số liệu của phường, đã đối chiếu"


@dataclass(frozen=True)
class Awkward:
    """`numbers`: those taken, in order; `refused`: words of the refusal in English."""

    name: str
    content: bytes
    numbers: tuple[str, ...] = ()
    refused: str = ""


def text(note=NOTE, delimiter=";", value="7"):
    return csv_text([(*ROW[:3], value, "", "", "", note)], delimiter)


def book(change=lambda sheet: None, rows=(ROW,)):
    made = Workbook()
    for row in (COLUMNS, *rows):
        made.active.append(row)
    change(made.active)
    return workbook_bytes(made)


def with_parts(parts, content=None):
    """A workbook in which these parts stand too, or instead."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content or xlsx_bytes([ROW]))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, what in parts.items():
            new.writestr(name, what)
    return out.getvalue()


def put(address, value, form=""):
    def change(sheet):
        sheet[address] = value
        if form:
            sheet[address].number_format = form

    return book(change)


def hidden(sheet):
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["D"].hidden = True


def renamed(sheet):
    sheet.title = "Biểu 01 (sửa)"


def second_sheet(sheet):
    sheet.parent.create_sheet("Ghi chú").append(["Người lập", "Ngày"])


def cover_sheet(sheet):
    sheet.parent.create_sheet("Bìa", 0).append(["Báo cáo"])


def twin_sheet(sheet):
    sheet.parent.copy_worksheet(sheet).title = "Q3"


def hidden_twin(sheet):
    twin_sheet(sheet)
    sheet.parent["Q3"].sheet_state = "hidden"


def locked(content):
    """The marks of encryption set on every part."""
    marked = bytearray(content)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(mark)
        while place >= 0:
            marked[place + flag] |= 1
            place = marked.find(mark, place + 4)
    return bytes(marked)


def empty_rows(count):
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, count))
    return with_parts({SHEET: b"<worksheet xmlns=%s><sheetData>%s</sheetData></worksheet>" % (SPACE, rows)})


SHEET = "xl/worksheets/sheet1.xml"
SPACE = b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><worksheet>&b;</worksheet>'
WORKBOOK = "readings.xlsx"
TEXT = "readings.csv"


def awkward_texts():
    yield Awkward(TEXT, text().encode("utf-8"), ("7",))
    yield Awkward(TEXT, text().encode("utf-8-sig"), ("7",))
    yield Awkward(TEXT, text().encode("utf-16"), ("7",))
    yield Awkward(TEXT, b"\xfe\xff" + text().encode("utf-16-be"), ("7",))
    yield Awkward("readings.txt", text(delimiter="\t").encode("utf-16"), ("7",))
    yield Awkward(TEXT, text("Ti\xea\u0301ng Vi\xea\u0323t").encode("cp1258"), ("7",))
    yield Awkward(TEXT, text("Tie\u0302\u0301ng").encode(), ("7",))
    yield Awkward(TEXT, text().replace("\n", "\r\n").encode(), ("7",))
    yield Awkward(TEXT, text('"hai\ndòng; một ô"').encode(), ("7",))
    yield Awkward(TEXT, text(value="98,5").encode(), ("98.5",))
    yield Awkward(TEXT, text("Mua", delimiter=",", value="98.5").encode(), ("98.5",))
    yield Awkward(TEXT, text(value="1.634.000").encode(), ("1634000",))
    yield Awkward(TEXT, text(value="3/5").encode(), ("?",))
    yield Awkward(TEXT, text(value="3.269").encode(), ("?",))
    yield Awkward(TEXT, text("Phßng Tµi chÝnh").encode("latin-1"), refused="Phòng Tài chính")
    yield Awkward(TEXT, text("Phßng Tµi chÝnh").encode("utf-8"), refused="TCVN3")
    yield Awkward(TEXT, text("Ñöôøng Leâ Lôïi").encode("latin-1"), refused="Đường Lê Lợi")
    yield Awkward(TEXT, text("Ñöôøng Leâ Lôïi").encode("utf-8"), refused="VNI")
    yield Awkward(TEXT, text("Tiáº¿ng Viá»‡t").encode("utf-8"), refused="Tiếng Việt")
    yield Awkward(TEXT, text("café").encode("latin-1"), refused="not in UTF-8")
    yield Awkward(TEXT, text().encode("utf-16-le"), ("7",))
    yield Awkward(TEXT, text().encode("utf-16-be"), refused="UTF-8")
    yield Awkward(TEXT, b"", refused="first row must name")
    yield Awkward(TEXT, b";".join([b"1"] * 500_000), refused="first row must name")
    yield Awkward(TEXT, text().replace("value", "so lieu").encode(), refused="Missing: “Value”")
    yield Awkward(TEXT, text('"chưa đóng').encode(), refused="quotation mark")
    yield Awkward(TEXT, xlsx_bytes([ROW]), refused="under another name")


def awkward_disguises():
    yield Awkward(WORKBOOK, text().encode(), refused="under the name of a workbook")
    yield Awkward(WORKBOOK, b"<html><body><table><tr><td>period", refused="web page")
    yield Awkward("readings.xls", b"\xef\xbb\xbf\n<!DOCTYPE html><table>", refused="web page")
    yield Awkward("readings.xls", OLE, refused="old Excel")
    yield Awkward(WORKBOOK, OLE, refused="old Excel")
    yield Awkward(WORKBOOK, OLE + "EncryptedPackage".encode("utf-16-le"), refused="password")
    yield Awkward(WORKBOOK, locked(xlsx_bytes([ROW])), refused="password")
    yield Awkward(WORKBOOK, with_parts({"xl/vbaProject.bin": b"Sub"}), refused="macros")
    yield Awkward("readings.pdf", b"%PDF-1.7", refused="CSV, XLSX and JSON")
    yield Awkward(WORKBOOK, xlsx_bytes([ROW])[:-300], refused="broken")
    yield Awkward(WORKBOOK, with_parts({SHEET: b"<worksheet><sheetData><row"}), refused="broken")
    yield Awkward(WORKBOOK, with_parts({SHEET: LAUGHS}), refused="XML entities")
    yield Awkward(WORKBOOK, with_parts({SHEET: OUTSIDE}), refused="XML entities")
    yield Awkward(WORKBOOK, with_parts({"xl/sharedStrings.xml": bytes(31 << 20)}), refused="unpacked")
    yield Awkward(WORKBOOK, with_parts({SHEET: bytes(101 << 20)}), refused="unpacked")
    yield Awkward(
        WORKBOOK, with_parts({f"xl/a{number}": b"" for number in range(1100)}), refused="too many parts"
    )
    yield Awkward(WORKBOOK, empty_rows(1_000_000), refused="150000 rows")
    yield Awkward(WORKBOOK, bytes(21 << 20), refused="20 MB")


def awkward_workbooks():
    yield Awkward(WORKBOOK, book(hidden), ("7",))
    yield Awkward(WORKBOOK, book(renamed), ("7",))
    yield Awkward(WORKBOOK, book(second_sheet), ("7",))
    yield Awkward(WORKBOOK, book(cover_sheet), ("7",))
    yield Awkward(WORKBOOK, book(hidden_twin), ("7",))
    yield Awkward(WORKBOOK, book(twin_sheet), refused="Several sheets")
    yield Awkward(WORKBOOK, book(lambda sheet: sheet.merge_cells("B2:B3")), refused="B2:B3")
    yield Awkward(WORKBOOK, put("D2", "=SUM(1,2)"), refused="D2")
    yield Awkward(WORKBOOK, put("D2", "1.634.000"), ("1634000",))
    yield Awkward(WORKBOOK, put("D2", datetime(2024, 5, 3)), ("?",))  # noqa: DTZ001 Excel's days have no zone
    yield Awkward(WORKBOOK, put("D2", "#N/A"), ("?",))
    yield Awkward(WORKBOOK, put("D2", 0.85, "0%"), ("?",))
    yield Awkward(WORKBOOK, put("H2", "Phßng Tµi chÝnh"), refused="Row 2: the letters")


def awkward_files():
    return [*awkward_texts(), *awkward_disguises(), *awkward_workbooks()]

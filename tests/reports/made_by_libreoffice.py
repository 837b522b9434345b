"""Files that LibreOffice itself writes, kept in tests/corpus/libreoffice so that they are read everywhere.

    python -m tests.reports.made_by_libreoffice        makes them anew; asks for `soffice`

Each is a sheet with one reading of XH-08 for X-MP, except for what its name says.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

from reports.resources import ReadingResource
from tests.reports.made_awkward_files import NOTE

CORPUS = Path(__file__).parent.parent / "corpus" / "libreoffice"
CSV = "csv:Text - txt - csv (StarCalc):{delimiter},34,{encoding},1"
SEMICOLON, TAB, COMMA = 59, 9, 44
UTF_8, UTF_16, WINDOWS_1258 = 76, 65535, 40
XLSX = "xlsx:Calc MS Excel 2007 XML"
XLS = "xls:MS Excel 97"

SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2">
<office:automatic-styles>
<number:percentage-style style:name="P"><number:number number:decimal-places="1"/><number:text>%</number:text>
</number:percentage-style>
<number:date-style style:name="D"><number:day/><number:text>/</number:text><number:month/></number:date-style>
<number:boolean-style style:name="B"><number:boolean/></number:boolean-style>
<style:style style:name="truth" style:family="table-cell" style:data-style-name="B"/>
<style:style style:name="percent" style:family="table-cell" style:data-style-name="P"/>
<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>
<style:style style:name="yellow" style:family="table-cell">
<style:table-cell-properties fo:background-color="#ffff00"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>
"""


def text(words: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


def cell(kind: str, value: str, more: str = "") -> str:
    name = {"date": "office:date-value", "boolean": "office:boolean-value"}.get(kind, "office:value")
    return f'<table:table-cell office:value-type="{kind}" {name}={quoteattr(value)} {more}/>'


def row(value: str, more: str = "", note: str = NOTE) -> str:
    cells = "".join(text(word) for word in ("2024-Q2", "X-MP", "XH-08"))
    rest = "<table:table-cell/><table:table-cell/><table:table-cell/>" + text(note)
    return f"<table:table-row {more}>{cells}{value}{rest}</table:table-row>"


def table(*rows: str, name: str = "Trang tính1", more: str = "") -> str:
    head = "".join(text(column) for column in ReadingResource.names().known)
    body = f"<table:table-row>{head}</table:table-row>{''.join(rows)}"
    return f'<table:table table:name="{name}" {more}>{body}</table:table>'


SEVEN = cell("float", "7")
EMPTY_AND_YELLOW = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:style-name="yellow" table:number-columns-repeated="4"/></table:table-row>'
)
MERGED = (
    '<table:table-cell office:value-type="float" office:value="7" table:number-columns-spanned="2"'
    ' table:number-rows-spanned="1"/><table:covered-table-cell/>'
)
FILTERED = (
    '<table:database-ranges><table:database-range table:name="loc"'
    " table:target-range-address=\"'Trang tính1'.A1:'Trang tính1'.H2\""
    ' table:display-filter-buttons="true"/></table:database-ranges>'
)
COVER = (
    '<table:table table:name="Bìa"><table:table-row>' + text("Báo cáo") + "</table:table-row></table:table>"
)

# By the name of the file that comes of it: the sheet, and the filter that writes it.
SHEETS = {
    "number.xlsx": (table(row(SEVEN)), XLSX),
    "percent.xlsx": (table(row(cell("percentage", "0.85", 'table:style-name="percent"'))), XLSX),
    "date-of-3-5.xlsx": (table(row(cell("date", "2024-05-03", 'table:style-name="day"'))), XLSX),
    "formula.xlsx": (table(row(cell("float", "7", 'table:formula="of:=3+4"'))), XLSX),
    "formula-of-text.xlsx": (
        table(row('<table:table-cell table:formula="of:=&quot;1.634&quot;&amp;&quot;,5&quot;"/>')),
        XLSX,
    ),
    "error.xlsx": (table(row('<table:table-cell table:formula="of:=1/0"/>')), XLSX),
    "merged.xlsx": (table(row(MERGED)), XLSX),
    "hidden-row.xlsx": (table(row(SEVEN, 'table:visibility="collapse"')), XLSX),
    "text-number.xlsx": (table(row(text("1.634,5"))), XLSX),
    "text-either.xlsx": (table(row(text("3.269"))), XLSX),
    "boolean.xlsx": (table(row(cell("boolean", "true", 'table:style-name="truth"'))), XLSX),
    "protected.xlsx": (table(row(SEVEN), more='table:protected="true"'), XLSX),
    "filtered.xlsx": (table(row(SEVEN)) + FILTERED, XLSX),
    "cover-first.xlsx": (COVER + table(row(SEVEN), name="Biểu 01"), XLSX),
    "empty-rows.xlsx": (table(row(SEVEN), EMPTY_AND_YELLOW), XLSX),
    "old-excel.xls": (table(row(SEVEN)), XLS),
    "open-document.ods": (table(row(SEVEN)), "ods"),
    "utf-8.csv": (table(row(cell("float", "1634.5"))), CSV.format(delimiter=SEMICOLON, encoding=UTF_8)),
    "utf-16.txt": (table(row(SEVEN)), CSV.format(delimiter=TAB, encoding=UTF_16)),
    "windows-1258.csv": (table(row(SEVEN)), CSV.format(delimiter=SEMICOLON, encoding=WINDOWS_1258)),
    "commas.csv": (table(row(cell("float", "1634.5"))), CSV.format(delimiter=COMMA, encoding=UTF_8)),
}


def make(soffice: str) -> None:
    """Write every file of the corpus anew."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (tables, written_by) in SHEETS.items():
            source = Path(folder, f"{Path(name).stem}.fods")
            source.write_text(SHEET.format(tables=tables), encoding="utf-8")
            convert = [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
            command = [*convert, "--convert-to", written_by, "--outdir", folder, str(source)]
            subprocess.run(command, check=True, capture_output=True)
            made = source.with_suffix("." + written_by.partition(":")[0])
            shutil.copy(made, CORPUS / name)


if __name__ == "__main__":
    found = shutil.which("soffice")
    make(found) if found else sys.exit("soffice is not here; the files stay as they are.")

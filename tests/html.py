"""Reads pages as a person does: tables by their rows, text without mark-up."""

from html.parser import HTMLParser


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data):
        if self._in_cell:
            self.rows[-1][-1] += data


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data):
        self.text += data


def table_rows(page: str) -> list[list[str]]:
    """The cells of every table row of a page, each with its white space drawn together."""
    parser = _Tables()
    parser.feed(page)
    return [[" ".join(cell.split()) for cell in row] for row in parser.rows]


def table_row(page: str, first: str) -> list[str]:
    """The one row whose first cell reads so."""
    (row,) = [row for row in table_rows(page) if row and row[0] == first]
    return row


def text_of(page: str) -> str:
    parser = _Text()
    parser.feed(page)
    return " ".join(parser.text.split())

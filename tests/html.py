"""Reads pages as a person does: tables by their rows, text without mark-up."""

from dataclasses import dataclass, field
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


@dataclass
class Answer:
    """A template in an answer to the page's script: the outcome of a part, and fields that are renewed."""

    outcome: str
    chooses: bool
    fields: dict[str, str] = field(default_factory=dict)


class _Templates(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Answer] = []
        self._open = False
        self._chooses = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "button":
            self._chooses = given.get("data-choose") == "mine"
        if tag == "template":
            self.found.append(Answer(given.get("data-outcome", ""), self._chooses))
            self._open = True
        if tag == "input" and self._open:
            self.found[-1].fields[given["name"]] = given["value"]

    def handle_endtag(self, tag):
        if tag == "button":
            self._chooses = False
        if tag == "template":
            self._open = False


def templates(page: str) -> list[Answer]:
    parser = _Templates()
    parser.feed(page)
    return parser.found


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


class _Boxes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "input" and name and not (given.get("type") == "checkbox" and "checked" not in given):
            self.found[name] = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self.found):
            self.found[self._select] = given["value"]
        elif tag == "textarea":
            self._textarea, self.found[name] = name, ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.found[self._textarea] = self.found[self._textarea].removeprefix("\n")
            self._textarea = ""

    def handle_data(self, data):
        if self._textarea:
            self.found[self._textarea] += data


def boxes(page: str) -> dict[str, str]:
    """What a browser would send back of the page's boxes, as they stand; the buttons apart."""
    parser = _Boxes()
    parser.feed(page)
    return parser.found

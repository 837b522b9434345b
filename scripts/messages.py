"""Collects the messages to translate into locale/vi: `make messages`.

What Django's makemessages collects, without GNU gettext, so that the tests can ask the same question on any
machine. The catalogue carries no dates and no line numbers, and nothing in it is guessed: a new message
stands there untranslated, one that is gone is taken out.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/vi/LC_MESSAGES/django.po"
PYTHON = ("emulation/**/*.py", "units/**/*.py", "targets/**/*.py", "reports/**/*.py", "locale/*.py")
TEMPLATES = ("templates/**/*.html", "templates/**/*.txt")
# name of the function: what its leading arguments are
ARGUMENTS = {
    "gettext": ("text",),
    "ngettext": ("text", "plural"),
    "pgettext": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
}
HEADER = "The words are explained in docs/glossary.md."
METADATA = {
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


class Message(NamedTuple):
    """One text of the source; `context` and `plural` are None where there are none."""

    text: str
    context: str | None = None
    plural: str | None = None


def in_project() -> dict[Message, list[str]]:
    """Every message with the files it comes from, in the order in which it is met."""
    found: dict[Message, list[str]] = {}
    for path in [*_files(PYTHON), *_files(TEMPLATES)]:
        read = in_python if path.suffix == ".py" else in_template
        for message in read(path.read_text(encoding="utf-8")):
            files = found.setdefault(message, [])
            if (name := path.relative_to(ROOT).as_posix()) not in files:
                files.append(name)
    return found


def _files(patterns: Iterable[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


def in_python(source: str) -> Iterator[Message]:
    """Calls of the gettext family on literal strings, in the order of the source."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        yield from _message(function, [getattr(argument, "value", None) for argument in call.args])


def in_template(source: str) -> Iterator[Message]:
    """The translate tags, and the translated literals in other tags and filters."""
    for function, literals in ((call[1], call[2]) for call in CALL.finditer(templatize(source))):
        yield from _message(function, [ast.literal_eval(text) for text in re.findall(LITERAL, literals)])


def _message(function: str, values: list[object]) -> Iterator[Message]:
    name = "gettext" if function == "_" else function.removesuffix("_lazy").removesuffix("_noop")
    names = ARGUMENTS.get(name, ())
    leading = values[: len(names)]
    if names and len(leading) == len(names) and all(isinstance(value, str) for value in leading):
        yield Message(**dict(zip(names, leading, strict=True)))


def read(path: Path = CATALOGUE) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=0, encoding="utf-8")


def renew(catalogue: polib.POFile, messages: dict[Message, list[str]]) -> polib.POFile:
    """The messages with the translations that the catalogue has for exactly them."""
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    renewed = polib.POFile(wrapwidth=0)
    renewed.metadata, renewed.header = dict(METADATA), HEADER
    for message, files in messages.items():
        entry = polib.POEntry(msgid=message.text, msgctxt=message.context, msgid_plural=message.plural or "")
        entry.occurrences = [(name, "") for name in files]
        if message.plural:
            entry.msgstr_plural = {0: ""}
        if (old := known.get(message)) and not old.fuzzy:
            entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
            entry.tcomment = old.tcomment
        renewed.append(entry)
    return renewed


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgctxt, entry.msgid_plural or None)


def main() -> None:
    catalogue = renew(read(), in_project())
    catalogue.save(str(CATALOGUE))
    print(f"{len(catalogue)} messages, {len(catalogue.untranslated_entries())} to translate")


if __name__ == "__main__":
    main()

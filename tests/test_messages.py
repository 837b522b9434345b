"""The Vietnamese catalogue is complete and whole, and the source itself speaks English."""

import ast
import re
import unicodedata
from collections import Counter
from pathlib import Path

import django
import polib
import pytest

from reports.choices import Basis, ReadingState, ReportingState, RevisionStatus, Status
from scripts import messages
from scripts.messages import Message, in_python, in_template, read

CATALOGUE = read()
DJANGO = Path(django.__file__).parent
DJANGO_CATALOGUES = ("conf", "contrib/admin", "contrib/auth")

# Written alike in both languages, with the reason.
ALIKE: dict[str, str] = {}
# Capitals that differ because the Vietnamese begins with a name, or the English does.
NAMES_FIRST = ("Phòng Nội vụ", "HĐND", "Party body")
# As words of their own these are never Vietnamese.
ENGLISH = re.compile(
    r"\b("
    "accept|accepted|all|and|are|campaign|deadline|draft|file|for|from|has|have|indicator|is|lead|"
    "line|of|only|page|period|plan|report|reported|review|save|status|submit|target|that|the|this|"
    "unit|user|was|were|which|will|with|year|you|your"
    r")\b",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdr]|%[sd]|\{(\w*)\}")
OPTION = re.compile(r"--[a-z-]+")
# Whose business Vietnamese words are: the forms of decree 30/2020, how numbers and dates are read and told.
SPEAKS_VIETNAMESE = (
    "reports/documents/",
    "templates/documents/",
    "emulation/dates.py",
    "emulation/formats/",
    "emulation/encodings.py",
    "emulation/numbers.py",
    "emulation/quantities.py",
    "emulation/text.py",
    "emulation/settings.py",  # the language's own name, for the switch
    "targets/drafting/",  # the words that documents are read by
    "reports/demonstration_cast.py",  # the people of the demonstration
)


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgctxt, entry.msgid_plural or None)


def vietnamese(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def shown(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt or ''} {entry.msgid!r}: {vietnamese(entry)!r}"


def offending(rule) -> list[str]:
    return [shown(entry) for entry in CATALOGUE if rule(entry)]


def placeholders(text: str) -> Counter:
    return Counter(match[0] for match in PLACEHOLDER.finditer(text))


# The catalogue holds exactly what the source says


def test_catalogue_is_what_make_messages_writes():
    renewed = messages.renew(CATALOGUE, messages.in_project())
    gone = {key(entry) for entry in CATALOGUE} - {key(entry) for entry in renewed}
    new = {key(entry) for entry in renewed} - {key(entry) for entry in CATALOGUE}
    assert (new, gone) == (set(), set()), "Run make messages, then translate"


def test_no_text_stands_twice_in_one_context():
    counted = Counter((entry.msgctxt, entry.msgid) for entry in CATALOGUE)
    assert [text for text, count in counted.items() if count > 1] == []


def test_catalogue_carries_no_dates_and_no_line_numbers():
    assert CATALOGUE.metadata == messages.METADATA
    assert {line for entry in CATALOGUE for _name, line in entry.occurrences} == {""}


def test_messages_taken_over_from_django_are_still_djangos():
    catalogues = (read(DJANGO / folder / "locale/en/LC_MESSAGES/django.po") for folder in DJANGO_CATALOGUES)
    known = {key(entry) for catalogue in catalogues for entry in catalogue}
    taken = set(in_python((messages.ROOT / "locale/of_django.py").read_text(encoding="utf-8")))
    assert taken - known == set()


# Every message is Vietnamese


def test_every_message_is_translated():
    assert offending(lambda entry: not vietnamese(entry).strip()) == []


def test_nothing_is_guessed_or_left_over():
    assert offending(lambda entry: entry.fuzzy or entry.obsolete) == []


def test_plurals_have_the_one_form_of_vietnamese():
    assert offending(lambda entry: entry.msgid_plural and set(entry.msgstr_plural) != {0}) == []


def test_nothing_is_merely_copied():
    assert offending(lambda entry: vietnamese(entry) == entry.msgid and entry.msgid not in ALIKE) == []


def test_no_english_word_is_left_in_a_translation():
    def is_left(entry):
        return ENGLISH.search(OPTION.sub("", PLACEHOLDER.sub("", vietnamese(entry))))

    assert offending(is_left) == []


def test_letters_are_composed():
    assert offending(lambda entry: not unicodedata.is_normalized("NFC", vietnamese(entry))) == []


def test_placeholders_are_the_same_on_both_sides():
    """The plural has them all; the singular may leave out the number."""
    english = {key(entry): entry.msgid_plural or entry.msgid for entry in CATALOGUE}
    assert offending(lambda entry: placeholders(vietnamese(entry)) != placeholders(english[key(entry)])) == []


def test_per_cent_signs_are_doubled_where_a_value_is_put_in():
    """ "điểm %" beside %(points)s would break the page that says it."""

    def breaks(entry):
        is_filled = "%(" in entry.msgid or "%%" in entry.msgid
        return is_filled and "%" in PLACEHOLDER.sub("", vietnamese(entry)).replace("%%", "")

    assert offending(breaks) == []


def test_labels_keep_their_capitals():
    """A word for the middle of a sentence stays small, a sentence begins with a capital."""

    def differs(entry):
        first, translated = entry.msgid[0], vietnamese(entry)
        if not (first.isalpha() and translated[:1].isalpha()):
            return False
        begins_with_name = translated.startswith(NAMES_FIRST) or entry.msgid.startswith(NAMES_FIRST)
        return first.isupper() != translated[:1].isupper() and not begins_with_name

    assert offending(differs) == []


@pytest.mark.parametrize("other", ["giá trị xuất phát", "số gốc xuất phát", "người, đơn vị nhập"])
def test_a_thing_has_the_one_term_of_the_glossary(other):
    assert [entry.msgid for entry in CATALOGUE if other in entry.msgstr.lower()] == []


def test_nothing_is_exclaimed():
    assert offending(lambda entry: "!" in vietnamese(entry)) == []


# The words that are fixed


@pytest.mark.parametrize(
    ("label", "word"),
    [
        (Status.EXCEEDED, "Vượt"),
        (Status.ACHIEVED, "Đạt"),
        (Status.NEARLY, "Cơ bản đạt"),
        (Status.MISSED, "Không đạt"),
        (Status.ON_TRACK, "Đạt tiến độ"),
        (Status.SLOW, "Chậm tiến độ"),
        (Status.AT_RISK, "Nguy cơ không đạt"),
        (Status.INCOMPLETE, "Chưa đủ số liệu"),
        (Status.NO_DATA, "Chưa có số liệu"),
        (Status.NOT_DUE, "Chưa đến kỳ đánh giá"),
        (Status.AWAITING, "Chờ kết quả/công bố"),
        (Status.NOT_APPLICABLE, "Không phát sinh"),
        (Basis.OFFICIAL, "số đã duyệt"),
        (Basis.PROVISIONAL, "gồm số chờ duyệt"),
        (ReadingState.NOTHING_AROSE, "không phát sinh"),
        (ReadingState.UNAVAILABLE, "chưa có số liệu"),
        (RevisionStatus.RETURNED, "đề nghị chỉnh sửa, bổ sung"),
        (ReportingState.RETURNED, "Đề nghị chỉnh sửa, bổ sung"),
        (ReportingState.APPROVED, "Đã tiếp nhận"),
    ],
)
def test_choices_are_told_in_the_words_of_the_office(label, word):
    assert label.label == word


# What is taken for a message


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("Save")', Message("Save")),
        ('gettext_lazy("Save " "all")', Message("Save all")),
        ('translation.gettext("Save")', Message("Save")),
        ('pgettext_lazy("report", "Draft")', Message("Draft", context="report")),
        ('ngettext("%(n)s day", "%(n)s days", n)', Message("%(n)s day", plural="%(n)s days")),
        (
            'npgettext("left", "%(n)s day", "%(n)s days", n)',
            Message("%(n)s day", context="left", plural="%(n)s days"),
        ),
    ],
)
def test_calls_in_python_are_messages(source, found):
    assert list(in_python(source)) == [found]


@pytest.mark.parametrize("source", ["_(name)", 'print("Save")', '"Save"', 'ngettext("one day", many, n)'])
def test_other_strings_in_python_are_not(source):
    assert list(in_python(source)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Save" %}', Message("Save")),
        ("{% translate 'Draft' context 'report' %}", Message("Draft", context="report")),
        ('{% translate "% of plan" %}', Message("%% of plan")),
        ('{% firstof name _("No cluster") %}', Message("No cluster")),
        (
            "{% blocktranslate trimmed with n=1 %}\n  Page {{ n }}\n{% endblocktranslate %}",
            Message("Page %(n)s"),
        ),
        (
            '{% blocktranslate count n=n context "left" %}'
            "{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            Message("%(n)s day", context="left", plural="%(n)s days"),
        ),
    ],
)
def test_tags_in_templates_are_messages(source, found):
    assert list(in_template(source)) == [found]


def test_translation_is_kept_while_its_message_stands_and_goes_with_it():
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Save", msgstr="Lưu"))
    old.append(polib.POEntry(msgid="Print", msgstr="In"))
    renewed = messages.renew(old, {Message("Save"): ["a.py"], Message("Save all"): ["a.py", "b.html"]})
    assert [(entry.msgid, entry.msgstr) for entry in renewed] == [("Save", "Lưu"), ("Save all", "")]


# The source speaks English


def sources(*patterns: str) -> list[Path]:
    return [
        path
        for pattern in patterns
        for path in sorted(messages.ROOT.glob(pattern))
        if not path.relative_to(messages.ROOT).as_posix().startswith(SPEAKS_VIETNAMESE)
    ]


def is_vietnamese(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def strings(source: str) -> list[tuple[int, str]]:
    """Strings of a module with their lines, docstrings apart: they may name what people say."""
    tree = ast.parse(source)
    standing_alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in standing_alone
    ]


def test_python_says_nothing_in_vietnamese():
    found = [
        f"{path}:{line} {text}"
        for path in sources("emulation/**/*.py", "units/**/*.py", "targets/**/*.py", "reports/**/*.py")
        for line, text in strings(path.read_text(encoding="utf-8"))
        if is_vietnamese(text)
    ]
    assert found == []


def test_templates_and_scripts_say_nothing_in_vietnamese():
    found = [
        f"{path}:{line} {text}"
        for path in sources("templates/**/*.html", "templates/**/*.txt", "static/js/*.js")
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if is_vietnamese(text)
    ]
    assert found == []

"""Vietnamese text: one spelling for each letter, and keys for searching and sorting on any database."""

import re
import unicodedata
from hashlib import sha256

# Ð and Ɖ come from legacy fonts and look exactly like Đ.
_STROKED = str.maketrans("\u00f0\u0256\u00d0\u0189", "\u0111\u0111\u0110\u0110")
_BARE = {"\u0111": "d", "\u0110": "D"}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
# With an area code in brackets, blanks, full stops and hyphens, and the plus of a country in front.
_TELEPHONE = re.compile(r"\+?[0-9 .()\-]+")
_WORD = re.compile(r"\w+")
# Control characters other than tab and line feed, lone surrogates, invisible marks, bidirectional overrides.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def nfc(text: str) -> str:
    """Unicode normal form C: what is pasted from a Mac or a phone comes decomposed."""
    return unicodedata.normalize("NFC", text)


def clean_text(text: str) -> str:
    """NFC with "\\n" line ends and without control, invisible and bidirectional override characters."""
    return nfc(_UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))


def login_name(text: str) -> str:
    """The one spelling under which a login name is kept and looked up."""
    return nfc(nfc(text).casefold()).strip()


def fold(text: str) -> str:
    """The search key: no case, no diacritics, đ as d, single spaces, so "dong kinh" finds "Đông Kinh"."""
    lowered = unicodedata.normalize("NFKD", text.translate(_STROKED)).casefold()
    letters = unicodedata.normalize("NFKD", lowered).replace("đ", "d")
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return " ".join(bare.split())


def dialled(telephone: str) -> str:
    """What a telephone dials: digits, with a plus in front; of several numbers the first.

    "(0205) 3812.345 / 0912 …" gives "02053812345", "+84 (0)987 …" leaves out the (0), which is dialled only
    at home; empty where there is no digit.
    """
    first = re.split(r"[/;,]", telephone, maxsplit=1)[0].strip()
    if first.startswith("+"):
        first = re.sub(r"\(0+\)", "", first, count=1)
    return ("+" if first.startswith("+") else "") + "".join(re.findall(r"[0-9]", first))


def is_telephone(text: str) -> bool:
    """One number, or several between "/", ";" or ",": 8 to 15 digits each, written as people write them."""
    return all(
        _TELEPHONE.fullmatch(each.strip()) and 8 <= len(dialled(each).lstrip("+")) <= 15
        for each in re.split(r"[/;,]", text)
    )


def short_mark(text: str) -> str:
    """Sixteen characters that stand for a text: to be handed back as what a person had seen."""
    return sha256(text.encode()).hexdigest()[:16]


def shortened(text: str, most: int) -> str:
    """On one line and in at most so many characters: whole words, and "…" for the rest; only a word that is
    too long by itself is cut."""
    told = " ".join(text.split())
    if len(told) <= most:
        return told
    whole = told[:most].rpartition(" ")[0] or told[: most - 1]
    return f"{whole.rstrip(' ,;:.-–')}…"


def ascii_filename(text: str) -> str:
    """An ASCII stem for a file's name, without extension: "bao-cao-quy-II-2024-PNV"; may be empty.

    Small letters, save for what is written in capitals alone: abbreviations and Roman numerals.
    """
    words = (fold(word).upper() if word.isupper() else fold(word) for word in _WORD.findall(nfc(text)))
    return "-".join(part for word in words for part in re.findall("[A-Za-z0-9]+", word))


def plain_letters(text: str) -> str:
    """The same without diacritics, in ASCII, with capitals and spaces: "Phuong Vinh Trai".

    What a name of a file cannot have on some system becomes a hyphen; empty where nothing is left.
    """
    letters = unicodedata.normalize("NFKD", nfc(text).translate(_STROKED))
    bare = "".join(_BARE.get(letter, letter) for letter in letters if unicodedata.category(letter) != "Mn")
    told = re.sub(r"[^A-Za-z0-9 .,()_-]+", "-", " ".join(bare.split()))
    return told.strip(" .-")


# Sort keys. A key holds only these fourteen letters, which every collation orders alike: no two of them make
# one letter in some language (as aa, ch, dd or gy do), and a numeric collation finds no digits to group.
_KEY_LETTERS = "begikmopqrtuvx"
_PAIRS = len(_KEY_LETTERS) ** 2
_LEVEL_END = "bb"
KEY_LENGTH = 600
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PUNCTUATION = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_NO_TONE = "e"
_TONES = {"\u0300": "g", "\u0309": "i", "\u0303": "k", "\u0301": "m", "\u0323": "o"}
_SMALL, _CAPITAL = "e", "g"
_QUALITIES = "\u0302\u0306\u031b"


def _pair(number: int) -> str:
    high, low = divmod(number, len(_KEY_LETTERS))
    return _KEY_LETTERS[high] + _KEY_LETTERS[low]


_CODES = {mark: _pair(1 + index) for index, mark in enumerate(_PUNCTUATION)}
_OTHER_MARK = _pair(1 + len(_PUNCTUATION))
_NUMBER = _pair(2 + len(_PUNCTUATION))
_CODES |= {letter: _pair(3 + len(_PUNCTUATION) + index) for index, letter in enumerate(_ALPHABET)}
_OTHER_LETTER = _pair(3 + len(_PUNCTUATION) + len(_ALPHABET))
_SORTED_AS = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d", "-----''\"\"")
_TOKENS = re.compile(r"\d+|[^\W\d_]+|[\W_]", re.DOTALL)
_LONGEST_NUMBER = 190


def _number_code(digits: str) -> str:
    value = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    codes = "".join(_KEY_LETTERS[int(digit)] for digit in value[:_LONGEST_NUMBER])
    return _NUMBER + _pair(len(codes)) + codes


def _other_code(character: str) -> str:
    high, low = divmod(ord(character), _PAIRS)
    code = "".join(_pair(number) for number in (*divmod(high, _PAIRS), low))
    return (_OTHER_LETTER if character.isalpha() else _OTHER_MARK) + code


def _letter_parts(character: str) -> tuple[str, str]:
    """A letter of the Vietnamese alphabet, in lower case, and the key of its tone, if any."""
    base, *marks = list(unicodedata.normalize("NFD", character.casefold()))
    quality = "".join(mark for mark in marks if mark in _QUALITIES)
    tone = "".join(_TONES[mark] for mark in marks if mark in _TONES)
    letter = nfc(base + quality)
    return (letter if letter in _CODES else base), tone


def _word_keys(word: str) -> tuple[str, str, str]:
    """The letters, the word's tone (wherever it is placed: hoà sorts with hòa) and the capitals."""
    parts = [_letter_parts(character) for character in word]
    letters = "".join(_CODES.get(letter) or _other_code(letter) for letter, _tone in parts)
    tone = next((tone for _letter, tone in parts if tone), _NO_TONE)
    capitals = "".join(_CAPITAL if character.isupper() else _SMALL for character in word)
    return letters, tone[0], capitals


def _token_keys(token: str) -> tuple[str, str, str]:
    if token[0].isdecimal():
        return _number_code(token), "", ""
    # A raised digit (¹) is neither a letter nor a number, and may begin a word.
    if token[0].isalpha() or len(token) > 1:
        return _word_keys(token)
    return _CODES.get(token) or _other_code(token), "", ""


def sort_key(text: str) -> str:
    """A key whose plain comparison gives Vietnamese order on every database, whatever its collation.

    First the letters (a ă â b … y z) of the whole text, numbers by value, spaces before everything; then the
    tones word by word (ngang, huyền, hỏi, ngã, sắc, nặng); then small before capital letters. This is what
    vi-u-kn-true does in ICU. At most KEY_LENGTH letters: the first 250 characters of a text, or so, decide.
    """
    return _whole_key(text)[:KEY_LENGTH]


def _whole_key(text: str) -> str:
    composed = nfc(text.translate(_STROKED).translate(_SORTED_AS))
    keys = [_token_keys(token) for token in _TOKENS.findall(" ".join(composed.split()))]
    letters, tones, capitals = ("".join(level) for level in zip(*keys, strict=True)) if keys else ("", "", "")
    return letters + _LEVEL_END + tones.rstrip(_NO_TONE) + "b" + capitals.rstrip(_SMALL)


def person_sort_key(full_name: str) -> str:
    """Order for lists of people: by given name (the last word), then by the rest of the name.

    At most KEY_LENGTH letters.
    """
    rest, _space, given = " ".join(full_name.split()).rpartition(" ")
    return (_whole_key(given) + _LEVEL_END + _whole_key(rest))[:KEY_LENGTH]

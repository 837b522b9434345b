"""Vietnamese text: one spelling for each letter, and keys for searching and sorting on any database."""

import re
import unicodedata

# Ð and Ɖ come from legacy fonts and look exactly like Đ.
_STROKED = str.maketrans("\u00f0\u0256\u00d0\u0189", "\u0111\u0111\u0110\u0110")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
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


def ascii_filename(text: str) -> str:
    """A lower-case ASCII stem for a file's name, without extension: "bao-cao-quy-i-2024"; may be empty."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")


# Sort keys. A key holds only these sixteen letters, which every collation orders alike: it has no pair
# that some language sorts as one letter, and no digits, which a numeric collation would group.
_KEY_LETTERS = "bdefgikmopqrtuvx"
_LEVEL_END = "bb"
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PUNCTUATION = " _-,;:!?./`^~'\"()[]{}@$*\\&#%+<=>|"
_TONES = {"\u0300": "e", "\u0309": "f", "\u0303": "g", "\u0301": "i", "\u0323": "k"}
_NO_TONE = "d"
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
_LONGEST_NUMBER = 200


def _number_code(digits: str) -> str:
    value = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0")
    codes = "".join(_KEY_LETTERS[int(digit)] for digit in value[:_LONGEST_NUMBER])
    return _NUMBER + _pair(len(codes)) + codes


def _other_code(character: str) -> str:
    number = ord(character)
    code = _pair(number >> 16) + _pair(number >> 8 & 255) + _pair(number & 255)
    return (_OTHER_LETTER if character.isalpha() else _OTHER_MARK) + code


def _letter_parts(character: str) -> tuple[str, str]:
    """A letter of the Vietnamese alphabet, in lower case, and the key of its tone, if any."""
    base, *marks = unicodedata.normalize("NFD", character.casefold())
    quality = "".join(mark for mark in marks if mark in _QUALITIES)
    tone = "".join(_TONES[mark] for mark in marks if mark in _TONES)
    letter = nfc(base + quality)
    return (letter if letter in _CODES else base), tone


def _word_keys(word: str) -> tuple[str, str, str]:
    """The letters, the word's tone (wherever it is placed: hoà sorts with hòa) and the capitals."""
    parts = [_letter_parts(character) for character in word]
    letters = "".join(_CODES.get(letter) or _other_code(letter) for letter, _tone in parts)
    tone = next((tone for _letter, tone in parts if tone), _NO_TONE)
    capitals = "".join("e" if character.isupper() else "d" for character in word)
    return letters, tone[0], capitals


def _token_keys(token: str) -> tuple[str, str, str]:
    if token[0].isdecimal():
        return _number_code(token), "", ""
    if token[0].isalpha():
        return _word_keys(token)
    return _CODES.get(token) or _other_code(token), "", ""


def sort_key(text: str) -> str:
    """A key whose plain comparison gives Vietnamese order on every database, whatever its collation.

    First the letters (a ă â b … y z) of the whole text, numbers by value, spaces before everything; then the
    tones word by word (ngang, huyền, hỏi, ngã, sắc, nặng); then small before capital letters. This is what
    vi-u-kn-true does in ICU. The key is about three characters long for each character of the text.
    """
    composed = unicodedata.normalize("NFKC", text.translate(_STROKED).translate(_SORTED_AS))
    keys = [_token_keys(token) for token in _TOKENS.findall(" ".join(composed.split()))]
    letters, tones, capitals = ("".join(level) for level in zip(*keys, strict=True)) if keys else ("", "", "")
    return letters + _LEVEL_END + tones.rstrip(_NO_TONE) + "b" + capitals.rstrip("d")


def person_sort_key(full_name: str) -> str:
    """Order for lists of people: by given name (the last word), then by the rest of the name."""
    rest, _space, given = " ".join(full_name.split()).rpartition(" ")
    return sort_key(given) + _LEVEL_END + sort_key(rest)

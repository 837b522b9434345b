"""Text files as Vietnamese offices have them: which encoding, which delimiter, and old fonts found out.

TCVN3 (ABC) and VNI are no encodings but fonts: their letters stand for other ones. Text in them, and UTF-8
that a program once took for Windows-1252 ("Tiáº¿ng"), is told by what it becomes: more Vietnamese syllables
converted than as it stands. Tables: TCVN 5712:1993 (VN3) and VNI for Windows.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from emulation.text import fold, nfc

# No line of names is longer.
HEAD_LENGTH = 10_000
DELIMITERS = ",;\t"

_TCVN3_VOWELS = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ", "o": "ßáâãä",
    "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}  # fmt: skip
# Huyền, hỏi, ngã, sắc, nặng: the order of TCVN3.
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TCVN3 = {
    **dict(zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True)),
    **{
        mark: nfc(vowel + tone)
        for vowel, marks in _TCVN3_VOWELS.items()
        for mark, tone in zip(marks, _TONES, strict=True)
    },
}
_VNI_TONES = dict(zip("øûõùï", _TONES, strict=True))
_VNI_HATS = {
    "a": {"â": "â", "ê": "ă", **{mark: f"â{tone}" for mark, tone in zip("àåãáä", _TONES, strict=True)},
          **{mark: f"ă{tone}" for mark, tone in zip("èúüéë", _TONES, strict=True)}},
    "e": {"â": "ê", **{mark: f"ê{tone}" for mark, tone in zip("àåãáä", _TONES, strict=True)}},
    "o": {"â": "ô", **{mark: f"ô{tone}" for mark, tone in zip("àåãáä", _TONES, strict=True)}},
}  # fmt: skip
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI_PAIR = re.compile("([aeo])([âêàåãáäèúüéë])|([aeouyôö])([øûõùï])|([ôöñæóòîíì])", re.IGNORECASE)
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh?|gi|kh?|ph?|th?|tr|ch?|qu|[bdđhlmnrsvx])?"
    "(?:oa[iyo]?|oă|oeo?|oo|o|uyê|uya|uyu?|uây?|uê|uơ|uôi?|ua|ui|u|ươ[iu]?|ưa|ư[iu]|ư"
    "|iêu?|ia|iu|i|yêu?|ya|y|a[iouy]|a|ă|â[uy]|â|eo|e|êu|ê|oi|ôi|ô|ơi|ơ)"
    "(?:ng|nh?|ch?|m|p|t)?"
)
_TONE_MARKS = re.compile(f"[{_TONES}]")
# Signs of measurement that would read as letters of TCVN3.
_SIGNS = {"µm", "µs", "µl"}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text was probably written in ("TCVN3", "VNI", "UTF-8"), and the text it then says."""

    name: str
    text: str


class UnknownEncoding(ValueError):
    """The bytes are in none of the encodings that are read; `guess` where an old font is recognised."""

    def __init__(self, guess: Guess | None = None) -> None:
        super().__init__("unknown encoding")
        self.guess = guess


def decoded(content: bytes) -> str:
    """The text in NFC: UTF-8 with or without mark, UTF-16 (without mark only the little-endian one of
    Windows), Windows-1258. Raises UnknownEncoding."""
    utf16 = _utf16_of(content)
    try:
        text = content.decode(utf16 or "utf-8-sig")
    except UnicodeDecodeError as error:
        if utf16:
            raise UnknownEncoding from error
        text = _of_eight_bits(content)
    if "\x00" in text:
        raise UnknownEncoding
    return nfc(text)


def _utf16_of(content: bytes) -> str:
    """Which UTF-16 it is: by its mark, or by zeros in every other place as letters have them; else ""."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = content[0:200:2], content[1:200:2]
    return "utf-16-le" if 4 * odd.count(0) > len(odd) and 0 not in even else ""


def _of_eight_bits(content: bytes) -> str:
    if b"\x00" in content:
        raise UnknownEncoding
    guess = suspected(content.decode("latin-1"))
    try:
        text = nfc(content.decode("cp1258"))
    except UnicodeDecodeError as error:
        raise UnknownEncoding(guess) from error
    good, bad = _syllables(text)
    if guess and _syllables(guess.text)[0] > good:
        raise UnknownEncoding(guess)
    if good == 0 or bad > good:
        raise UnknownEncoding
    return text


def suspected(text: str) -> Guess | None:
    """What the text becomes where it is more Vietnamese so than as it stands; None where it may stand."""
    if text.isascii():
        return None
    stands = _syllables(text)[0]
    readings = [Guess(name, convert(text)) for name, convert in _CONVERSIONS.items()]
    best = max(readings, key=lambda guess: _balance(guess.text))
    return best if _syllables(best.text)[0] > stands else None


def from_tcvn3(text: str) -> str:
    """Text of a TCVN3 (ABC) font in Unicode."""
    return nfc("".join(_letters_of_tcvn3(piece) for piece in _PIECES.split(text)))


def from_vni(text: str) -> str:
    """Text of a VNI font in Unicode."""
    return nfc(_VNI_PAIR.sub(_letter_of_vni, text))


def from_mistaken_utf8(text: str) -> str:
    """UTF-8 that was taken for Windows-1252, read as what it is; other text as it stands."""
    try:
        return nfc(b"".join(map(_byte_of, text)).decode())
    except ValueError:
        return text


_PIECES = re.compile(r"([\s0-9,.;:()/]+)")
_CONVERSIONS: dict[str, Callable[[str], str]] = {
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "UTF-8": from_mistaken_utf8,
}


def delimiter_of(text: str, names: Iterable[str]) -> str:
    """Comma, semicolon or tab: under which the first line holds most of the names, then most cells."""
    head = text[:HEAD_LENGTH].split("\n", 1)[0]
    known = set(map(fold, names))

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([head], delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return len(known & set(map(fold, cells))), len(cells)

    return max(DELIMITERS, key=fit)


def _letters_of_tcvn3(piece: str) -> str:
    if piece in _SIGNS or (len(piece) == 1 and piece not in "ßáâãäåæçèéêëìíîïñòóôõöøùúûüýþ"):
        return piece
    return "".join(_TCVN3.get(letter, letter) for letter in piece)


def _letter_of_vni(found: re.Match[str]) -> str:
    vowel, hat, toned, tone, alone = found.groups()
    if vowel:
        letter = _VNI_HATS[vowel.lower()].get(hat.lower())
        if letter is None:
            return found.group()
        return letter.upper() if vowel.isupper() else letter
    if toned:
        return _alone_of_vni(toned) + _VNI_TONES[tone.lower()]
    return _alone_of_vni(alone)


def _alone_of_vni(letter: str) -> str:
    plain = _VNI_ALONE.get(letter.lower(), letter.lower())
    return plain.upper() if letter.isupper() else plain


def _byte_of(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _balance(text: str) -> int:
    good, bad = _syllables(text)
    return good - bad


def _syllables(text: str) -> tuple[int, int]:
    """How many words with Vietnamese letters are syllables, and how many cannot be."""
    words = [word for word in re.findall(r"[^\W\d_]+", nfc(text)) if not word.isascii()]
    good = sum(map(_is_syllable, words))
    return good, len(words) - good


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.casefold())
    bare = nfc(_TONE_MARKS.sub("", letters))
    return len(_TONE_MARKS.findall(letters)) <= 1 and bool(_SYLLABLE.fullmatch(bare))

"""Many documents in one ZIP, written as they come: neither they nor the archive are ever whole in memory."""

import struct
from collections.abc import Iterable, Iterator
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo
from zlib import crc32

from emulation.dates import now
from emulation.text import plain_letters

# Info-ZIP's "Unicode Path": the name in UTF-8 beside a name that any program can read.
UNICODE_PATH, VERSION = 0x7075, 1


def write(documents: Iterable[tuple[str, bytes]], out: IO[bytes]) -> Iterator[str]:
    """The documents by their names, without ending, into `out`; gives each name once it is in.

    The name of an entry is ASCII, and the Vietnamese one stands beside it: "Phieu so lieu-…-Phuong Vinh
    Trai.pdf". Names that would be the same are numbered. PDF is packed already, so it is only stored.
    """
    taken: set[str] = set()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, content in documents:
            archive.writestr(entry(_free(name, taken)), content)
            yield name


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while plain_letters(found) in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(plain_letters(found))
    return found


def entry(name: str) -> ZipInfo:
    plain = f"{plain_letters(name)}.pdf"
    told = ZipInfo(plain, now().timetuple()[:6])
    spoken = struct.pack("<BL", VERSION, crc32(plain.encode())) + f"{name.replace('/', '-')}.pdf".encode()
    told.extra = struct.pack("<HH", UNICODE_PATH, len(spoken)) + spoken
    told.external_attr = 0o644 << 16
    return told

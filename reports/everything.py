"""Everything out, everything in: what is kept of a city in ten files, and back again, whole or not at all."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from zipfile import ZipFile, ZipInfo

from django.db import transaction
from django.utils.translation import gettext as _

from emulation.files import MOST_BYTES, FileRefused
from emulation.table_files import Line, TableFile, read_table
from emulation.tables import as_bytes
from emulation.workbooks import BROKEN
from reports.resources import ReadingResource
from targets.resources import (
    AllocationResource,
    CampaignResource,
    GroupResource,
    PeriodResource,
    TargetResource,
)
from units.exchange.outcome import Outcome
from units.exchange.resource import ExchangeResource
from units.models import User
from units.resources import ClusterResource, MembershipResource, UnitResource, UserResource

# In the order in which they can be taken in: what others name comes before them.
RESOURCES: Mapping[str, type[ExchangeResource]] = {
    "users": UserResource,
    "units": UnitResource,
    "clusters": ClusterResource,
    "memberships": MembershipResource,
    "campaigns": CampaignResource,
    "groups": GroupResource,
    "periods": PeriodResource,
    "targets": TargetResource,
    "allocations": AllocationResource,
    "readings": ReadingResource,
}

Read = Mapping[str, tuple[str, TableFile]]


class EverythingRefused(Exception):
    """Nothing was written; prints as what is wrong, file by file."""


def files_out(actor: User, extension: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, of what the person administers. Raises FileRefused."""
    for name, resource in RESOURCES.items():
        yield f"{name}.{extension}", as_bytes(resource(actor).table(name, extension), extension)


def zipped(files: Iterator[tuple[str, bytes]]) -> bytes:
    """The same bytes whenever the same is written."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(ZipInfo(name), content)
    return out.getvalue()


def files_at(path: Path) -> dict[str, bytes]:
    """The files in a folder or a ZIP file. Raises EverythingRefused, OSError."""
    if path.is_dir():
        return {each.name: each.read_bytes() for each in sorted(path.iterdir()) if each.is_file()}
    with path.open("rb") as file:
        try:
            return _unpacked(ZipFile(file))
        except BROKEN as error:
            raise EverythingRefused(_("This is neither a folder nor a ZIP file.")) from error


def _unpacked(archive: ZipFile) -> dict[str, bytes]:
    if any(part.file_size > MOST_BYTES for part in archive.infolist()):
        raise EverythingRefused(_("The file is larger than 20 MB."))
    return {name: archive.read(name) for name in archive.namelist()}


def bring_everything(files: Mapping[str, bytes], actor: User) -> dict[str, Outcome]:
    """Write all files or none, whatever order they are in; readings as accepted ones. EverythingRefused where
    a file cannot be read or has faults.

    Units come before the clusters, which need their owners, and once more after them.
    """
    read = _read(files)
    outcomes: dict[str, Outcome] = {}
    with transaction.atomic():
        for name in (name for name in RESOURCES if name in read):
            source, table = read[name]
            if name == "units" and "clusters" in read:
                table = _without(table, "cluster")
            outcomes[name] = _brought(name, source, table, actor)
            if name == "clusters" and "units" in read:
                outcomes["units"] = _joined(outcomes["units"], _brought("units", *read["units"], actor))
    return outcomes


def _read(files: Mapping[str, bytes]) -> Read:
    read: dict[str, tuple[str, TableFile]] = {}
    for source, content in files.items():
        name = PurePath(source).stem.casefold()
        if name not in RESOURCES or name in read:
            message = _("%(file)s: what is read is one file each of %(names)s.")
            raise EverythingRefused(message % {"file": source, "names": ", ".join(RESOURCES)})
        try:
            table = read_table(source, content, RESOURCES[name].names(), may_be_empty=True)
        except FileRefused as error:
            raise EverythingRefused(f"{source}: {error}") from error
        read[name] = (source, table)
    return read


def _joined(first: Outcome, then: Outcome) -> Outcome:
    """Of a file that was taken in twice: a new row stays a new one."""
    rows = {row.number: row for row in then.rows + first.rows}
    return Outcome(list(rows.values()), unchanged=first.unchanged + then.unchanged - len(rows))


def _brought(name: str, source: str, table: TableFile, actor: User) -> Outcome:
    resource = ReadingResource(actor, approve=True) if name == "readings" else RESOURCES[name](actor)
    outcome = resource.bring(table, source, keep=True)
    if outcome.faults:
        raise EverythingRefused("\n".join(f"{source}: {fault}" for fault in outcome.faults))
    return outcome


def _without(table: TableFile, column: str) -> TableFile:
    def lighter(line: Line) -> Line:
        return replace(line, cells={name: cell for name, cell in line.cells.items() if name != column})

    return TableFile([name for name in table.header if name != column], [*map(lighter, table.lines)])

"""Evidence beside a report: files are attached, signed sheets get their number, what was wrong is taken away.

A file is in the storage before its row is, and leaves it again where the row could not be written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from emulation.dates import moment, now, today
from emulation.text import clean_text
from reports.choices import EvidenceKind
from reports.entry_refusals import NO_ROLE, EntryRefused, Refusal, refusal
from reports.evidence.attached import codes_of, shows_nothing
from reports.evidence.files import FileRefused, check_size, kept_name, kind_of
from reports.models import Evidence, ProgressReport, Reading, Revision
from reports.models.evidence import random_name
from reports.permissions import enters_for, may_enter, may_review
from reports.workflow import open_report
from targets.models import Allocation, ReportingPeriod
from units.choices import Action
from units.log import record
from units.models import Unit, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_OF_LINE, MOST_OF_REPORT = 10, 20
NUMBER_LENGTH = 60


class NotTakenAway(Exception):
    """The file stays; prints as the reason."""

    def __init__(self, message: "StrOrPromise") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signed sheet says: the code printed on it, who signed and when, its number once it has one."""

    content_code: str
    signed_by: str
    signed_on: date
    document_number: str = ""


def attach_refusal(report: ProgressReport, revision: Revision | None, user: User) -> Refusal | None:
    """Why the person may not add a file now; None when he may.

    As for figures, and besides while the report is with the head or with Home Affairs, and once it is
    accepted: scans come later.
    """
    if not may_enter(user, report.reporter):
        return NO_ROLE
    if revision is not None and (not revision.is_editable or revision.is_before_the_head):
        return None
    return refusal(report, revision, today(), user)


def may_take_away(user: User, revision: Revision) -> bool:
    """Whether files of the revision in hand may be taken away: as long as it may be changed."""
    return refusal(revision.report, revision, today(), user) is None


def may_mend(user: User, revision: Revision) -> bool:
    """Whether it may be corrected who signed a sheet of the revision and when: as long as it could be taken
    away instead, and by Home Affairs also later."""
    return may_review(user, revision.report.reporter) or may_take_away(user, revision)


def attach(
    reporter: Unit,
    period: ReportingPeriod,
    upload: UploadedFile,
    actor: User,
    *,
    allocation: Allocation | None = None,
    signature: Signature | None = None,
) -> Evidence:
    """Keep a file beside one figure, or (without `allocation`) beside the report; with `signature` as the
    sheet that the head signed. Begins the report where nobody has yet.

    Raises FileRefused for what the file is or because it is there already, EntryRefused where the person
    may not, NothingOwed.
    """
    if not may_enter(actor, reporter):
        raise EntryRefused(NO_ROLE)
    check_size(upload.size or 0)
    content = upload.read()
    kind = kind_of(content)
    evidence = Evidence(
        allocation=allocation,
        kind=EvidenceKind.SIGNED_SHEET if signature else EvidenceKind.FIGURES,
        name=kept_name(upload.name or "", kind),
        media_type=kind.media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        added_by=actor,
        added_at=now(),
        **_signed(signature),
    )
    with _in_storage(evidence, content, kind.ending), transaction.atomic():
        evidence.revision = _revision_in_hand(reporter, period, actor)
        _refuse_line_of_others(evidence)
        _refuse_too_many(evidence)
        evidence.save(force_insert=True)
        _log(Action.ATTACHED, evidence, actor, _facts(evidence))
    return evidence


def _signed(signature: Signature | None) -> dict[str, Any]:
    if signature is None:
        return {}
    return {
        "content_code": signature.content_code,
        "signed_by": signature.signed_by,
        "signed_on": signature.signed_on,
        "document_number": signature.document_number,
    }


@contextmanager
def _in_storage(evidence: Evidence, content: bytes, ending: str) -> Iterator[None]:
    storage = Evidence._meta.get_field("file").storage
    name = storage.save(random_name(evidence, f"file.{ending}"), ContentFile(content))
    evidence.file = name
    try:
        yield
    except BaseException:
        storage.delete(name)
        raise


def _revision_in_hand(reporter: Unit, period: ReportingPeriod, actor: User) -> Revision:
    """Under a lock, so that two files are counted one after the other."""
    revision = _locked(open_report(reporter, period, actor).pk)
    if refused := attach_refusal(revision.report, revision, actor):
        raise EntryRefused(refused)
    return revision


def _locked(revision: int) -> Revision:
    rows = Revision.objects.select_for_update(of=("self",))
    return rows.select_related("report__reporter", "report__period").get(pk=revision)


def _refuse_line_of_others(evidence: Evidence) -> None:
    allocation, revision = evidence.allocation, evidence.revision
    if allocation is None:
        return
    report = revision.report
    owed = Allocation.objects.owed_by(report.reporter, report.period).filter(pk=allocation.pk)
    answered = Reading.objects.filter(revision__report=report, allocation=allocation)
    if not (owed.exists() or answered.exists()):
        raise FileRefused("not_owed", _("This report has no such line."))


def _refuse_too_many(evidence: Evidence) -> None:
    beside = Evidence.objects.standing().filter(
        revision__report=evidence.revision.report_id, allocation=evidence.allocation, kind=evidence.kind
    )
    files = list(beside.select_related("added_by"))
    same = next((file for file in files if file.sha256 == evidence.sha256), None)
    if same and (not evidence.content_code or same.content_code == evidence.content_code):
        message = _("This very file is here already: “{name}”, added by {who}, {when}.")
        raise FileRefused(
            "there_already",
            format_lazy(message, name=same.name, who=str(same.added_by), when=moment(same.added_at)),
        )
    most = MOST_OF_REPORT if evidence.allocation is None else MOST_OF_LINE
    if len(files) >= most:
        message = _("There are {most} files here already, which is the most. Put further pages into one PDF.")
        raise FileRefused("too_many", format_lazy(message, most=most))


@transaction.atomic
def take_away(evidence: Evidence, actor: User) -> None:
    """Show a file no longer; it is kept, and so is the word of who took it away. Raises NotTakenAway.

    Only while the revision that it was added to may be changed: what went with an accepted one stays.
    A signed sheet that shows the figures of no revision since went with nothing, and may go at any time.
    Taken away already, nothing happens.
    """
    revision = _locked(evidence.revision_id)
    refused = refusal(revision.report, revision, today(), actor)
    if refused and not (
        may_enter(actor, revision.report.reporter) and _went_with_nothing(evidence, revision)
    ):
        raise NotTakenAway(refused.message)
    standing = Evidence.objects.standing().filter(pk=evidence.pk)
    if standing.update(removed_by=actor, removed_at=now()):
        evidence.refresh_from_db()
        _log(Action.DETACHED, evidence, actor, _facts(evidence))


def _went_with_nothing(evidence: Evidence, revision: Revision) -> bool:
    is_sheet = evidence.kind == EvidenceKind.SIGNED_SHEET
    return is_sheet and shows_nothing(evidence, revision.pk, codes_of(revision.report))


@transaction.atomic
def give_number(evidence: Evidence, number: str, actor: User) -> None:
    """Note the registry's number of a signed sheet, which comes after the signature; it may be mended.

    Raises EntryRefused for who does not enter for the unit.
    """
    reporter = evidence.revision.report.reporter
    if not may_enter(actor, reporter):
        raise EntryRefused(NO_ROLE)
    _note(evidence, actor, document_number=clean_text(number).strip()[:NUMBER_LENGTH])


@transaction.atomic
def mend_signature(evidence: Evidence, said: Signature, actor: User) -> None:
    """Correct who signed a sheet, when and under which number, where that was typed wrongly.

    The code is not mended: a sheet with another one is another sheet. Raises EntryRefused.
    """
    revision = _locked(evidence.revision_id)
    refused = refusal(revision.report, revision, today(), actor)
    if refused and not may_mend(actor, revision):
        raise EntryRefused(refused)
    names = ("signed_by", "signed_on", "document_number")
    _note(evidence, actor, **{name: getattr(said, name) for name in names})


def _note(evidence: Evidence, actor: User, **said: Any) -> None:
    """What a sheet is said to be signed with; the log keeps old and new."""
    before = Evidence.objects.select_for_update().values(*said).get(pk=evidence.pk)
    changed = {name: [before[name], new] for name, new in said.items() if before[name] != new}
    for name, new in said.items():
        setattr(evidence, name, new)
    if changed:
        evidence.save(update_fields=[*changed])
        _log(Action.CHANGED, evidence, actor, {"name": evidence.name, **_written(changed)})


def _written(changed: dict[str, list[Any]]) -> dict[str, list[str]]:
    """Days as the log writes them."""
    return {
        name: [part.isoformat() if isinstance(part, date) else part for part in parts]
        for name, parts in changed.items()
    }


def _facts(evidence: Evidence) -> dict[str, Any]:
    about = evidence.allocation
    facts = {
        "name": evidence.name,
        "kind": evidence.kind,
        "size": evidence.size,
        "target": about.target.code if about else "",
        "unit": about.unit.code if about else "",
        "sha256": evidence.sha256,
        "content_code": evidence.content_code,
        "signed_by": evidence.signed_by,
        "signed_on": evidence.signed_on.isoformat() if evidence.signed_on else "",
        "document_number": evidence.document_number,
    }
    return {name: said for name, said in facts.items() if said}


def _log(action: Action, evidence: Evidence, actor: User, facts: dict[str, Any]) -> None:
    reporter = evidence.revision.report.reporter
    record(
        actor,
        action,
        evidence,
        unit=reporter,
        on_behalf_of=reporter if enters_for(actor, reporter) else None,
        revision=evidence.revision_id,
        data=facts,
    )

"""Who may do what with reports: small predicates, one question each, without HTTP.

Roles are asked of `units.permissions`. An administrator sees everything and imports; he enters, submits and
accepts nothing unless he also holds the role. Whether a move is possible at all is another question: see
`reports.workflow`.
"""

from reports.choices import IssuedFileKind
from reports.evidence.attached import signed_sheet
from reports.models import CorrectionRequest, Explanation, ProgressReport, Reading, Revision
from targets.models import Allocation
from units.models import Unit, User
from units.permissions import is_head_of, is_home_affairs, is_staff_of, sees_everything, sees_unit


def sees_report(user: User, report: ProgressReport) -> bool:
    return sees_unit(user, report.reporter)


def reads_reading(user: User, reading: Reading) -> bool:
    """Also the units that the reading is about, and the unit that leads its target."""
    allocation = reading.allocation
    units = (reading.revision.report.reporter, allocation.unit, allocation.target.lead)
    return any(sees_unit(user, unit) for unit in units)


def may_enter(user: User, unit: Unit) -> bool:
    """Staff of the reporting unit, or Home Affairs for it, with the source noted (nhập thay)."""
    return is_staff_of(user, unit) or is_home_affairs(user, unit)


def enters_for(user: User, unit: Unit) -> bool:
    """The person would enter on the unit's behalf, not as one of its own staff."""
    return not is_staff_of(user, unit)


def belongs_to(user: User, unit: Unit) -> bool:
    """The person speaks for the unit as one of its own, not as one of those over it."""
    return is_staff_of(user, unit) or is_head_of(user, unit)


def keeps_notes(user: User, unit: Unit) -> bool:
    """Read and write the unit's notebook: its own people, and Home Affairs, which enters for it."""
    return belongs_to(user, unit) or is_home_affairs(user, unit)


def may_present(user: User, unit: Unit) -> bool:
    """Bring the report before the head: staff, where the unit wants its head's word."""
    return unit.head_approves and is_staff_of(user, unit)


def may_take_back(user: User, unit: Unit) -> bool:
    """From the head: any of the staff, so that nobody waits for the colleague who presented it."""
    return is_staff_of(user, unit)


def may_hand_back(user: User, unit: Unit) -> bool:
    """What was presented, with the head's word; also where the unit has since ceased to ask for it."""
    return is_head_of(user, unit)


def may_submit(user: User, revision: Revision) -> bool:
    """The unit's own word: its staff, or its head where it wants that, or staff with the sheet he signed;
    Home Affairs what it entered for the unit, unless that lies before its head.

    What was presented is the head's to agree to, also where the unit has since ceased to ask for his word.
    """
    reporter = revision.report.reporter
    if submits_for(user, reporter):
        return True
    if is_staff_of(user, reporter) and signed_sheet(revision) is not None:
        return True
    if revision.presented_at is not None:
        return is_head_of(user, reporter)
    return revision.entered_for_unit and is_home_affairs(user, reporter)


def submits_for(user: User, unit: Unit) -> bool:
    """The unit's own word: its staff, or only its head where it wants that."""
    return is_head_of(user, unit) if unit.head_approves else is_staff_of(user, unit)


def may_recall(user: User, revision: Revision) -> bool:
    """The person who submitted, while he still has a part there, however the unit submits by now."""
    reporter = revision.report.reporter
    for_it = revision.entered_for_unit and is_home_affairs(user, reporter)
    return revision.submitted_by_id == user.pk and (for_it or belongs_to(user, reporter))


def may_ask_correction(user: User, unit: Unit) -> bool:
    """Ask to correct a number that the unit handed in, and take that back: its staff and its head."""
    return is_staff_of(user, unit) or is_head_of(user, unit)


def may_review(user: User, unit: Unit) -> bool:
    """See the unit's submitted report as its reviewer, and send it back."""
    return is_home_affairs(user, unit)


def took_part(user: User, revision: Revision) -> bool:
    """The person began, entered, imported, presented or submitted the revision, or anything still in it."""
    has_part: bool = Revision.objects.with_part_of(user).filter(pk=revision.pk, took_part=True).exists()
    return has_part


def may_approve(user: User, revision: Revision) -> bool:
    """Whoever entered does not accept ("Người nhập không được tự duyệt")."""
    return may_review(user, revision.report.reporter) and not took_part(user, revision)


def may_reopen(user: User, report: ProgressReport) -> bool:
    return is_home_affairs(user, report.reporter)


def may_chase(user: User, unit: Unit) -> bool:
    """Remind a unit by hand, and note that it was reminded otherwise."""
    return is_home_affairs(user, unit)


def may_grant_correction(user: User, request: CorrectionRequest) -> bool:
    """Home Affairs, but not whoever asked, should that be the same person."""
    return may_review(user, request.report.reporter) and request.asked_by_id != user.pk


def may_override_status(user: User, owner: Unit) -> bool:
    """Replace the computed status of a target; `owner` is the unit whose campaign it is."""
    return is_home_affairs(user, owner)


def may_import(user: User, unit: Unit) -> bool:
    """Take readings about other units from a file, opening days apart: Home Affairs or an administrator."""
    return user.is_superuser or is_home_affairs(user, unit)


def may_import_accepted(user: User) -> bool:
    """Take readings from a file as accepted figures: an administrator's act, recorded as such."""
    return user.is_superuser


def may_download_report(user: User, owner: Unit) -> bool:
    """Drafts of the owner's official reports: its overseers, until they are issued."""
    return sees_everything(user, owner)


def may_read_issued(user: User, owner: Unit, kind: str) -> bool:
    """A file of an issued report: everyone's, but for the chairman's page, which names people to call and
    proposes what nobody has decided."""
    return kind != IssuedFileKind.PAGE or sees_everything(user, owner)


def may_word_report(user: User, owner: Unit) -> bool:
    """Write over sentences of the owner's official reports, issue them, enter what the registry gives."""
    return is_home_affairs(user, owner)


def may_take_sheets(user: User, owner: Unit) -> bool:
    """The sheets of all units at once: whoever checks what they hand in."""
    return is_home_affairs(user, owner)


def confirming_unit(reporter: Unit, allocation: Allocation) -> Unit | None:
    """Whose word a figure takes that `reporter` entered: the unit that it is about, where another entered it;
    the lead of the target, where the unit did. None where the lead reported about itself."""
    if allocation.unit_id != reporter.pk:
        return allocation.unit
    return allocation.target.lead if allocation.target.lead_id != reporter.pk else None


def speaks_for(user: User, unit: Unit) -> bool:
    """Give the unit's word on figures of others, and its explanations: its staff or its head.

    On a figure that he took part in reporting himself (`took_part`) a person gives none.
    """
    return is_staff_of(user, unit) or is_head_of(user, unit)


def may_ask(user: User, unit: Unit) -> bool:
    """Ask the unit for an explanation, withdraw that, record an inspection and close it."""
    return is_home_affairs(user, unit)


def may_answer(user: User, explanation: Explanation) -> bool:
    return speaks_for(user, explanation.unit)

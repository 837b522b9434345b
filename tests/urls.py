"""Every URL, the roles, and who may open what; tests of access and of queries walk the same list.

TABLE has, for the name of each URL, what GET and what POST answers to each of ROLES. 302 sends the anonymous
to sign in, others onward after a deed; 403: may be seen, not done; 404: may not even be seen; 405: no such
method; 409 and 422: the page again, with what was wrong (the posted form is empty).
"""

from collections.abc import Iterator
from datetime import date

from django.urls import URLResolver, get_resolver, reverse

from reports.choices import EvidenceKind
from reports.models import Evidence, Explanation, Inspection, IssuedReport, ProgressReport
from targets.models import Target
from tests.document_factories import IssuedFileFactory, JobFactory
from tests.factories import (
    CorrectionRequestFactory,
    EvidenceFactory,
    ExplanationFactory,
    InspectionFactory,
    MembershipFactory,
    UserFactory,
)
from units.choices import Role
from units.models import Unit, User

ROLES = (
    "anonymous",
    "staff",
    "staff_of_another_unit",
    "staff_of_a_lead",
    "head",
    "home_affairs",
    "leadership",
    "administrator",
)
EXPLANATIONS = ("explanation", "explanation_answer", "explanation_withdraw")
INSPECTIONS = ("inspection", "inspection_close")
ISSUED = ("issued_report", "issued_file", "issued_registry", "issued_signed", "check")
JOBS = ("job", "job_file", "job_cancel")
FILES = ("evidence_file", "evidence_remove", "evidence_number", "evidence_signature")
CHASING = ("chasing_group", "chasing_remind", "chasing_passed_on", "chasing_dispatch", "chasing_dispatched")
CHASING_UNIT = ("chasing_unit", "chasing_unit_passed_on", "chasing_called")
SETUP = (
    *("setup_campaign", "setup_plans", "setup_copy", "setup_calendar", "setup_last_year", "setup_open"),
    *("setup_successors", "setup_delete", "setup_take_back"),
    *("setup_campaign", "setup_settings", "setup_plans", "setup_copy"),
    *("setup_calendar", "setup_last_year", "setup_open"),
)
FILES_OF_LISTS = (
    *("overview_export", "units_export", "contacts_export", "readings_export", "calendar_export"),
    *("queue_export", "matrix_export", "chasing_export", "my_reports_export"),
    *("explanations_export", "inspections_export"),
)
REVIEWS = (
    *("review", "review_approve", "review_ask", "review_return", "review_reopen", "review_changes"),
    *("corrections_grant", "corrections_decline"),
)

TABLE = {
    "login": ("200 302 302 302 302 302 302 302", "200 302 302 302 302 302 302 302"),
    "logout": ("302 405 405 405 405 405 405 405", "302 302 302 302 302 302 302 302"),
    "password_change": ("302 200 200 200 200 200 200 200", "302 200 200 200 200 200 200 200"),
    "password_change_done": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "choose_year": ("302 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404"),
    "set_language": ("302 302 302 302 302 302 302 302", "302 302 302 302 302 302 302 302"),
    "contacts": ("302 200 404 404 200 200 403 403", "302 422 404 404 422 422 403 403"),
    "home": ("302 302 302 302 302 302 302 302", "302 405 405 405 405 405 405 405"),
    "my_reports": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "entry": ("302 200 404 404 200 200 200 200", "302 302 404 404 403 302 403 403"),
    "entry_submit": ("302 302 302 302 302 302 302 302", "302 422 404 404 403 422 403 403"),
    "entry_recall": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 403 403 403"),
    # Staff whose unit wants no word of its head present nothing.
    "entry_present": ("302 302 302 302 302 302 302 302", "302 403 404 404 403 403 403 403"),
    "entry_take_back": ("302 405 405 405 405 405 405 405", "302 302 404 404 403 403 403 403"),
    "entry_hand_back": ("302 302 302 302 302 302 302 302", "302 403 404 404 422 403 403 403"),
    "entry_autosave": ("302 405 405 405 405 405 405 405", "302 200 404 404 403 200 403 403"),
    "entry_changes": ("302 204 404 404 204 204 204 204", "302 405 405 405 405 405 405 405"),
    "entry_echo": ("302 405 405 405 405 405 405 405", "302 200 404 404 403 200 403 403"),
    "entry_word": ("302 405 405 405 405 405 405 405", "302 200 404 404 403 200 403 403"),
    "spreadsheet": ("302 200 404 404 403 200 403 403", "302 422 404 404 403 422 403 403"),
    "spreadsheet_file": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "confirmations": ("302 200 404 404 200 200 200 200", "302 302 404 404 302 403 403 403"),
    "evidence": ("302 200 404 404 200 200 200 200", "302 422 404 404 403 422 403 403"),
    "evidence_of_line": ("302 200 404 404 200 200 200 200", "302 422 404 404 403 422 403 403"),
    "signed_sheet": ("302 200 404 404 200 200 200 200", "302 422 404 404 403 422 403 403"),
    "sheet_to_sign": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "sheet_pdf": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "evidence_file": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    # What the first has taken away is gone for those who come after.
    "evidence_remove": ("302 405 405 405 405 405 405 405", "302 302 404 404 404 404 404 404"),
    "evidence_number": ("302 405 405 405 405 405 405 405", "302 302 404 404 403 302 403 403"),
    "evidence_signature": ("302 405 405 405 405 405 405 405", "302 422 404 404 403 422 403 403"),
    "notebook": ("302 200 404 404 200 200 403 403", "302 405 405 405 405 405 405 405"),
    "note": ("302 200 404 404 200 200 403 403", "302 422 404 404 422 422 403 403"),
    "correction": ("302 302 404 404 302 403 403 403", "302 409 404 404 409 403 403 403"),
    "correction_withdraw": ("302 405 405 405 405 405 405 405", "302 302 404 404 302 403 403 403"),
    "overview": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "overview_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "target": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "target_pdf": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "cluster_pdf": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "assess": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "units": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "unit": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "campaign": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "calendar": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "calendar_renew": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "extend_entry": ("302 403 404 404 403 200 403 403", "302 403 404 404 403 422 403 403"),
    "setup": ("302 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405"),
    "setup_campaign": ("302 403 403 403 403 200 403 403", "302 405 405 405 405 405 405 405"),
    # What runs already is neither confirmed nor opened again, and its quotas change by a decision.
    "setup_settings": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 302 403 403"),
    "setup_plans": ("302 403 403 403 403 302 403 403", "302 403 403 403 403 302 403 403"),
    "setup_delete": ("302 403 403 403 403 302 403 403", "302 403 403 403 403 302 403 403"),
    "setup_take_back": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 409 403 403"),
    "setup_successors": ("302 403 403 403 403 302 403 403", "302 403 403 403 403 302 403 403"),
    "setup_allocate": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "setup_copy": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "setup_calendar": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "setup_last_year": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 302 403 403"),
    "setup_open": ("302 403 403 403 403 302 403 403", "302 403 403 403 403 302 403 403"),
    # A campaign in use: its page says why nothing is drafted.
    "draft_targets": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 409 403 403"),
    "draft_how": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 200 403 403"),
    "documents": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "report_issue": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "issued_report": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "issued_file": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "issued_registry": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "issued_signed": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    # A job is there for whoever asked for it alone: here somebody else.
    "sheets_ask": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 302 403 403"),
    "job": ("302 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "job_file": ("302 404 404 404 404 404 404 404", "302 405 405 405 405 405 405 405"),
    "job_cancel": ("302 405 405 405 405 405 405 405", "302 404 404 404 404 404 404 404"),
    "lookup": ("302 302 302 302 302 302 302 302", "302 405 405 405 405 405 405 405"),
    "check_code": ("200 200 200 200 200 200 200 200", "422 422 422 422 422 422 422 422"),
    "check": ("200 200 200 200 200 200 200 200", "200 200 200 200 200 200 200 200"),
    "report_ready": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "report_words": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 302 403 403"),
    "report_pdf": ("302 403 403 403 403 302 302 302", "302 405 405 405 405 405 405 405"),
    "review_queue": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "chasing": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "chasing_group": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "chasing_remind": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 302 403 403"),
    "chasing_passed_on": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "chasing_dispatch": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "chasing_dispatched": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "chasing_unit": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "chasing_unit_passed_on": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "chasing_called": ("302 405 405 405 405 405 405 405", "302 403 403 403 403 422 403 403"),
    "review_matrix": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "review_bulk": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 409 403 403"),
    "review": ("302 403 404 404 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "review_approve": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "review_ask": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "review_return": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "review_reopen": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "asking": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "explanation_ask": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "explanation": ("302 200 404 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "explanation_answer": ("302 405 405 405 405 405 405 405", "302 422 404 403 422 403 403 403"),
    "explanation_withdraw": ("302 405 405 405 405 405 405 405", "302 403 404 403 403 302 403 403"),
    "inspection_record": ("302 403 403 403 403 200 403 403", "302 403 403 403 403 422 403 403"),
    "inspection": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "inspection_close": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 422 403 403"),
    "review_changes": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "corrections_grant": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    "corrections_decline": ("302 405 405 405 405 405 405 405", "302 403 404 404 403 409 403 403"),
    # Files: as open as the page that the list stands on.
    "units_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "contacts_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "unit_export": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "target_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "readings_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "queue_export": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "matrix_export": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "chasing_export": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "my_reports_export": ("302 200 200 200 200 404 404 404", "302 405 405 405 405 405 405 405"),
    "calendar_export": ("302 200 200 200 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "explanations_export": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "inspections_export": ("302 403 403 403 403 200 200 200", "302 405 405 405 405 405 405 405"),
    "changes_export": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
    "notebook_export": ("302 200 404 404 200 200 403 403", "302 405 405 405 405 405 405 405"),
    "history_export": ("302 200 404 404 200 200 200 200", "302 405 405 405 405 405 405 405"),
}


def _names(resolver=None, space: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern, inner)
        elif pattern.name:
            yield space + pattern.name


OWN_NAMES = sorted(name for name in set(_names()) if ":" not in name)
ADMIN_NAMES = sorted(name for name in set(_names()) if name.startswith("admin:"))


def people_around(unit: str, another: str = "P-CL", lead: str = "PKT") -> dict[str, User | None]:
    """One person in each role: of this unit, of another one, of one that leads, of the city."""

    def person(code: str, role: Role) -> User:
        return MembershipFactory(unit=Unit.objects.get(code=code), role=role).user

    return {
        "anonymous": None,
        "staff": person(unit, Role.STAFF),
        "staff_of_another_unit": person(another, Role.STAFF),
        "staff_of_a_lead": person(lead, Role.STAFF),
        "head": person(unit, Role.HEAD),
        "home_affairs": person("TPLS", Role.HOME_AFFAIRS),
        "leadership": person("TPLS", Role.LEADERSHIP),
        "administrator": UserFactory(is_superuser=True, is_staff=True),
    }


def signed_sheet_of(report: ProgressReport) -> Evidence:
    """Of figures that the report does not have (any more)."""
    return EvidenceFactory(
        revision=report.revisions.newest().get(),
        kind=EvidenceKind.SIGNED_SHEET,
        content_code="00000-00000",
        signed_by="Chủ tịch",
        signed_on=date(2024, 6, 15),
    )


def address(name: str, report: ProgressReport, target: str = "XH-02") -> str:
    """The address of a URL about the report, its reporter and one of its targets."""
    of_report = {"code": report.reporter.code, "cut_off": report.period.cut_off.isoformat()}
    of_campaign = {"code": report.period.campaign.code}
    of_period = {"code": report.reporter.code, "period": report.period.code}
    about = {
        "entry": of_report,
        "entry_submit": of_report,
        "entry_recall": of_report,
        "entry_present": of_report,
        "entry_take_back": of_report,
        "entry_hand_back": of_report,
        "confirmations": of_report,
        **dict.fromkeys(("spreadsheet", "spreadsheet_file"), of_report),
        "entry_autosave": of_report,
        "entry_changes": of_report,
        **dict.fromkeys(("evidence", "signed_sheet", "sheet_to_sign", "sheet_pdf"), of_period),
        "extend_entry": of_period,
        "sheets_ask": {"period": report.period.code},
        "cluster_pdf": {"code": "C1"},
        "target_pdf": {"code": target},
        **{key: {"extension": "csv"} for key in FILES_OF_LISTS},
        "unit_export": {"code": report.reporter.code, "extension": "csv"},
        "target_export": {"code": target, "extension": "csv"},
        "changes_export": {"pk": report.pk, "extension": "csv"},
        "notebook_export": {"code": report.reporter.code, "extension": "csv"},
        "history_export": {"pk": report.pk, "extension": "csv"},
        **dict.fromkeys(("draft_targets", "draft_how"), of_campaign),
        "overview_export": {"extension": "json"},
        "target": {"code": target},
        "assess": {"code": target},
        "unit": {"code": report.reporter.code},
        "contacts": {"code": report.reporter.code},
        "notebook": {"code": report.reporter.code},
        **{name: {"cut_off": of_report["cut_off"]} for name in CHASING},
        **dict.fromkeys(CHASING_UNIT, of_report),
        **{name: {"code": report.period.campaign.code} for name in SETUP},
        "setup_allocate": {"code": report.period.campaign.code, "target": target},
        "report_words": {"period": report.period.code},
        "report_ready": {"period": report.period.code, "form": "pnv"},
        "report_pdf": {"period": report.period.code, "form": "pnv"},
        "lookup": {"period": report.period.code, "code": target},
        "report_issue": {"period": report.period.code, "form": "pnv"},
        **{review: {"pk": report.pk} for review in REVIEWS},
    }
    if name in {*EXPLANATIONS, *INSPECTIONS}:
        return reverse(name, kwargs={"pk": _asked(name, report, target).pk})
    if name in ISSUED:
        return reverse(name, kwargs=_issued(name, report))
    if name in JOBS:
        return reverse(name, kwargs={"pk": JobFactory(period=report.period).pk})
    if name in FILES:
        return reverse(name, kwargs={"pk": signed_sheet_of(report).pk})
    if name == "note":
        code = report.reporter.reporting_allocations.order_by("pk").first().target.code
        return reverse(name, kwargs={"code": report.reporter.code, "target": code})
    if name == "evidence_of_line":
        allocation = report.reporter.reporting_allocations.first()
        return reverse(name, kwargs={**of_period, "allocation": allocation.pk})
    if name in {"entry_echo", "entry_word", "correction", "correction_withdraw"}:
        allocation = report.reporter.allocations.get(target__code=target)
        if name == "correction_withdraw":
            asked = CorrectionRequestFactory(report=report, allocation=allocation)
            return reverse(name, kwargs={**of_report, "pk": asked.pk})
        return reverse(name, kwargs={**of_report, "allocation": allocation.pk})
    return reverse(name, kwargs=about.get(name))


def _issued(name: str, report: ProgressReport) -> dict[str, int | str]:
    """A report on the same period that was issued; made when first named."""
    found = IssuedReport.objects.filter(period=report.period).first()
    row = found or IssuedFileFactory(report__period=report.period).report
    match name:
        case "issued_file":
            return {"pk": row.files.get().pk}
        case "check":
            return {"code": row.code}
    return {"pk": row.pk}


def _asked(name: str, report: ProgressReport, code: str) -> Explanation | Inspection:
    """What the report's unit was asked about the target, or what was found there; made when first named."""
    unit, campaign = report.reporter, report.period.campaign
    model = Explanation if name in EXPLANATIONS else Inspection
    if found := model.objects.filter(unit=unit).first():
        return found
    if model is Inspection:
        return InspectionFactory(campaign=campaign, unit=unit)
    return ExplanationFactory(target=Target.objects.get(campaign=campaign, code=code), unit=unit)

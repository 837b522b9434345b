from django.urls import path

from reports.views import exports
from reports.views.asking import (
    asking,
    explanation,
    explanation_answer,
    explanation_ask,
    explanation_withdraw,
    inspection,
    inspection_close,
    inspection_record,
)
from reports.views.calendar import calendar, calendar_renew, extend_entry
from reports.views.campaign import campaign
from reports.views.campaign_settings import setup_settings
from reports.views.changes import review_changes
from reports.views.chasing import chasing, chasing_dispatch, chasing_group, chasing_unit
from reports.views.chasing_deeds import (
    chasing_called,
    chasing_dispatched,
    chasing_passed_on,
    chasing_remind,
    chasing_unit_passed_on,
)
from reports.views.checking import check, check_code
from reports.views.confirmations import confirmations
from reports.views.correction import correction, correction_withdraw
from reports.views.documents import documents, report_pdf, report_ready
from reports.views.entry import (
    entry,
    entry_hand_back,
    entry_present,
    entry_recall,
    entry_submit,
    entry_take_back,
)
from reports.views.entry_live import entry_autosave, entry_changes, entry_echo
from reports.views.evidence import (
    evidence,
    evidence_file,
    evidence_number,
    evidence_remove,
    evidence_signature,
    sheet_pdf,
    sheet_to_sign,
    signed_sheet,
)
from reports.views.home import home
from reports.views.issued import issued_file, issued_registry, issued_report, issued_signed, report_issue
from reports.views.issuing import report_words
from reports.views.jobs import job, job_cancel, job_file, sheets_ask
from reports.views.my_reports import my_reports
from reports.views.notebook import note, notebook
from reports.views.overview import overview, overview_export
from reports.views.review import (
    corrections_decline,
    corrections_grant,
    review,
    review_approve,
    review_ask,
    review_reopen,
    review_return,
)
from reports.views.review_bulk import review_bulk
from reports.views.review_queue import review_matrix, review_queue
from reports.views.setting_up import setup_copy, setup_last_year, setup_open
from reports.views.spreadsheet import spreadsheet, spreadsheet_file
from reports.views.target import assess, lookup, target, target_pdf
from reports.views.units import cluster_pdf, unit, unit_export, units
from reports.views.words import entry_word
from reports.views.year import choose_year

urlpatterns = [
    path("", home, name="home"),
    path("reports/", my_reports, name="my_reports"),
    path("reports/<str:code>/<str:cut_off>/", entry, name="entry"),
    path("reports/<str:code>/<str:cut_off>/submit/", entry_submit, name="entry_submit"),
    path("reports/<str:code>/<str:cut_off>/recall/", entry_recall, name="entry_recall"),
    path("reports/<str:code>/<str:cut_off>/present/", entry_present, name="entry_present"),
    path("reports/<str:code>/<str:cut_off>/take-back/", entry_take_back, name="entry_take_back"),
    path("reports/<str:code>/<str:cut_off>/hand-back/", entry_hand_back, name="entry_hand_back"),
    path("reports/<str:code>/<str:cut_off>/save/", entry_autosave, name="entry_autosave"),
    path("reports/<str:code>/<str:cut_off>/changes/", entry_changes, name="entry_changes"),
    path("reports/<str:code>/<str:cut_off>/echo/<int:allocation>/", entry_echo, name="entry_echo"),
    path("reports/<str:code>/<str:cut_off>/word/<int:allocation>/", entry_word, name="entry_word"),
    path("reports/<str:code>/<str:cut_off>/spreadsheet/", spreadsheet, name="spreadsheet"),
    path("reports/<str:code>/<str:cut_off>/spreadsheet.xlsx", spreadsheet_file, name="spreadsheet_file"),
    path("reports/<str:code>/<str:cut_off>/confirm/", confirmations, name="confirmations"),
    path("notebook/<str:code>/", notebook, name="notebook"),
    path("notebook/<str:code>/<str:target>/", note, name="note"),
    path("evidence/<str:code>/<str:period>/", evidence, name="evidence"),
    path("evidence/<str:code>/<str:period>/<int:allocation>/", evidence, name="evidence_of_line"),
    path("evidence/<str:code>/<str:period>/signed/", signed_sheet, name="signed_sheet"),
    path("evidence/<str:code>/<str:period>/sheet/", sheet_to_sign, name="sheet_to_sign"),
    path("evidence/<str:code>/<str:period>/sheet.pdf", sheet_pdf, name="sheet_pdf"),
    path("files/<int:pk>/", evidence_file, name="evidence_file"),
    path("files/<int:pk>/remove/", evidence_remove, name="evidence_remove"),
    path("files/<int:pk>/number/", evidence_number, name="evidence_number"),
    path("files/<int:pk>/signature/", evidence_signature, name="evidence_signature"),
    path("reports/<str:code>/<str:cut_off>/correct/<int:allocation>/", correction, name="correction"),
    path(
        "reports/<str:code>/<str:cut_off>/correct/withdraw/<int:pk>/",
        correction_withdraw,
        name="correction_withdraw",
    ),
    path("year/", choose_year, name="choose_year"),
    path("overview/", overview, name="overview"),
    path("overview/progress.<str:extension>", overview_export, name="overview_export"),
    path("targets/<str:code>/", target, name="target"),
    path("targets/<str:code>/sheet.pdf", target_pdf, name="target_pdf"),
    path("targets/<str:code>/assess/", assess, name="assess"),
    path("units/", units, name="units"),
    path("clusters/<str:code>/comparison.pdf", cluster_pdf, name="cluster_pdf"),
    path("units/<str:code>/", unit, name="unit"),
    path("units/<str:code>/progress.<str:extension>", unit_export, name="unit_export"),
    path("campaign/", campaign, name="campaign"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/renew/", calendar_renew, name="calendar_renew"),
    path("extensions/<str:code>/<str:period>/", extend_entry, name="extend_entry"),
    path("setup/<str:code>/copy/", setup_copy, name="setup_copy"),
    path("setup/<str:code>/settings/", setup_settings, name="setup_settings"),
    path("setup/<str:code>/calendar/", calendar_renew, name="setup_calendar"),
    path("setup/<str:code>/last-year/", setup_last_year, name="setup_last_year"),
    path("setup/<str:code>/open/", setup_open, name="setup_open"),
    path("s/<str:period>/<str:code>/", lookup, name="lookup"),
    path("check/", check_code, name="check_code"),
    path("check/<str:code>/", check, name="check"),
    path("documents/", documents, name="documents"),
    path("documents/issued/<int:pk>/", issued_report, name="issued_report"),
    path("documents/issued/<int:pk>/registry/", issued_registry, name="issued_registry"),
    path("documents/issued/<int:pk>/signed/", issued_signed, name="issued_signed"),
    path("documents/files/<int:pk>/", issued_file, name="issued_file"),
    path("documents/<str:period>/<str:form>/issue/", report_issue, name="report_issue"),
    path("documents/jobs/<int:pk>/", job, name="job"),
    path("documents/jobs/<int:pk>/cancel/", job_cancel, name="job_cancel"),
    path("documents/jobs/<int:pk>/file/", job_file, name="job_file"),
    path("documents/<str:period>/sheets/", sheets_ask, name="sheets_ask"),
    path("documents/<str:period>/words/", report_words, name="report_words"),
    path("documents/<str:period>/<str:form>.pdf", report_pdf, name="report_pdf"),
    path("documents/<str:period>/<str:form>/", report_ready, name="report_ready"),
    path("review/", review_queue, name="review_queue"),
    path("review/chasing/", chasing, name="chasing"),
    path("review/chasing/<str:cut_off>/", chasing_group, name="chasing_group"),
    path("review/chasing/<str:cut_off>/remind/", chasing_remind, name="chasing_remind"),
    path("review/chasing/<str:cut_off>/passed-on/", chasing_passed_on, name="chasing_passed_on"),
    path("review/chasing/<str:cut_off>/dispatch.pdf", chasing_dispatch, name="chasing_dispatch"),
    path("review/chasing/<str:cut_off>/dispatched/", chasing_dispatched, name="chasing_dispatched"),
    path("review/chasing/<str:cut_off>/<str:code>/", chasing_unit, name="chasing_unit"),
    path(
        "review/chasing/<str:cut_off>/<str:code>/passed-on/",
        chasing_unit_passed_on,
        name="chasing_unit_passed_on",
    ),
    path("review/chasing/<str:cut_off>/<str:code>/called/", chasing_called, name="chasing_called"),
    path("review/matrix/", review_matrix, name="review_matrix"),
    path("review/accept/", review_bulk, name="review_bulk"),
    path("review/<int:pk>/", review, name="review"),
    path("review/<int:pk>/accept/", review_approve, name="review_approve"),
    path("review/<int:pk>/accept-and-ask/", review_ask, name="review_ask"),
    path("review/<int:pk>/send-back/", review_return, name="review_return"),
    path("review/<int:pk>/reopen/", review_reopen, name="review_reopen"),
    path("asking/", asking, name="asking"),
    path("asking/explanations/new/", explanation_ask, name="explanation_ask"),
    path("asking/explanations/<int:pk>/", explanation, name="explanation"),
    path("asking/explanations/<int:pk>/answer/", explanation_answer, name="explanation_answer"),
    path("asking/explanations/<int:pk>/withdraw/", explanation_withdraw, name="explanation_withdraw"),
    path("asking/inspections/new/", inspection_record, name="inspection_record"),
    path("asking/inspections/<int:pk>/", inspection, name="inspection"),
    path("asking/inspections/<int:pk>/close/", inspection_close, name="inspection_close"),
    path("review/<int:pk>/changes/", review_changes, name="review_changes"),
    path("review/<int:pk>/corrections/grant/", corrections_grant, name="corrections_grant"),
    path("review/<int:pk>/corrections/decline/", corrections_decline, name="corrections_decline"),
    *exports.urlpatterns,
]

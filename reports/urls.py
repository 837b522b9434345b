from django.urls import path

from reports.views.calendar import calendar, calendar_renew, extend_entry
from reports.views.campaign import campaign
from reports.views.documents import documents, report_pdf
from reports.views.entry import entry, entry_echo, entry_recall, entry_submit
from reports.views.evidence import (
    evidence,
    evidence_file,
    evidence_number,
    evidence_remove,
    sheet_to_sign,
    signed_sheet,
)
from reports.views.home import home
from reports.views.my_reports import my_reports
from reports.views.overview import overview, overview_export
from reports.views.review import review, review_approve, review_queue, review_reopen, review_return
from reports.views.target import assess, target
from reports.views.units import unit, units

urlpatterns = [
    path("", home, name="home"),
    path("reports/", my_reports, name="my_reports"),
    path("reports/<str:code>/<str:cut_off>/", entry, name="entry"),
    path("reports/<str:code>/<str:cut_off>/submit/", entry_submit, name="entry_submit"),
    path("reports/<str:code>/<str:cut_off>/recall/", entry_recall, name="entry_recall"),
    path("reports/<str:code>/<str:cut_off>/echo/<int:allocation>/", entry_echo, name="entry_echo"),
    path("evidence/<str:code>/<str:period>/", evidence, name="evidence"),
    path("evidence/<str:code>/<str:period>/<int:allocation>/", evidence, name="evidence_of_line"),
    path("evidence/<str:code>/<str:period>/signed/", signed_sheet, name="signed_sheet"),
    path("evidence/<str:code>/<str:period>/sheet/", sheet_to_sign, name="sheet_to_sign"),
    path("files/<int:pk>/", evidence_file, name="evidence_file"),
    path("files/<int:pk>/remove/", evidence_remove, name="evidence_remove"),
    path("files/<int:pk>/number/", evidence_number, name="evidence_number"),
    path("overview/", overview, name="overview"),
    path("overview/progress.<str:extension>", overview_export, name="overview_export"),
    path("targets/<str:code>/", target, name="target"),
    path("targets/<str:code>/assess/", assess, name="assess"),
    path("units/", units, name="units"),
    path("units/<str:code>/", unit, name="unit"),
    path("campaign/", campaign, name="campaign"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/renew/", calendar_renew, name="calendar_renew"),
    path("extensions/<str:code>/<str:period>/", extend_entry, name="extend_entry"),
    path("documents/", documents, name="documents"),
    path("documents/<str:period>/<str:form>.pdf", report_pdf, name="report_pdf"),
    path("review/", review_queue, name="review_queue"),
    path("review/<int:pk>/", review, name="review"),
    path("review/<int:pk>/accept/", review_approve, name="review_approve"),
    path("review/<int:pk>/send-back/", review_return, name="review_return"),
    path("review/<int:pk>/reopen/", review_reopen, name="review_reopen"),
]

from django.urls import path

from reports.views.campaign import campaign
from reports.views.changes import review_changes
from reports.views.correction import correction, correction_withdraw
from reports.views.documents import documents, report_pdf
from reports.views.entry import entry, entry_echo, entry_recall, entry_submit
from reports.views.home import home
from reports.views.my_reports import my_reports
from reports.views.overview import overview, overview_export
from reports.views.review import (
    corrections_decline,
    corrections_grant,
    review,
    review_approve,
    review_queue,
    review_reopen,
    review_return,
)
from reports.views.target import assess, target
from reports.views.units import unit, units

urlpatterns = [
    path("", home, name="home"),
    path("reports/", my_reports, name="my_reports"),
    path("reports/<str:code>/<str:cut_off>/", entry, name="entry"),
    path("reports/<str:code>/<str:cut_off>/submit/", entry_submit, name="entry_submit"),
    path("reports/<str:code>/<str:cut_off>/recall/", entry_recall, name="entry_recall"),
    path("reports/<str:code>/<str:cut_off>/echo/<int:allocation>/", entry_echo, name="entry_echo"),
    path("reports/<str:code>/<str:cut_off>/correct/<int:allocation>/", correction, name="correction"),
    path(
        "reports/<str:code>/<str:cut_off>/correct/withdraw/<int:pk>/",
        correction_withdraw,
        name="correction_withdraw",
    ),
    path("overview/", overview, name="overview"),
    path("overview/progress.<str:extension>", overview_export, name="overview_export"),
    path("targets/<str:code>/", target, name="target"),
    path("targets/<str:code>/assess/", assess, name="assess"),
    path("units/", units, name="units"),
    path("units/<str:code>/", unit, name="unit"),
    path("campaign/", campaign, name="campaign"),
    path("documents/", documents, name="documents"),
    path("documents/<str:period>/<str:form>.pdf", report_pdf, name="report_pdf"),
    path("review/", review_queue, name="review_queue"),
    path("review/<int:pk>/", review, name="review"),
    path("review/<int:pk>/accept/", review_approve, name="review_approve"),
    path("review/<int:pk>/send-back/", review_return, name="review_return"),
    path("review/<int:pk>/reopen/", review_reopen, name="review_reopen"),
    path("review/<int:pk>/changes/", review_changes, name="review_changes"),
    path("review/<int:pk>/corrections/grant/", corrections_grant, name="corrections_grant"),
    path("review/<int:pk>/corrections/decline/", corrections_decline, name="corrections_decline"),
]

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("units.urls")),
    path("admin/", admin.site.urls),
    path("setup/", include("targets.urls")),
    path("", include("reports.urls")),
]

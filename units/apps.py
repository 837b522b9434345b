from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = _("Units and people")
    default = True


class AdminConfig(admin.AdminConfig):
    """Django's administration with our own site."""

    default_site = "units.admin_site.AdministrationSite"
    default = False

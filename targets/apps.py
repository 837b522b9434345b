from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "targets"
    verbose_name = _("Campaign and targets")

    def ready(self):
        from targets import loading  # noqa: F401, PLC0415 (models are known only now)

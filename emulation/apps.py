from django.apps import AppConfig
from django.core.checks import register

from emulation import checks


class EmulationConfig(AppConfig):
    name = "emulation"

    def ready(self) -> None:
        register(checks.documents)
        register(checks.site_url)
        register(checks.translations)

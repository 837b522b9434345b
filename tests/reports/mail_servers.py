"""Mail servers in trouble."""

from django.core.mail.backends.locmem import EmailBackend

REFUSING, DYING = f"{__name__}.Refusing", f"{__name__}.Dying"


class Refusing(EmailBackend):
    """A mail server that takes nothing for those whose address it is told."""

    refused: set[str] = set()

    def send_messages(self, messages):
        if set(messages[0].to) & self.refused:
            raise ConnectionRefusedError(111, "Connection refused")
        return super().send_messages(messages)


class Dying(EmailBackend):
    """The machine goes down while it sends."""

    def send_messages(self, messages):
        raise SystemExit

"""Files given to the administration, as a browser does it: looked at first, then taken in."""

from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.administration import address
from units.models import Event


def csv_bytes(*rows: str) -> bytes:
    """Rows as a person writes them, cells between semicolons, the first the header."""
    return "\r\n".join(rows).encode("utf-8-sig")


@dataclass
class Desk:
    """One person's import page of one kind of things, and what it said last."""

    client: Client
    model: type
    said: HttpResponse | None = field(default=None)

    def look(self, content: bytes, name: str = "file.csv", **boxes) -> "Desk":
        file = SimpleUploadedFile(name, content)
        self.said = self.client.post(address(self.model, "import"), {"file": file, **boxes})
        return self

    def take(self, **boxes) -> "Desk":
        """Press the button of the preview."""
        token = self.said.context["confirm"].initial["token"]
        self.said = self.client.post(address(self.model, "import"), {"token": token, **boxes})
        return self

    @property
    def status(self) -> int:
        return self.said.status_code

    @property
    def faults(self) -> list[tuple[int, str, str]]:
        return [(each.row, each.column, str(each.message)) for each in self.said.context["preview"].faults]

    @property
    def rows(self) -> list:
        return self.said.context["preview"].rows

    @property
    def file_error(self) -> str:
        return " ".join(self.said.context["form"].errors.get("file", []))

    def disposition(self, extension: str) -> str:
        answer = self.client.get(address(self.model, "export"), {"format": extension})
        list(answer.streaming_content)
        return answer["Content-Disposition"]

    def taken_out(self, extension: str) -> bytes:
        answer = self.client.get(address(self.model, "export"), {"format": extension})
        return b"".join(answer.streaming_content)


def deeds() -> list[tuple[str, str]]:
    """What the log says was done to what, oldest first."""
    return [(event.action, event.object_type) for event in Event.objects.order_by("pk")]

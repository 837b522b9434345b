"""Papers of the demonstration, as PDF: each says in large letters that it is none."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from emulation.pdf import Paper, pdf
from reports.documents.pdf import styles

STYLES = "css/illustration.css"


def paper(
    name: str, title: str, unit: str, lines: list[str], *, code: str = "", signer: str = ""
) -> SimpleUploadedFile:
    """A page to be attached under that name; with the code of a sheet and its signer where it is signed."""
    context = {"title": title, "unit": unit, "lines": lines, "code": code, "signer": signer}
    text = render_to_string("documents/illustration.html", context)
    content = pdf(Paper(text, styles(STYLES)))
    return SimpleUploadedFile(name, content, content_type="application/pdf")

"""QR codes as SVG, for paper: black on white, with the quiet border that readers need."""

from io import BytesIO

import segno


def svg(text: str) -> bytes:
    """A whole SVG document that grows to the room it is given."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=4, omitsize=True, xmldecl=False, nl=False
    )
    return out.getvalue()

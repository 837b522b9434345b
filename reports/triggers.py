"""What was issued never changes, in the database itself: triggers refuse it."""

from emulation import triggers

REFUSAL = "issued documents never change"
# All but what the registry gives afterwards.
FROZEN = (
    *("id", "period_id", "form", "number", "title", "symbol", "code", "reason", "content", "content_sha256"),
    *("rows", "rows_sha256", "known_at", "issued_by_id", "issued_at"),
)
GUARDS = [
    triggers.Guard("issued_report", "reports_issuedreport", REFUSAL, FROZEN),
    triggers.Guard("issued_file", "reports_issuedfile", REFUSAL),
]


def create(apps, schema_editor) -> None:
    triggers.create(GUARDS, schema_editor)


def drop(apps, schema_editor) -> None:
    triggers.drop(GUARDS, schema_editor)

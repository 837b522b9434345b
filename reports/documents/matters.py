"""What needs the chairman's decision: a target, how far it is, against last year, and whom to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from emulation.text import shortened
from reports import wording
from reports.documents import room
from reports.documents.sentences import growth_clause
from reports.overview import URGENT, Decision, failing_parts
from reports.progress import Row
from targets.choices import Measure
from units.models import Contact, Unit

# What a change is measured against, in its own figure.
AGAINST = {
    Measure.GROWTH: "so với cùng kỳ",
    Measure.POINTS: "so với cuối năm trước",
    Measure.CHANGE: "so với năm trước",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """A target that needs a decision. `figure`, `last_year`, `plan`, `progress` and `status` read as in the
    report's table; `more` is what else there is room for; `whom`: the lead unit, who is asked there, how."""

    code: str
    name: str
    status: str
    figure: str
    last_year: str
    plan: str
    progress: str
    whom: str
    more: tuple[str, ...] = ()

    @property
    def facts(self) -> str:
        against_plan = ", ".join(part for part in (self.plan, self.progress) if part)
        told = "; ".join(part for part in (self.figure, self.last_year, against_plan, *self.more) if part)
        return told if told.endswith(("…", ".")) else f"{told}."


def matter(decision: Decision, year: int, contacts: Mapping[int, Contact], most: int) -> Matter:
    """In a campaign of this year; `contacts` by the units' keys; facts in at most so many characters."""
    line, row = decision.line, decision.line.row
    target = row.target
    told = Matter(
        code=target.code,
        name=shortened(target.name, room.NAME),
        status=line.status_label,
        figure=shortened(_figure(row), room.CLAUSE),
        last_year=shortened(_last_year(row, year), room.CLAUSE),
        plan=shortened(f"kế hoạch {line.measured_plan}", room.CLAUSE),
        progress="",
        whom=whom(target.lead, contacts.get(target.lead_id)),
    )
    rest = max(room.CLAUSE, most - len(told.facts) - 2)
    told = replace(told, progress=shortened(_progress(row), rest))
    return _with_more(told, _more(decision), most)


def _with_more(told: Matter, clauses: Iterable[str], most: int) -> Matter:
    """With each further clause that there is room for."""
    for clause in clauses:
        longer = replace(told, more=(*told.more, clause))
        if clause and len(longer.facts) <= most:
            told = longer
    return told


def _more(decision: Decision) -> list[str]:
    """What units say where the figure alone worries nobody, then what was due by now and what is left."""
    line, row = decision.line, decision.line.row
    doubts = [] if line.status in URGENT else decision.doubts
    is_due = row.expected is not None and row.expected != row.rule.threshold
    due = f"mức cần đạt đến kỳ này {line.expected}" if is_due else ""
    return [*doubts, due, wording.needed_text(row), line.against_original]


def _figure(row: Row) -> str:
    against = AGAINST.get(Measure(row.target.measure), "")
    if row.figure is None and row.combined is None:
        return "chưa có số liệu"
    return f"{wording.measured_with_sums(row)} {against}".strip()


def _last_year(row: Row, year: int) -> str:
    """Against the same period; where that is not compared, what the whole of last year came to."""
    if row.target.measure in AGAINST or row.target.measure == Measure.ALL_OF:
        return ""
    if growth := growth_clause(row):
        return growth
    if row.target.previous_result is not None:
        whole = wording.with_unit(wording.previous_text(row, is_owner=True), row.target.unit_of_measure)
        return f"năm {year - 1}: {whole}"
    return "chưa có số cùng kỳ"


def _progress(row: Row) -> str:
    """As the column "% KH" has it; of a composite target the parts that keep it from being met."""
    if failing := failing_parts(row):
        return f"chưa đạt: {', '.join(failing)}"
    told = wording.plan_percent_text(row)
    if told in {wording.NONE, wording.SENSELESS}:
        return ""
    return f"đạt {told} kế hoạch" if wording.prints_percent(row) else told


def whom(lead: Unit, contact: Contact | None) -> str:
    """ "Phòng Kinh tế: Trưởng phòng Nguyễn Văn A, 0205 3812 345"."""
    unit = shortened(lead.name, room.UNIT)
    if contact is None:
        return unit
    person = shortened(f"{contact.position} {contact.name}", room.PERSON)
    reached = contact.telephone or contact.email
    return f"{unit}: {person}, {reached}" if len(reached) <= room.PERSON else f"{unit}: {person}"

"""What needs the chairman's decision: a target, how far it is, against last year, and whom to ask."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reports import wording
from reports.documents import room
from reports.documents.sentences import growth_clause, lower_first
from reports.overview import URGENT, Decision, failing_parts
from reports.progress import Row
from targets.choices import Measure
from units.models import Contact, Unit

FURTHER = re.compile(r"[/;,]")
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
        return room.sentence(told)


def matter(decision: Decision, year: int, contacts: Mapping[int, Contact], most: int) -> Matter:
    """In a campaign of this year; `contacts` by the units' keys; facts in at most so many characters."""
    line, row = decision.line, decision.line.row
    target = row.target
    told = Matter(
        code=target.code,
        name=room.short(target.name, room.NAME),
        status=line.status_label,
        figure=room.short(_figure(row), room.CLAUSE),
        last_year=room.short(_last_year(row, year), room.CLAUSE),
        plan=room.short(f"kế hoạch {line.measured_plan}", room.CLAUSE),
        progress="",
        whom=whom(target.lead, contacts.get(target.lead_id)),
    )
    rest = max(room.CLAUSE, most - len(told.facts) - 2)
    told = replace(told, progress=room.short(_progress(row), rest))
    return _with_more(told, _more(decision), most)


def _with_more(told: Matter, clauses: Iterable[str], most: int) -> Matter:
    """With each further clause that there is room for."""
    for clause in clauses:
        longer = replace(told, more=(*told.more, room.short(clause, most)))
        if clause and len(longer.facts) <= most:
            told = longer
    return told


def _more(decision: Decision) -> list[str]:
    """What units say where the figure alone worries nobody, then what was due by now and what is left."""
    line, row = decision.line, decision.line.row
    told = [] if line.status in URGENT else decision.doubts
    doubts = [room.short(f"đơn vị dự báo {lower_first(doubt)}", room.DOUBT) for doubt in told]
    is_due = row.expected is not None and row.expected != row.rule.threshold
    due = f"mức cần đạt đến kỳ này {line.expected}" if is_due else ""
    return [*doubts, due, wording.needed_text(row), line.against_original]


def _figure(row: Row) -> str:
    """With the two numbers behind it where there is room for them."""
    if row.figure is None and row.combined is None:
        return "chưa có số liệu"
    against = AGAINST.get(Measure(row.target.measure), "")
    figures = (wording.measured_with_sums(row), wording.measured_text(row))
    whole, bare = (f"{figure} {against}".strip() for figure in figures)
    return whole if len(whole) <= room.CLAUSE else bare


def _last_year(row: Row, year: int) -> str:
    """Against the same period; where that is not compared, what the whole of last year came to."""
    if row.target.measure in AGAINST or row.target.measure == Measure.ALL_OF:
        return ""
    if growth := growth_clause(row):
        return growth
    if row.target.previous_result is not None:
        whole = wording.with_unit(wording.previous_text(row, is_owner=True), row.target.unit_of_measure)
        return f"năm {year - 1}: {whole}"
    is_compared = wording.growth_text(row) != wording.SENSELESS
    return "chưa có số cùng kỳ" if is_compared else "không so sánh với cùng kỳ"


def _progress(row: Row) -> str:
    """As the column "% KH" has it; of a composite target the parts that keep it from being met."""
    if failing := failing_parts(row):
        return f"chưa đạt: {', '.join(failing)}"
    told = wording.plan_percent_text(row)
    if told in {wording.NONE, wording.SENSELESS}:
        return ""
    return f"đạt {told} kế hoạch" if wording.prints_percent(row) else told


def whom(lead: Unit, contact: Contact | None) -> str:
    """ "Phòng Kinh tế: Trưởng phòng Nguyễn Văn A, 0205 3812 345"; of several numbers the first."""
    if contact is None:
        return room.short(lead.name, room.WHOM)
    person = room.short(f"{contact.position} {contact.name}", room.PERSON)
    number = FURTHER.split(contact.telephone or contact.email)[0].strip()
    reached = f", {number}" if len(number) <= room.UNIT else ""
    unit = room.short(lead.name, room.WHOM - len(person) - len(reached))
    return f"{unit}: {person}{reached}"

"""The city's campaign of 2024 as the oracle's world, read from its files as plain data; its export as bytes.

Nothing here asks the product: the fixture is JSON, the readings are CSV, numbers are fractions.
"""

import csv
import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from tests.reports import oracle

FIXTURES = Path(__file__).parents[2] / "fixtures"
READINGS = FIXTURES / "demonstration" / "readings.csv"
STORY = FIXTURES / "demonstration" / "story.json"
NUMBERS = ("threshold", "ceiling", "maximum", "baseline", "slow_from", "nearly_from")
SAME = ("measure", "over_time", "direction", "strict", "irreversible", "pace", "frequency")
PLACES = 6


def read_lines() -> list[dict[str, str]]:
    with READINGS.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def world(lines: list[dict[str, str]], baselines=()) -> dict:
    """The campaign with these lines of readings accepted; `baselines` as {unit: (value, base)} of XH-11."""
    rows: dict[str, list] = {}
    for row in json.loads((FIXTURES / "campaign_2024.json").read_text(encoding="utf-8")):
        rows.setdefault(row["model"], []).append(row["fields"])
    allocations = [_allocation(fields, dict(baselines)) for fields in rows["targets.allocation"]]
    return {
        "owner": "TPLS",
        "units": {fields["code"]: _unit(fields) for fields in rows["units.unit"]},
        "periods": [_period(fields) for fields in rows["targets.reportingperiod"]],
        "targets": {
            fields["code"]: _target(fields)
            for fields in sorted(rows["targets.target"], key=lambda fields: fields["order"])
        },
        "allocations": allocations,
        "reports": _reports(lines, allocations),
        "overrides": {},
    }


def _number(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _unit(fields) -> dict:
    parent = fields["parent"][-1] if fields["parent"] else None
    return {"parent": parent, "from": _day(fields["valid_from"]), "to": _day(fields["valid_to"])}


def _period(fields) -> dict:
    return {"code": fields["code"], "kind": fields["kind"], "cut_off": _day(fields["cut_off"])}


def _target(fields) -> dict:
    return {
        **{name: fields[name] for name in SAME},
        **{name: _number(fields[name]) for name in NUMBERS},
        "parent": fields["parent"][-1] if fields["parent"] else None,
        "profile": [Fraction(step) for step in fields["profile"].split()],
        "result_due": _day(fields["result_due"]),
    }


def _allocation(fields, baselines) -> dict:
    target, unit = fields["target"][-1], fields["unit"][-1]
    value, base = baselines.get(unit, (None, None)) if target == "XH-11" else (None, None)
    return {
        "target": target,
        "unit": unit,
        "reporter": fields["reporter"][-1],
        "counts": fields["counts"],
        "quota": _number(fields["quota"]),
        "baseline_value": _number(value or fields["baseline_value"]),
        "baseline_base": _number(base or fields["baseline_base"]),
    }


def _reports(lines, allocations) -> list[dict]:
    reporters = {(a["target"], a["unit"]): a["reporter"] for a in allocations}
    readings: dict[tuple[str, str], list] = {}
    for line in lines:
        reporter = reporters[line["target"], line["unit"]]
        readings.setdefault((reporter, line["period"]), []).append(_reading(line))
    return [
        {
            "reporter": reporter,
            "period": period,
            "revisions": [{"number": 1, "status": "approved", "readings": told}],
        }
        for (reporter, period), told in readings.items()
    ]


def _reading(line) -> dict:
    state = line["state"] or "reported"
    value, base = _number(line["value"]), _number(line["base"])
    if state == "nothing_arose":
        value, base = Fraction(0), base or _nothing_of(line["target"])
    return {
        "target": line["target"],
        "unit": line["unit"],
        "state": state,
        "value": value,
        "base": base,
        "estimate": line["estimate"] == "1",
    }


def _nothing_of(code: str) -> Fraction | None:
    """Where nothing arose, a share is 0 of 0, and an amount has nothing beside it."""
    return Fraction(0) if code in SHARES else None


SHARES = {
    row["fields"]["code"]
    for row in json.loads((FIXTURES / "campaign_2024.json").read_text(encoding="utf-8"))
    if row["model"] == "targets.target" and row["fields"]["measure"] == "share"
}


def export(world: dict, node: str, as_of: date, basis: str) -> bytes:
    """The file that `export_progress --format json` should write."""
    rows = oracle.rows(world, node, as_of, basis)
    records = [_record(code, world["targets"][code], rows[code]) for code in world["targets"] if code in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _record(code: str, target: dict, row: dict) -> dict:
    threshold, ceiling = row["threshold"], row["ceiling"]
    percents = [Fraction(100)]
    if threshold and ceiling is not None and row["figure"] != ceiling:
        percents.append(100 * ceiling / threshold)
    return {
        "target": code,
        "value": written(row["value"], 4),
        "base": written(row["base"], 4),
        "figure": written_clear(row["figure"], [threshold, ceiling]),
        "threshold": written(threshold, 4),
        "plan_percent": written_clear(row["plan_percent"], percents),
        "status": row["status"],
        "computed_status": row["computed_status"],
        "units_reported": row["reported"],
        "units_expected": row["owed"],
        "complete": row["complete"],
        "final": row["final"],
        "estimate": row["estimate"],
    }


def written_clear(number: Fraction | None, limits: list[Fraction | None]) -> str | None:
    """Half-up to six decimals, and one more as long as that would touch or cross a limit."""
    if number is None:
        return None
    places = PLACES
    while any(_side(_rounded(number, places), at) != _side(number, at) for at in limits if at is not None):
        places += 1
    return written(number, places)


def _side(number: Fraction, limit: Fraction) -> int:
    return (number > limit) - (number < limit)


def _rounded(number: Fraction, places: int) -> Fraction:
    steps = (2 * abs(number) * 10**places + 1) // 2
    return Fraction(steps, 10**places) * (-1 if number < 0 else 1)


def written(number: Fraction | None, places: int) -> str | None:
    """Digits by hand: half-up, no zeros at the end, no minus before nothing."""
    if number is None:
        return None
    steps = (2 * abs(number) * 10**places + 1) // 2
    whole, rest = divmod(steps, 10**places)
    text = f"{whole}.{rest:0{places}}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 and steps else text


LINES = read_lines()
ACCEPTED = world(LINES)
CUT_OFFS = sorted({period["cut_off"] for period in ACCEPTED["periods"]})
ODD_DAYS = [date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 31), date(2025, 2, 1)]
DAYS = sorted({cut_off + timedelta(days=by) for cut_off in CUT_OFFS for by in (-1, 0, 1)} | set(ODD_DAYS))
UNITS = ["X-MP", "P-CL", "PTCKH", "CA", "BHXH", "PNV"]

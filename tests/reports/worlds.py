"""Made-up worlds for the oracle: drawn by hypothesis, as the plain dicts that it reads."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

OWNER = "R"
OPEN_ENDED = [None, None, None]
DAYS = [date(2024, 1, 10), date(2024, 2, 14), date(2024, 3, 13), date(2024, 3, 14), date(2024, 3, 15)]
RESULT_DUE = date(2024, 7, 31)
ROLES = ["counts", "counts", "watches", "no"]
STATUSES = ["exceeded", "missed", "on_track", "no_data"]

LEVELS = {
    "amount": ["10", "20", "50", "5", "1", "0", "-2"],
    "share": ["98", "50", "100", "0"],
    "growth": ["0", "-5", "2.5", "-50", "100"],
    "change": ["0", "1", "-0.02"],
    "points": ["0", "1", "-0.02", "-25"],
}
VALUES = ["9.7", "10", "5", "8", "1", "0", "98", "12.3456", "-2"]
BASES = ["10", "0", "9", "20", "100"]
TIDY_HISTORIES = [["approved"], ["superseded", "approved"], ["approved", "returned"]]
HISTORIES = [
    *TIDY_HISTORIES,
    [],
    ["draft"],
    ["submitted"],
    ["returned"],
    ["approved", "submitted"],
    ["approved", "draft"],
    ["submitted", "approved"],
    ["superseded", "superseded", "approved", "submitted"],
]


def number(text):
    return None if text is None else Fraction(text)


def periods_until(month):
    """Months, quarters and one year of a campaign that ends in that month, and one that holds no readings."""
    spans = [("month", number, number) for number in range(1, month + 1)]
    spans += [("quarter", number, 3 * number) for number in range(1, month // 3 + 1)]
    spans += [("half", 1, month), ("year", 1, month)]
    return [{"code": f"{k}-{n}", "kind": k, "number": n, "cut_off": date(2024, m, 14)} for k, n, m in spans]


@st.composite
def units(draw):
    """The owner below a province, up to three units below it, up to two below each; U1 and U11 look alike."""
    codes = {"TOP": None, OWNER: "TOP", "U0": "TOP"}
    for place in range(1, draw(st.integers(1, 3)) + 1):
        codes[f"U{place}"] = OWNER
        codes |= {f"U{place}{child}": f"U{place}" for child in range(1, draw(st.integers(0, 2)) + 1)}
    return {code: {"parent": parent, **draw(validity(code))} for code, parent in codes.items()}


@st.composite
def validity(draw, code):
    if code in ("TOP", OWNER):
        return {"from": None, "to": None}
    begun, over = draw(st.sampled_from(OPEN_ENDED + DAYS)), draw(st.sampled_from(OPEN_ENDED + DAYS))
    if begun and over and over < begun:
        begun, over = over, begun
    return {"from": begun, "to": over}


def permitted_paces(measure, over_time, direction, baseline):
    """Those that the database lets stand; a course in the year more often than a judgement at its end."""
    paces = ["year_end", "published"]
    if not (measure == "amount" and over_time == "sum"):
        paces = ["hold", "hold", *paces]
    is_summed_up = over_time == "sum" and direction == "up"
    if measure == "amount" and (is_summed_up or (over_time == "latest" and baseline is not None)):
        paces = ["steady", "profile", *paces]
    return paces


@st.composite
def single_targets(draw, frequency, total, parent=None):
    """Any combination that the constraints of the database permit."""
    measure = draw(st.sampled_from(list(LEVELS)))
    over_time = draw(st.sampled_from(["sum", "latest"]))
    direction = draw(st.sampled_from(["up", "up", "up", "up", "down", "down", "down", ""]))
    threshold = number(draw(st.sampled_from(LEVELS[measure]))) if direction else None
    baseline = number(draw(st.sampled_from([None, "0", "5", "30"])))
    pace = draw(st.sampled_from(permitted_paces(measure, over_time, direction, baseline)))
    has_ceiling = direction == "up" and draw(st.booleans())
    steps = draw(st.lists(st.sampled_from([5, 40, 0, 90]), min_size=total - 1, max_size=total - 1))
    return {
        "parent": parent,
        "measure": measure,
        "over_time": over_time,
        "direction": direction,
        "threshold": threshold,
        "strict": draw(st.booleans()),
        "ceiling": threshold + draw(st.sampled_from([1, 10])) if has_ceiling else None,
        "maximum": threshold and draw(st.sampled_from([None, threshold, threshold + 10])),
        "baseline": baseline,
        "irreversible": draw(st.booleans()),
        "pace": pace,
        "profile": [Fraction(step) for step in [*sorted(steps), 100]] if pace == "profile" else [],
        "slow_from": Fraction(draw(st.sampled_from([80, 100, 0]))),
        "nearly_from": number(draw(st.sampled_from(["95", "50", None]))),
        "result_due": draw(st.sampled_from([None, RESULT_DUE, DAYS[-1]])),
        "frequency": frequency,
    }


def composite_target(frequency):
    names = ["parent", "over_time", "direction", "threshold", "ceiling", "maximum", "baseline", "nearly_from"]
    return {
        **dict.fromkeys([*names, "result_due"]),
        **{"measure": "all_of", "over_time": "", "direction": "", "pace": "hold", "profile": []},
        **{"strict": False, "irreversible": False, "slow_from": Fraction(80), "frequency": frequency},
    }


@st.composite
def targets(draw, periods):
    def one(parent=None, frequency=None):
        frequency = frequency or draw(st.sampled_from(["month", "month", "quarter", "quarter", "year"]))
        total = len([period for period in periods if period["kind"] == frequency])
        return draw(single_targets(frequency, total, parent))

    drawn = {f"T{place}": one() for place in range(1, draw(st.integers(1, 3)) + 1)}
    if draw(st.booleans()):
        frequency = draw(st.sampled_from(["month", "quarter"]))
        drawn["A"] = composite_target(frequency)
        drawn |= {f"A.{child}": one("A", frequency) for child in range(1, draw(st.integers(1, 3)) + 1)}
    return drawn


@st.composite
def allocations(draw, tree, target, measure):
    """Some units of the owner's tree; nobody who counts has somebody who counts above."""
    quotas = draw(st.sampled_from([[None], LEVELS[measure], [None, *LEVELS[measure]]]))
    baselines = draw(st.sampled_from([[(None, None)], [("1", "2"), ("0", "10"), (None, None)], [("1", "4")]]))
    given, counting = [], set()
    for code, unit in tree.items():
        role = draw(st.sampled_from(["no"] * 7 + ["counts"] if code == OWNER else ROLES))
        if code in ("TOP", "U0") or role == "no":
            continue
        above = {unit["parent"], tree[unit["parent"]]["parent"]}
        counts = role == "counts" and not above & counting
        if counts:
            counting.add(code)
        value, base = draw(st.sampled_from(baselines))
        given.append(
            {
                "target": target,
                "unit": code,
                "reporter": draw(st.sampled_from([code, code, "U1"])),
                "counts": counts,
                "quota": number(draw(st.sampled_from(quotas))),
                "baseline_value": number(value),
                "baseline_base": number(base),
            }
        )
    return given


def answers(measure, over_time, is_tidy):
    """Every answer that entry lets in, None for a gap; numbers far more often than anything else."""
    needs_base = measure != "amount"
    bases = BASES if needs_base else [None, "2"]
    drawn = [("reported", v, b, False) for v, b in product(VALUES, bases)]
    drawn += [("reported", v, bases[0], False) for v in VALUES[:4]] * 6
    drawn += [("reported", v, b, True) for v, b in product(VALUES[:3], bases)]
    if over_time == "sum":
        zeros = BASES if measure == "growth" else ["0"] if needs_base else ["0", None]
        drawn += [("nothing_arose", "0", b, False) for b in zeros] * 3
    drawn += [("unavailable", None, None, False)] * (4 if is_tidy else 30)
    return drawn if is_tidy else drawn + [None] * 12


@st.composite
def reports(draw, world, is_tidy):
    drawn = []
    for period in world["periods"]:
        by_reporter = {}
        for given in world["allocations"]:
            if world["targets"][given["target"]]["frequency"] == period["kind"]:
                by_reporter.setdefault(given["reporter"], []).append(given)
        for reporter, given in by_reporter.items():
            history = draw(st.sampled_from(TIDY_HISTORIES if is_tidy else HISTORIES))
            revisions = [
                {
                    "number": place,
                    "status": status,
                    "readings": draw(readings(world["targets"], given, is_tidy)),
                }
                for place, status in enumerate(history, start=1)
            ]
            drawn.append({"reporter": reporter, "period": period["code"], "revisions": revisions})
    return drawn


@st.composite
def readings(draw, known, given, is_tidy):
    drawn = []
    for allocation in given:
        target = known[allocation["target"]]
        answer = draw(st.sampled_from(answers(target["measure"], target["over_time"], is_tidy)))
        if answer is not None:
            state, value, base, estimate = answer
            about = {"target": allocation["target"], "unit": allocation["unit"]}
            numbers = {"value": number(value), "base": number(base)}
            drawn.append({**about, **numbers, "state": state, "estimate": estimate})
    return drawn


@st.composite
def worlds(draw):
    """As `tests.reports.oracle` describes them."""
    world = {"owner": OWNER, "periods": periods_until(draw(st.sampled_from([3, 4, 6])))}
    world["units"] = draw(units())
    world["targets"] = draw(targets(world["periods"]))
    world["allocations"] = [
        given
        for code, target in world["targets"].items()
        if target["measure"] != "all_of"
        for given in draw(allocations(world["units"], code, target["measure"]))
    ]
    world["reports"] = draw(reports(world, draw(st.booleans())))
    world["overrides"] = {
        (code, period["code"]): draw(st.sampled_from(STATUSES))
        for code, target in world["targets"].items()
        for period in world["periods"]
        if period["kind"] == target["frequency"] and draw(st.integers(0, 5)) == 5
    }
    return world


@st.composite
def days(draw, world):
    """Days on which something changes, the day before and the day after."""
    known = [period["cut_off"] for period in world["periods"]]
    return draw(st.sampled_from([*known, RESULT_DUE, *DAYS])) + timedelta(days=draw(st.integers(-1, 1)))

"""The algebra of readings, figures and statuses once more: slowly, in loops over plain dicts, from the words.

It shares nothing with the product but the names of things. A world is

    {"owner": code,
     "units": {code: {"parent", "from", "to"}},
     "periods": [{"code", "kind", "cut_off"}],
     "targets": {code: {"parent", "measure", "over_time", "direction", "threshold", "strict", "ceiling",
                        "maximum", "baseline", "irreversible", "pace", "profile", "slow_from", "nearly_from",
                        "result_due", "frequency"}},
     "allocations": [{"target", "unit", "reporter", "counts", "quota", "baseline_value", "baseline_base"}],
     "reports": [{"reporter", "period", "revisions": [{"number", "status", "readings": [
                        {"target", "unit", "state", "value", "base", "estimate"}]}]}],
     "overrides": {(target, period): status}}

with numbers as Fraction, dates as date, None for what is not there. Allocations, and so readings, are known
by target and unit.
"""

from fractions import Fraction

LEVELS = ("threshold", "ceiling", "maximum")
RATES = ("share", "growth", "points")


def rows(world, node, as_of, basis, since=None):
    """What `reports.progress.rows` should say, by target: a dict of plain fields for each row."""
    made = {}
    for code, target in world["targets"].items():
        if target["measure"] != "all_of":
            row = single_row(world, code, target, node, as_of, basis, since)
            if row is not None:
                made[code] = row
    for code, target in world["targets"].items():
        if target["measure"] == "all_of":
            children = [made[c] for c, t in world["targets"].items() if t["parent"] == code and c in made]
            if children:
                made[code] = row_of_children(children)
    for code, row in made.items():
        row["status"] = row["computed_status"]
        ended = ended_periods(world, world["targets"][code]["frequency"], as_of)
        if ended and node == world["owner"] and (code, ended[-1]["code"]) in world["overrides"]:
            row["status"] = world["overrides"][code, ended[-1]["code"]]
    return made


def ended_periods(world, frequency, as_of):
    ended = [p for p in world["periods"] if p["kind"] == frequency and p["cut_off"] <= as_of]
    return sorted(ended, key=lambda period: period["cut_off"])


def lies_within(world, unit, ancestor):
    while unit is not None:
        if unit == ancestor:
            return True
        unit = world["units"][unit]["parent"]
    return False


def is_valid(unit, day):
    if unit["from"] is not None and day < unit["from"]:
        return False
    return unit["to"] is None or day <= unit["to"]


def spoken_revision(report, basis):
    """Official: the approved one. Provisional: the newest submitted or approved one."""
    spoken = ["approved"] if basis == "official" else ["submitted", "approved"]
    found = None
    for revision in report["revisions"]:
        if revision["status"] in spoken and (found is None or revision["number"] > found["number"]):
            found = revision
    return found


def answers_of(world, allocation, basis):
    """The readings that speak, by the period's code."""
    answers = {}
    for report in world["reports"]:
        revision = spoken_revision(report, basis)
        for reading in revision["readings"] if revision else []:
            if (reading["target"], reading["unit"]) == (allocation["target"], allocation["unit"]):
                answers[report["period"]] = reading
    return answers


def is_number(reading):
    return reading is not None and reading["state"] != "unavailable"


def stand(world, allocation, over_time, ended, basis, since):
    """One allocation: what weighs of it, what it owes and what it answered."""
    unit = world["units"][allocation["unit"]]
    answers = answers_of(world, allocation, basis)
    last = ended[-1] if ended else None
    weighing = [period for period in ended if is_number(answers.get(period["code"]))]
    if over_time == "latest":
        weighing = weighing[-1:]
        if last and unit["to"] is not None and unit["to"] < last["cut_off"]:
            weighing = []
    owed = [period["code"] for period in ended if is_valid(unit, period["cut_off"])]
    owes_last = last is None or last["code"] in owed
    if over_time == "sum":
        required, earlier = owed, [code for code in owed if code != last["code"]]
    else:
        required, earlier = ([last["code"]] if last and owes_last else []), []
    if since is None:
        shown = [period for period in weighing if period is last]
    else:
        shown = [period for period in weighing if period["cut_off"] >= since]
    return {
        "allocation": allocation,
        "readings": [answers[period["code"]] for period in weighing],
        "shown": [answers[period["code"]] for period in shown],
        "carried": over_time == "latest" and weighing != [] and weighing[-1] is not last,
        "owes_last": owes_last,
        "answered_last": last is not None and last["code"] in owed and last["code"] in answers,
        "complete": all(code in answers for code in required),
        "unavailable": any(code in answers and not is_number(answers[code]) for code in required),
        "misses_earlier": any(code not in answers for code in earlier),
    }


def single_row(world, code, target, node, as_of, basis, since):
    given = [a for a in world["allocations"] if a["target"] == code]
    here = [a for a in given if lies_within(world, a["unit"], node)]
    if not here and node != world["owner"]:
        return None
    chosen, level = whose_threshold(world, target, node, given, here)
    ended = ended_periods(world, target["frequency"], as_of)
    total = len([p for p in world["periods"] if p["kind"] == target["frequency"]])
    stands = [stand(world, a, target["over_time"], ended, basis, since) for a in chosen]

    rule = {**target, **level}
    value, base, baseline = add_up(target, stands, "readings")
    shown_value, shown_base, shown_baseline = add_up(target, stands, "shown")
    complete = len(ended) >= 1 and all(s["complete"] for s in stands)
    case = {
        "figure": figure_of(target["measure"], value, base, baseline),
        "value": value,
        "base": base,
        "baseline": baseline,
        "counts": any(s["readings"] for s in stands),
        "complete": complete,
        "final": complete and len(ended) == total and not any(s["unavailable"] for s in stands),
        "k": len(ended),
        "n": total,
        "as_of": as_of,
    }
    return {
        "value": value,
        "base": base,
        "figure": case["figure"],
        "threshold": rule["threshold"],
        "ceiling": rule["ceiling"],
        "expected": expected_by_now(rule, case),
        "plan_percent": percent_of_plan(rule, case["figure"]),
        "computed_status": None if rule["threshold"] is None else status_of(rule, case),
        "complete": case["complete"],
        "final": case["final"],
        "reported": len([s for s in stands if s["answered_last"]]),
        "owed": len([s for s in stands if s["owes_last"]]),
        "misses_earlier": any(s["misses_earlier"] for s in stands),
        "estimate": any(reading["estimate"] for s in stands for reading in s["readings"]),
        "carried": any(s["carried"] for s in stands),
        "period_value": shown_value,
        "period_base": shown_base,
        "period_figure": figure_of(target["measure"], shown_value, shown_base, shown_baseline),
        "stands": stands,
    }


def whose_threshold(world, target, node, given, here):
    """The allocations that enter the figure at this node, and the levels that it is held against."""
    nothing = dict.fromkeys(LEVELS)
    own = [a for a in here if a["unit"] == node]
    counting = [a for a in here if a["counts"]]
    if node == world["owner"]:
        return counting, {name: target[name] for name in LEVELS}
    if target["threshold"] is None:
        return (own if own and not any(a not in own for a in counting) else counting), nothing
    if own and not any(a not in own for a in counting):
        if own[0]["quota"] is not None:
            return own, level_of_quota(target, own[0]["quota"])
        if own[0]["counts"] and len([a for a in given if a["counts"]]) == 1:
            return own, {name: target[name] for name in LEVELS}
        return own, nothing
    quotas = [a["quota"] for a in counting]
    if target["measure"] == "amount" and quotas and None not in quotas:
        return counting, level_of_quota(target, sum(quotas))
    return counting, nothing


def level_of_quota(target, quota):
    maximum = None if target["measure"] == "amount" else target["maximum"]
    return {"threshold": quota, "ceiling": None, "maximum": maximum}


def add_up(target, stands, which):
    """V, B and, for points, the percentage measured from, of the allocations with such readings."""
    values, bases, pairs = [], [], []
    for s in stands:
        for reading in s[which]:
            values.append(reading["value"])
            if reading["base"] is not None:
                bases.append(reading["base"])
        if s[which]:
            pairs.append((s["allocation"]["baseline_value"], s["allocation"]["baseline_base"]))
    baseline = target["baseline"]
    if pairs and all(value is not None for value, _ in pairs):
        baseline = 100 * sum(value for value, _ in pairs) / sum(base for _, base in pairs)
    return sum(values) if values else None, sum(bases) if bases else None, baseline


def figure_of(measure, value, base, baseline):
    if value is None:
        return None
    if measure == "amount":
        return value
    if measure == "change":
        return value - base
    if base == 0 or (measure == "points" and baseline is None):
        return None
    percent = 100 * value / base
    return percent - {"share": 0, "growth": 100, "points": baseline}[measure]


def percent_of_plan(rule, figure):
    threshold = rule["threshold"]
    if figure is None or threshold is None or threshold <= 0:
        return None
    if rule["direction"] != "up" or rule["measure"] not in ("amount", "share"):
        return None
    return 100 * figure / threshold


def expected_by_now(rule, case):
    threshold, start = rule["threshold"], rule["baseline"] or 0
    if threshold is None or rule["pace"] in ("year_end", "published"):
        return None
    if rule["pace"] == "hold":
        return threshold
    way = Fraction(case["k"], case["n"])
    if rule["pace"] == "profile":
        way = rule["profile"][case["k"] - 1] / 100 if case["k"] else 0
    return start + (threshold - start) * way


def is_beyond(rule, figure, level):
    return figure > level if rule["direction"] == "up" else figure < level


def is_met(rule, case):
    figure = case["figure"]
    if figure is None:
        nothing = case["value"] == 0 and case["base"] == 0
        falls = rule["measure"] == "growth" and rule["direction"] == "down"
        return nothing and (falls or (rule["measure"] == "points" and case["baseline"] == 0))
    return is_beyond(rule, figure, rule["threshold"]) or (not rule["strict"] and figure == rule["threshold"])


def is_exceeded(rule, case):
    if case["figure"] is None or not is_met(rule, case):
        return False
    if rule["ceiling"] is not None:
        return case["figure"] > rule["ceiling"]
    if rule["strict"] or (rule["maximum"] is not None and rule["maximum"] <= rule["threshold"]):
        return False
    return is_beyond(rule, case["figure"], rule["threshold"])


def status_of(rule, case):
    """Steps 1 to 9 in their order; the first that answers."""
    figure, met, k, n = case["figure"], is_met(rule, case), case["k"], case["n"]
    year_end = rule["pace"] == "year_end"
    due = rule["result_due"] is not None and case["as_of"] <= rule["result_due"]
    if not case["counts"]:  # 1
        if rule["pace"] == "published":
            return "awaiting"
        if k == 0 or (year_end and k < n):
            return "not_due"
        return "awaiting" if year_end and due else "no_data"
    if figure is None and rule["measure"] == "points" and case["baseline"] is None:  # 2
        return "no_data"
    if figure is None and not met:
        if year_end and k < n:
            return "not_due"
        if rule["measure"] == "growth" and rule["direction"] == "down":
            if case["final"]:
                return "missed"
            return "incomplete" if k == n else "at_risk"
        return "not_applicable" if case["complete"] else "incomplete"
    if met and rule["irreversible"]:  # 3
        return "exceeded" if is_exceeded(rule, case) else "achieved"
    if case["final"] or (rule["pace"] == "published" and case["complete"]):  # 4
        if met:
            return "exceeded" if is_exceeded(rule, case) else "achieved"
        if rule["irreversible"] and due:
            return "awaiting"
        return "nearly" if is_nearly(rule, figure) else "missed"
    if met and k < n:  # 5
        return "on_track"
    if year_end and k < n:  # 6
        return "not_due"
    wanted = expected_by_now(rule, case)
    if k == n or (rule["measure"] == "amount" and not case["complete"]):  # 7
        rises = rule["pace"] in ("steady", "profile") and rule["direction"] == "up"
        ahead = k < n and rises and figure >= wanted
        return "on_track" if ahead else "incomplete"
    if rule["measure"] in ("growth", "points", "change"):  # 8
        return "slow" if is_beyond(rule, figure, 0) else "at_risk"
    if rule["direction"] == "down":
        return "at_risk"
    if wanted is None:  # 9; a published rate still incomplete is held against nothing
        return "at_risk"
    if rule["pace"] != "hold" and figure >= wanted:
        return "on_track"
    return "slow" if 100 * figure >= rule["slow_from"] * wanted else "at_risk"


def is_nearly(rule, figure):
    percent = percent_of_plan(rule, figure)
    if rule["nearly_from"] is None or percent is None or percent < rule["nearly_from"]:
        return False
    return rule["baseline"] is None or is_beyond(rule, figure, rule["baseline"])


def row_of_children(children):
    """Step 0: a target that is decided by its children."""
    statuses = [child["computed_status"] for child in children]
    remaining = [child for child in children if child["computed_status"] != "not_applicable"]
    judged = remaining or children
    complete, final = all(c["complete"] for c in judged), all(c["final"] for c in judged)
    stands = [s for child in children for s in child["stands"]]
    by_unit = {}
    for s in stands:
        if s["owes_last"]:
            by_unit.setdefault(s["allocation"]["unit"], []).append(s["answered_last"])
    nothing = ("value", "base", "figure", "threshold", "ceiling", "expected", "plan_percent")
    nothing += ("period_value", "period_base", "period_figure")
    well = [s for s in statuses if s in ("achieved", "exceeded", "on_track")]
    return {
        **dict.fromkeys(nothing),
        "computed_status": None if None in statuses else status_of_children(judged, remaining, final),
        "met": None if None in statuses else (len(well), len(remaining)),
        "complete": complete,
        "final": final,
        "reported": len([unit for unit, answered in by_unit.items() if all(answered)]),
        "owed": len(by_unit),
        "misses_earlier": any(child["misses_earlier"] for child in children),
        "estimate": any(child["estimate"] for child in children),
        "carried": any(child["carried"] for child in children),
        "stands": stands,
    }


def status_of_children(judged, remaining, final):
    if not remaining:
        return "not_applicable"
    statuses = {child["computed_status"] for child in judged}
    for status in ("no_data", "incomplete", "awaiting", "not_due"):
        if status in statuses:
            return status
    if final:
        return "achieved" if statuses <= {"achieved", "exceeded"} else "missed"
    for status, others in (("at_risk", {"missed"}), ("slow", {"nearly"})):
        if statuses & {status, *others}:
            return status
    return "on_track"

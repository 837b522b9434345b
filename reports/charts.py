"""Charts as SVG, one style for page and paper: greys that stay apart in black and white, values in print.

The same figures stand in tables beside them; each chart says them once more as its alternative text.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from pygal import Config, HorizontalBar, HorizontalStackedBar
from pygal.graph.graph import Graph
from pygal.style import Style

from emulation.numbers import format_number, round_half_up
from reports import wording
from reports.choices import Status
from reports.progress import Row

FONT = 'Tinos, "Times New Roman", serif'
INK = "#1a1a1a"
WIDTH = 600
LEGEND_HEIGHT = 20
AXIS_HEIGHT = 34
LABEL_LENGTH = 50
CROWDED = 8
GOOD = (Status.EXCEEDED, Status.ACHIEVED, Status.ON_TRACK)
RISKY = (Status.AT_RISK, Status.MISSED)
SLOWISH = (Status.SLOW, Status.NEARLY)


@dataclass(frozen=True, slots=True)
class Chart:
    """`svg` is a whole document without script; `alternative` says in words what it shows."""

    name: str
    caption: str
    alternative: str
    svg: str


def plan_chart(rows: Sequence[Row]) -> Chart | None:
    """How much of the year's plan each amount has reached, and how much is expected by now.

    Rates are not among them: they stand so many points above or below the plan, never at a share of it. Nor
    is what has not begun where the plan expects nothing yet.
    """
    shown = [row for row in rows if _has_length(row)]
    if not shown:
        return None
    chart = _chart(
        HorizontalBar, "plan", _height(len(shown), 25, legends=2), ("#b8b8b8", "#ffffff"), (INK, INK)
    )
    chart.x_labels = [_short(row.target.name) for row in reversed(shown)]
    longest = max(100, *(math.ceil(row.plan_percent) for row in shown))
    _set_axis(chart, longest, step=20)
    chart.config.print_zeroes = True
    chart.add(_("Reached"), [_bar(row.plan_percent) for row in reversed(shown)])
    chart.add(_("Expected by now"), [_bar(expected_percent(row)) for row in reversed(shown)])
    expected = _("expected")
    told = [
        f"{row.target.name}: {_percent(row.plan_percent)} ({expected}: {_percent(expected_percent(row))})"
        for row in shown
    ]
    return Chart("plan", _("Share of the year's plan reached, in per cent"), "; ".join(told), _svg(chart))


def _has_length(row: Row) -> bool:
    if row.plan_percent is None or not wording.prints_percent(row):
        return False
    return row.plan_percent > 0 or bool(expected_percent(row))


def status_chart(rows: Sequence[Row]) -> Chart | None:
    """How many targets of each group stand where, counted as the tallies count: without parts and twins."""
    whole = [row for row in rows if row.target.parent_id is None and row.target.tallied and row.status]
    ordered = sorted(whole, key=lambda row: row.target.group.order)
    grouped = groupby(ordered, lambda row: row.target.group)
    scores = [(group.name, Counter(row.status for row in members)) for group, members in grouped]
    if not scores:
        return None
    classes = _classes()
    chart = _chart(
        HorizontalStackedBar,
        "status",
        _height(len(scores), 21, legends=len(classes)),
        ("#d4d4d4", "#8c8c8c", "#1a1a1a", "#ffffff"),
        (INK, INK, "#ffffff", INK),
    )
    chart.x_labels = [_short(name) for name, _score in reversed(scores)]
    longest = max(found.total() for _name, found in scores)
    _set_axis(chart, longest, step=2 if longest > CROWDED else 1)
    for label, statuses in classes:
        chart.add(label, [_count(found, statuses) or None for _name, found in reversed(scores)])
    told = [f"{name}: {_counts(found, classes)}" for name, found in scores]
    return Chart("status", _("Targets by group and status"), "; ".join(told), _svg(chart))


def _classes() -> list[tuple[str, tuple[Status, ...]]]:
    judged = (*GOOD, *SLOWISH, *RISKY)
    return [
        (_("Exceeded, achieved, on track"), GOOD),
        (_("Slow, nearly achieved"), SLOWISH),
        (_("At risk, missed"), RISKY),
        (_("Not assessed"), tuple(status for status in Status if status not in judged)),
    ]


def _count(found: Counter, statuses: tuple[Status, ...]) -> int:
    return sum(found[status] for status in statuses)


def _counts(found: Counter, classes: Sequence[tuple[str, tuple[Status, ...]]]) -> str:
    counted = [(label, _count(found, statuses)) for label, statuses in classes]
    return ", ".join(f"{label} {count}" for label, count in counted if count)


def expected_percent(row: Row) -> Fraction | None:
    """How much of the year's plan is expected by now; None where nothing is."""
    if row.expected is None or not row.rule.threshold:
        return None
    return 100 * row.expected / Fraction(row.rule.threshold)


def _set_axis(chart: Graph, longest: int, step: int) -> None:
    """From nought to the first whole step that holds the longest bar."""
    end = math.ceil(longest / step) * step
    chart.range = (0, end)
    chart.y_labels = range(0, end + 1, step)


def _percent(share: Fraction | None) -> str:
    return wording.NONE if share is None else f"{format_number(share, 1)}%"


def _bar(share: Fraction | None) -> float | None:
    """A length to draw: the one place where a figure may be a float, rounded as it is printed."""
    return None if share is None else float(round_half_up(share, 1))


def _short(name: str) -> str:
    return name if len(name) <= LABEL_LENGTH else f"{name[: LABEL_LENGTH - 1].rstrip()}…"


def _height(lines: int, each: int, legends: int) -> int:
    return AXIS_HEIGHT + LEGEND_HEIGHT * legends + lines * each


def _chart(kind: type[Graph], name: str, height: int, colours: Sequence[str], ink: Sequence[str]) -> Graph:
    outlined = f"#chart-{name} .bar rect, #chart-{name} .legends .legend rect"
    config = Config(
        js=[],
        css=[
            "file://style.css",
            "file://graph.css",
            f"inline:{outlined}{{stroke:{INK};stroke-width:.6}}",
        ],
        width=WIDTH,
        height=height,
        explicit_size=True,
        truncate_label=-1,
        truncate_legend=-1,
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        legend_box_size=9,
        print_values=True,
        print_zeroes=False,
        show_x_guides=False,
        show_y_guides=True,
        margin=4,
        margin_right=16,
        spacing=6,
        value_formatter=lambda value: format_number(round_half_up(Fraction(str(value)), 1)),
    )
    chart = kind(config, style=_style(colours, ink))
    chart.uuid = name
    chart.add_xml_filter(_still)
    return chart


def _style(colours: Sequence[str], ink: Sequence[str]) -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle="#8c8c8c",
        font_family=FONT,
        label_font_size=13,
        major_label_font_size=13,
        value_font_size=11,
        legend_font_size=13,
        opacity="1",
        colors=tuple(colours),
        value_colors=tuple(ink),
        guide_stroke_color="#c8c8c8",
        major_guide_stroke_color="#c8c8c8",
        major_guide_stroke_dasharray="4,4",
    )


def _still(root: Any) -> Any:
    """Drawn only: no script, no data for one, no comment with the day it was made."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in {"script", "desc"}:
                parent.remove(child)
    return root


def _svg(chart: Graph) -> str:
    return str(chart.render(is_unicode=True))

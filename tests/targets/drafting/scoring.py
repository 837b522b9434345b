"""What the reader found in a text, held against what is to be found there."""

import json
from dataclasses import asdict
from pathlib import Path

from emulation.text import fold
from targets.drafting.reader import indicators

TEXTS = Path(__file__).parent / "texts"
EXACT = ("comparator", "value", "upper", "unit")


def expected_in(name: str) -> list[dict[str, str | None]]:
    return json.loads((TEXTS / f"{name}.json").read_text())


def found_in(name: str) -> list[dict[str, str | None]]:
    return [asdict(each) for each in indicators((TEXTS / f"{name}.txt").read_text())]


def compared(name: str) -> tuple[list[tuple[dict, dict]], list[dict], list[dict]]:
    """The pairs that agree in text, number, unit and comparator; what is missing; what is too much."""
    left, pairs, missing = found_in(name), [], []
    for wanted in expected_in(name):
        for each in left:
            if all(each[key] == wanted[key] for key in EXACT) and fold(wanted["text"]) in fold(each["text"]):
                pairs.append((wanted, each))
                left.remove(each)
                break
        else:
            missing.append(wanted)
    return pairs, missing, left


def named_alike(wanted: str, found: str) -> bool:
    """At least three of four words that are asked for are in the name."""
    words = fold(wanted).split()
    return 4 * sum(word in fold(found) for word in words) >= 3 * len(words)

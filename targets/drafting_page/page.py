"""The drafted rows as the page shows them: fresh from the text, as they were left, or checked with errors."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from targets.drafting.reader import sentences
from targets.drafting_page.doubts import Note, notes_of
from targets.drafting_page.forms import ForAllForm, GroupForm, GroupFormSet, RowForm, RowFormSet
from targets.drafting_page.known import Known, Raw
from targets.drafting_page.rows import MOST_ROWS, Skipped, found_rows, skipped_sentences, taken_row

ROWS, GROUPS, FOR_ALL = "r", "g", "all"


@dataclass(frozen=True)
class Drafting:
    """`rows`, `groups` and `for_all` are bound where the person asked to check or accept them."""

    known: Known
    text: str
    rows: Any
    groups: Any
    for_all: ForAllForm

    @classmethod
    def read(cls, known: Known, text: str) -> "Drafting":
        """What the reader finds in the text, with all that is proposed; what contradicts another row is not
        ticked."""
        rows = found_rows(text)
        groups = known.with_proposals(rows)
        known.propose_twins(rows)
        for row, note in zip(rows, notes_of(rows, known.twins), strict=True):
            others = [rows[doubt.row] for doubt in note.doubts if doubt.contradicts and doubt.row is not None]
            if any(other["keep"] for other in others):
                row["keep"] = ""
        keep_text = "on" if known.campaign.document_text.strip() in {"", text} else ""
        return cls._shown(known, rows, groups, {"text": text, "keep_text": keep_text})

    @classmethod
    def left(cls, known: Known, data: QueryDict, take: Skipped | None = None) -> "Drafting":
        """As the person left it, unchecked; with a row more for the sentence that is taken along.

        Targets that have come into the campaign meanwhile are proposed as twins.
        """
        text = data.get(f"{FOR_ALL}-text", "")
        rows, groups = _raw(data, ROWS, RowForm), _raw(data, GROUPS, GroupForm)
        if take is not None:
            rows = _with(known, text, rows, groups, take)
        if data.get(f"{FOR_ALL}-seen") != known.mark:
            known.propose_twins(rows)
        for_all = {name: data.get(f"{FOR_ALL}-{name}", "") for name in ForAllForm.base_fields}
        return cls._shown(known, rows, groups, for_all)

    @classmethod
    def _shown(cls, known: Known, rows: list[Raw], groups: list[Raw], for_all: Raw) -> "Drafting":
        kwargs = {"choices": known.choices(groups)}
        return cls(
            known,
            for_all["text"],
            RowFormSet(initial=rows, prefix=ROWS, form_kwargs=kwargs),
            GroupFormSet(initial=groups, prefix=GROUPS),
            ForAllForm(initial=for_all | {"seen": known.mark}, prefix=FOR_ALL, leads=known.lead_choices),
        )

    @classmethod
    def posted(cls, known: Known, data: QueryDict) -> "Drafting":
        """To be checked."""
        groups = GroupFormSet(data, prefix=GROUPS)
        kwargs = {"choices": known.choices(_raw(data, GROUPS, GroupForm))}
        return cls(
            known,
            data.get(f"{FOR_ALL}-text", ""),
            RowFormSet(data, prefix=ROWS, form_kwargs=kwargs),
            groups,
            ForAllForm(data, prefix=FOR_ALL, leads=known.lead_choices),
        )

    @cached_property
    def skipped(self) -> list[Skipped]:
        return skipped_sentences(self.text, [form["text"].value() or "" for form in self.rows])

    @property
    def is_refused(self) -> bool:
        if not self.rows.is_bound:
            return False
        return bool(self.for_all.errors or self.rows.non_form_errors() or self.refused)

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Where something is wrong in the rows and groups, and what stands there."""
        wrong = [(form, "code") for form in self.groups if form.errors]
        wrong += [(form, "keep") for form in self.rows if form.errors]
        return [(form[place].id_for_label, form["name"].value() or "…") for form, place in wrong]

    def sentence_numbered(self, number: str) -> Skipped | None:
        """The sentence that was passed over, as the page numbers them; None for none, or for no room."""
        if self.is_full:
            return None
        return next((each for each in self.skipped if str(each.number) == number), None)

    @property
    def is_full(self) -> bool:
        """There is no room for a row more."""
        return len(self.rows.forms) >= MOST_ROWS

    @property
    def kept(self) -> list[RowForm]:
        return [form for form in self.rows if form.keeps]

    @cached_property
    def notes(self) -> list[tuple[RowForm, Note]]:
        """Each row with what a person should know of it, as its boxes stand."""
        said = [{name: str(form[name].value() or "") for name in form.fields} for form in self.rows]
        return list(zip(self.rows, notes_of(said, self.known.twins), strict=True))

    @property
    def doubtful(self) -> list[tuple[RowForm, Note]]:
        return [(form, note) for form, note in self.notes if note.doubts]

    @property
    def changing(self) -> list[tuple[RowForm, Note]]:
        """The kept rows that change the plan of a target."""
        return [(form, note) for form, note in self.notes if note.changes and form.keeps]

    @property
    def headings(self) -> list[tuple[str, list[RowForm], list[Skipped]]]:
        """The rows and what was passed over, heading by heading, in the document's order."""
        found: dict[str, list[RowForm]] = {}
        passed: dict[str, list[Skipped]] = {}
        for form, note in self.notes:
            form.note = note
            found.setdefault(form["heading"].value() or "", []).append(form)
        for skipped in self.skipped:
            passed.setdefault(skipped.heading, []).append(skipped)
        in_order = [sentence.item.heading[:200] for sentence in sentences(self.text)]
        return [
            (heading, found.get(heading, []), passed.get(heading, []))
            for heading in dict.fromkeys([*in_order, *found])
            if heading in found or heading in passed
        ]


def _raw(data: QueryDict, prefix: str, form: Any) -> list[Raw]:
    """What stands in the boxes, form by form."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), MOST_ROWS) if total.isdecimal() and total.isascii() and len(total) < 6 else 0
    return [
        {name: data.get(f"{prefix}-{number}-{name}", "") for name in form.base_fields}
        for number in range(count)
    ]


def _with(known: Known, text: str, rows: list[Raw], groups: list[Raw], take: Skipped) -> list[Raw]:
    """The rows with one more, at its place in the document; its group is that of its heading."""
    row = taken_row(take)
    beside = [other["group"] for other in rows if other["heading"] == row["heading"] and other["group"]]
    if beside:
        row["group"] = beside[0]
    elif new := known.with_proposals([row]):
        row["group"] = f"+{len(groups)}"
        groups.extend(new)
    order = {sentence.text: place for place, sentence in reversed(list(enumerate(sentences(text))))}
    return sorted([*rows, row], key=lambda each: order.get(each["text"], len(order)))

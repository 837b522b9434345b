"""The rows that are kept become targets: new ones, or the new numbers of those that are there already."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.choices import Measure
from targets.drafting.counting import part_fields, target_fields
from targets.drafting_page.forms import GroupForm, RowForm
from targets.drafting_page.known import Known
from targets.drafting_page.page import Drafting
from targets.drafting_page.renewal import NotTheSame, renewed
from targets.models import Group, Target
from targets.setting_up.page import checked_targets
from units.administration import fact
from units.choices import Action
from units.log import record
from units.models import User

# Where a fault of the target is shown in its row.
BOXES = {
    "name": "name",
    "text_original": "name",
    "plan_text": "value",
    "threshold": "value",
    "strict": "comparator",
    "direction": "comparator",
    "ceiling": "upper",
    "maximum": "upper",
    "unit_of_measure": "unit",
    "value_label": "value_label",
    "base_label": "base_label",
    "measure": "way",
    "over_time": "way",
    "entry": "way",
    "pace": "pace",
    "profile": "pace",
    "frequency": "frequency",
    "lead": "lead",
    "code": "code",
    "group": "group",
}


@dataclass
class Outcome:
    """What was written; empty where everything stood there already.

    `changed` has what changed of each target whose new number was taken; nothing, where it stands as it was.
    """

    created: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    keeps_text: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.created or self.changed or self.groups or self.keeps_text)


class Acceptance:
    """Checks a posted drafting and writes it; to be used within a transaction that locks the campaign.

    What is wrong stands at its row after `is_valid`.
    """

    def __init__(self, drafting: Drafting) -> None:
        self.drafting = drafting
        self.known: Known = drafting.known
        self.campaign = self.known.campaign
        self._groups: dict[str, Group] = {group.code: group for group in self.known.groups}
        self._made: list[tuple[RowForm, Target, list[Target]]] = []
        self._renewed: list[tuple[Target, dict[str, Any]]] = []
        self._without_lead = 0
        self._codes = set(self.known.target_by_code)
        self._order = max((target.order for target in self.known.targets), default=0)

    def is_valid(self) -> bool:
        drafting = self.drafting
        forms_are = [drafting.rows.is_valid(), drafting.for_all.is_valid(), self._groups_are_valid()]
        if not drafting.kept:
            drafting.for_all.add_error(None, _("Choose at least one row."))
        for form in drafting.kept:
            if not form.errors:
                self._twin(form) if form.cleaned_data["twin"] else self._new(form)
        if self._without_lead:
            words = ngettext(
                "%(count)s row names no lead unit: choose one here for all, or in the row.",
                "%(count)s rows name no lead unit: choose one here for all, or in the rows.",
                self._without_lead,
            )
            drafting.for_all.add_error("lead", words % {"count": self._without_lead})
        return (
            all(forms_are) and not drafting.for_all.errors and not any(form.errors for form in drafting.rows)
        )

    def _groups_are_valid(self) -> bool:
        """Only the groups that a kept new row names are asked about, and made."""
        wanted = {form["group"].value() for form in self.drafting.kept if not form.is_twin}
        for number, form in enumerate(self.drafting.groups):
            if f"+{number}" not in wanted:
                form._errors = {}
                continue
            if form.is_valid():
                self._make_group(f"+{number}", form)
        return not any(form.errors for form in self.drafting.groups)

    def _make_group(self, key: str, form: GroupForm) -> None:
        given = form.cleaned_data
        taken = {group.code for group in self._groups.values()}
        if given["code"] in taken:
            form.add_error("code", _("This code is taken by another group."))
            return
        order = max((group.order for group in self._groups.values()), default=0) + 1
        group = Group(campaign=self.campaign, code=given["code"], name=given["name"], order=order)
        self._groups[key] = group

    def _new(self, form: RowForm) -> None:
        given = form.cleaned_data
        lead = self.known.unit_by_code.get(given["lead"] or self.drafting.for_all.data.get("all-lead", ""))
        group = self._groups.get(given["group"])
        if lead is None:
            self._without_lead += 1
        if group is None or lead is None:
            return
        code = given["code"] or self._next_code(group.code)
        if code in self._codes:
            form.add_error("code", _("This code is taken by another target."))
            return
        fields = target_fields(form.drafted, form.chosen, given["value_label"], given["base_label"])
        target = self._target(code, group, lead, given["section"], fields)
        parts = list(self._parts(form, target)) if target.measure == Measure.ALL_OF else []
        if target.measure == Measure.ALL_OF and not parts:
            form.add_error("parts", _("Name the parts that decide this target."))
        if self._fits(form, target) and all(self._fits(form, part, "parts") for part in parts):
            self._made.append((form, target, parts))

    def _target(self, code: str, group: Group, lead: Any, section: str, fields: dict[str, Any]) -> Target:
        self._codes.add(code)
        self._order += 1
        place = {"campaign": self.campaign, "code": code, "order": self._order, "section": section}
        return Target(**place, group=group, lead=lead, **fields)

    def _parts(self, form: RowForm, whole: Target) -> Iterator[Target]:
        for number, name in enumerate(form.named_parts, start=1):
            fields = part_fields(name, whole.text_original, form.chosen.frequency)
            code = f"{whole.code}.{number}"
            yield self._target(code, whole.group, whole.lead, whole.section, {**fields, "parent": whole})

    def _next_code(self, prefix: str) -> str:
        """Counted on as the campaign has them: KT-05 after KT-04."""
        numbered = (re.fullmatch(rf"{re.escape(prefix)}-(\d{{1,4}})", code) for code in self._codes)
        last = max((int(match[1]) for match in numbered if match), default=0)
        return f"{prefix}-{last + 1:02}"

    def _fits(self, form: RowForm, target: Target, place: str = "") -> bool:
        """Whether the model and the constraints of the database take it; what not, stands at its box, or at
        `place`."""
        unsaved = {name for name in ("group", "parent") if (it := getattr(target, name)) and it.pk is None}
        try:
            target.full_clean(exclude=unsaved)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                form.add_error(place or BOXES.get(name), messages)
            return False
        return True

    def _twin(self, form: RowForm) -> None:
        code = form.cleaned_data["twin"]
        stored = self.known.target_by_code[code]
        if any(other.pk == stored.pk for other, _values in self._renewed):
            form.add_error("twin", _("%(code)s stands in another row already.") % {"code": code})
            return
        try:
            values = renewed(stored, form.drafted, form.cleaned_data["section"])
        except NotTheSame as fault:
            form.add_error(fault.box, str(fault))
            return
        # The page still tells the stored plan beside the new one.
        target = copy(stored)
        for name, value in values.items():
            setattr(target, name, value)
        if self._fits(form, target):
            old = {name: getattr(stored, name) for name in values}
            changes = {name: [old[name], new] for name, new in values.items() if old[name] != new}
            self._renewed.append((target, changes))

    def save(self, user: User) -> Outcome:
        """Write all of it and one line of the log. Only after `is_valid`."""
        done = Outcome()
        for _form, target, parts in self._made:
            if target.group.pk is None:
                target.group.save()
                done.groups.append(target.group.code)
            target.group = target.group
            target.save()
            for part in parts:
                part.parent, part.group = target, target.group
                part.save()
            done.created += [each.code for each in (target, *parts)]
        unconfirmed = {each.pk for each in checked_targets(self.campaign) if each.is_unconfirmed}
        for target, changes in self._renewed:
            if changes or target.pk in unconfirmed:
                target.save()
                done.changed[target.code] = _facts(changes)
                data = {**_facts(changes), "plan_confirmed": True}
                record(user, Action.CHANGED, target, unit=self.campaign.owner, data=data)
        done.keeps_text = self._keep_text()
        if not done.is_nothing:
            self._record(user, done)
        return done

    def _keep_text(self) -> bool:
        given = self.drafting.for_all.cleaned_data
        if not given["keep_text"] or given["text"] == self.campaign.document_text:
            return False
        self.campaign.document_text = given["text"]
        self.campaign.save(update_fields=["document_text"])
        return True

    def _record(self, user: User, done: Outcome) -> None:
        data: dict[str, Any] = {"targets": done.created, "changed": done.changed, "groups": done.groups}
        data["document_text"] = done.keeps_text
        record(user, Action.CHANGED, self.campaign, unit=self.campaign.owner, data=data)


def _facts(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [fact(old), fact(new)] for name, (old, new) in changes.items()}

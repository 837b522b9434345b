"""What the campaign and its owner have already: groups, targets, units; and what is proposed from them."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from emulation.text import fold, short_mark
from targets.drafting.headings import group_code, group_name, lead_named
from targets.drafting.twins import Named, twins
from targets.drafting_page.forms import Choices, drafted_in
from targets.drafting_page.renewal import may_renew
from targets.models import Campaign, Group, Target
from units.choices import UnitKind
from units.models import Unit

# Wards and communes are named as the place where something is to happen.
NOT_LEADING = {UnitKind.WARD, UnitKind.COMMUNE}
Raw = dict[str, str]


@dataclass(frozen=True)
class Known:
    """Three queries, whatever the campaign has."""

    campaign: Campaign
    groups: list[Group]
    targets: list[Target]
    units: list[Unit]

    @classmethod
    def of(cls, campaign: Campaign) -> "Known":
        below = Unit.objects.under(campaign.owner).exclude(pk=campaign.owner_id)
        return cls(
            campaign,
            list(campaign.groups.all()),
            list(campaign.targets.in_order()),
            list(below.valid_on(campaign.launched_on)),
        )

    @cached_property
    def twins(self) -> list[Target]:
        """Those that a drafted target can be: the parts of others are not drafted."""
        return [target for target in self.targets if target.parent_id is None]

    @cached_property
    def target_by_code(self) -> dict[str, Target]:
        return {target.code: target for target in self.targets}

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @property
    def mark(self) -> str:
        """Changes when targets come, go or get another code."""
        return short_mark("\n".join(sorted(self.target_by_code)))

    @cached_property
    def lead_choices(self) -> list[tuple[str, str]]:
        return [("", "—"), *((unit.code, unit.name) for unit in self.units)]

    def choices(self, new_groups: list[Raw]) -> Choices:
        groups = [(group.code, f"{group.code} · {group.name}") for group in self.groups]
        new = [
            (f"+{number}", f"{group['code']} · {group['name']} ({_('new')})")
            for number, group in enumerate(new_groups)
        ]
        targets = [
            (target.code, f"{target.code} {target.name} ({target.measured_plan})") for target in self.twins
        ]
        leads = [("", _("as above, for all")), *self.lead_choices[1:]]
        return Choices([*groups, *new], leads, [("", _("a new target")), *targets])

    def with_proposals(self, rows: list[Raw]) -> list[Raw]:
        """The groups that the rows want and the campaign has not; each row gets its group and its lead."""
        new: list[Raw] = []
        places: dict[str, str] = {}
        for row in rows:
            row.setdefault("lead", lead_named(row["text"], self._leading_names))
            name = group_name(row["heading"])
            if name not in places:
                places[name] = self._group_called(name) or f"+{len(new)}"
                if places[name].startswith("+"):
                    taken = [*(group.code for group in self.groups), *(group["code"] for group in new)]
                    code = group_code(row["heading"], taken)
                    new.append({"heading": row["heading"], "code": code, "name": name})
            row.setdefault("group", places[name])
        return new

    def propose_twins(self, rows: list[Raw]) -> None:
        """Of rows without a twin: the one that is much alike and nobody else's."""
        taken = {row.get("twin") for row in rows}
        open_rows = [row for row in rows if not row.get("twin")]
        free = [target for target in self.twins if target.code not in taken]
        drafted = [Named(row["name"], row["text"], row["unit"]) for row in open_rows]
        known = [
            Named(target.name, target.text_original or target.name, target.unit_of_measure) for target in free
        ]

        def asks_the_same(here: int, there: int) -> bool:
            return may_renew(free[there], drafted_in(open_rows[here]))

        for row, place in zip(open_rows, twins(drafted, known, asks_the_same), strict=True):
            row["twin"] = "" if place is None else free[place].code

    @cached_property
    def _leading_names(self) -> list[tuple[str, str]]:
        return [
            (" ".join(re.findall("[a-z0-9]+", fold(name))), unit.code)
            for unit in self.units
            if unit.kind not in NOT_LEADING
            for name in {unit.name, unit.official_name}
        ]

    def _group_called(self, name: str) -> str:
        return next((group.code for group in self.groups if fold(group.name) == fold(name)), "")

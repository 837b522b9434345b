"""A small city of which something is expected, for tests of the rows."""

from reports.choices import Basis
from reports.progress import rows
from targets.choices import Measure, OverTime, Pace
from targets.models import Campaign, Target
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    ReportingPeriodFactory,
    TargetFactory,
    UnitFactory,
)
from units.models import Unit

SHARE = {"measure": Measure.SHARE, "over_time": OverTime.LATEST, "base_label": "whole", "pace": Pace.HOLD}


def quarterly_campaign() -> Campaign:
    """Four quarters of a city; nothing is expected of anybody yet."""
    made = CampaignFactory(owner__code="CITY")
    for number in range(1, 5):
        ReportingPeriodFactory(campaign=made, code=f"2024-Q{number}")
    return made


def unit(campaign, code, parent=None, **validity) -> Unit:
    return UnitFactory(code=code, parent=parent or campaign.owner, **validity)


def given(campaign, code, units, **target) -> Target:
    """A target that all these units have, each counting unless it is given as (unit, its own terms)."""
    made = TargetFactory(campaign=campaign, code=code, **target)
    for one in units:
        whom, terms = one if isinstance(one, tuple) else (one, {})
        AllocationFactory(target=made, unit=whom, **terms)
    return made


def row_of(campaign, code, as_of, node=None, basis=Basis.OFFICIAL, **kwargs):
    made = rows(campaign, node or campaign.owner, as_of, basis, **kwargs)
    return next(row for row in made if row.target.code == code)

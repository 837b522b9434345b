from targets.models.calendar import Extension, Holiday, ReportingPeriod
from targets.models.campaign import Campaign, Group, Movement, Recipient, Responsibility
from targets.models.plan import PlanChange
from targets.models.target import Allocation, Target

__all__ = [
    "Allocation",
    "Campaign",
    "Extension",
    "Group",
    "Holiday",
    "Movement",
    "PlanChange",
    "Recipient",
    "ReportingPeriod",
    "Responsibility",
    "Target",
]

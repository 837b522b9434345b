"""Rows for tests: whole, dull, and without any rule of the field."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from factory import LazyAttribute, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory, Password

from emulation.dates import now
from reports.choices import Occasion, RevisionStatus, Status, Verdict
from reports.models import (
    Confirmation,
    CorrectionRequest,
    Evidence,
    Explanation,
    Inspection,
    Message,
    NumberNote,
    ProgressReport,
    Reading,
    Reminder,
    Revision,
    StatusOverride,
    WarningAnswer,
)
from targets.calendar import HolidayTable, draft_periods
from targets.choices import Direction, Frequency, Measure, OverTime, Pace, PlanField
from targets.models import (
    Allocation,
    Campaign,
    Extension,
    Group,
    Holiday,
    Movement,
    PlanChange,
    Recipient,
    ReportingPeriod,
    Responsibility,
    Target,
)
from units.choices import Action, Role, SuccessionKind, UnitKind
from units.models import Cluster, Contact, Event, Membership, Succession, Unit, User

PASSWORD = "mat-khau-thu-nghiem"
PERIODS = {draft.code: draft for year in (2024, 2025) for draft in draft_periods(year, HolidayTable())}


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    username = Sequence(lambda number: f"user{number}")
    full_name = Sequence(lambda number: f"Cán bộ {number}")
    password = Password(PASSWORD)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    code = Sequence(lambda number: f"U{number}")
    name = Sequence(lambda number: f"Đơn vị {number}")
    official_name = SelfAttribute("name")
    kind = UnitKind.DEPARTMENT
    order = Sequence(lambda number: number)


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    owner = SubFactory(UnitFactory)
    code = Sequence(lambda number: f"C{number}")
    name = Sequence(lambda number: f"Khối {number}")


class SuccessionFactory(DjangoModelFactory):
    class Meta:
        model = Succession

    predecessor = SubFactory(UnitFactory)
    successor = SubFactory(UnitFactory)
    kind = SuccessionKind.MERGED
    on = date(2024, 7, 1)


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    unit = SubFactory(UnitFactory)
    name = Sequence(lambda number: f"Cán bộ tổng hợp {number}")
    telephone = "0205 000 000"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    unit = SubFactory(UnitFactory)
    role = Role.STAFF


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    actor = SubFactory(UserFactory)
    action = Action.CHANGED
    object_type = "units.unit"
    object_id = 1


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    owner = SubFactory(UnitFactory, kind=UnitKind.CITY)
    code = "2024"
    name = "Phong trào thi đua năm 2024"
    launched_on = date(2024, 1, 5)
    ends_on = date(2024, 12, 31)


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    campaign = SubFactory(CampaignFactory)
    code = Sequence(lambda number: f"G{number}")
    name = Sequence(lambda number: f"Nhóm {number}")
    order = Sequence(lambda number: number)


class TargetFactory(DjangoModelFactory):
    """An amount of 100 to be summed up over the four quarters, judged at the year's end."""

    class Meta:
        model = Target

    campaign = SubFactory(CampaignFactory)
    group = SubFactory(GroupFactory, campaign=SelfAttribute("..campaign"))
    lead = SubFactory(UnitFactory, parent=SelfAttribute("..campaign.owner"))
    code = Sequence(lambda number: f"T{number}")
    order = Sequence(lambda number: number)
    name = Sequence(lambda number: f"Chỉ tiêu {number}")
    unit_of_measure = "người"
    measure = Measure.AMOUNT
    over_time = OverTime.SUM
    direction = Direction.UP
    threshold = Decimal(100)
    pace = Pace.YEAR_END
    frequency = Frequency.QUARTER


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = Allocation

    target = SubFactory(TargetFactory)
    unit = SubFactory(UnitFactory, parent=SelfAttribute("..target.campaign.owner"))
    reporter = SelfAttribute("unit")


class PlanChangeFactory(DjangoModelFactory):
    class Meta:
        model = PlanChange

    target = SubFactory(TargetFactory)
    field = PlanField.THRESHOLD
    old = Decimal(100)
    new = Decimal(120)
    decision_number = "01/NQ-HĐND"
    decided_on = date(2024, 7, 15)
    reason = "Điều chỉnh giữa năm"
    made_by = SubFactory(UserFactory)


class MovementFactory(DjangoModelFactory):
    class Meta:
        model = Movement

    campaign = SubFactory(CampaignFactory)
    code = Sequence(lambda number: f"PT-{number}")
    name = Sequence(lambda number: f"Phong trào {number}")


class ResponsibilityFactory(DjangoModelFactory):
    class Meta:
        model = Responsibility

    campaign = SubFactory(CampaignFactory)
    code = Sequence(lambda number: f"V.{number}")
    text = Sequence(lambda number: f"Nhiệm vụ {number}")


class RecipientFactory(DjangoModelFactory):
    class Meta:
        model = Recipient

    campaign = SubFactory(CampaignFactory)
    code = Sequence(lambda number: f"NN-{number}")
    text = Sequence(lambda number: f"Nơi nhận {number}")


class ReportingPeriodFactory(DjangoModelFactory):
    """A period of 2024 or 2025 by its code, such as "2024-Q2", with the decree's dates and no holidays."""

    class Meta:
        model = ReportingPeriod

    class Params:
        draft = LazyAttribute(lambda period: PERIODS[period.code])

    campaign = SubFactory(CampaignFactory)
    code = "2024-Q2"
    kind = SelfAttribute("draft.kind")
    number = SelfAttribute("draft.number")
    order = SelfAttribute("draft.order")
    starts_on = SelfAttribute("draft.starts_on")
    cut_off = SelfAttribute("draft.cut_off")
    calendar_from = SelfAttribute("draft.calendar_from")
    calendar_to = SelfAttribute("draft.calendar_to")
    opens_on = SelfAttribute("draft.opens_on")
    due_on = SelfAttribute("draft.due_on")
    confirm_by = SelfAttribute("draft.confirm_by")
    report_on = SelfAttribute("draft.report_on")
    asks_forecast = SelfAttribute("draft.asks_forecast")


class HolidayFactory(DjangoModelFactory):
    class Meta:
        model = Holiday

    on = Sequence(lambda number: date(2024, 1, 1) + timedelta(days=number))
    name = "Nghỉ lễ"


class ExtensionFactory(DjangoModelFactory):
    class Meta:
        model = Extension

    period = SubFactory(ReportingPeriodFactory)
    unit = SubFactory(UnitFactory, parent=SelfAttribute("..period.campaign.owner"))
    until = date(2024, 6, 30)
    reason = "Mất điện"
    granted_by = SubFactory(UserFactory)


class ProgressReportFactory(DjangoModelFactory):
    class Meta:
        model = ProgressReport

    period = SubFactory(ReportingPeriodFactory)
    reporter = SubFactory(UnitFactory, parent=SelfAttribute("..period.campaign.owner"))


class RevisionFactory(DjangoModelFactory):
    """A draft; `submitted=True`, `approved=True` and `superseded=True` fill in who and when."""

    class Meta:
        model = Revision

    class Params:
        submitted = factory.Trait(
            status=RevisionStatus.SUBMITTED,
            status_before=RevisionStatus.DRAFT,
            submitted_by=SubFactory(UserFactory),
            submitted_at=LazyAttribute(lambda _revision: now()),
        )
        approved = factory.Trait(
            status=RevisionStatus.APPROVED,
            decided_by=SubFactory(UserFactory),
            decided_at=LazyAttribute(lambda _revision: now()),
        )
        superseded = factory.Trait(
            status=RevisionStatus.SUPERSEDED,
            decided_by=SubFactory(UserFactory),
            decided_at=LazyAttribute(lambda _revision: now()),
        )

    report = SubFactory(ProgressReportFactory)
    number = 1
    created_by = SubFactory(UserFactory)


class ReadingFactory(DjangoModelFactory):
    """A reading of 10 about the reporting unit's own allocation of a new target."""

    class Meta:
        model = Reading

    revision = SubFactory(RevisionFactory)
    allocation = SubFactory(
        AllocationFactory,
        target__campaign=SelfAttribute("...revision.report.period.campaign"),
        unit=SelfAttribute("..revision.report.reporter"),
    )
    value = Decimal(10)
    entered_by = SelfAttribute("revision.created_by")


class StatusOverrideFactory(DjangoModelFactory):
    class Meta:
        model = StatusOverride

    period = SubFactory(ReportingPeriodFactory)
    target = SubFactory(TargetFactory, campaign=SelfAttribute("..period.campaign"))
    status = Status.ACHIEVED
    reason = "Theo kết luận của tỉnh"
    made_by = SubFactory(UserFactory)


class OfReading(DjangoModelFactory):
    """About one figure of a report: its own allocation of a new target."""

    class Meta:
        abstract = True

    report = SubFactory(ProgressReportFactory)
    allocation = SubFactory(
        AllocationFactory,
        target__campaign=SelfAttribute("...report.period.campaign"),
        unit=SelfAttribute("..report.reporter"),
    )


class CorrectionRequestFactory(OfReading):
    class Meta:
        model = CorrectionRequest

    state = "reported"
    value = Decimal(11)
    reason = "Gõ nhầm một chữ số"
    asked_by = SubFactory(UserFactory)


class ConfirmationFactory(OfReading):
    class Meta:
        model = Confirmation

    unit = SelfAttribute("report.reporter")
    verdict = Verdict.RIGHT
    state = "reported"
    value = Decimal(10)
    made_by = SubFactory(UserFactory)


class WarningAnswerFactory(OfReading):
    class Meta:
        model = WarningAnswer

    code = "tenfold"
    about = "10"
    word = "Số đúng theo báo cáo của ngành"
    given_by = SubFactory(UserFactory)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    revision = SubFactory(RevisionFactory)
    file = factory.django.FileField(filename="bien-ban.pdf", data=b"%PDF-1.4")
    name = "Biên bản.pdf"
    media_type = "application/pdf"
    size = 8
    sha256 = "0" * 64
    added_by = SubFactory(UserFactory)


class ExplanationFactory(DjangoModelFactory):
    class Meta:
        model = Explanation

    target = SubFactory(TargetFactory)
    unit = SubFactory(UnitFactory, parent=SelfAttribute("..target.campaign.owner"))
    question = "Vì sao chậm?"
    answer_by = date(2024, 6, 25)
    asked_by = SubFactory(UserFactory)


class InspectionFactory(DjangoModelFactory):
    class Meta:
        model = Inspection

    campaign = SubFactory(CampaignFactory)
    unit = SubFactory(UnitFactory, parent=SelfAttribute("..campaign.owner"))
    on = date(2024, 5, 20)
    findings = "Chưa lưu hồ sơ minh chứng"
    recorded_by = SubFactory(UserFactory)


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    period = SubFactory(ReportingPeriodFactory)
    unit = SubFactory(UnitFactory, parent=SelfAttribute("..period.campaign.owner"))
    occasion = Occasion.BEFORE_3


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    recipient = SubFactory(UserFactory)
    address = "can-bo@example.org"
    subject = "Nhắc báo cáo"
    body = "Còn 3 ngày"


class NumberNoteFactory(DjangoModelFactory):
    class Meta:
        model = NumberNote

    target = SubFactory(TargetFactory)
    unit = SubFactory(UnitFactory, parent=SelfAttribute("..target.campaign.owner"))
    source = "Sổ theo dõi của công chức địa chính"
    written_by = SubFactory(UserFactory)

"""Head and foot of a document, element by element as NĐ 30/2020/NĐ-CP, Phụ lục I, has them."""

from dataclasses import dataclass
from datetime import date

from emulation.dates import decree_month
from targets.campaign_settings import DocumentForm
from targets.models import Campaign
from units.choices import UnitKind
from units.models import Unit

# Room for number and day, which the registry gives after the signature.
NUMBER_SPACE = "\u00a0" * 6
PEOPLES_COMMITTEES = {UnitKind.WARD, UnitKind.COMMUNE}
CITY_OFFICES = {UnitKind.DEPARTMENT, UnitKind.SERVICE_UNIT}
COMMITTEE = "ỦY BAN NHÂN DÂN"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`superior` is empty where none is printed; `number` leaves room for what the registry gives."""

    superior: str
    agency: tuple[str, ...]
    number: str
    place_and_date: str


@dataclass(frozen=True, slots=True)
class Foot:
    """`authority` and `title` stand above the room for the signature; `recipients` end with the archive."""

    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    title: str
    signer: str


def letterhead(form: DocumentForm, place: str, on: date) -> Letterhead:
    """Of a document that will be signed in the month of this day."""
    return Letterhead(
        superior=form.superior,
        agency=form.agency,
        number=f"Số:{NUMBER_SPACE}/{form.symbol}",
        place_and_date=", ".join(part for part in (place, decree_month(on, NUMBER_SPACE)) if part),
    )


def foot(form: DocumentForm) -> Foot:
    """ "Như trên" first, since a report goes to who is addressed; the archive last."""
    first = ("Như trên",) if form.addressees else ()
    lines = [f"- {line};" for line in (*first, *form.recipients)]
    archive = form.archive.rstrip(".")
    return Foot((*lines, f"- {archive}."), form.authority, form.signer_title, form.signer)


def agency_name(form: DocumentForm) -> str:
    """The agency as running text has it."""
    return form.name or " ".join(form.agency).capitalize()


def unit_form(campaign: Campaign, unit: Unit) -> DocumentForm:
    """The form of a unit's own report: the campaign's form of that name, or what its kind prints.

    A People's Committee has no superior in its head; offices of the city stand under the city's own.
    """
    if unit.code in campaign.options.forms:
        return campaign.options.form(unit.code)
    name = unit.official_name.upper()
    addressees = ("Phòng Nội vụ thành phố",)
    if unit.kind in PEOPLES_COMMITTEES and name.startswith(COMMITTEE):
        return DocumentForm(
            name=unit.official_name,
            agency=(COMMITTEE, name.removeprefix(COMMITTEE).strip()),
            symbol="BC-UBND",
            addressees=addressees,
            authority=(f"TM. {COMMITTEE}",),
            signer_title="CHỦ TỊCH",
            archive="Lưu: VT",
        )
    return DocumentForm(
        name=unit.official_name,
        superior=f"UBND {campaign.owner.name.upper()}" if unit.kind in CITY_OFFICES else "",
        agency=(name,),
        symbol=f"BC-{unit.code}",
        addressees=addressees,
        signer_title="TRƯỞNG PHÒNG" if name.startswith("PHÒNG ") else "THỦ TRƯỞNG ĐƠN VỊ",
        archive="Lưu: VT",
    )


def place_of(campaign: Campaign, unit: Unit | None) -> str:
    """A commune or ward dates from its own place, everyone else from the city's."""
    return unit.name if unit and unit.kind in PEOPLES_COMMITTEES else campaign.options.place

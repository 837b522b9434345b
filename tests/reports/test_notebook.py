"""The unit's notebook: who reads and writes it, how long a note holds, what is asked when two write."""

import pytest
from django.test import Client
from django.utils.timezone import localtime

from emulation.dates import today
from reports.models import NumberNote
from reports.notebook.page import Notebook
from tests.factories import (
    AllocationFactory,
    CampaignFactory,
    NumberNoteFactory,
    SuccessionFactory,
    TargetFactory,
    UnitFactory,
)
from tests.reports.cast import Cast
from units.choices import Action
from units.models import Event

pytestmark = pytest.mark.django_db

SOURCE = "Sổ theo dõi của công chức địa chính, trang tính “Quý”, ô D7"


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def url_of(cast: Cast, target=None) -> str:
    code = (target or cast.allocation.target).code
    return f"/notebook/{cast.ward.code}/{code}/"


def post(cast: Cast, role: str = "staff", *, seen: int = 0, url: str = "", **texts):
    typed = {"source": "", "contact": "", "caution": "", "seen": str(seen), **texts}
    return client_of(cast[role]).post(url or url_of(cast), typed)


def written(cast: Cast, **texts) -> NumberNote:
    return NumberNoteFactory(**{"unit": cast.ward, "target": cast.allocation.target, **texts})


def next_year(cast: Cast, **target):
    """The target's twin in the campaign of 2025, given to the ward."""
    campaign = CampaignFactory(owner=cast.city, code="2025", launched_on="2025-01-05", ends_on="2025-12-31")
    twin = TargetFactory(campaign=campaign, previous=cast.allocation.target, **target)
    return AllocationFactory(unit=cast.ward, target=twin)


def texts_of(notebook: Notebook) -> list[str]:
    return [note.source for line in notebook.lines for note in line.notes]


@pytest.mark.parametrize("role", ["staff", "head", "reviewer"])
def test_the_units_people_and_home_affairs_write_where_a_number_comes_from(cast, role):
    response = post(cast, role, source=f"  {SOURCE} ", contact="Công chức địa chính, 0205 3812 345")
    assert response.url == f"/notebook/{cast.ward.code}/#note-{cast.allocation.target.code}"
    note = NumberNote.objects.get()
    assert (note.unit, note.source, note.caution, note.version) == (cast.ward, SOURCE, "", 1)
    assert (note.written_by, localtime(note.written_at).date()) == (cast[role], today())


def test_the_log_says_what_was_changed_and_keeps_no_names_or_numbers_of_people(cast):
    post(cast, contact="Công chức địa chính, 0205 3812 345")
    post(cast, seen=1, contact="Công chức địa chính, 0205 3812 346", source=SOURCE)
    first, second = Event.objects.about(NumberNote.objects.get())
    code = cast.allocation.target.code
    assert (first.action, first.data) == (Action.CREATED, {"target": code, "fields": ["contact"]})
    assert (second.action, second.data["fields"]) == (Action.CHANGED, ["source", "contact"])
    assert "0205" not in str([first.data, second.data, first.comment, second.comment])


@pytest.mark.parametrize("role", ["neighbour", "lead"])
def test_other_units_do_not_know_that_there_is_a_notebook(cast, role):
    assert client_of(cast[role]).get(f"/notebook/{cast.ward.code}/").status_code == 404


@pytest.mark.parametrize("role", ["leadership", "administrator"])
def test_those_who_see_the_units_figures_do_not_read_its_notes(cast, role):
    written(cast, source=SOURCE)
    client = client_of(cast[role])
    assert client.get(f"/notebook/{cast.ward.code}/").status_code == 403
    assert SOURCE not in client.get(f"/reports/{cast.ward.code}/2024-06-14/").text


def test_the_note_stands_beside_its_number_in_the_report_and_leads_back_there(cast):
    page = f"/reports/{cast.ward.code}/2024-06-14/"
    assert "Note for every period where this number comes from" in client_of(cast["staff"]).get(page).text
    response = post(cast, url=f"{url_of(cast)}?report=2024-06-14", source=SOURCE)
    landing = f"note-{cast.allocation.target.code}"
    assert response.url == f"{page}#{landing}"
    # Inside what is folded away: a browser opens it for whoever is led there.
    folded = client_of(cast["staff"]).get(page).text.partition(f'id="{landing}"')
    assert folded[0].rpartition("<details")[2].count("</details>") == 0
    assert SOURCE in folded[2].partition("</details>")[0]


def test_note_of_the_row_and_notebook_say_which_is_for_what(cast):
    page = f"/reports/{cast.ward.code}/2024-06-14/"
    row = client_of(cast["staff"]).get(page).text
    assert f'<a href="{url_of(cast)}?report=2024-06-14">Where it comes from every time' in row
    assert "About this period&#x27;s number" in row.replace("'", "&#x27;")
    assert "Holds for every period" in client_of(cast["staff"]).get(url_of(cast)).text


def test_a_lead_writes_one_note_for_all_units_that_it_enters(cast):
    target = TargetFactory(campaign=cast.campaign, lead=cast.department, entered_by="lead")
    for unit in (cast.ward, cast.other_ward):
        AllocationFactory(unit=unit, target=target, reporter=cast.department)
    line = Notebook.of(cast.department, cast.campaign).lines[0]
    assert line.units == (cast.ward, cast.other_ward)
    client = client_of(cast["lead"])
    page = client.get(f"/notebook/{cast.department.code}/").text
    assert cast.ward.name in page
    response = client.post(
        f"/notebook/{cast.department.code}/{target.code}/", {"source": SOURCE, "seen": "0"}
    )
    assert response.status_code == 302
    assert texts_of(Notebook.of(cast.department, cast.campaign)) == [SOURCE]
    assert texts_of(Notebook.of(cast.ward, cast.campaign)) == []


def test_of_two_who_write_at_once_the_second_is_shown_the_first_and_loses_nothing(cast):
    post(cast, source="Của đồng nghiệp")
    response = post(cast, seen=0, source="Của tôi")
    assert response.status_code == 409
    assert "Của đồng nghiệp" in response.text
    assert "Của tôi" in response.text
    assert NumberNote.objects.get().source == "Của đồng nghiệp"
    assert post(cast, seen=response.context["note_page"].theirs.version, source="Cả hai").status_code == 302
    assert NumberNote.objects.get().source == "Cả hai"


def test_the_same_note_kept_twice_is_one(cast):
    for _time in range(2):
        assert post(cast, source=SOURCE).status_code == 302
    assert Event.objects.about(NumberNote.objects.get()).count() == 1


def test_nothing_typed_writes_nothing_and_says_so(cast):
    client = client_of(cast["staff"])
    empty = {"source": " ", "contact": "", "caution": "", "seen": "0"}
    assert "there was nothing to save" in client.post(url_of(cast), empty, follow=True).text
    assert not NumberNote.objects.exists()


def test_a_note_too_long_is_told_at_its_box_and_kept_there(cast):
    response = post(cast, source="a" * 1001)
    assert response.status_code == 422
    assert "At most 1000 characters; this is 1001." in response.text
    assert "a" * 1001 in response.text


def test_a_number_that_the_unit_does_not_report_has_no_note(cast):
    other = TargetFactory(campaign=cast.campaign)
    assert client_of(cast["staff"]).get(url_of(cast, other)).status_code == 404


def test_a_note_is_carried_to_the_next_campaign_through_the_targets_twin(cast):
    written(cast, source=SOURCE, contact="Công chức địa chính")
    allocation = next_year(cast, code="DOI-MA")
    note = Notebook.of(cast.ward, allocation.target.campaign).lines[0].notes[0]
    assert (note.source, note.campaign, note.is_own) == (SOURCE, cast.campaign.code, False)


def test_another_target_under_the_same_code_inherits_nothing(cast):
    written(cast, source=SOURCE)
    allocation = next_year(cast, code=cast.allocation.target.code)
    allocation.target.previous = None
    allocation.target.save()
    assert texts_of(Notebook.of(cast.ward, allocation.target.campaign)) == []


def test_what_is_written_next_year_leaves_last_years_note_alone(cast, settings):
    settings.EMULATION_TODAY = "2025-03-01"
    written(cast, source="Năm 2024")
    allocation = next_year(cast)
    page = client_of(cast["staff"]).get(url_of(cast, allocation.target))
    assert page.context["note_page"].form.initial["source"] == "Năm 2024"
    assert post(cast, url=url_of(cast, allocation.target), source="Năm 2025").status_code == 302
    assert texts_of(Notebook.of(cast.ward, allocation.target.campaign)) == ["Năm 2025"]
    assert texts_of(Notebook.of(cast.ward, cast.campaign)) == ["Năm 2024"]


def test_emptied_next_year_it_is_not_inherited_again(cast, settings):
    settings.EMULATION_TODAY = "2025-03-01"
    written(cast, source="Năm 2024")
    allocation = next_year(cast)
    post(cast, url=url_of(cast, allocation.target))
    assert texts_of(Notebook.of(cast.ward, allocation.target.campaign)) == []


def test_the_successor_of_merged_units_reads_what_each_of_them_wrote(cast):
    written(cast, source="Của phường")
    written(cast, unit=cast.other_ward, source="Của phường bên")
    merged = UnitFactory(parent=cast.city)
    for unit in (cast.ward, cast.other_ward):
        SuccessionFactory(predecessor=unit, successor=merged, kind="merged")
    AllocationFactory(unit=merged, target=cast.allocation.target)
    notes = Notebook.of(merged, cast.campaign).lines[0].notes
    assert {(note.unit_name, note.source) for note in notes} == {
        (cast.ward.name, "Của phường"),
        (cast.other_ward.name, "Của phường bên"),
    }


def test_the_newest_note_of_a_unit_is_the_one_that_is_inherited(cast):
    written(cast, source="Năm 2024")
    second = next_year(cast)
    written(cast, target=second.target, source="Năm 2025")
    campaign = CampaignFactory(owner=cast.city, code="2026", launched_on="2026-01-05", ends_on="2026-12-31")
    third = AllocationFactory(unit=cast.ward, target=TargetFactory(campaign=campaign, previous=second.target))
    assert texts_of(Notebook.of(cast.ward, third.target.campaign)) == ["Năm 2025"]

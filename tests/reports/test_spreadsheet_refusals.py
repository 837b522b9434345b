"""What is said of a filled sheet that is not taken, or says nothing: the cell, what is in it, what to do."""

from datetime import date

import pytest

from targets.choices import Measure
from tests.html import text_of
from tests.reports.filled_sheets import Clerk
from tests.reports.test_spreadsheet_reading import taken
from tests.reports.typing_in import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def clerk(cast) -> Clerk:
    return Clerk(cast["staff"], cast.ward)


@pytest.fixture
def share(cast):
    return cast.allocate(cast.ward, measure=Measure.SHARE, unit_of_measure="%", base_label="Tổng số hộ")


@pytest.mark.parametrize(
    ("cell", "said", "words"),
    [
        ("2 khu", "2 khu", "Leave out “khu”"),
        ("3/5", "3/5", "Two numbers stand in one cell"),
        ("90%", "90%", "the two numbers are asked for"),
        (date(2024, 5, 3), "03/5/2024", "into two cells"),
        (-1234.5, "-1.234,5", "negative"),
        (True, "TRUE", "no numbers"),
        ("chưa có", "chưa có", "choose in cell {state}: “nothing arose”"),
        (None, "", "choose in cell {state}: “nothing arose”"),
    ],
)
def test_refusal_quotes_the_cell_and_says_where_to_mend_it(cell, said, words, clerk, share):
    file = clerk.download().put(share, value=cell, base=5)
    state = file.cell(share, "state").coordinate
    clerk.hand_in(file)
    (fault,) = clerk.preview.refused[0].faults
    assert (fault.where, fault.said) == (file.cell(share, "value").coordinate, said)
    assert words.format(state=state) in fault.message
    assert f"“{said}”" in clerk.text or not said


@pytest.mark.parametrize("state", ["nothing arose", "not yet available"])
def test_number_beside_an_answer_in_its_place_is_refused_with_both_cells(state, cast, clerk):
    file = clerk.download().put(cast.allocation, value=62, state=state, note="Chờ")
    found = taken(clerk, cast.allocation, value=62, state=state, note="Chờ")
    number, answer = (file.cell(cast.allocation, name).coordinate for name in ("value", "state"))
    assert list(found) == [number]
    assert found[number].startswith(f"Cell {answer} says “{state}”")
    assert f"cell {answer} to report the number, cell {number} to leave it" in found[number]


def test_number_beside_a_stored_answer_in_its_place_is_taken_once_that_cell_is_emptied(cast, clerk):
    Typist(cast["staff"], cast.ward).open().type(cast.allocation, state="nothing_arose").save()
    assert "Empty one of the two" in str(taken(clerk, cast.allocation, value=62))
    assert taken(clerk, cast.allocation, value=62, state=None).value == 62


def test_emptied_cells_delete_nothing_and_the_preview_says_how_it_is_done(cast, clerk):
    cast.answered(7)
    row = cast.allocation
    file = clerk.download()
    filled = [name for name in ("value", "state", "is_estimate", "note", "unit") if name in file.columns]
    clerk.hand_in(file.put(row, **dict.fromkeys(filled)))
    text = text_of(clerk.text)
    assert "Cells were emptied in the file, and no other was filled in" in text
    assert f"{row.target.code}: empty: {file.cell(row, 'value').coordinate}; stored: 7 người" in text
    assert f'{clerk.typist.url("entry")}#row-{row.pk}"' in clerk.text
    assert "taken away on the page of the report" in str([cell.value for cell in file.sheet["C"]])
    clerk.hand_in(clerk.download())
    assert "was filled in since it was downloaded" in text_of(clerk.text)
    assert "Cells were emptied" not in clerk.text


def test_number_that_gives_way_to_another_answer_is_not_told_as_emptied(cast, clerk):
    cast.answered(7)
    clerk.hand_in(clerk.download().put(cast.allocation, value=None, state="nothing arose"))
    assert (clerk.counts, clerk.preview.emptied) == ({"changed": 1}, [])


def test_lines_that_stay_are_listed(cast, clerk):
    cast.answered(7)
    more = cast.allocate(cast.ward)
    clerk.hand_in(clerk.download().put(more, value=5))
    assert [row.allocation for row in clerk.preview.kept] == [cast.allocation]
    assert f"{cast.allocation.target.name}: 7 người" in text_of(clerk.text)

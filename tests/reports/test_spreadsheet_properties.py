"""Whatever stands in the cells: nothing breaks, nothing is written by halves, and what is written is what the
form would have taken for the same text."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from emulation.encodings import suspected
from reports.models import Reading
from targets.choices import Entry as EntryKind
from targets.choices import Measure
from targets.models import Target
from tests.reports.filled_sheets import Clerk, SheetOnDisk
from tests.reports.typing_in import Typist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

QUIETLY = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXT = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"], exclude_characters="\ufffe\uffff"),
    max_size=40,
)
NUMBER_TEXT = st.from_regex(
    r"[+-]?[0-9]{1,4}([., ][0-9]{1,3}){0,3}( ?(ha|m²|km²|%|triệu|đồng))?", fullmatch=True
)
ANYTHING = st.one_of(
    st.none(),
    TEXT,
    NUMBER_TEXT,
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1)),
    st.times().map(lambda at: time(at.hour, at.minute)),
    st.sampled_from(
        ["#N/A", "=1/0", "x", "có", "not yet available", "nothing arose", "ha", "m²", "estimate"]
    ),
)
CELLS = ("value", "base", "unit", "state", "note", "is_estimate")
FORMATS = st.sampled_from(["General", "0%", "@", "#,##0.00"])


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def area(cast):
    return cast.allocate(cast.ward, entry=EntryKind.DECIMAL, unit_of_measure="ha")


@pytest.fixture
def share(cast):
    return cast.allocate(cast.ward, measure=Measure.SHARE, unit_of_measure="%", base_label="Tổng số hộ")


def stored(allocation) -> dict | None:
    fields = ("state", "value", "base", "typed", "note", "is_estimate")
    return Reading.objects.filter(allocation=allocation).values(*fields).first()


def brought(clerk: Clerk, file: SheetOnDisk) -> None:
    """Handed in and, where anything is good, confirmed without what is not."""
    clerk.hand_in(file)
    assert clerk.response.status_code == 200
    if clerk.preview.may_write:
        clerk.confirm(partly="on")
        assert clerk.response.status_code == 200


@given(st.one_of(NUMBER_TEXT, TEXT), TEXT)
@QUIETLY
def test_a_text_becomes_what_the_form_takes_it_for(cast, area, text, note):
    assume(text.strip() and not any(each.startswith(("=", "#")) for each in (text, note)))
    assume(not suspected(note.strip()))
    staff, clerk = Typist(cast["staff"], cast.ward), Clerk(cast["staff"], cast.ward)
    with undone():
        staff.open().type(area, value=text, note=note).save()
        typed = stored(area)
    with undone():
        brought(clerk, clerk.download().put(area, value=text, note=note))
        assert stored(area) == typed


@given(st.decimals(-(10**10), 10**10, places=4).filter(lambda number: len(number.as_tuple().digits) <= 15))
@QUIETLY
def test_a_number_becomes_exactly_itself(cast, area, number):
    Target.objects.update(allows_negative=True)
    clerk = Clerk(cast["staff"], cast.ward)
    with undone():
        brought(clerk, clerk.download().put(area, value=number))
        assert stored(area)["value"] == number
        clerk.hand_in(clerk.download())
        assert set(clerk.counts) == {"unchanged"}


@given(st.fixed_dictionaries(dict.fromkeys(CELLS, ANYTHING)), FORMATS)
@QUIETLY
def test_whatever_stands_in_the_cells_it_is_written_whole_or_not_at_all(cast, area, share, cells, form):
    clerk = Clerk(cast["staff"], cast.ward)
    with undone():
        file = clerk.download().put(cast.allocation, value=62)
        for line in (share, area):
            file.put(line, form, **{name: cell for name, cell in cells.items() if name in file.columns})
        clerk.hand_in(file)
        expected = {seen.row.allocation.pk: seen.text for seen in clerk.preview.written}
        is_refused = clerk.preview.refusals > 0
        clerk.confirm()
        assert clerk.response.status_code == (422 if is_refused else 200)
        written = {} if is_refused else expected
        assert set(Reading.objects.values_list("allocation", flat=True)) == set(written)


ANYWHERE = st.tuples(st.integers(1, 9), st.integers(1, 20), ANYTHING)


@given(st.lists(ANYWHERE, min_size=1, max_size=8))
@QUIETLY
def test_whatever_stands_anywhere_in_the_sheet_it_is_read_or_refused(cast, area, cells):
    clerk = Clerk(cast["staff"], cast.ward)
    with undone():
        file = clerk.download().put(cast.allocation, value=62)
        for row, column, cell in cells:
            file.sheet.cell(row, column).value = cell
        clerk.hand_in(file)
        assert clerk.response.status_code in {200, 422}
        if clerk.response.status_code == 200 and clerk.preview.may_write:
            assert clerk.confirm(partly="on").response.status_code == 200


@given(st.integers(0, 10_000), st.integers(0, 255))
@QUIETLY
def test_no_spoiled_byte_breaks_the_page(cast, place, byte):
    clerk = Clerk(cast["staff"], cast.ward)
    content = bytearray(clerk.download().put(cast.allocation, value=62).content)
    content[place % len(content)] = byte
    assert clerk.hand_in(bytes(content)).response.status_code in {200, 422}

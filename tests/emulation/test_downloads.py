import pytest
from django.utils import translation

from emulation.downloads import attachment, table_attachment
from emulation.tables import Column, Kind, Table


def test_a_file_has_a_plain_name_and_its_full_one():
    response = attachment(b"x", "Tiến độ đến 14/6", "xlsx")
    assert response["Content-Disposition"] == (
        'attachment; filename="tien-do-den-14-6.xlsx"; '
        "filename*=UTF-8''Ti%E1%BA%BFn%20%C4%91%E1%BB%99%20%C4%91%E1%BA%BFn%2014-6.xlsx"
    )
    assert response.content == b"x"


def table(rows=((True,),)) -> Table:
    return Table("Số liệu quý II/2024", [Column("is_so", "Cột", lambda row: row[0], Kind.YES_NO)], rows)


def test_table_is_sent_as_it_is_written():
    taken = []
    rows = ((taken.append(number) or True,) for number in range(2000))
    response = table_attachment(table(rows), "csv")
    chunks = iter(response.streaming_content)
    next(chunks)
    assert len(taken) < 2000
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="so-lieu-quy-II-2024.csv"' in response["Content-Disposition"]
    assert len(list(chunks)) >= 3


def test_table_is_written_in_the_language_in_which_it_was_asked_for():
    with translation.override("vi"):
        response = table_attachment(table(), "csv")
    with translation.override("en"):
        assert response.getvalue().endswith("Có\r\n".encode())
        assert translation.get_language() == "en"


@pytest.mark.django_db
def test_workbook_says_how_long_it_is_and_leaves_nothing_open():
    response = table_attachment(table(), "xlsx")
    content = response.getvalue()
    assert content.startswith(b"PK")
    assert int(response["Content-Length"]) == len(content)
    book = response.file_to_stream
    response.close()
    assert book.closed


def test_form_that_there_is_not_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        table_attachment(table(), "pdf")

from emulation.downloads import attachment


def test_a_file_has_a_plain_name_and_its_full_one():
    response = attachment(b"x", "Tiến độ đến 14/6", "xlsx")
    assert response["Content-Disposition"] == (
        'attachment; filename="tien-do-den-14-6.xlsx"; '
        "filename*=UTF-8''Ti%E1%BA%BFn%20%C4%91%E1%BB%99%20%C4%91%E1%BA%BFn%2014-6.xlsx"
    )
    assert response.content == b"x"

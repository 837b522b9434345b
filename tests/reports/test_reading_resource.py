"""Readings by file in the administration: through intake like everything else, official by administrators."""

from decimal import Decimal

import pytest
from django.utils import translation

from reports.choices import RevisionStatus
from reports.models import Reading, Revision
from tests.administration import administrator, officer_of, signed_in
from tests.exchanging import Desk, csv_bytes
from tests.factories import UnitFactory
from tests.reports.progress_commands import bring, bring_file, exported
from units.choices import Action
from units.models import Event

HEADER = "period;unit;target;value;base"
HALF = ("2024-Q2;P-CL;XH-10;900;1000", "2024-Q2;X-MP;XH-10;9900;10000")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def desk(person) -> Desk:
    client = signed_in(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return Desk(client, Reading)


@pytest.fixture
def admin(campaign_2024):
    return desk(administrator())


@pytest.fixture
def officer(campaign_2024):
    return desk(officer_of(campaign_2024.owner))


def statuses() -> list[str]:
    return list(Revision.objects.order_by("pk").values_list("status", flat=True))


def test_an_administrator_makes_figures_official_after_a_look(admin):
    admin.look(csv_bytes(HEADER, *HALF), official="on")

    first, _second = admin.rows
    assert (first.number, first.name, first.is_new) == (2, "2024-Q2 · P-CL · XH-10", True)
    assert [(c.column, c.new) for c in first.changes][:2] == [("value", "900"), ("base", "1.000")]
    assert admin.said.context["preview"].outcome.accepted == 1
    assert (statuses(), Event.objects.count()) == ([], 0)

    admin.take()
    assert statuses() == [RevisionStatus.APPROVED]
    assert exported("2024-06-14")["XH-10"]["figure"] == "98.181818"


def test_without_the_box_and_from_home_affairs_they_go_into_drafts(admin, officer):
    officer.look(csv_bytes(HEADER, HALF[0]), official="on")
    assert "official" not in officer.said.context["form"].fields
    officer.take()
    admin.look(csv_bytes(HEADER, "2024-Q2;P-CL;XH-08;70;")).take()
    assert statuses() == [RevisionStatus.DRAFT, RevisionStatus.DRAFT]


def test_a_correction_shows_each_number_as_it_was_and_will_be(admin, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)], approve=True)
    admin.look(csv_bytes(f"{HEADER};note", "2024-Q2;P-CL;XH-10;951;1000;rà soát"), official="on")
    (row,) = admin.rows
    assert [(c.column, c.old, c.new) for c in row.changes] == [
        ("value", "900", "951"),
        ("note", "–", "rà soát"),
    ]


def test_what_is_official_already_is_nothing_to_take(admin, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)], approve=True)
    admin.look(admin.taken_out("csv"), official="on")
    assert admin.said.context["confirm"] is None


def test_a_mistaken_import_into_a_correction_is_taken_back_by_the_file_before(officer, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-08", 70)], approve=True)
    officer.look(csv_bytes(HEADER, "2024-Q2;P-CL;XH-08;75;")).take(sure="on", reason="Rà soát")
    officer.look(csv_bytes(HEADER, "2024-Q2;P-CL;XH-08;75;"))
    assert officer.said.context["confirm"] is None

    officer.look(csv_bytes(HEADER, "2024-Q2;P-CL;XH-08;70;"))
    (row,) = officer.rows
    assert [(c.old, c.new.split()[0]) for c in row.changes] == [("75", "70")]
    assert "exactly what is accepted" in officer.said.content.decode()
    officer.take()
    assert list(Reading.objects.order_by("pk").values_list("value", flat=True)) == [70, 70]
    assert statuses() == [RevisionStatus.APPROVED, RevisionStatus.RETURNED]


def test_a_draft_becomes_official_by_the_same_figures(admin, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)])
    admin.look(csv_bytes(HEADER, HALF[0]), official="on").take()
    assert statuses() == [RevisionStatus.APPROVED]


def test_faults_have_row_and_column_and_nothing_is_written(admin):
    rows = ["2024-Q2;P-CL;XH-10;2000;1000", "2024-Q9;P-CL;XH-10;1;2", "2024-Q2;X-MP;XH-10;3.269;9000"]
    admin.look(csv_bytes(HEADER, *rows), official="on")
    places = [(row, column) for row, column, _message in admin.faults]
    assert places == [(2, "value"), (3, "period"), (4, "value")]
    assert (admin.status, statuses()) == (422, [])


def test_rows_about_reports_of_others_are_refused_one_by_one(campaign_2024):
    stranger = desk(officer_of(UnitFactory(code="HCL")))
    stranger.look(csv_bytes(HEADER, *HALF))
    assert [(row, column) for row, column, _message in stranger.faults] == [(2, ""), (3, "")]
    assert stranger.taken_out("csv").count(b"\n") == 1


def test_only_accepted_readings_go_out(admin, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)], approve=True)
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-08", 70), ("2024-Q2", "P-CL", "XH-10", 1, 2)])
    (row,) = admin.taken_out("csv").decode("utf-8-sig").splitlines()[1:]
    assert row == "TPLS/2024;2024-Q2;P-CL;XH-10;900;1000;reported;No;;;;"


def test_import_progress_reads_what_goes_out(admin, tmp_path):
    bring(tmp_path, [("2024-Q2", "P-CL", "XH-10", 900, 1000)], approve=True)
    for form in ("csv", "json", "xlsx"):
        path = tmp_path / f"readings.{form}"
        path.write_bytes(admin.taken_out(form))
        assert bring_file(path, approve=True).startswith("0 readings written, 1 as before")


def test_a_campaign_that_nobody_knows_is_told_in_its_column(admin):
    admin.look(csv_bytes(f"campaign;{HEADER}", f"TPLS/1999;{HALF[0]}", f";{HALF[1]}"))
    assert admin.faults == [(2, "campaign", "There is no campaign “TPLS/1999”.")]


def test_the_years_outlook_comes_by_file_and_stays_where_the_file_says_nothing(campaign_2024, tmp_path):
    outlook = ("", "", "", "95,5", "Khó đạt", "Thiếu thẻ")
    columns = (*HEADER.split(";"), "state", "estimate", "note", "year_forecast", "outlook", "outlook_reason")
    told = ";".join(("2024-Q3", "P-CL", "XH-10", "900", "1000", *outlook))
    with translation.override("vi"):
        from_file(tmp_path, csv_bytes(";".join(columns), told))
    reading = Reading.objects.get()
    assert (reading.year_forecast, reading.outlook, reading.outlook_reason) == (
        *(Decimal("95.5"), "hard"),
        "Thiếu thẻ",
    )

    from_file(tmp_path, csv_bytes(HEADER, "2024-Q3;P-CL;XH-10;901;1000"))
    reading = Reading.objects.get(revision__status=RevisionStatus.APPROVED)
    assert (reading.value, reading.outlook) == (901, "hard")


def from_file(folder, content: bytes) -> None:
    path = folder / "readings.csv"
    path.write_bytes(content)
    bring_file(path, approve=True)


def test_every_import_is_in_the_log(admin):
    admin.look(csv_bytes(HEADER, HALF[0]), "Quý II.csv", official="on").take()
    actions = Event.objects.filter(revision__isnull=False).order_by("pk").values_list("action", "comment")
    assert list(actions) == [
        (Action.CREATED, ""),
        (Action.IMPORTED, "Quý II.csv"),
        (Action.APPROVED, ""),
    ]


# What was accepted already


MAY = ("2024-M05", "PTCKH", "KT-05", "31250")
ACCEPTED_BEFORE = csv_bytes("period;unit;target;value", "2024-M05;PTCKH;KT-05;12 tỷ")


def test_a_file_that_reopens_accepted_reports_says_so_and_what_is_odd_in_it(officer, tmp_path):
    bring(tmp_path, [MAY], approve=True)

    officer.look(ACCEPTED_BEFORE)

    (effect,) = officer.said.context["preview"].effects
    assert "May/2024" in effect.name or "5/2024" in effect.name
    assert "stay official until it is handed in and accepted anew" in effect.says
    (row,) = officer.rows
    assert [(c.old, c.new) for c in row.changes] == [("31.250", "12.000 triệu đồng")]
    assert "31.250" in "".join(row.doubts)
    assert row.doubts[0] in officer.said.content.decode()


def test_accepted_reports_are_reopened_by_a_word_and_a_reason_and_named_afterwards(officer, tmp_path):
    bring(tmp_path, [MAY], approve=True)
    shown = officer.look(ACCEPTED_BEFORE).said

    officer.take(sure="on", reason=" ")
    assert (officer.status, statuses()) == (422, [RevisionStatus.APPROVED])
    officer.said = shown
    officer.take(reason="Chi cục Thuế đính chính")
    assert (officer.status, statuses()) == (422, [RevisionStatus.APPROVED])
    assert "Chi cục Thuế đính chính" in officer.said.content.decode()

    officer.said = shown
    officer.take(sure="on", reason="Chi cục Thuế đính chính")
    assert statuses() == [RevisionStatus.APPROVED, RevisionStatus.RETURNED]
    correction = Revision.objects.get(status=RevisionStatus.RETURNED)
    assert correction.reason == "Chi cục Thuế đính chính"
    after = officer.client.get(officer.said["Location"]).content.decode()
    address = f"/admin/reports/revision/{correction.pk}/change/"
    assert f'href="{address}"' in after
    assert officer.client.get(address).status_code == 200


def test_official_figures_are_replaced_at_once_by_a_reason_too(admin, tmp_path):
    bring(tmp_path, [MAY], approve=True)
    admin.look(ACCEPTED_BEFORE, official="on")
    (effect,) = admin.said.context["preview"].effects
    assert "replaced by those of the file at once" in effect.says

    admin.take(sure="on", reason="Số chính thức")
    assert statuses() == [RevisionStatus.SUPERSEDED, RevisionStatus.APPROVED]
    assert Revision.objects.last().reason == "Số chính thức"


def test_a_draft_asks_for_no_reason(officer):
    officer.look(csv_bytes("period;unit;target;value", "2024-M05;PTCKH;KT-05;31250"))
    (effect,) = officer.said.context["preview"].effects
    assert (effect.undoes, effect.says) == (False, "not yet begun: a draft is begun")
    assert officer.take().status == 302


def test_a_column_that_the_file_lacks_leaves_what_stands_there(officer, tmp_path):
    told = ("2024-Q2", "P-CL", "XH-10", 900, 1000, "reported", "1", "rà soát")
    bring(tmp_path, [told], approve=True)

    officer.look(csv_bytes("period;unit;target;value", "2024-Q2;P-CL;XH-10;900"))
    assert (officer.rows, officer.said.context["confirm"]) == ([], None)

    officer.look(csv_bytes("period;unit;target;value", "2024-Q2;P-CL;XH-10;905"))
    assert [change.column for change in officer.rows[0].changes] == ["value"]
    officer.take(sure="on", reason="Đính chính")
    reading = Reading.objects.get(revision__status=RevisionStatus.RETURNED)
    assert (reading.value, reading.base, reading.is_estimate, reading.note) == (905, 1000, True, "rà soát")

    officer.look(csv_bytes("period;unit;target;value;state;note", "2024-Q2;P-CL;XH-10;;unavailable;chờ"))
    officer.take()
    reading.refresh_from_db()
    assert (reading.value, reading.base, reading.note) == (None, None, "chờ")

"""Lists as files: each says what its page says, in every form."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from emulation.numbers import plain
from emulation.tables import FORMULA_STARTS
from reports.choices import Basis
from reports.models import Explanation, Inspection, Reading, Revision
from reports.views.exports import LISTS
from targets.models import Campaign, Holiday, Target
from tests.factories import ExtensionFactory
from tests.reports.listed import addresses, clients, corrected, iso, of_csv, pairs, printed, reader, records
from units.models import Cluster, Contact, Unit, User

pytestmark = pytest.mark.django_db

NUMERIC = {
    *("answered", "owed", "targets", "leads", "enters_for", "days_over", "all", "submitted"),
    *("value", "base", "figure", "quota", "year_forecast", "reported", "lines"),
    *("value_before", "base_before", "value_after", "base_after"),
}


@pytest.fixture
def officer(demonstrated) -> Client:
    """Home Affairs."""
    return reader("noivu")


@pytest.fixture
def clerk(demonstrated) -> Client:
    """Staff of the commune X-MP."""
    return reader("maipha")


# In every form


def in_csv(cell) -> set[str]:
    """What may stand in CSV for a cell of the workbook: a number, or the words that its format prints."""
    if cell.value is None:
        return {""}
    if cell.data_type == "n":
        return {plain(Decimal(str(cell.value))).replace(".", ","), printed(cell)}
    if cell.data_type == "d":
        time = f" {cell.value:%H:%M}" if cell.number_format.endswith("hh:mm") else ""
        return {f"{cell.value:%d/%m/%Y}{time}"}
    return {cell.value}


def agrees(value, cell) -> bool:
    """A value of JSON and a cell of the workbook say the same."""
    if value in (None, ""):
        return cell.value is None
    if isinstance(value, bool):
        return cell.value == ("Có" if value else "Không")
    if cell.data_type == "n" and value == printed(cell):
        return True
    if cell.data_type == "n":
        return Decimal(str(cell.value)) == pytest.approx(Decimal(str(value)), rel=Decimal("1e-15"))
    if cell.data_type == "d":
        return value.startswith(cell.value.isoformat()[: 19 if "T" in value else 10])
    return cell.value == value


@pytest.mark.parametrize("name", LISTS)
def test_all_forms_of_a_list_say_the_same_and_numbers_are_numbers(name, officer, clerk):
    url, client = addresses()[name], clients(officer, clerk)[name]
    found = records(client, url)
    sheet = load_workbook(io.BytesIO(client.get(url.replace(".json", ".xlsx")).getvalue())).active
    lines = of_csv(client.get(url.replace(".json", ".csv")).getvalue())
    head = int(re.search(r"\d+", sheet.auto_filter.ref)[0])
    assert found
    assert sheet.max_row - head == len(lines) - head == len(found)
    assert lines[head - 1] == [cell.value for cell in sheet[head]]
    assert len(lines[head - 1]) == len(set(lines[head - 1])), "two columns of one name"
    for record, row, line in zip(found, sheet.iter_rows(min_row=head + 1), lines[head:], strict=True):
        for (key, value), cell, text in zip(record.items(), row, line, strict=True):
            assert agrees(value, cell), (key, value, cell.value)
            assert text.removeprefix("'").removesuffix("\t") in in_csv(cell), key
            if key in NUMERIC and value is not None:
                assert cell.data_type == "n", key


def test_title_says_whose_what_as_of_when_and_that_it_is_no_real_data(officer):
    lines = of_csv(officer.get("/review/reports.csv").getvalue())
    assert [line[0] for line in lines[:2]] == [
        *("Thành phố Lạng Sơn", "Tình hình gửi báo cáo quý II/2024, tháng 6/2024"),
    ]
    assert re.fullmatch(r"Tính đến [0-9]{2}:[0-9]{2} ngày 17/6/2024", lines[2][0])
    assert lines[3] == ["SỐ LIỆU MINH HỌA"]


def test_file_has_a_name_as_offices_give_it(officer):
    answer = officer.get("/review/chasing/reports.xlsx")
    assert 'filename="don-vi-chua-gui-bao-cao-den-ngay-17-6-2024.xlsx"' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert int(answer["Content-Length"]) == len(answer.getvalue())


def test_file_speaks_the_language_of_who_asks_to_its_last_row(officer):
    url = "/documents/readings.csv"
    vietnamese = officer.get(url)
    english = officer.get(url, headers={"accept-language": "en"})
    # Both are read when the second request has long set its own language.
    assert "quý II/2024" in vietnamese.getvalue().decode()
    assert "quarter II/2024" in english.getvalue().decode()


def test_there_are_three_forms_and_no_others(officer):
    assert {officer.get(url.replace(".json", ".pdf")).status_code for url in addresses().values()} == {404}


# What the page says


def test_units_are_those_of_the_page_with_their_counts(officer):
    page = officer.get("/units/?q=phuong").context
    units = [unit for _cluster, members in page["clusters"] for unit in members]
    told = records(officer, "/units/units.json?q=phuong")
    assert pairs(told, "code", "unit", "targets", "leads", "enters_for") == [
        (unit.code, unit.name, unit.target_count, unit.lead_count, unit.entered_count) for unit in units
    ]
    assert len(units) == 5


def test_contacts_are_those_of_the_units_that_the_reader_may_open(officer, clerk):
    every = records(officer, "/units/contacts.json")
    own = records(clerk, "/units/contacts.json")
    assert len(every) == Contact.objects.count()
    assert {contact["code"] for contact in own} == {"X-MP"}
    assert pairs(own, "name", "telephone", "email") == list(
        Contact.objects.filter(unit__code="X-MP").values_list("name", "telephone", "email")
    )


@pytest.mark.parametrize("query", ["", "?basis=provisional&as_of=2024-03-14"])
def test_targets_of_a_unit_are_the_rows_of_its_page(query, clerk):
    page = clerk.get(f"/units/X-MP/{query}").context["unit_page"]
    lines = of_csv(clerk.get(f"/units/X-MP/progress.csv{query}").getvalue())
    assert lines[1] == ["Xã Mai Pha"]
    assert [(line[0], line[3], line[4], line[7]) for line in lines[6:]] == [
        (line.row.target.code, line.plan, line.figure, line.status_label) for line in page.lines
    ]


def test_for_programs_the_targets_of_a_unit_are_as_the_command_exports_them(clerk):
    told = records(clerk, "/units/X-MP/progress.json")
    assert told[0].keys() == records(clerk, "/overview/progress.json")[0].keys()
    page = clerk.get("/units/X-MP/").context["unit_page"]
    assert pairs(told, "target", "units_reported") == [
        (line.row.target.code, line.row.reported) for line in page.lines
    ]


@pytest.mark.parametrize("code", ["XH-10", "XH-02", "XH-08"])
@pytest.mark.parametrize("basis", Basis.values)
def test_a_target_by_unit_is_what_its_page_says(code, basis, officer):
    shown = officer.get(f"/targets/{code}/?basis={basis}").context["shown"]
    told = records(officer, f"/targets/{code}/units.json?basis={basis}")
    assert pairs(told, "code", "result", "answer", "assessment") == [
        (each.unit.code, each.line.figure, each.answer, each.line.status_label) for each in shown.units
    ]
    sums = [(each.part.tally.value_sum, each.part.tally.base_sum) for each in shown.units]
    assert pairs(told, "value", "base") == [tuple(n if n is None else plain(n) for n in two) for two in sums]
    percents = [each.line.row.plan_percent for each in shown.units]
    assert [record["plan_percent"] is None for record in told] == [percent is None for percent in percents]
    people = [
        (each.reading.entered_by.full_name, iso(each.reading.entered_at))
        for each in shown.units
        if each.reading
    ]
    assert [pair for pair in pairs(told, "entered_by", "entered_at") if pair[0]] == people


def test_people_behind_the_figures_of_others_stay_unnamed(clerk):
    told = {each["code"]: each for each in records(clerk, "/targets/XH-02/units.json")}
    assert told["X-MP"]["entered_by"] == "Công chức xã Mai Pha"
    assert {each["entered_by"] for code, each in told.items() if code != "X-MP"} == {None}
    assert told["X-HD"]["value"] is not None


def test_a_composite_target_is_told_by_its_parts(officer):
    told = records(officer, "/targets/XH-12/units.json")
    assert pairs(told, "target") == [("XH-12.1",), ("XH-12.2",), ("XH-12.3",)]


@pytest.mark.parametrize(
    "query", ["", "?state=submitted", "?due=all&cluster=C1", "?period=2024-Q1&unit=P-VT"]
)
def test_reports_are_the_list_of_the_desk_under_its_filters(query, officer):
    queue = officer.get(f"/review/{query}").context["queue"]
    told = records(officer, f"/review/reports.json{query}")
    assert pairs(told, "code", "period", "state", "answered", "owed", "late", "due_on") == [
        (
            *(line.reporter.code, line.period.name, line.state_text, line.answered, line.owed, line.is_late),
            line.period.due_on.isoformat(),
        )
        for line in queue.shown
    ]


def test_matrix_has_a_column_for_each_period(officer):
    matrix = officer.get("/review/matrix/").context["matrix"]
    told = records(officer, "/review/matrix/reports.json")
    assert [record["code"] for record in told] == [row.unit.code for row in matrix.rows]
    assert list(told[0])[3:] == [*(period.code for period in matrix.periods), "all", "submitted", "overdue"]
    ward = next(record for record in told if record["code"] == "P-VT")
    assert (ward["2024-Q1"], ward["2024-M01"]) == ("Đề nghị chỉnh sửa, bổ sung, Đang đính chính", "")
    assert (ward["all"], ward["submitted"], ward["overdue"]) == (5, 1, 0)


def test_whoever_is_chased_stands_there_with_whom_to_call(officer):
    chase = officer.get("/review/chasing/?due=2024-06-14").context["chase"]
    told = records(officer, "/review/chasing/reports.json?due=2024-06-14")
    lines = [line for group in chase.shown for chased in group.units for line in chased.lines]
    assert pairs(told, "code", "period", "state", "answered", "owed") == [
        (line.reporter.code, line.period.name, line.state_text, line.answered, line.owed) for line in lines
    ]
    ward = next(record for record in told if record["code"] == "P-TT")
    assert (ward["contact"], ward["telephone"]) == ("Chủ tịch UBND phường", "0205 300 0116")
    assert ward["other_contacts"].startswith("Công chức Văn phòng - Thống kê, Cán bộ phụ trách báo cáo, 0205")
    assert ward["lacking"].count("\n") == 4
    assert (ward["reminded"], ward["days_over"]) == ("Trước hạn 1 ngày", 0)


def test_days_overdue_are_counted(officer):
    told = records(officer, "/review/chasing/reports.json?due=2024-03-14")
    assert pairs(told, "code", "due_on", "days_over") == [("P-TT", "2024-03-18", 91)]


def test_own_reports_are_those_of_the_unit_that_is_looked_at(clerk):
    desk = clerk.get("/reports/").context["desk"]
    told = records(clerk, "/reports/reports.json")
    lines = [line for task in desk.own for line in task.lines]
    assert pairs(told, "period", "state", "answered", "owed") == [
        (line.period.name, line.state_text, line.answered, line.owed) for line in lines
    ]
    assert told[0]["accepted_at"] == iso(lines[0].accepted.decided_at)


def test_given_time_stands_in_the_list(officer):
    ExtensionFactory(
        period=Campaign.objects.get(code="2024").periods.get(code="2024-Q2"),
        unit=Unit.objects.get(code="P-TT"),
        until=date(2024, 6, 25),
    )
    told = records(officer, "/review/reports.json?unit=P-TT")
    assert pairs(told, "extended_until") == [("2024-06-25",)]


def test_calendar_is_told_day_by_day_without_today(clerk):
    months = clerk.get("/calendar/").context["calendar"].months
    lines = [line for month in months for line in month.lines if line.mark != "today"]
    told = records(clerk, "/calendar/days.json")
    assert pairs(told, "day", "what", "about") == [
        (line.day.isoformat(), str(line.mark.label), line.text) for line in lines
    ]
    assert {
        "day": "2024-06-18",
        "until": "2024-06-18",
        "what": "Hạn đơn vị gửi",
        "about": "tháng 6, quý II",
    } in told


@pytest.mark.parametrize("query", ["", "?state=overdue"])
def test_questions_and_answers_are_those_of_the_page(query, officer):
    shown = officer.get(f"/asking/{query}").context["asking"].shown_explanations
    told = records(officer, f"/asking/explanations.json{query}")
    assert pairs(told, "code", "target", "question", "answer", "state", "asked_at") == [
        (
            asked.unit_code,
            asked.target_code,
            asked.question,
            asked.answer,
            asked.state.label,
            iso(asked.asked_at),
        )
        for asked in shown
    ]
    assert shown


def test_inspections_are_those_of_the_page(officer):
    shown = officer.get("/asking/").context["asking"].shown_inspections
    told = records(officer, "/asking/inspections.json")
    assert pairs(told, "code", "findings", "state") == [
        (found.unit_code, found.findings, found.state.label) for found in shown
    ]
    assert shown


def test_changes_tell_what_was_and_what_is(officer):
    page = officer.get(f"/review/{corrected()}/changes/").context["changes"]
    told = records(officer, f"/review/{corrected()}/changes.json")
    assert pairs(told, "target", "before", "after", "difference", "changed") == [
        (line.target.code, line.old_text, line.new_text, line.difference, line.is_changed)
        for line in page.lines
    ]
    changed = [record for record in told if record["changed"]]
    assert changed
    assert all(record["value_before"] != record["value_after"] for record in changed)


def test_history_is_the_one_of_the_page(officer):
    steps = officer.get(f"/review/{corrected()}/").context["review"].history
    told = records(officer, f"/review/{corrected()}/history.json")
    assert pairs(told, "at", "what", "comment") == [
        (iso(step.at), step.words, step.comment) for step in steps
    ]
    assert told[-1]["who"] == str(steps[-1].actor)
    assert any(record["facts"] for record in told)


def test_notebook_is_handed_over_whole(clerk):
    said = {"source": "Sheet “Thôn”, ô C4", "contact": "0205", "caution": "", "seen": 0}
    clerk.post("/notebook/X-MP/XH-02/", said)
    lines = clerk.get("/notebook/X-MP/").context["notebook"].lines
    told = records(clerk, "/notebook/X-MP/notes.json")
    assert [record["target"] for record in told] == [line.target.code for line in lines]
    assert pairs([r for r in told if r["target"] == "XH-02"], "source", "contact", "written_by") == [
        ("Sheet “Thôn”, ô C4", "0205", "Công chức xã Mai Pha")
    ]
    assert reader("vinhtrai").get("/notebook/X-MP/notes.csv").status_code == 404


def test_every_page_with_a_list_leads_to_its_files_as_it_was_asked(officer, clerk):
    pages = {
        officer: [
            *("/overview/?as_of=2024-03-14", "/units/?q=xa", "/units/X-MP/?as_of=2024-03-14"),
            *("/targets/XH-10/?basis=provisional", "/targets/XH-12/", "/review/?state=submitted"),
            *("/review/matrix/?cluster=C1", "/review/chasing/?due=2024-06-14", "/calendar/"),
            *("/asking/?state=overdue", "/documents/", "/notebook/X-MP/"),
            *(f"/review/{corrected()}/", f"/review/{corrected()}/changes/?from=1&to=2"),
        ],
        clerk: ["/reports/", "/reports/X-MP/2024-06-14/"],
    }
    followed = set()
    for client, urls in pages.items():
        for url in urls:
            links = re.findall(r'href="(/[^"]*\.(?:csv|json|xlsx)[^"]*)" download', client.get(url).text)
            asked = url.partition("?")[2]
            assert links, url
            assert not asked or all(asked in link.replace("&amp;", "&") for link in links), url
            followed |= {link.partition(".")[0] for link in links}
            as_csv = [link.replace("&amp;", "&") for link in links if ".csv" in link]
            assert all(client.get(link).getvalue() for link in as_csv), url
    assert followed >= {url.removesuffix(".json") for url in addresses().values()}


# What people write

WRITTEN = {
    Unit: ("name", "official_name"),
    Cluster: ("name",),
    User: ("full_name",),
    Contact: ("name", "position", "telephone", "email"),
    Target: ("name", "unit_of_measure"),
    Holiday: ("name",),
    Reading: ("note", "outlook_reason", "review_comment"),
    Revision: ("review_comment", "reason", "head_comment"),
    Explanation: ("question", "answer"),
    Inspection: ("findings", "mended"),
}
LURE = '=HYPERLINK("//example.org")'


def write_everywhere(text: str) -> None:
    """Past every form, into all texts that people write and lists tell."""
    for model, fields in WRITTEN.items():
        for field in fields:
            model.objects.exclude(**{field: ""}).update(**{field: text})


@pytest.mark.parametrize("lure", [LURE, "@SUM(A1)", "+1", "-1-1", "\t=1", "＝1"])
def test_nothing_that_people_write_becomes_a_formula(lure, officer, clerk):
    urls, by_whom = addresses(), clients(officer, clerk)
    write_everywhere(lure)
    seen = 0
    for name, url in urls.items():
        if name in ("unit_export", "overview_export"):
            continue
        lines = of_csv(by_whom[name].get(url.replace(".json", ".csv")).getvalue())
        cells = [cell for line in lines for cell in line]
        assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS) and not is_number(cell)], name
        held = sum(cell == f"'{lure}" for cell in cells)
        seen += held
        if lure == LURE:
            content = by_whom[name].get(url.replace(".json", ".xlsx")).getvalue()
            sheet = load_workbook(io.BytesIO(content)).active
            of_sheet = [cell for row in sheet.iter_rows() for cell in row]
            assert "f" not in {cell.data_type for cell in of_sheet}, name
            assert sum(cell.value == lure for cell in of_sheet) == held, name
    assert seen > 50


def is_number(text: str) -> bool:
    return re.fullmatch(r"-[0-9]+(,[0-9]+)?", text) is not None

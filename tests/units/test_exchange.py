"""Units, people and roles by file in the administration: looked at, then all or nothing, within reach."""

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from tests.administration import address, administrator, officer_of, signed_in
from tests.exchanging import Desk, csv_bytes, deeds
from tests.factories import ClusterFactory, MembershipFactory, UnitFactory, UserFactory
from tests.reports.made_awkward_files import with_parts
from tests.reports.progress_commands import xlsx_bytes
from units.choices import Action, Role, UnitKind
from units.models import TECHNICAL, Cluster, Event, Membership, Unit, User
from units.permissions import may_administer_person, people_administered_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    with translation.override("en"):
        yield


def desk(person: User, model: type) -> Desk:
    client = signed_in(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return Desk(client, model)


@pytest.fixture
def city():
    return UnitFactory(code="TPLS", name="Thành phố Lạng Sơn", kind=UnitKind.CITY)


@pytest.fixture
def ward(city):
    return UnitFactory(parent=city, code="P-DK", name="Phường Đông Kinh", kind=UnitKind.WARD)


@pytest.fixture
def elsewhere():
    return UnitFactory(code="HCL", name="Huyện Cao Lộc", kind=UnitKind.CITY)


@pytest.fixture
def officer(city):
    return officer_of(city)


@pytest.fixture
def units(officer):
    return desk(officer, Unit)


@pytest.fixture
def people(officer):
    return desk(officer, User)


HEADER = "code;parent;name;official_name;kind;order"
BELOW = "X-QL-1;X-QL;Thôn 1;Thôn 1;ward;2"
ABOVE = "X-QL;TPLS;Xã Quảng Lạc;UBND xã Quảng Lạc;commune;1"


# Looked at first


def test_preview_tells_new_changed_and_unchanged_and_keeps_nothing(city, ward, units):
    file = csv_bytes(
        "code;name;valid_to",
        "TPLS;Thành phố Lạng Sơn;",
        "P-DK;Phường Đông Kinh (mới);31/12/2024",
    )

    units.look(file)

    (row,) = units.rows
    assert (row.number, row.name, row.is_new) == (3, "P-DK", False)
    assert [(c.column, c.old, c.new) for c in row.changes] == [
        ("name", "Phường Đông Kinh", "Phường Đông Kinh (mới)"),
        ("valid_to", "–", "31/12/2024"),
    ]
    assert units.said.context["preview"].outcome.unchanged == 1
    assert (deeds(), Unit.objects.get(code="P-DK").valid_to) == ([], None)


def test_taking_it_in_writes_and_logs_each_row(city, ward, units, officer):
    units.look(csv_bytes("code;name;order", "P-DK;Phường Mới;9"), "đơn vị.csv").take()

    ward.refresh_from_db()
    assert (units.status, ward.name, ward.order) == (302, "Phường Mới", 9)
    event = Event.objects.get()
    assert (event.actor, event.action, event.unit, event.comment) == (
        *(officer, Action.CHANGED, ward),
        "đơn vị.csv",
    )
    assert event.data["name"] == ["Phường Đông Kinh", "Phường Mới"]


def test_three_faults_are_told_by_row_and_column_and_the_mended_file_is_taken(city, ward, units):
    wrong = [
        HEADER,
        "X-QL;TPLS;Xã Quảng Lạc;UBND xã;phố;1",
        "X-HD;NOWHERE;Xã;UBND;commune;1",
        "P-DK;TPLS;;UBND;ward;một",
    ]
    units.look(csv_bytes(*wrong))
    assert [(row, column) for row, column, _message in units.faults] == [
        *((2, "kind"), (3, "parent")),
        (4, "order"),
    ]
    assert "“NOWHERE”" in units.faults[1][2]
    assert (units.status, Unit.objects.count(), deeds()) == (422, 2, [])

    mended = [HEADER, ABOVE, "X-HD;TPLS;Xã;UBND;commune;1", "P-DK;TPLS;Phường;UBND;ward;1"]
    units.look(csv_bytes(*mended)).take()
    assert (units.status, Unit.objects.count()) == (302, 4)


def test_rules_of_the_model_and_of_the_database_speak_in_their_row(city, ward, units):
    units.look(csv_bytes("code;name;valid_from;valid_to", "P-DK;;2/2/2024;1/2/2024"))
    assert [(row, column) for row, column, _message in units.faults] == [(2, "name"), (2, "")]

    units.look(csv_bytes("code;parent", "P-DK;P-DK"))
    assert "keeps its code and parent" in units.faults[0][2]


def test_a_workbook_is_answered_with_the_cell(city, ward, units):
    book = xlsx_bytes([("P-DK", "1,5")], columns=("code", "order"))
    units.look(book, "units.xlsx")
    assert units.said.context["preview"].faults[0].cell == "B2"


def test_rows_may_stand_in_any_order(city, units):
    units.look(csv_bytes(HEADER, BELOW, ABOVE)).take()
    assert Unit.objects.get(code="X-QL-1").path == "/TPLS/X-QL/X-QL-1/"
    assert Unit.objects.get(code="X-QL").kind == UnitKind.COMMUNE


def test_units_that_name_each_other_as_parents_are_refused(city, units):
    round_about = [HEADER, "X-A;X-B;A;A;ward;1", "X-B;X-A;B;B;ward;1"]
    assert units.look(csv_bytes(*round_about)).status == 422


def test_two_rows_about_one_thing_are_refused(city, ward, units):
    units.look(csv_bytes("code;order", "P-DK;1", "p-dk;2"))
    assert [(row, column) for row, column, _message in units.faults] == [(3, "")]


def test_what_is_not_in_the_file_stays_and_an_empty_cell_empties(city, ward, units):
    ward.valid_to, ward.order = date(2024, 12, 31), 7
    ward.save()
    units.look(csv_bytes("code;valid_to", "P-DK;")).take()
    ward.refresh_from_db()
    assert (ward.valid_to, ward.order, ward.name) == (None, 7, "Phường Đông Kinh")


def test_the_same_file_again_has_nothing_to_take(city, ward, units):
    file = units.taken_out("csv")
    units.look(file)
    assert (units.status, units.said.context["confirm"]) == (200, None)
    assert b"stands here already" in units.said.content


def test_a_choice_is_named_by_its_word_or_as_the_person_reads_it(city, ward, units):
    units.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"
    units.look(csv_bytes("code;kind", "P-DK;Xã")).take()
    units.look(csv_bytes("code;kind", "TPLS;department")).take()
    assert [unit.kind for unit in Unit.objects.order_by("code")] == [UnitKind.COMMUNE, UnitKind.DEPARTMENT]


# What changed meanwhile


def test_nothing_else_is_taken_than_what_was_shown(city, ward, units):
    units.look(csv_bytes("code;order", "P-DK;50"))
    Unit.objects.filter(pk=ward.pk).update(order=49)

    units.take()
    assert (units.status, Unit.objects.get(pk=ward.pk).order, deeds()) == (409, 49, [])

    units.take()
    assert (units.status, Unit.objects.get(pk=ward.pk).order) == (302, 50)


def test_a_preview_is_taken_once(city, ward, units):
    shown = units.look(csv_bytes("code;order", "P-DK;50")).said
    units.take()
    units.said = shown
    assert units.take().status == 409


def test_a_preview_is_no_other_persons_and_about_nothing_else(city, ward, units, officer):
    shown = units.look(csv_bytes("code;order", "P-DK;50")).said

    other = desk(officer_of(city), Unit)
    other.said = shown
    assert other.take().status == 409

    as_clusters = desk(officer, Cluster)
    as_clusters.said = shown
    assert as_clusters.take().status == 409
    assert as_clusters.client.post(address(Unit, "import"), {"token": "made up"}).status_code == 409
    assert deeds() == []


# Within reach


def test_rows_about_others_units_are_refused_even_if_they_change_nothing(city, elsewhere, units):
    units.look(csv_bytes("code;name", "HCL;Huyện Cao Lộc", "TPLS;Thành phố"))
    assert units.faults == [(2, "", "You do not administer this.")]


def test_others_units_are_not_named_and_no_new_tree_is_planted(city, ward, elsewhere, units):
    new = "X-1;{};Xã 1;Xã 1;commune;1"
    units.look(csv_bytes(HEADER, new.format("HCL")))
    assert [(row, column) for row, column, _message in units.faults] == [(2, "parent")]

    units.look(csv_bytes(HEADER, new.format("")))
    assert units.faults == [(2, "", "You do not administer this.")]
    assert Unit.objects.count() == 3


def test_an_administrator_plants_a_new_tree(city):
    admin = desk(administrator(), Unit)
    admin.look(csv_bytes(HEADER, "HCL;;Huyện Cao Lộc;UBND huyện;city;1")).take()
    assert Unit.objects.get(code="HCL").path == "/HCL/"


def test_only_what_one_administers_goes_out(city, ward, elsewhere, officer):
    ClusterFactory(owner=city, code="C1")
    ClusterFactory(owner=elsewhere, code="C2")
    MembershipFactory(unit=elsewhere)
    here = {model: desk(officer, model).taken_out("csv").decode() for model in (Unit, Cluster, Membership)}
    assert "P-DK" in here[Unit]
    assert "C1" in here[Cluster]
    assert not any(foreign in text for text in here.values() for foreign in ("HCL", "C2"))
    assert "HCL" in desk(administrator(), Unit).taken_out("csv").decode()


# People


PERSON = "username;full_name;is_active"


def test_a_new_person_has_no_password_and_must_choose_one(city, people):
    people.look(csv_bytes(PERSON, " Nguyễn.A ;Nguyễn Văn A;1")).take()
    person = User.objects.get(username="nguyễn.a")
    assert (person.has_usable_password(), person.must_change_password) == (False, True)
    assert (person.is_superuser, person.is_staff, person.is_active) == (False, False, True)


@pytest.mark.parametrize(
    "column",
    ["is_superuser", "is_staff", "password", "must_change_password", "groups", "user_permissions", "id"],
)
def test_no_right_and_no_password_comes_in(city, people, column):
    people.look(csv_bytes(f"username;full_name;{column}", "a;A;1"))
    assert (people.status, column in people.file_error) == (422, True)
    assert not User.objects.filter(username="a").exists()


def test_no_right_and_no_password_goes_out(city, people, ward):
    MembershipFactory(unit=ward, user__username="maipha")
    (head, *_rows) = people.taken_out("csv").decode("utf-8-sig").splitlines()
    assert head == "Username;Full name;Position;Telephone;Email address;Active"


def test_home_affairs_gets_and_changes_its_own_people_alone(city, ward, elsewhere, people):
    MembershipFactory(unit=ward, user__username="own", user__full_name="Own")
    MembershipFactory(unit=elsewhere, user__username="foreign", user__full_name="Foreign")
    UserFactory(username="root", full_name="Root", is_superuser=True)
    UserFactory(username=TECHNICAL)

    out = people.taken_out("csv").decode()
    assert "own;" in out
    assert not any(f"{name};" in out for name in ("foreign", "root", TECHNICAL))

    rows = ("own;Mới;1", "foreign;Foreign;1", "root;Root;1", f"{TECHNICAL};X;1")
    people.look(csv_bytes(PERSON, *rows))
    assert [row for row, _column, _message in people.faults] == [3, 4, 5]


def test_whom_one_administers_is_one_rule(city, ward, elsewhere, officer):
    MembershipFactory(unit=ward, user=MembershipFactory(unit=elsewhere).user)
    MembershipFactory(unit=ward, user__is_superuser=True)
    MembershipFactory(unit=ward)
    UserFactory()
    asking = (officer, administrator(), MembershipFactory(unit=city, role=Role.LEADERSHIP).user)
    for person in asking:
        fresh = User.objects.get(pk=person.pk)
        may = {each.pk for each in User.objects.all() if may_administer_person(fresh, each)}
        assert {each.pk for each in people_administered_by(fresh)} == may


def test_nobody_closes_the_own_account(city, people, officer):
    people.look(csv_bytes("username;is_active", f"{officer.username};0"))
    assert people.faults[0][:2] == (2, "is_active")


def test_a_role_is_named_by_person_unit_role_and_first_day(city, ward, officer):
    UserFactory(username="maipha")
    roles = desk(officer, Membership)
    header = "user;unit;role;valid_from;valid_to"
    roles.look(csv_bytes(header, "MaiPha;p-dk;staff;1/1/2024;"))
    assert roles.rows[0].name == "maipha · P-DK · Staff · 01/01/2024"
    roles.take()
    roles.look(csv_bytes(header, "maipha;P-DK;staff;2024-01-01;31/12/2024")).take()
    held = Membership.objects.get(unit=ward)
    assert (held.role, held.valid_from, held.valid_to) == (Role.STAFF, date(2024, 1, 1), date(2024, 12, 31))
    assert deeds() == [(Action.CREATED, "units.membership"), (Action.CHANGED, "units.membership")]


# Files


OLD = "code,name\r\nP-DK,Ph\u00adêng §«ng Kinh míi ®æi\r\n".encode("cp1252")


def test_text_in_an_old_font_is_shown_converted_and_taken_only_when_confirmed(city, ward, units):
    units.look(OLD)
    assert units.rows[0].changes[0].new == "Phường Đông Kinh mới đổi"
    assert b"TCVN3" in units.said.content

    shown = units.said
    assert (units.take().status, deeds()) == (422, [])
    units.said = shown
    units.take(fonts="on")
    assert Unit.objects.get(code="P-DK").name == "Phường Đông Kinh mới đổi"


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        *(("u.csv", "utf-8", ","), ("u.csv", "utf-8-sig", ";"), ("u.txt", "utf-16", "\t")),
        ("u.tsv", "cp1258", "\t"),
    ],
)
def test_text_is_read_in_whatever_an_office_saves_it(city, ward, units, name, encoding, delimiter):
    wanted = "Phường Đông Kinh thứ hai"
    # Windows-1258 has letters and tones apart.
    written = wanted.replace("ờ", "ơ\u0300").replace("ứ", "ư\u0301")
    text = f"code{delimiter}name\nP-DK{delimiter}{written}\n"
    units.look(text.encode(encoding), name).take()
    assert Unit.objects.get(code="P-DK").name == wanted


def test_json_and_workbooks_hold_the_same_rows(city, ward, units):
    records = json.loads(units.taken_out("json"))
    assert records[0]["code"] == "P-DK"
    assert (records[0]["parent"], records[0]["head_approves"]) == ("TPLS", False)
    sheet = load_workbook(io.BytesIO(units.taken_out("xlsx"))).active
    assert [cell.value for cell in sheet[1]][:3] == ["Code", "Parent", "Name"]
    assert [cell.value for cell in sheet[2]][4] == "ward"

    records[0]["order"] = 77
    units.look(json.dumps(records).encode(), "units.json").take()
    assert Unit.objects.get(code="P-DK").order == 77


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"code,colour\nP-DK,red\n", "u.csv", "colour"),
        (b"name\nP\n", "u.csv", "Missing: “Code”."),
        (b"code,code\nP-DK,P-DK\n", "u.csv", "twice"),
        (b"code,name\n", "u.csv", "no rows"),
        (b"[1]", "u.json", "list of records"),
        (b'[{"code": NaN}]', "u.json", "JSON"),
        (b"[" * 100_000, "u.json", "JSON"),
        (b"%PDF-1.7", "u.pdf", "Only CSV"),
        (with_parts({"xl/vbaProject.bin": b""}), "u.xlsx", "macros"),
        (with_parts({"xl/media/bomb": bytes(31 * 1024 * 1024)}), "u.xlsx", "too large once unpacked"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "u.xlsx", "old Excel"),
        (b"code\n" + b"P" * (20 * 1024 * 1024 + 1), "u.csv", "20 MB"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_box(city, units, content, name, said):
    units.look(content, name)
    assert units.status == 422
    assert said in units.file_error


def test_texts_that_excel_takes_for_formulas_come_back_as_they_were(city, ward, units):
    names = ["=1+1", "'=1+1", "-", "''@x", "@", "0912", "'tất cả", '"a";b']
    for name in names:
        Unit.objects.filter(pk=ward.pk).update(name=name)
        file = units.taken_out("csv")
        assert b";=" not in file
        Unit.objects.filter(pk=ward.pk).update(name="khác")
        units.look(file).take()
        assert Unit.objects.get(pk=ward.pk).name == name


def test_a_long_preview_counts_all_and_shows_the_first(city, units):
    new = [f"X-{number};TPLS;Thôn;Thôn;ward;1" for number in range(230)]
    units.look(csv_bytes(HEADER, *new))
    preview = units.said.context["preview"]
    assert (preview.outcome.new, len(preview.rows), preview.rows_left) == (230, 200, 30)
    assert b"And 30 more" in units.said.content

    units.look(csv_bytes(HEADER, *(row.replace("ward", "hamlet") for row in new)))
    preview = units.said.context["preview"]
    assert (len(preview.faults), preview.faults_left) == (200, 30)


def test_unchanged_rows_are_looked_up_together(city, units):
    for number in range(30):
        UnitFactory(parent=city, code=f"X-{number}")
    file = units.taken_out("csv")
    with CaptureQueriesContext(connection) as asked:
        units.look(file)
    looked_up = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len(looked_up) <= 10

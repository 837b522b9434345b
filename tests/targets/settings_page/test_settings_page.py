"""The campaign's settings in ordinary boxes: stored, refused beside their boxes, told to who comes second."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.log_text import facts_of
from targets.campaign_settings import Check, CheckKind, Operand
from targets.models import Campaign
from tests.administration import officer_of, signed_in
from tests.html import boxes, text_of
from units.models import Event

pytestmark = pytest.mark.django_db
NUMBER_OF_ROWS = 6


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@dataclass
class Editor:
    """An officer with the page open; `boxes` is what a browser would send of it."""

    campaign: Campaign
    boxes: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client: Client = signed_in(officer_of(self.campaign.owner))
        self.url = reverse("setup_settings", args=[self.campaign.code])
        self.take(self.client.get(self.url))

    def take(self, response) -> None:
        """The boxes as the page shows them now."""
        self.page = response.context["settings"]
        self.boxes = {**boxes(response.content.decode())}
        self.boxes["calendar-forecast_in"] = self.page.calendar["forecast_in"].value()

    def store(self, **typed: object):
        return self.send({name.replace("__", "-"): value for name, value in typed.items()})

    def send(self, typed: dict[str, object], button: str = "store"):
        self.response = self.client.post(self.url, {**self.boxes, **typed, button: "1"})
        if self.response.status_code != 302:
            self.take(self.response)
        return self.response

    @property
    def stored(self) -> Campaign:
        return Campaign.objects.get(pk=self.campaign.pk)

    def errors_of(self, name: str) -> list[str]:
        forms = [form for part in self.page.parts for form in getattr(part, "rows", [part])]
        return next(
            [*form[box].errors] for form in forms for box in form.fields if form.add_prefix(box) == name
        )


@pytest.fixture
def editor(campaign_2024) -> Editor:
    return Editor(campaign_2024)


def test_page_that_comes_back_as_it_was_shown_stores_nothing(editor):
    before = editor.stored.settings

    assert editor.store().status_code == 302

    assert editor.stored.settings == before
    assert not Event.objects.filter(object_type="targets.campaign").exists()


def test_all_kinds_of_settings_are_stored_at_once_with_old_and_new_in_the_log(editor):
    editor.send(
        {
            "heading-document_number": "01/PĐ-UBND",
            "printed-place": "TP. Mới",
            "printed-legal_bases": "Căn cứ một\r\n\r\n  Căn cứ   hai ",
            "form-pnv-signer": "Người ký",
            "form-pnv-recipients": "Lãnh đạo UBND",
            "checks-2-plus": "27",
            "checks-3-out": "on",
            "calendar-due_after": "3",
            "calendar-closes_after": "10",
        }
    )

    assert editor.response.status_code == 302
    campaign, options = editor.stored, editor.stored.options
    assert (campaign.document_number, options.place) == ("01/PĐ-UBND", "TP. Mới")
    assert options.legal_bases == ("Căn cứ một", "Căn cứ hai")
    assert (options.form("pnv").signer, options.form("pnv").recipients) == ("Người ký", ("Lãnh đạo UBND",))
    assert options.form("ubnd") == editor.campaign.options.form("ubnd")
    assert [check.kind for check in options.checks] == ["same", "same", "sum", "band"]
    assert options.checks[2].plus == 27
    assert campaign.settings["calendar"] == {"due_after": 3, "closes_after": 10}
    (event,) = Event.objects.filter(object_type="targets.campaign")
    assert event.data["settings.place"] == ["TP. Lạng Sơn", "TP. Mới"]
    assert event.data["settings.forms.pnv.signer"] == ["", "Người ký"]
    assert "BS-01.value = 26 + XH-04.year" in event.data["settings.checks"][0]
    assert event.data["settings.calendar.closes_after"] == [None, 10]
    told = dict(facts_of(event))
    assert told["Forms of documents pnv: Name of the signer"] == "– → Người ký"
    assert told["Entry closes: working days after the cut-off"] == "– → 10"
    assert not {"name", "settings.short_name", "settings.forms.ubnd.symbol"} & event.data.keys()


def test_a_check_is_made_of_choices_in_words(editor):
    new = f"checks-{NUMBER_OF_ROWS - 1}-"
    words = dict(editor.page.checks.choices)
    assert words["MT-06.base"].startswith("MT-06 ")

    editor.send({f"{new}of": "KT-04.value", f"{new}kind": "same", f"{new}to_0": "KT-03.value"})

    same = Check(CheckKind.SAME, Operand("KT-04", "value"), (Operand("KT-03", "value"),))
    assert editor.stored.options.checks[-1] == same


@pytest.mark.parametrize(
    ("typed", "box", "message"),
    [
        ({"form-pnv-symbol": " "}, "form-pnv-symbol", "This is missing."),
        ({"calendar-cut_off_day": "32"}, "calendar-cut_off_day", "A day from 1 to 31 is expected."),
        ({"calendar-report_after": "1"}, "calendar-report_after", "Each date follows the one before."),
        ({"checks-4-least": "5"}, "checks-4-least", "The least is above the most."),
        ({"checks-3-most": ""}, "checks-3-most", "Limits are missing."),
        ({"checks-0-to_0": ""}, "checks-0-to_0", "One is expected."),
        ({"checks-4-most": "nhiều"}, "checks-4-most", None),
        ({"checks-5-of": "KT-03.value"}, "checks-5-kind", "This is missing."),
        ({"added-symbol": "BC-PNV", "added-agency": "X"}, "added-symbol", None),
    ],
)
def test_what_is_refused_stands_beside_its_box_and_nothing_typed_is_lost(editor, typed, box, message):
    before = editor.stored.settings

    response = editor.send({**typed, "printed-place": "Nơi khác"})

    assert response.status_code == 422
    assert editor.stored.settings == before
    assert len(editor.errors_of(box)) == 1
    assert message is None or editor.errors_of(box) == [message]
    assert editor.boxes["printed-place"] == "Nơi khác"
    assert {name: editor.boxes.get(name, "").strip() for name in typed} == {
        n: t.strip() for n, t in typed.items()
    }


def test_everything_that_is_wrong_is_told_at_once(editor):
    wrong = {"form-pnv-symbol": "", "calendar-cut_off_day": "32", "checks-4-least": "5"}

    editor.send(wrong)

    assert all(len(editor.errors_of(box)) == 1 for box in wrong)


def test_who_comes_second_is_told_what_was_stored_and_may_store_again(editor):
    other = Editor(editor.campaign)
    other.send({"printed-place": "Của người khác", "checks-2-plus": "27"})

    response = editor.send({"printed-place": "Của tôi", "form-pnv-signer": "Người ký"})

    assert response.status_code == 422
    assert editor.stored.options.place == "Của người khác"
    assert "Của người khác" in text_of(response.content.decode())
    assert editor.boxes["checks-2-plus"] == "27"
    assert editor.send({}).status_code == 302
    options = editor.stored.options
    assert (options.place, options.form("pnv").signer, options.checks[2].plus) == ("Của tôi", "Người ký", 27)


def test_a_part_that_was_not_touched_does_not_undo_what_somebody_else_stored_in_it(editor):
    Editor(editor.campaign).send({"printed-place": "Của người khác"})

    assert editor.send({"form-pnv-signer": "Người ký"}).status_code == 302

    options = editor.stored.options
    assert (options.place, options.form("pnv").signer) == ("Của người khác", "Người ký")


def test_form_of_documents_is_added_and_taken_out(editor):
    added = {"symbol": "BC-HĐTĐ", "agency": "HỘI ĐỒNG", "signer_title": "CHỦ TỊCH", "archive": "Lưu: VT"}
    editor.send({f"added-{name}": text for name, text in added.items()})
    assert editor.stored.options.forms.keys() == {"pnv", "ubnd", "hdtd"}

    editor.take(editor.client.get(editor.url))
    assert "form-pnv-out" not in {box.html_name for part in editor.page.documents for box in part}
    editor.send({"form-hdtd-out": "on"})
    assert editor.stored.options.forms.keys() == {"pnv", "ubnd"}


def test_a_look_shows_head_and_foot_as_typed_and_stores_nothing(editor):
    response = editor.send({"form-pnv-signer_title": "PHÓ TRƯỞNG PHÒNG"}, button="look")

    assert response.status_code == 200
    told = text_of(response.content.decode())
    assert "PHÓ TRƯỞNG PHÒNG" in told
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in told
    assert editor.stored.options.form("pnv").signer_title == "TRƯỞNG PHÒNG"


def test_a_campaign_without_settings_is_begun_on_the_page(editor):
    Campaign.objects.filter(pk=editor.campaign.pk).update(settings={})
    editor.take(editor.client.get(editor.url))

    editor.send(
        {
            "printed-place": "TP. Lạng Sơn",
            "checks-0-of": "XD-03.value",
            "checks-0-kind": "cap",
            "checks-0-most": "20",
        }
    )

    cap = Check(CheckKind.CAP, Operand("XD-03", "value"), most=Decimal(20))
    assert (editor.stored.options.place, editor.stored.options.checks) == ("TP. Lạng Sơn", (cap,))


def test_settings_that_name_targets_no_more_there_are_kept(editor):
    editor.campaign.targets.filter(code="KT-04").update(code="KT-40")
    editor.take(editor.client.get(editor.url))

    editor.send({"checks-2-plus": "27"})

    assert editor.stored.options.checks[4].of == Operand("KT-04", "value")


def test_page_asks_few_questions(editor):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        editor.client.get(editor.url)
    assert len(queries) <= 10


def test_stored_form_of_settings_is_for_administrators(editor, admin_client):
    url = reverse("admin:targets_campaign_change", args=[editor.campaign.pk])
    assert 'name="settings"' not in editor.client.get(url).content.decode()
    assert 'name="settings"' in admin_client.get(url).content.decode()


@pytest.mark.parametrize(
    ("page", "anchor"), [("campaign", ""), ("documents", "#forms"), ("calendar_renew", "#calendar")]
)
def test_pages_of_the_running_campaign_lead_to_its_settings(editor, page, anchor):
    assert f'href="{editor.url}{anchor}"' in editor.client.get(reverse(page)).text

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import translation

from reports.models import Message, Reminder
from tests.reports.chased import Chased, give_address
from tests.reports.mail_servers import REFUSING, Refusing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.EMULATION_TODAY = "2024-06-17"
    with translation.override("en"):
        yield


@pytest.fixture
def cast() -> Chased:
    return Chased()


def remind(**options) -> str:
    out = io.StringIO()
    call_command("remind", stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_did(cast):
    give_address(cast["neighbour"], "")
    said = remind().splitlines()
    assert said == [
        f"{cast.ward} · quarter II/2024 · 1 day before",
        f"{cast.other_ward} · quarter II/2024 · 1 day before",
        f"Has no e-mail address: {cast.other_ward}",
        "Reminders: 2, covered by later ones: 4, messages sent: 1",
    ]


def test_a_second_time_there_is_nothing_to_do(cast):
    remind()
    assert remind() == "Reminders: 0, covered by later ones: 0, messages sent: 0\n"


def test_a_dry_run_does_nothing_and_says_what_it_would(cast):
    said = remind(dry_run=True).splitlines()
    assert said[:3] == [
        f"{cast.ward} · quarter II/2024 · 7 days before · covered by a later one",
        f"{cast.ward} · quarter II/2024 · 3 days before · covered by a later one",
        f"{cast.ward} · quarter II/2024 · 1 day before · to be sent",
    ]
    assert (Reminder.objects.count(), Message.objects.count(), mail.outbox) == (0, 0, [])


def test_mail_that_failed_makes_it_fail(cast, settings):
    settings.EMAIL_BACKEND = REFUSING
    Refusing.refused = {"staff@thidua.example.vn"}
    with pytest.raises(CommandError, match="1 message failed") as caught:
        remind()
    Refusing.refused = set()
    assert caught.value.returncode == 1
    assert Reminder.objects.count() == 6


def test_without_a_campaign_there_is_nobody_to_remind():
    assert remind() == "No campaign has been set up yet.\n"


def test_letters_are_vietnamese_whatever_language_the_job_runs_in(cast, settings):
    settings.SITE_URL = "https://thidua.example.vn"
    remind()
    letter = next(one for one in mail.outbox if one.to == ["staff@thidua.example.vn"])
    assert letter.subject == "Đề nghị gửi báo cáo quý II/2024 (hạn hết ngày 18/6/2024)"
    owner = cast.campaign.owner.name[:1].lower() + cast.campaign.owner.name[1:]
    assert letter.body == (
        f"Kính gửi anh/chị {cast['staff'].full_name},\n\n"
        f"Phòng Nội vụ {owner} đề nghị anh/chị quan tâm, hoàn thành và gửi báo cáo sau:\n\n"
        f"1. {cast.ward.name}: báo cáo quý II/2024\n"
        "   Hạn gửi: hết ngày 18/6/2024.\n"
        "   Tình hình: chưa nhập số liệu nào (0/1).\n"
        "   Còn thiếu:\n"
        f"   + {cast.allocation.target.name}\n"
        f"   Nhập và gửi tại: https://thidua.example.vn/reports/{cast.ward.code}/2024-06-14/\n\n"
        "Nếu đơn vị đã gửi báo cáo, đề nghị anh/chị bỏ qua thư này. Trường hợp có khó khăn, vướng mắc, "
        f"đề nghị trao đổi với Phòng Nội vụ {owner} để phối hợp.\n\n"
        "Trân trọng cảm ơn./.\n"
    )


def test_without_the_sites_address_a_letter_has_no_link(cast, settings):
    settings.SITE_URL = ""
    remind()
    assert all("http" not in letter.body for letter in mail.outbox)

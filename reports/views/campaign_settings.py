"""Home Affairs keeps what a campaign's documents print and its offices choose, before and after it opens."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation.dates import today
from reports.documents.letterhead import foot, letterhead
from targets.settings_page import page as pages
from targets.settings_page.boxes import FormPart
from targets.views.setting_up import campaign_set_up
from units.kept import keeps_typed


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def setup_settings(request: HttpRequest, code: str) -> HttpResponse:
    """All settings in ordinary boxes; "look" shows what was typed as documents would print it."""
    campaign = campaign_set_up(request, code)
    if request.method != "POST":
        return _shown(request, pages.load(campaign))
    if "look" in request.POST:
        page = pages.load(campaign, request.POST)
        return _shown(request, page, status=200 if page.is_valid() else 422)
    page, is_changed = pages.store(campaign, request.POST, request.user)
    if page.is_wrong:
        return _shown(request, page, status=422)
    if is_changed:
        messages.success(request, _("The settings were stored."))
    else:
        messages.info(request, _("Nothing was typed, so there was nothing to save."))
    return redirect(f"{reverse('setup_settings', args=[code])}")


def _shown(request: HttpRequest, page: pages.SettingsPage, status: int = 200) -> HttpResponse:
    place = page.campaign.options.place
    documents = [(part, _preview(part, place)) for part in page.documents]
    context = {"settings": page, "campaign": page.campaign, "documents": documents}
    return render(request, "targets/settings.html", context, status=status)


def _preview(part: FormPart, place: str) -> dict[str, Any]:
    """Head and foot as a document would print them."""
    form = part.document()
    return {"letterhead": letterhead(form, place, today()), "addressees": form.addressees, "foot": foot(form)}

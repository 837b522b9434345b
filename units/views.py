from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_http_methods

from units.contacts import ContactFormSet, save_contacts
from units.kept import KEPT, ask_to_sign_in, is_by, is_worth_keeping, keeps_typed, offer_again
from units.models import Unit
from units.permissions import may_edit_contacts

BY_ANOTHER = _("What had been typed before was typed by somebody else; it has not been taken over.")


class SignIn(auth.LoginView):
    """Signs in, and gives back what was typed before the session ended."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(kept=self.request.POST.get(KEPT, ""), **kwargs)

    def form_valid(self, form):
        onward = super().form_valid(form)
        kept = self.request.POST.get(KEPT)
        action = self.get_redirect_url()
        if not (kept and action):
            return onward
        if not is_by(QueryDict(kept), self.request.user):
            messages.warning(self.request, BY_ANOTHER)
            return onward
        return offer_again(self.request, action, QueryDict(kept))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a good token; most often it was opened before the last sign-in in another tab.

    It may be sent again where the browser itself names this site as its origin: then no other site wrote it.
    """
    if not is_worth_keeping(request, request.resolver_match.func) or not _is_from_here(request):
        return csrf_failure(request, reason)
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    if not is_by(request.POST, request.user):
        messages.warning(request, BY_ANOTHER)
        return redirect(request.get_full_path())
    return offer_again(request, request.get_full_path(), request.POST, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


class OwnPasswordForm(PasswordChangeForm):
    """A password that the person chose: nothing is left to be changed."""

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


class PasswordChange(auth.PasswordChangeView):
    form_class = OwnPasswordForm


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """Whom to call at a unit, as its own people and Home Affairs keep it."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    if not may_edit_contacts(request.user, unit):
        raise PermissionDenied(_("The unit's own people and Home Affairs say whom to call."))
    is_posted = request.method == "POST"
    formset = ContactFormSet(request.POST if is_posted else None, instance=unit)
    if is_posted and formset.is_valid():
        if formset.has_changed():
            save_contacts(formset, request.user)
            messages.success(request, _("The contacts were saved."))
        else:
            messages.info(request, _("Nothing was typed, so there was nothing to save."))
        return redirect("contacts", code)
    context = {"unit": unit, "formset": formset}
    return render(request, "units/contacts.html", context, status=422 if is_posted else 200)

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.csrf import csrf_failure

from units.kept import KEPT, ask_to_sign_in, is_by, is_worth_keeping, offer_again

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

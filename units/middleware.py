from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from units.kept import ask_to_sign_in, is_worth_keeping

OPEN_WHILE_PASSWORD_IS_OLD = {"password_change", "password_change_done", "logout", "set_language"}


class SignInMiddleware(LoginRequiredMiddleware):
    """Everybody signs in first; what was typed before a session ended is kept meanwhile."""

    def handle_no_permission(self, request, view_func):
        if "HX-Request" in request.headers:
            # A sign-in page would take the place of a part of the page; the page says so itself.
            return HttpResponse(status=401)
        if is_worth_keeping(request, view_func):
            return ask_to_sign_in(request)
        return super().handle_no_permission(request, view_func)


class PasswordChangeMiddleware:
    """Whoever was given a password by another person chooses an own one before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if resolve(request.path_info).url_name in OPEN_WHILE_PASSWORD_IS_OLD:
            return None
        return redirect("password_change")

"""The administration's front door: who gets in, and by which door."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from units.permissions import may_administer


class AdministrationSite(AdminSite):
    """For Home Affairs and administrators. Roles are memberships; is_staff and groups mean nothing."""

    site_header = _("Administration of the emulation campaign")
    site_title = _("Administration")
    index_title = _("What can be administered")
    empty_value_display = "–"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What goes is deleted one by one, after a look at what hangs on it.
        self.disable_action("delete_selected")

    def has_permission(self, request):
        user = request.user
        return user.is_authenticated and user.is_active and may_administer(user)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """People sign in at one place only."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        return redirect("password_change")

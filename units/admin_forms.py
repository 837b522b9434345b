"""Accounts: whoever is given a password by another person chooses an own one at the next sign-in."""

from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)

from units.administration import AdministeredForm
from units.models import User


class NoHash(ReadOnlyPasswordHashWidget):
    """The way to a new password, without how the present one is kept."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"summary": []}


class PersonForm(AdministeredForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = NoHash()


class NewPersonForm(AdministeredForm, BaseUserCreationForm):
    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username", "full_name", "position", "phone", "email")

    def save(self, commit=True):
        self.instance.must_change_password = True
        return super().save(commit)


class GivenPasswordForm(AdminPasswordChangeForm):
    def save(self, commit=True):
        self.user.must_change_password = True
        return super().save(commit)

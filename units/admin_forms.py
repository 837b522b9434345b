"""Accounts: whoever is given a password by another person chooses an own one at the next sign-in."""

from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm

from units.administration import AdministeredForm
from units.models import User


class PersonForm(AdministeredForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


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

from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordChangeForm


class OwnPasswordForm(PasswordChangeForm):
    """A password that the person chose: nothing is left to be changed."""

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


class PasswordChange(auth.PasswordChangeView):
    form_class = OwnPasswordForm

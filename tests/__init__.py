"""The tests' own environment, set before the settings are read: no machine's .env has a say in a test."""

import os

import django

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "emulation.settings",
    "DEBUG": "off",
    "SECRET_KEY": "only-for-tests",
    "HTTPS": "off",
    "ALLOWED_HOSTS": "",
    "EMULATION_TODAY": "",
    "CONN_MAX_AGE": "0",
    "EMAIL_URL": "memorymail://",
    # Playwright's synchronous interface keeps an event loop in the thread that also asks the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "on",
}
django.setup()

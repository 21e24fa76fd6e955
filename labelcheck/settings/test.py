"""Tests: fast password hashing, tasks run at once, and files in a folder that is new for each test."""

from labelcheck.settings.development import *  # noqa: F403

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
# The suite signs in hundreds of times from one address, which the limits would refuse.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
REGISTER_COUNTS_SECONDS = 0
DATA_REQUESTS_PER_MINUTE = 100_000
# Static files are read from their source folders; nothing is collected before a test.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SITE_ADDRESS = "http://testserver"
SECRETARIAT_ADDRESS = "secretariat@testserver"
# A report takes less time in one process than starting others does.
PRINT_PROCESSES = 1

"""Development on one machine: SQLite, mail written to a folder (or sent to a given server), no secrets."""

from labelcheck.settings.base import *  # noqa: F403
from labelcheck.settings.base import DATA_DIR, ISSUER, env, smtp_mailers

DEBUG = env.bool("LABELCHECK_DEBUG", default=True)
SECRET_KEY = "development-only"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": DATA_DIR / "mail"},
    }
}
if _url := env.str("LABELCHECK_MAIL_URL", default=""):
    MAILERS = smtp_mailers(env.email_url_config(_url))
if not any(ISSUER.values()):
    ISSUER = {
        "role": "issues",
        "name": "Kuvitelma Label Office (fictional issuer)",
        "address": "Keksitty katu 1, 00000 Kuvitelma",
        "basis": "none, for trying labelcheck out",
        "logo": "",
    }

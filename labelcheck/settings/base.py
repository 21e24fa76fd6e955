"""Settings shared by all environments."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
import fontpkg_source_sans_3
import manimgx_fonts
import noto_cjk_sans_jp_regular
from django.utils.csp import CSP

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

# numpy multiplies only small tables here. Several threads would wait for each other longer than they work, and take the
# processor from other processes. numpy reads this when it is imported, which is after the settings.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def smtp_mailers(url: dict[str, Any]) -> dict[str, Any]:
    """MAILERS for the server of a parsed URL such as smtp+tls://user:password@host:587.

    The timeout (seconds per step of the SMTP conversation) keeps all steps together below the lease of a mail.
    """
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": url["EMAIL_HOST"],
                "port": url["EMAIL_PORT"],
                "username": url["EMAIL_HOST_USER"],
                "password": url["EMAIL_HOST_PASSWORD"],
                "use_tls": url.get("EMAIL_USE_TLS", False),
                "use_ssl": url.get("EMAIL_USE_SSL", False),
                "timeout": 30,
            },
        }
    }


# Everything that a running instance writes: database, uploads, reports, mail in development.
DATA_DIR = Path(env.str("LABELCHECK_DATA", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)
# The secret behind the deviations of published counts (docs/comparison.md); "" if it follows from SECRET_KEY.
CELL_KEY_SECRET = env.str("LABELCHECK_CELL_KEY_SECRET", default="")
FONT_DIR = Path(fontpkg_source_sans_3.__file__).parent / "files"
# For what Source Sans lacks: one font per script, symbols, emoji, Chinese, Japanese and Korean, and the operator's.
NOTO_DIR = Path(manimgx_fonts.__file__).parent
SCRIPT_FONTS = [
    *sorted(NOTO_DIR.glob("NotoSans[!-]*.ttf")),
    NOTO_DIR / "NotoEmoji[wght].ttf",
    Path(str(noto_cjk_sans_jp_regular.FONT_PATH)),
    *(sorted(Path(env.str("LABELCHECK_FONTS")).glob("*.[ot]tf")) if "LABELCHECK_FONTS" in env.ENVIRON else ()),
]

INSTALLED_APPS = [
    "labelcheck",
    "assessments",
    "criteria",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tasks_db",
]

MIDDLEWARE = [
    "labelcheck.logs.name_request",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "labelcheck.middleware.language_of_user",
    "labelcheck.middleware.time_zone_of_user",
    "labelcheck.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "labelcheck.middleware.require_second_factor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "labelcheck.middleware.keep_typed",
]

ROOT_URLCONF = "labelcheck.urls"
WSGI_APPLICATION = "labelcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers wait for each other instead of failing halfway; readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "assessments.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "labelcheck.passwords.GuessablePasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FORM_CLASS = "assessments.forms.people.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "assessments.views.account_adapter.AccountAdapter"
# An invited person continues to the invitation right after confirming the address.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "labelcheck: "
ACCOUNT_LOGOUT_ON_GET = False
# A user who changes how to sign in must authenticate again, and is notified at the previous address.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Failed sign-ins per client address and per account. An address alone cannot reach the limit of an account, so that
# nobody can lock somebody else out from one place.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"login_failed": "10/5m/ip,15/5m/key"}
# Pages and files that one client address may open in a minute by links without signing in.
SHARED_REQUESTS_PER_MINUTE = 60
# How often one client address may ask for data of the public register in a minute.
DATA_REQUESTS_PER_MINUTE = env.int("LABELCHECK_DATA_REQUESTS", default=120)
# For how many seconds the numbers of labels by country in the public register are kept.
REGISTER_COUNTS_SECONDS = 60
# The number of proxies in front of the server, which determines the client address used for rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LABELCHECK_PROXIES", default=0)
ACCOUNT_PRESERVE_USERNAME_CASING = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "assessments.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "assessments.forms.passkeys.RenamePasskeyForm",
    "login_webauthn": "assessments.forms.passkeys.PasskeySignInForm",
}
MFA_ADAPTER = "labelcheck.second_factor.SecondFactorAdapter"
# The code before and the code after are valid too, for devices whose clock is a little off.
MFA_TOTP_TOLERANCE = 1
# The roles that must sign in with a second factor: keys of `SECOND_FACTOR_ROLES` in assessments/access.py.
SECOND_FACTOR = env.list("LABELCHECK_SECOND_FACTOR", default=[])
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "start"

CSRF_FAILURE_VIEW = "assessments.views.unsent.csrf_failure"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fi", "suomi")]
FORMAT_MODULE_PATH = ["labelcheck.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
# The time zone for deadlines and validity; people and organisations have their own time zones.
TIME_ZONE = env.str("LABELCHECK_TIME_ZONE", default="Europe/Helsinki")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", FONT_DIR)]
# How many processes print chapters of reports at the same time, on the whole server.
PRINT_PROCESSES = env.int("LABELCHECK_PRINT_PROCESSES", default=min(os.cpu_count() or 1, 2))
# Uploads and reports are served only by views that check permissions, so there is no MEDIA_URL.
MEDIA_ROOT = DATA_DIR / "files"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "labelcheck.sessions"
# A session expires after a day without requests.
SESSION_COOKIE_AGE = 24 * 3600
# The answers of a whole area with three long success stories are far below these limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Uploads are written to disk as they arrive and cut off above the largest size allowed for evidence.
FILE_UPLOAD_HANDLERS = ["assessments.forms.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# The address for replies to mail, unless they go to the other side of the assessment.
SECRETARIAT_ADDRESS = env.str("LABELCHECK_SECRETARIAT", default="secretariat@localhost")
DEFAULT_FROM_EMAIL = env.str("LABELCHECK_FROM", default="labelcheck <noreply@localhost>")
# The public address of the site, for links in mail that is not sent during a request.
SITE_ADDRESS = env.str("LABELCHECK_ADDRESS", default="http://localhost:8000").removesuffix("/")
# How many months something is kept (assessments/queries/retention.py), and how many days before owners are warned.
RETENTION_MONTHS = {
    "drafts": env.int("LABELCHECK_KEEP_DRAFTS", default=24),
    "evidence": env.int("LABELCHECK_KEEP_EVIDENCE", default=72),
    "mail": env.int("LABELCHECK_KEEP_MAIL", default=24),
    "links": env.int("LABELCHECK_KEEP_LINKS", default=12),
    "requests": env.int("LABELCHECK_KEEP_REQUESTS", default=12),
}
RETENTION_WARNING_DAYS = env.int("LABELCHECK_DELETION_WARNING", default=30)
# The keys that sign the credentials of labels (assessments/files/credential_keys.py).
CREDENTIAL_KEYS = Path(env.str("LABELCHECK_CREDENTIAL_KEYS", default=str(DATA_DIR / "credential_keys")))
# The electronic seal on certificates and reports: a PKCS #12 file. Without one nothing is sealed.
SEAL = {"file": env.str("LABELCHECK_SEAL", default=""), "password": env.str("LABELCHECK_SEAL_PASSWORD", default="")}
# Who issues the label (README.md); assessments/issuer.py says what follows from it.
ISSUER = {
    "role": env.str("LABELCHECK_ISSUER", default=""),
    "name": env.str("LABELCHECK_ISSUER_NAME", default=""),
    "address": env.str("LABELCHECK_ISSUER_ADDRESS", default=""),
    "basis": env.str("LABELCHECK_ISSUER_BASIS", default=""),
    "logo": env.str("LABELCHECK_ISSUER_LOGO", default=""),
}
# The operator's own pages, text files such as privacy.en.txt. Without one, a page says what the software does.
PAGES_DIR = Path(env.str("LABELCHECK_PAGES")) if "LABELCHECK_PAGES" in env.ENVIRON else None

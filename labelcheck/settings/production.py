"""Production: everything secret or local comes from the environment."""

from whitenoise.compress import Compressor

from labelcheck.settings.base import *  # noqa: F403
from labelcheck.settings.base import env, smtp_mailers

DEBUG = False
SECRET_KEY = env.str("LABELCHECK_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("LABELCHECK_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("LABELCHECK_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECOND_FACTOR = env.list("LABELCHECK_SECOND_FACTOR", default=["secretariat", "administration", "assessors"])
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
MAILERS = smtp_mailers(env.email_url("LABELCHECK_MAIL_URL", default="smtp://localhost:25"))
SITE_ADDRESS = env.str("LABELCHECK_ADDRESS", default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}").removesuffix("/")
SECRETARIAT_ADDRESS = env.str("LABELCHECK_SECRETARIAT", default=f"secretariat@{ALLOWED_HOSTS[0].lstrip('.')}")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Only files under their hashed names are requested, and nobody but a developer reads source maps.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map", "md", "txt"]
# Rate limits of signing in are shared by all processes, so the cache is a database table or Redis.
CACHES = {
    "default": env.cache_url("LABELCHECK_CACHE_URL", default="dbcache://labelcheck_cache"),
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "labelcheck.logs.RequestFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} [{request}] {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Replaces Django's own handlers, which write to the console only in development and mail to ADMINS, of which there
    # are none.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Two lines each time the worker finds its queue empty, which is once a second.
        "django_tasks_db": {"level": "WARNING"},
        # A line in each process that merges reports.
        "pikepdf": {"level": "WARNING"},
        # Messages about each style sheet and page are read by the code that makes reports; they do not belong in the
        # log.
        "weasyprint.progress": {"handlers": [], "propagate": False},
    },
}

"""A server on the internet: everything secret or local comes from the environment."""

from labelcheck.settings.base import *  # noqa: F403
from labelcheck.settings.base import env, smtp_mailers

DEBUG = False
SECRET_KEY = env.str("LABELCHECK_SECRET_KEY")
ALLOWED_HOSTS = env.list("LABELCHECK_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
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
# The limits of signing in count for all processes together: in a table of the database, or in Redis.
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
    # Its own handlers write to the console in development only, and to administrators that nobody has named.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A line for each style sheet and page: for whoever makes a report, not for the log.
        "weasyprint.progress": {"handlers": [], "propagate": False},
    },
}

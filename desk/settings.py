"""Django's settings, made from `DeskConfig`. SQLite for one office, PostgreSQL for a province; nothing else differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from desk import keys
from desk.config import load_config
from desk.databases import LOCK_SECONDS, database_settings
from language.dates import use_calendar
from language.shipped import shipped

HERE = Path(__file__).parent
CONFIG = load_config()
use_calendar("ar", CONFIG.arabic_calendar)

SECRET_KEY = keys.secret_key(CONFIG.data)
DEBUG = False
ALLOWED_HOSTS = CONFIG.hosts
ROOT_URLCONF = "desk.urls"
ASGI_APPLICATION = "desk.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.User"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "ninja",
    "simple_history",
    "desk.staff",
    "desk.audit",
    "desk.jobs",
    "desk.connectors",
    "desk.directory",
    "desk.fleet",
    "desk.queueing",
    "desk.casework",
    "desk.polls",
    "desk.reports",
    "desk.kiosk_api",
    "desk.console",
    "desk.signage",
    "desk.maps",
    "desk.visitor",
    "desk.alerts",
    "django.contrib.admin",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "desk.static_files.StaticFilesMiddleware",
    "desk.machines.MachinesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "desk.staff.language.StaffLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.console.context.office",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "desk.console.templatetags.words"],
        },
    }
]

DATABASES = {"default": database_settings(CONFIG)}
# On PostgreSQL a migration builds indexes concurrently and checks constraints without holding the table, and gives up
# where it would have to wait for a lock: the desk goes on while it is brought to a new version.
ZERO_DOWNTIME_MIGRATIONS_LOCK_TIMEOUT = f"{LOCK_SECONDS}s"
ZERO_DOWNTIME_MIGRATIONS_STATEMENT_TIMEOUT = f"{LOCK_SECONDS}s"
ZERO_DOWNTIME_MIGRATIONS_FLEXIBLE_STATEMENT_TIMEOUT = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Persian first. The message files are compiled into the data folder by `desk.messages`, from the .po files here.
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("ar", "العربية"), ("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [CONFIG.data / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tehran"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("fonts", shipped("fonts"))]
MEDIA_ROOT = CONFIG.data / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "desk.staff.backend.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# A shared office address must not lock out everybody: a lock is for one name from one address.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "console/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # attempts stand in the audit log
AXES_CLIENT_IP_CALLABLE = "desk.audit.addresses.client_address"

# The desk's own login asks for the code before it opens a session (desk.staff.second_factor): no middleware is needed.
OTP_TOTP_ISSUER = "Mizban"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.secure
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.trusted_proxies else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024  # a full batch of events, each of the longest

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

NINJA_PAGINATION_PER_PAGE = 50
SIMPLE_HISTORY_REVERT_DISABLED = False
ADMIN_TITLE = _("Mizban desk")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "desk": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},  # a 404 would write tracking codes into the log
    },
}

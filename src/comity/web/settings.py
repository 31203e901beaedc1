"""Settings of the pages, all of them from the environment; what is not said has a default that is safe.

===========================  ===========================================================================================
``COMITY_HOME``              the folder of this installation (default: that of the register, else the working folder)
``COMITY_REGISTER``          the register: a file (default ``comity.db`` in the home) or ``postgresql://...``
``COMITY_ORIGIN``            where readers find it: ``https://office.example.org``, several with spaces between
``COMITY_PROXIES``           how many proxies of your own a request passes, whose headers are believed (default 0)
``COMITY_LIVE``              where the live streams are: ``/live``, handed on by a proxy; ``:PORT``, beside the pages
``COMITY_DEMONSTRATION``     ``1``: a link for each role signs in, without any account. Never for a real body
``COMITY_MAIL``              ``smtp://user:password@host:port`` (``smtps://`` for TLS); else mail goes to the log
``COMITY_MAIL_FROM``         the sender
``COMITY_OIDC``              a JSON file of OpenID Connect providers: ``providers``
``COMITY_STATIC``            ``hashed``: static files were collected under names with their hash (``comity serve`` does)
``COMITY_DEBUG``             ``1``: errors with their source, for whoever works on Comity
===========================  ===========================================================================================
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from comity.place import place_of
from comity.web.limits import BODY
from comity.web.providers import providers_of
from comity.web.proxies import front_of

HERE = Path(__file__).resolve().parent
PLACE = place_of(os.environ)


def _secret() -> str:
    """The secret that ``comity serve`` made for this installation; before that one for this process alone."""
    return PLACE.secret.read_text() if PLACE.secret.exists() else secrets.token_urlsafe(48)


def _database() -> dict[str, Any]:
    """Accounts and drafts: a file beside the register, or the register's own server."""
    if PLACE.embedded:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": PLACE.accounts,
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                "timeout": 10,
            },
        }
    from psycopg.conninfo import conninfo_to_dict

    said = conninfo_to_dict(PLACE.register)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": said.pop("dbname", ""),
        "USER": said.pop("user", ""),
        "PASSWORD": said.pop("password", ""),
        "HOST": said.pop("host", ""),
        "PORT": said.pop("port", ""),
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **said},
        "CONN_MAX_AGE": 600,
    }


SECRET_KEY = _secret()
DEBUG = os.environ.get("COMITY_DEBUG") == "1"
DEMONSTRATION = os.environ.get("COMITY_DEMONSTRATION") == "1"
FRONT = front_of(os.environ)
ORIGINS = list(FRONT.origins)
LIVE = os.environ.get("COMITY_LIVE", "/live").rstrip("/")
ALLOWED_HOSTS = [urlsplit(origin).hostname or "" for origin in ORIGINS] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = ORIGINS
SECURE = FRONT.secure
if SECURE:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
if FRONT.proxies:  # what they say is believed; without any, a header is what some visitor wrote
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = FRONT.proxies

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "comity.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.web.streams.permitted",
    "comity.web.middleware.language_and_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "comity.web.middleware.legible",
    "comity.web.kept_forms.kept_forms",
    "comity.web.middleware.told_errors",
]
ROOT_URLCONF = "comity.web.urls"
CSRF_FAILURE_VIEW = "comity.web.errors.forbidden_form"
WSGI_APPLICATION = "comity.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.web.context.installation",
            ],
            "builtins": ["comity.web.templatetags.telling", "comity.web.templatetags.keeping"],
        },
    }
]
DATABASES = {"default": _database()}
CACHES = {  # what counts attempts to sign in, for all workers together
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_attempts",
    },
}
# What was done is told on the next page: carried there by a cookie, so that acting writes no session.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# --- languages, times -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- static files: ours alone, no address of another host -------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = PLACE.home / "static"
HASHED = os.environ.get("COMITY_STATIC") == "hashed"  # comity serve has collected them
WHITENOISE_USE_FINDERS = not HASHED
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = PLACE.files
FILE_UPLOAD_MAX_MEMORY_SIZE = BODY  # no named temporary file, which a killed process would leave
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a long text is drafted in several fields to a paragraph

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *([LIVE] if "://" in LIVE else [])],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- people: accounts by invitation; passkeys first, passwords with one-time codes second ----------------------------

AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = ["comity.web.sessions.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "comity.web.accounts.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "comity.web.accounts.InvitedByAddress"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {"login": "comity.web.forms.people.SignIn"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_FORMS = {"add_webauthn": "comity.web.forms.people.AddKey"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Comity"
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = providers_of(os.environ)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "comity.web.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- mail, log --------------------------------------------------------------------------------------------------------

if "COMITY_MAIL" in os.environ:
    _mail = urlsplit(os.environ["COMITY_MAIL"])
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
        unquote(_mail.username or ""),
        unquote(_mail.password or ""),
    )
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_TIMEOUT = 20  # seconds
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("COMITY_MAIL_FROM", "Comity <comity@localhost>")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without tokens": {"()": "comity.web.logs.without_tokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

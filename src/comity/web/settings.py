"""Django's settings of the pages, from the settings of the installation (``comity.web.configuration``)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from comity.web.configuration import configuration_of
from comity.web.ground import secret_of
from comity.web.limits import BODY
from comity.web.origins import host_of

HERE = Path(__file__).resolve().parent
CONFIGURATION = configuration_of(os.environ)
PLACE = CONFIGURATION.place


def _secret() -> str:
    """The secret that ``comity serve`` made for this installation; before that one for this process alone."""
    return secret_of(PLACE) or secrets.token_urlsafe(48)


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
        "CONN_HEALTH_CHECKS": True,  # the first request after a restart of the server is answered
    }


SECRET_KEY = _secret()
DEBUG = CONFIGURATION.debug
STRICT_PAGES = False
"""Tests turn it on: a page then fails on what it cannot show of an entry, so that the fault is found."""
DEMONSTRATION = CONFIGURATION.demonstration
ORIGINS = list(CONFIGURATION.origins)
LIVE = CONFIGURATION.live
ALLOWED_HOSTS = [host_of(origin) for origin in ORIGINS] or ["localhost"]
CSRF_TRUSTED_ORIGINS = ORIGINS
SECURE = CONFIGURATION.secure
if SECURE:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
if (
    CONFIGURATION.proxies
):  # what they say is believed; without any, a header is what some visitor wrote
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIGURATION.proxies

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
    "comity.web.public_name.at_the_public_name",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comity.web.middleware.not_stored",
    "django.middleware.gzip.GZipMiddleware",
    "comity.web.streams.permitted",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "comity.web.sessions.SignedIn",
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
FORM_RENDERER = "comity.web.rendering.WithoutCutting"
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
CACHES = {  # for all workers together: what counts attempts to sign in
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
HASHED = CONFIGURATION.hashed  # comity serve has collected them
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
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "comity.web.forms.people.SignIn",
    "reset_password": "comity.web.forms.people.AskPassword",
}
ACCOUNT_RATE_LIMITS = {"recover_by_code": "20/m/ip,5/h/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "comity.web.accounts.KeysOfTheName"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_FORMS = {"add_webauthn": "comity.web.forms.people.AddKey"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Comity"
MFA_TOTP_TOLERANCE = 1  # half minutes early or late: RFC 6238, 5.2
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = CONFIGURATION.providers or {}
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

MAIL_SERVER = CONFIGURATION.mail is not None
if (_mail := CONFIGURATION.mail) is not None:
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+starttls"
    EMAIL_TIMEOUT = 20  # seconds
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ACCOUNT_EMAIL_NOTIFICATIONS = MAIL_SERVER
DEFAULT_FROM_EMAIL = CONFIGURATION.sender
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "redacted": {
            "()": "comity.web.logs.Redacted",
            "fmt": "%(asctime)s [%(levelname)s] %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "redacted"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

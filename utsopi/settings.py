"""All settings, in nine sections: 1 where things lie, 2 secrets and mode, 3 applications, 4 database,
5 requests and pages, 6 sign-in, 7 languages and time, 8 headers and mail, 9 background work and logs.

The environment may set: DATABASE_URL, REDIS_URL, SECRET_KEY, UTSOPI_HOSTS (comma-separated),
UTSOPI_VAR (a folder for what the application writes), UTSOPI_KEYS (the folder of the key files, if neither
systemd's CREDENTIALS_DIRECTORY nor var/keys), UTSOPI_STATIC (where collected static files lie, if
elsewhere), UTSOPI_BEHIND_PROXY (1 where a proxy speaks https), UTSOPI_LOCAL (set by ./run, never in production),
EMAIL_URL (smtp+tls://user:password@host:587; without it no mail is sent), UTSOPI_MAIL_FROM (a neutral sender),
UTSOPI_ADDRESS (https://…, where a reminder leads).
"""

import os
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

# 1 ── Where things lie ────────────────────────────────────────────────────────────────────────────

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env("UTSOPI_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
# never in an environment variable: those show in crash dumps and to whoever may inspect a container
KEYS = Path(env("UTSOPI_KEYS", default=env("CREDENTIALS_DIRECTORY", default=str(VAR / "keys"))))

# 2 ── Secrets and mode ────────────────────────────────────────────────────────────────────────────


def secret_key() -> str:
    """The key of this installation: from the environment, else made once and kept in a private file."""
    if given := env("SECRET_KEY", default=""):
        return given
    path = VAR / "secret_key"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)  # fails where another process was first: then theirs counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


SECRET_KEY = secret_key()
DEBUG = env.bool("DJANGO_DEBUG", default=False)
LOCAL = env.bool("UTSOPI_LOCAL", default=False)  # plain http on this machine only
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("UTSOPI_HOSTS", default=LOCAL_HOSTS)
if LOCAL and not set(ALLOWED_HOSTS) <= {*LOCAL_HOSTS, "testserver"}:
    raise ImproperlyConfigured("UTSOPI_LOCAL serves without encryption: it allows no host but localhost.")

# 3 ── Applications ────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    "utsopi.team",
    "utsopi.audit",
    "utsopi.directory",
    "utsopi.privacy",
    "utsopi.discretion",
    "utsopi.jobs",
    "utsopi.ui",
    "members",
    "support",
    "events",
    "outreach",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 4 ── Database and cache ──────────────────────────────────────────────────────────────────────────

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'utsopi.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command=(
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
        ),
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # what utsopi.ready asks a third time over one connection is planned no more
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 2)

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {
        # sign-in limits must count in all processes together, so never in local memory
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # else 300: a flood of tries would push out the counts of others, and codes that were used
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# 5 ── Requests and pages ──────────────────────────────────────────────────────────────────────────

ROOT_URLCONF = "utsopi.urls"
WSGI_APPLICATION = "utsopi.wsgi.application"
MIDDLEWARE = [
    "utsopi.discretion.logs.RequestLog",
    "utsopi.discretion.headers.DiscreetHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "utsopi.discretion.visitors.NoCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "utsopi.discretion.readable.Readable",
    "django.middleware.common.CommonMiddleware",
    "utsopi.middleware.OwnOrigin",
    "django.middleware.csrf.CsrfViewMiddleware",
    "utsopi.team.middleware.SignedIn",
    "utsopi.audit.middleware.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "utsopi.team.middleware.Guard",
    "utsopi.team.middleware.OfficeLanguage",
    "utsopi.privacy.locked.LockedPages",
]
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
                "utsopi.ui.context.page",
            ],
            "builtins": ["utsopi.ui.templatetags.ui"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("UTSOPI_STATIC", default=str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our files
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
LARGEST_REQUEST = 24 * 2**20  # bytes; a workbook of 20 MB and what is sent around it
LEAVE_FOR = env("UTSOPI_LEAVE_FOR", default="https://www.meteo.be/")  # where the button "Leave" leads
FILE_UPLOAD_TEMP_DIR = VAR
FILE_UPLOAD_PERMISSIONS = 0o600

# 6 ── Sign-in ─────────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "team.User"
AUTHENTICATION_BACKENDS = ["utsopi.team.backend.Accounts"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "utsopi.team.validators.NotGuessed"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "utsopi.team.adapter.ByInvitation"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # an account needs no address
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # how long a proof of identity is fresh
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # by account and address together: wrong tries from elsewhere lock nobody out
    "login_failed": "20/m/ip,5/5m/key",
}
if env.bool("UTSOPI_BEHIND_PROXY", default=False):
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # without a proxy of ours nobody may say who she is
MFA_ADAPTER = "utsopi.team.factors.Factors"
ACCOUNT_FORMS = {"login": "utsopi.team.credentials.SignInForm"}
MFA_FORMS = {
    "add_webauthn": "utsopi.team.passkeys.AddPasskey",
    "authenticate_webauthn": "utsopi.team.passkeys.PasskeyAsSecond",
    "edit_webauthn": "utsopi.team.passkeys.NamePasskey",
    "login_webauthn": "utsopi.team.passkeys.SignInByPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Agenda"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
SECOND_FACTOR_FORCED = not LOCAL  # of everybody who is more than a member; the demo only offers it
SESSION_ENGINE = "utsopi.team.sessions"  # how long a session lasts stands there
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "s" if LOCAL else "__Host-s"
SESSION_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True

# 7 ── Languages and time ──────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "en"
OFFICE_LANGUAGES = [("en", _("English")), ("fr", _("French")), ("nl", _("Dutch"))]
# the pages of visitors and members speak all of these; every other page and the report those of the office
LANGUAGES = [
    *OFFICE_LANGUAGES,
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("ro", _("Romanian")),
    ("sq", _("Albanian")),
]
LANGUAGE_COOKIE_NAME = "l" if LOCAL else "__Host-l"
LANGUAGE_COOKIE_SECURE = not LOCAL
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "utsopi" / "locale"]
FORMAT_MODULE_PATH = ["utsopi.formats"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_I18N = True

# 8 ── Headers and mail ────────────────────────────────────────────────────────────────────────────

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the arrow of a select and the tick of a box are data: pictures
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthy$"]
if env.bool("UTSOPI_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# reminders to the team, and nothing else; EMAIL_BACKEND, EMAIL_HOST and the others come from one address
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env("UTSOPI_MAIL_FROM", default="Agenda <agenda@localhost>")
ADDRESS = env("UTSOPI_ADDRESS", default="").rstrip("/")  # where a reminder leads
ADMINS: list[tuple[str, str]] = []

# 9 ── Background work and logs ────────────────────────────────────────────────────────────────────

CELERY_BROKER_URL = REDIS_URL or None
CELERY_TIMEZONE = TIME_ZONE  # the morning is the house's own
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
AUDIT_SEALS_ITSELF = not REDIS_URL  # without a queue nothing happens by the clock: pages seal the trail

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "utsopi.discretion.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers, which print paths and mail forms, are replaced by none
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.request": {"level": "ERROR"},
        "utsopi.requests": {"level": "WARNING" if LOCAL else "INFO"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "utsopi.discretion.faults.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "utsopi.discretion.faults.NoValues"

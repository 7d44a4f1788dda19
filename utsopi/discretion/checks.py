"""What a real installation must have set, each with its cure: `manage.py check --deploy --database default`.

What Django checks itself (https, HSTS, cookies, the strength of SECRET_KEY, DEBUG) is not repeated here.
"""

import logging
import stat
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from utsopi.privacy.keyring import FILES

DUMMY = "django.core.mail.backends.dummy.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
# what PostgreSQL must not write into its own log: the words of people are in the values of its statements
QUIET = {
    "log_min_error_statement": {"panic"},
    "log_error_verbosity": {"terse"},
    "log_statement": {"none"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_transaction_sample_rate": {"0"},
    "log_parameter_max_length": {"0"},
    "log_parameter_max_length_on_error": {"0"},
    "debug_print_parse": {"off"},
    "debug_print_rewritten": {"off"},
    "debug_print_plan": {"off"},
}
# what would tell at what moment each row was written, and so at what hour somebody came
DATELESS = {"track_commit_timestamp": {"off"}, "archive_mode": {"off"}}


def deployed(check):
    """Registers a check that counts for a real installation only."""
    return register(Tags.security, deploy=True)(check)


@deployed
def is_not_local(app_configs, **kwargs):
    if settings.LOCAL:
        yield Error(
            "UTSOPI_LOCAL is set: cookies and pages travel without encryption.",
            hint="Take UTSOPI_LOCAL out of the environment. Only ./run on one's own machine sets it.",
            id="utsopi.E001",
        )


@deployed
def hosts_are_named(app_configs, **kwargs):
    hosts = set(settings.ALLOWED_HOSTS)
    if any(host.startswith((".", "*")) for host in hosts):
        yield Error(
            "UTSOPI_HOSTS allows any host: whoever sends a request could choose where links lead.",
            hint="Name each host in full: UTSOPI_HOSTS=desk.example.org,localhost",
            id="utsopi.E002",
        )
    if hosts <= {"localhost", "127.0.0.1", "[::1]"}:
        yield Error(
            "UTSOPI_HOSTS names no host but this machine: nobody else gets an answer.",
            hint="Set UTSOPI_HOSTS to the neutral name under which people reach the house.",
            id="utsopi.E003",
        )


@deployed
def https_is_spoken_in_front(app_configs, **kwargs):
    if not settings.SECURE_PROXY_SSL_HEADER:
        yield Error(
            "UTSOPI_BEHIND_PROXY is not set: every page would lead to itself, again and again.",
            hint="Put a proxy that speaks https in front. It must set X-Forwarded-Proto itself, and X-Forwarded-For "
            "to the one address it sees. Then set UTSOPI_BEHIND_PROXY=1.",
            id="utsopi.E004",
        )


@deployed
def cookies_are_bound_to_the_host(app_configs, **kwargs):
    for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        if not name.startswith("__Host-"):
            yield Error(
                f"The cookie {name} could be set by a neighbouring host.",
                hint="Its name must begin with __Host-, as it does without UTSOPI_LOCAL.",
                id="utsopi.E005",
            )


@deployed
def second_factor_is_forced(app_configs, **kwargs):
    if not getattr(settings, "SECOND_FACTOR_FORCED", True):
        yield Error(
            "People of the team may sign in with a passphrase alone.",
            hint="SECOND_FACTOR_FORCED must be true, as it is without UTSOPI_LOCAL.",
            id="utsopi.E006",
        )


@deployed
def the_database_keeps_nothing_that_was_deleted(app_configs, **kwargs):
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield Error(
            "The records lie in SQLite, which has no roles: whoever opens the file may change the audit trail.",
            hint="Use PostgreSQL: DATABASE_URL=postgres://user:password@host/name",
            id="utsopi.E007",
        )


@deployed
def sign_in_limits_count_in_all_processes(app_configs, **kwargs):
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.rpartition(".")[2] in ("LocMemCache", "DummyCache", "FileBasedCache"):
        yield Error(
            f"Limits on signing in are counted in {backend}, which other processes do not see.",
            hint='Set CACHES["default"] to the database cache, as utsopi/settings.py does.',
            id="utsopi.E008",
        )


@deployed
def no_fault_is_mailed(app_configs, **kwargs):
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    handlers = {type(handler).__name__ for logger in loggers for handler in logger.handlers}
    if settings.ADMINS or settings.MANAGERS or "AdminEmailHandler" in handlers:
        yield Error(
            "Faults would be mailed, and a mailbox keeps what it gets.",
            hint="Leave ADMINS and MANAGERS empty, use no AdminEmailHandler. Faults stand in the log, without values.",
            id="utsopi.E009",
        )


@deployed
def mail_is_off_or_encrypted(app_configs, **kwargs):
    is_encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.EMAIL_BACKEND == DUMMY or (settings.EMAIL_BACKEND == SMTP and is_encrypted):
        return
    yield Error(
        f"Mail goes through {settings.EMAIL_BACKEND} without encryption.",
        hint="Leave EMAIL_URL away, and none is sent; or EMAIL_URL=smtp+tls://user:password@host:587",
        id="utsopi.E010",
    )


@deployed
def keys_are_there_and_private(app_configs, **kwargs):
    folder = Path(settings.KEYS)
    missing = [name for name in FILES if not (folder / name).exists()]
    if missing:
        yield Warning(
            f"The house is locked: {', '.join(missing)} missing in {folder}. What is sealed stays closed.",
            hint="A new house: manage.py init, or manage.py keys make. After a restart: put the key files back.",
            id="utsopi.W001",
        )
    there = [folder / name for name in FILES if name not in missing]
    if open_files := [path.name for path in there if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]:
        yield Error(
            f"Others on this machine may read the keys: {', '.join(open_files)}.",
            hint=f"chmod 0600 {folder}/*",
            id="utsopi.E011",
        )


@deployed
def keys_lie_apart(app_configs, **kwargs):
    keys = Path(settings.KEYS).resolve()
    for place, words in ((settings.VAR, "what is written and backed up"), (settings.BASE_DIR, "the code")):
        if keys.is_relative_to(Path(place).resolve()):
            yield Error(
                f"The keys lie in the folder of {words}: one copy would hold what is sealed and what opens it.",
                hint="Put them in a folder of their own, best one in memory: UTSOPI_KEYS=/run/desk-keys",
                id="utsopi.E012",
            )
            return


@deployed
def the_way_out_leads_outside(app_configs, **kwargs):
    if not settings.LEAVE_FOR.startswith("https://"):
        yield Error(
            "The button “Leave” leads to no other site.",
            hint="Set UTSOPI_LEAVE_FOR to a dull https site that everybody opens, such as a weather page.",
            id="utsopi.E013",
        )


@deployed
def a_reminder_leads_to_an_encrypted_page(app_configs, **kwargs):
    if settings.ADDRESS and not settings.ADDRESS.startswith("https://"):
        yield Error(
            "The link in a reminder leads to a page without encryption.",
            hint="UTSOPI_ADDRESS=https://desk.example.org",
            id="utsopi.E015",
        )


@register(Tags.database, deploy=True)
def postgresql_writes_no_values(app_configs, databases=None, **kwargs):
    """Asked of the server itself: PostgreSQL writes the whole statement beside an error, with its values."""
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "postgresql":
            yield from loud(asked(connection, QUIET))


@register(Tags.database, deploy=True)
def postgresql_keeps_no_moments(app_configs, databases=None, **kwargs):
    """Each transaction in an archive of PostgreSQL's own log of changes has its time."""
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "postgresql":
            yield from timed(asked(connection, DATELESS))


def asked(connection, names) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(names)])
        return dict(cursor.fetchall())


def loud(given: dict[str, str]):
    for name, setting in sorted(given.items()):
        if setting not in QUIET[name]:
            wanted = min(QUIET[name])
            yield Error(
                f"PostgreSQL may write what people said into its log: {name} is {setting}.",
                hint=f"As a superuser: ALTER SYSTEM SET {name} = '{wanted}'; SELECT pg_reload_conf();",
                id="utsopi.E014",
            )


def timed(given: dict[str, str]):
    for name, setting in sorted(given.items()):
        if setting not in DATELESS[name]:
            yield Error(
                f"PostgreSQL keeps the moment of each change: {name} is {setting}.",
                hint=f"As a superuser: ALTER SYSTEM SET {name} = 'off'; then restart it. Back up with pg_dump.",
                id="utsopi.E016",
            )

"""The product's settings, on a machine of their own: a temporary folder, quick passwords, no Redis.

Child processes that a test starts read this file too and find the same folder through the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = os.environ.get("UTSOPI_TEST_ROOT")
if not ROOT:
    ROOT = os.environ["UTSOPI_TEST_ROOT"] = tempfile.mkdtemp(prefix="utsopi-tests-")
    atexit.register(shutil.rmtree, ROOT, ignore_errors=True)

HERE = Path(ROOT) / os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ.update(UTSOPI_VAR=str(HERE / "var"), UTSOPI_LOCAL="1", SECRET_KEY="only for tests " * 4)
# playwright's synchronous interface runs inside an event loop, where Django would refuse to query
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
OF_AN_INSTALLATION = ("UTSOPI_HOSTS", "UTSOPI_STATIC", "DJANGO_DEBUG", "UTSOPI_BEHIND_PROXY")
OF_ITS_MAIL = ("UTSOPI_MAIL_FROM", "UTSOPI_ADDRESS")
for name in ("UTSOPI_KEYS", "CREDENTIALS_DIRECTORY", *OF_AN_INSTALLATION, *OF_ITS_MAIL):
    os.environ.pop(name, None)
if "UTSOPI_TEST_CHILD" not in os.environ:
    os.environ.pop("REDIS_URL", None)
    os.environ.pop("EMAIL_URL", None)

from utsopi.settings import *  # noqa: E402, F403
from utsopi.settings import DATABASES, INSTALLED_APPS, STATIC_ROOT  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # on disk, so that a second process can open it
    DATABASES["default"]["TEST"] = {"NAME": str(HERE / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
    )
INSTALLED_APPS = [*INSTALLED_APPS, "tests.made_up_jobs"]
AUDIT_SEALS_ITSELF = False  # else the queries of a page would depend on the clock

"""The kinds of work there are. Each stands as a function in the `tasks` module of its app:

    @job("annual_report", label=_("Annual report"))
    def annual_report(run: JobRun, *, year: int, language: str) -> None: ...

What an app does each night stands there too, as a function without arguments that may be called twice:

    @nightly
    def sweep_drafts() -> None: ...

and @each_morning likewise, for the mail that goes out while people get up; @half_hourly, for what cannot wait for the
next morning and must not be ordered when it happens, because the order would keep the hour.

What such a module needs for the work itself (a PDF library) it imports inside the function: the module is
read by the web process too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules


class UnknownKind(LookupError):
    """There is no such kind of work."""


@dataclass(frozen=True)
class Kind:
    """`page` is the name of an address that takes the job's id and shows what came out, if there is one."""

    name: str
    label: str | Promise
    work: Callable[..., None]
    page: str | None = None


_kinds: dict[str, Kind] = {}
_nightly: dict[str, Callable[[], object]] = {}
_each_morning: dict[str, Callable[[], int]] = {}
_half_hourly: dict[str, Callable[[], object]] = {}


def job(name: str, *, label: str | Promise, page: str | None = None):
    """Makes a function (run, **args) the work of the kind `name`."""

    def declare(work: Callable[..., None]) -> Callable[..., None]:
        _kinds[name] = Kind(name, label, work, page)
        return work

    return declare


def kind_of(name: str) -> Kind:
    """The kind called `name`; UnknownKind if there is none."""
    if name not in _kinds:
        autodiscover_modules("tasks")
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def nightly(work: Callable[[], object]) -> Callable[[], object]:
    """Makes a function part of each night's housekeeping."""
    _nightly[f"{work.__module__}.{work.__qualname__}"] = work
    return work


def nightly_work() -> dict[str, Callable[[], object]]:
    """All that is done each night, by name."""
    autodiscover_modules("tasks")
    return dict(_nightly)


def each_morning(work: Callable[[], int]) -> Callable[[], int]:
    """Makes a function part of each morning: it is called several times, does nothing twice, and returns how many
    mails it sent."""
    _each_morning[f"{work.__module__}.{work.__qualname__}"] = work
    return work


def morning_work() -> dict[str, Callable[[], int]]:
    """All that is done each morning, by name."""
    autodiscover_modules("tasks")
    return dict(_each_morning)


def half_hourly(work: Callable[[], object]) -> Callable[[], object]:
    """Makes a function part of each half hour of the day, where there is a queue."""
    _half_hourly[f"{work.__module__}.{work.__qualname__}"] = work
    return work


def half_hourly_work() -> dict[str, Callable[[], object]]:
    """All that is done each half hour, by name."""
    autodiscover_modules("tasks")
    return dict(_half_hourly)

"""CPU seconds, statements and memory of a piece of work, alternating with its floor."""

import gc
import os
import statistics
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from django.db import connection

from .memory import forget_the_height, resident


@dataclass(frozen=True)
class Line:
    """One line of the table; memory is what the work added at its height, in MiB."""

    work: str
    ours: float
    floor: float
    ratio: float
    goal: float
    statements: int | None = None
    memory: float | None = None

    @property
    def holds(self) -> bool:
        return self.ratio <= self.goal


def server_process() -> int | None:
    """The server's process that works for our connection, where it runs on this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return pid if Path(f"/proc/{pid}/schedstat").exists() else None


def cpu_seconds(server: int | None = None) -> float:
    """CPU seconds spent so far by this process, its ended children, and the server's process if there is one."""
    times = os.times()
    # the system counts in hundredths, which is too coarse for one go of a page; of this process Python knows better
    spent = process_time() + times.children_user + times.children_system
    with suppress(OSError):
        if server:
            spent += int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e9
    return spent


def cost(work: Callable[[], object], server: int | None = None) -> float:
    """CPU seconds of one go."""
    before = cpu_seconds(server)
    work()
    return cpu_seconds(server) - before


def compare(name: str, ours: Callable, floor: Callable, goal: float, *, times: int, **more) -> Line:
    """Ours and floor in turn, after one go each to warm up; the ratio is the median of the pairs' ratios.

    A go that is too short for the clock is repeated until it can be told.
    """
    server = server_process()
    cost(ours, server)
    again = max(1, round(0.2 / max(cost(floor, server), 1e-4)))
    pairs = []
    for _turn in range(times):
        pair = [
            cost(lambda each=each: [each() for _ in range(again)], server) / again for each in (ours, floor)
        ]
        pairs.append(pair)
    return Line(
        name,
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
        goal,
        **more,
    )


def statements_of(work: Callable) -> int:
    """How many statements a go sends."""
    count = 0

    def counting(execute, sql, params, many, context):
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        work()
    return count


def memory_of(work: Callable) -> float | None:
    """MiB by which a go raises the height of this process's memory; None where the system does not tell."""
    gc.collect()
    with suppress(OSError):
        forget_the_height()
        before = resident()
        work()
        return max(0.0, resident("VmHWM") - before)
    return None

"""Things done at the same moment, as two colleagues or two visitors do them."""

from threading import Barrier, Thread

from django.db import connections


def at_once(*acts) -> list:
    """What each of them returned or raised, all begun together, each on a connection of its own."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        barrier.wait(20)
        try:
            outcomes[number] = act()
        except Exception as problem:
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes

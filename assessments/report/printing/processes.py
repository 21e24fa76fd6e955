"""Prints the parts of a report in several processes at once."""

from __future__ import annotations

import fcntl
import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, Protocol

from django.conf import settings

from assessments.report.printing.fonts import MissingFont
from assessments.report.printing.pdf import Press, PrintedPart, signs_of_life

# The longest time between two signs of life, in seconds.
BETWEEN_SIGNS: Final = 1
# One process more would only wait for this one.
FEWEST: Final = 2
# Processes are started by one that has loaded WeasyPrint and has no threads: those of a process with threads must not
# be copied.
CONTEXT: Final = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


class ChapterNotPrinted(Exception):
    """A chapter could not be printed; the message has its name and the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Task:
    """A part to print: its name, its style and HTML, and whether only its pages have to be known."""

    name: str
    style: str
    html: str
    only_measured: bool = False


class Printer(Protocol):
    """Prints parts of a report."""

    def print_all(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[PrintedPart]:
        """The printed parts in the order of the tasks. Raises ChapterNotPrinted."""


class OwnProcess:
    """Prints one part after the other in this process."""

    def __init__(self) -> None:
        self.press_for = cache(Press)

    def print_all(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[PrintedPart]:
        """The printed parts in the order of the tasks. Raises ChapterNotPrinted."""
        with signs_of_life(notice), _older_objects_apart():
            return [_printed(self.press_for, task) for task in tasks]


class Processes:
    """Prints parts in several processes at once."""

    def __init__(self, number: int) -> None:
        self.workers = dict(_started() for _ in range(number))

    def print_all(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[PrintedPart]:
        """The printed parts in the order of the tasks. Raises ChapterNotPrinted."""
        # The longest first, so that all processes end at about the same time.
        waiting = sorted(range(len(tasks)), key=lambda number: len(tasks[number].html))
        given: dict[Connection, int] = {}
        printed: dict[int, PrintedPart] = {}
        while len(printed) < len(tasks):
            for connection in self.workers:
                if waiting and connection not in given:
                    given[connection] = waiting.pop()
                    self._give(connection, tasks[given[connection]])
            ready = wait(list(given), BETWEEN_SIGNS)
            for connection in [each for each in given if each in ready]:
                number = given.pop(connection)
                printed[number] = self._take(connection, tasks[number])
            notice()
        return [printed[number] for number in range(len(tasks))]

    def end(self) -> None:
        """Ends all processes at once, whatever they do."""
        for connection, process in self.workers.items():
            connection.close()
            process.kill()
        for process in self.workers.values():
            process.join()

    def _give(self, connection: Connection, task: Task) -> None:
        # What has ended is noticed when the result is taken.
        with suppress(OSError):
            connection.send(task)

    def _take(self, connection: Connection, task: Task) -> PrintedPart:
        try:
            result: PrintedPart | MissingFont | str = connection.recv()
        except (EOFError, OSError) as error:
            process = self.workers[connection]
            process.join()
            raise ChapterNotPrinted(task.name, f"its process ended with {process.exitcode}") from error
        if isinstance(result, MissingFont):
            raise result
        if isinstance(result, str):
            raise ChapterNotPrinted(task.name, result)
        return result


@contextmanager
def printer() -> Iterator[Printer]:
    """Prints in as many processes as are free; in this one if there are not even two."""
    with _free_places(settings.PRINT_PROCESSES) as number:
        if number < FEWEST:
            yield OwnProcess()
            return
        processes = Processes(number)
        try:
            yield processes
        finally:
            processes.end()


@contextmanager
def _free_places(at_most: int) -> Iterator[int]:
    """Takes places among those that all reports share that are printed on this server at the same time.

    A place is a locked file: whatever ends this process also frees its places.
    """
    with ExitStack() as places:
        number = 0
        for place in range(at_most if at_most >= FEWEST else 0):
            # A place is not free either if its file belongs to another user.
            with suppress(OSError):
                file = places.enter_context((settings.DATA_DIR / f"printing-{place}.lock").open("wb"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                number += 1
        yield number


def _started() -> tuple[Connection, BaseProcess]:
    connection, of_worker = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_work, args=(of_worker,), daemon=True)
    process.start()
    of_worker.close()
    return connection, process


def _work(connection: Connection) -> None:
    """Prints what comes through the connection, until its other end is closed or its process has ended."""
    press_for = cache(Press)
    with suppress(EOFError, ConnectionError), _older_objects_apart():
        while True:
            task: Task = connection.recv()
            try:
                result: PrintedPart | MissingFont | str = _printed(press_for, task)
            except MissingFont as error:
                result = error
            except ChapterNotPrinted as error:
                result = error.reason
            connection.send(result)


@contextmanager
def _older_objects_apart() -> Iterator[None]:
    """Makes freeing the boxes of a part quick: the collector does not look through what there was before."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _printed(press_for: Callable[[str], Press], task: Task) -> PrintedPart:
    try:
        press = press_for(task.style)
        return press.measure(task.html) if task.only_measured else press.print(task.html)
    except MissingFont:
        raise
    except Exception as error:
        raise ChapterNotPrinted(task.name, repr(error)) from error

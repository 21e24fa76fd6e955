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
from typing import Any, Final, Protocol

from django.conf import settings

from assessments.report.printing.fonts import MissingFont
from assessments.report.printing.pdf import LaidOut, Layout, Press, PrintedPart, layout_of, signs_of_life

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
    """A part to print: its name, its style, and its HTML with room for the numbers of pages that it refers to."""

    name: str
    style: str
    html: str


@dataclass(frozen=True, slots=True)
class Printing:
    """A part with the pages of the anchors that it refers to."""

    task: Task
    numbers: tuple[tuple[str, int], ...] = ()


type Job = Task | Printing


class Printer(Protocol):
    """Prints parts of a report."""

    def lay_out(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[Layout]:
        """The layouts in the order of the tasks; what is laid out waits to be printed. Raises ChapterNotPrinted."""

    def print(self, printings: Sequence[Printing], notice: Callable[[], None]) -> list[PrintedPart]:
        """The printed parts in their order; what is not laid out is laid out first. Raises ChapterNotPrinted."""


class OwnProcess:
    """Prints one part after the other in this process."""

    def __init__(self) -> None:
        self.desk = _Desk()

    def lay_out(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[Layout]:
        """The layouts in the order of the tasks; what is laid out waits to be printed. Raises ChapterNotPrinted."""
        with signs_of_life(notice), _older_objects_apart():
            return [self.desk.lay_out(task) for task in tasks]

    def print(self, printings: Sequence[Printing], notice: Callable[[], None]) -> list[PrintedPart]:
        """The printed parts in their order; what is not laid out is laid out first. Raises ChapterNotPrinted."""
        with signs_of_life(notice), _older_objects_apart():
            return [self.desk.print(printing) for printing in printings]


class Processes:
    """Prints parts in several processes at once."""

    def __init__(self, number: int) -> None:
        self.workers = dict(_started() for _ in range(number))
        # Which process has laid out a part.
        self.owners: dict[Task, Connection] = {}

    def lay_out(self, tasks: Sequence[Task], notice: Callable[[], None]) -> list[Layout]:
        """The layouts in the order of the tasks; what is laid out waits to be printed. Raises ChapterNotPrinted."""
        return self._distribute(tasks, notice)

    def print(self, printings: Sequence[Printing], notice: Callable[[], None]) -> list[PrintedPart]:
        """The printed parts in their order; what is not laid out is laid out first. Raises ChapterNotPrinted."""
        return self._distribute(printings, notice)

    def _distribute(self, jobs: Sequence[Job], notice: Callable[[], None]) -> list[Any]:
        # The longest first, so that all processes end at about the same time.
        waiting = sorted(range(len(jobs)), key=lambda number: len(_task_of(jobs[number]).html), reverse=True)
        given: dict[Connection, int] = {}
        results: dict[int, Layout | PrintedPart] = {}
        while len(results) < len(jobs):
            for connection in self.workers.keys() - given.keys():
                number = self._next_for(connection, jobs, waiting)
                if number is not None:
                    waiting.remove(number)
                    self.owners[_task_of(jobs[number])] = connection
                    given[connection] = number
                    self._give(connection, jobs[number])
            ready = wait(list(given), BETWEEN_SIGNS)
            for connection in [each for each in given if each in ready]:
                number = given.pop(connection)
                results[number] = self._take(connection, _task_of(jobs[number]))
            notice()
        return [results[number] for number in range(len(jobs))]

    def end(self) -> None:
        """Ends all processes at once, whatever they do."""
        for connection, process in self.workers.items():
            connection.close()
            process.kill()
        for process in self.workers.values():
            process.join()

    def _next_for(self, connection: Connection, jobs: Sequence[Job], waiting: Sequence[int]) -> int | None:
        """The next job for a process: one that no other process has begun."""
        owners = ((number, self.owners.get(_task_of(jobs[number]), connection)) for number in waiting)
        return next((number for number, owner in owners if owner is connection), None)

    def _give(self, connection: Connection, job: Job) -> None:
        # What has ended is noticed when the result is taken.
        with suppress(OSError):
            connection.send(job)

    def _take(self, connection: Connection, task: Task) -> Layout | PrintedPart:
        try:
            result: Layout | PrintedPart | MissingFont | str = connection.recv()
        except (EOFError, OSError) as error:
            process = self.workers[connection]
            process.join()
            raise ChapterNotPrinted(task.name, f"its process ended with {process.exitcode}") from error
        if isinstance(result, MissingFont):
            raise result
        if isinstance(result, str):
            raise ChapterNotPrinted(task.name, result)
        return result


class _Desk:
    """Where one process lays out parts and prints them. Everything raises ChapterNotPrinted."""

    def __init__(self) -> None:
        self.press_for = cache(Press)
        self.laid_out: dict[Task, LaidOut] = {}

    def done(self, job: Job) -> Layout | PrintedPart:
        """The layout or the printed part, as the job says."""
        return self.print(job) if isinstance(job, Printing) else self.lay_out(job)

    def lay_out(self, task: Task) -> Layout:
        """The layout of a part, which waits here to be printed."""
        with _failures_of(task):
            self.laid_out[task] = self.press_for(task.style).lay_out(task.html)
            # The collector would look through all boxes again whenever the next part is laid out.
            gc.freeze()
            return layout_of(self.laid_out[task])

    def print(self, printing: Printing) -> PrintedPart:
        """The printed part."""
        task = printing.task
        with _failures_of(task):
            press = self.press_for(task.style)
            pages = self.laid_out.pop(task, None) or press.lay_out(task.html)
            return press.print(pages, dict(printing.numbers))


@contextmanager
def _failures_of(task: Task) -> Iterator[None]:
    """Names the part that could not be printed. Which font is missing says more than where."""
    try:
        yield
    except MissingFont:
        raise
    except Exception as error:
        raise ChapterNotPrinted(task.name, repr(error)) from error


def _task_of(job: Job) -> Task:
    return job.task if isinstance(job, Printing) else job


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
    """Does what comes through the connection, until its other end is closed or its process has ended."""
    desk = _Desk()
    with suppress(EOFError, ConnectionError), _older_objects_apart():
        while True:
            job: Job = connection.recv()
            try:
                result: Layout | PrintedPart | MissingFont | str = (
                    desk.print(job) if isinstance(job, Printing) else desk.lay_out(job)
                )
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

"""Prints many things at once, in the background.

A worker that takes up a job holds the lock of its file, which the kernel lets go when the worker ends, however it ends.
So a job that is under way and whose lock is free was left by a worker that died: another one goes on with it, from the
sheets that are there already. What can be printed so is in `quadrants.services.printables`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from press.joining import join
from press.process import TooMuch
from quadrants.models.printing import OPEN, PrintForm, PrintJob, PrintState
from quadrants.naming import file_name
from quadrants.services.printables import Printable, PrintKind, kind_of
from quadrants.text import language_of

MOST_OPEN, MOST_KEPT, MOST_TRIES = 3, 10, 3
KEPT = timedelta(days=1)
# How long a worker may take from being given a task to having the lock of its job.
TAKING_UP = timedelta(seconds=20)
# What a sheet is called, its language, and where it is.
Sheet = tuple[str, str, Path]
# ZIP and PDF would tell when they were made; the same sheets give the same file.
NO_DATE = (1980, 1, 1, 0, 0, 0)


class TooMany(Exception):
    """More than a job takes, or more open jobs than a person may have."""


@transaction.atomic
def start(
    *, user: User, kind: PrintKind, keys: Sequence[object], form: str, time_zone: str, about: str = ""
) -> PrintJob:
    """Asks for things of a kind in one file, in this order. `TooMany` tells that it is beyond what is served. The
    oldest files make room when a person has many."""
    User.objects.select_for_update().get(pk=user.pk)
    if len(keys) > kind.most or user.print_jobs.filter(state__in=OPEN).count() >= MOST_OPEN:
        raise TooMany
    for old in user.print_jobs.exclude(state__in=OPEN).order_by("-created_at")[MOST_KEPT - 1 :]:
        _remove(old)
    job = PrintJob.objects.create(
        owner=user,
        kind=kind.name,
        keys=[str(key) for key in keys],
        about=about,
        form=form,
        paper=user.paper,
        time_zone=time_zone,
        expires_at=timezone.now() + KEPT,
    )
    _ask_for(job)
    return job


def printed_for(user: User, *kinds: PrintKind, about: str = "") -> list[PrintJob]:
    """What of some kinds was lately printed for a person or is being printed, the newest first."""
    there = user.print_jobs.filter(kind__in=[kind.name for kind in kinds], about=about)
    there = there.filter(expires_at__gt=timezone.now(), state__in=(*OPEN, PrintState.DONE))
    return list(there.order_by("-created_at")[:MOST_OPEN])


def cancel(*, job: PrintJob) -> None:
    """Stops a job after the sheet that is being made; one that is done stays."""
    if PrintJob.objects.filter(pk=job.pk, state__in=OPEN).update(state=PrintState.CANCELLED):
        with _lock_of(job) as free:  # else who works on it removes what there is
            if free:
                _remove_files(job)


def remove_expired() -> int:
    """Removes jobs and files past their time; the number of jobs."""
    expired = PrintJob.objects.filter(expires_at__lt=timezone.now())
    for job in expired:
        _remove(job)
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    return len(expired)


def remove_of(*, user: User) -> None:
    """Removes everything that was printed for a person."""
    for job in user.print_jobs.all():
        PrintJob.objects.filter(pk=job.pk).update(state=PrintState.CANCELLED)
        _remove_files(job)


def take_up_abandoned() -> int:
    """Gives the jobs of dead workers to living ones; a job that has failed them several times is given up."""
    abandoned = [job for job in PrintJob.objects.filter(state__in=OPEN) if _is_abandoned(job)]
    for job in abandoned:
        with _lock_of(job) as ours:
            if not ours or not PrintJob.objects.filter(pk=job.pk, state__in=OPEN).exists():
                continue
            DBTaskResult.objects.filter(pk=job.task).delete()
            if job.tries < MOST_TRIES:
                _ask_for(job)
            else:
                _settle(job, PrintState.FAILED)
    return len(abandoned)


def _is_abandoned(job: PrintJob) -> bool:
    given = DBTaskResult.objects.filter(pk=job.task).first()
    if given is not None and given.started_at is None:
        return False
    just_taken = given is not None and not given.finished_at and given.started_at > timezone.now() - TAKING_UP
    if job.state == PrintState.WAITING and just_taken:
        return False
    with _lock_of(job) as free:
        return free


def _ask_for(job: PrintJob) -> None:
    asked = print_sheets.enqueue(str(job.pk))
    PrintJob.objects.filter(pk=job.pk, state__in=OPEN).update(state=PrintState.WAITING, task=asked.id)


@task()
def print_sheets(job_id: str) -> None:
    """Makes what is missing of a job; asked again it goes on where it stopped, and twice at a time it runs once."""
    job = PrintJob.objects.filter(pk=job_id, state__in=OPEN).select_related("owner").first()
    if job is None:
        return
    with _lock_of(job) as ours:
        if ours and PrintJob.objects.filter(pk=job.pk, state__in=OPEN).update(
            state=PrintState.WORKING, tries=job.tries + 1
        ):
            _work(job)


def _work(job: PrintJob) -> None:
    job.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kind = kind_of(job)
    sheets, left_out = list[Sheet](), list[str]()
    for number, key in enumerate(job.keys, start=1):
        if not PrintJob.objects.filter(pk=job.pk, state=PrintState.WORKING).exists():
            return _remove_files(job)
        # What was taken away since is left out, also where its sheet has been made.
        found, path = kind.find(job, key), job.folder / f"{number}.pdf"
        if found and _is_made(found, path):
            sheets.append((found.title, found.language, path))
        else:
            left_out.append(found.title if found else "")
        PrintJob.objects.filter(pk=job.pk).update(made=number, left_out=left_out)
    if sheets:
        write = _join if job.form == PrintForm.ONE_PDF else _pack
        _write_whole(job.file, lambda path: write(kind, sheets, path))
    _settle(job, PrintState.DONE if sheets else PrintState.FAILED)


def _is_made(found: Printable, path: Path) -> bool:
    """Whether the sheet is there; one that takes too much is not."""
    if path.exists():
        return True
    try:
        pdf = found.make()
    except TooMuch:
        return False
    _write_whole(path, lambda unfinished: unfinished.write_bytes(pdf))
    return True


def _settle(job: PrintJob, state: str) -> None:
    if not PrintJob.objects.filter(pk=job.pk, state__in=OPEN).update(state=state):
        return _remove_files(job)  # cancelled at the last moment
    shutil.rmtree(job.folder, ignore_errors=True)


def _join(kind: PrintKind, sheets: Sequence[Sheet], path: Path) -> None:
    """One PDF, named in the language of its first sheet."""
    with translation.override(sheets[0][1]):
        title = str(kind.title)
    join(((name, sheet) for name, _language, sheet in sheets), path, title=title, language=language_of(title))


def _pack(kind: PrintKind, sheets: Sequence[Sheet], path: Path) -> None:
    taken: set[str] = set()
    with zipfile.ZipFile(path, "w") as archive:
        for name, _language, sheet in sheets:
            entry = zipfile.ZipInfo(_unique(file_name(name), taken) + ".pdf", NO_DATE)
            archive.writestr(entry, sheet.read_bytes())


def _unique(name: str, taken: set[str]) -> str:
    """A name that nobody has, however file systems compare them: the second *Raise* is *Raise (2)*."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found.casefold())
    return found


def _write_whole(path: Path, write) -> None:
    """Writes a file whole or not at all."""
    unfinished = _unfinished(path)
    write(unfinished)
    os.replace(unfinished, path)


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.unfinished")


def _remove(job: PrintJob) -> None:
    _remove_files(job)
    job.delete()


def _remove_files(job: PrintJob) -> None:
    shutil.rmtree(job.folder, ignore_errors=True)
    for path in (job.file, _unfinished(job.file), job.folder.with_suffix(".lock")):
        path.unlink(missing_ok=True)


@contextmanager
def _lock_of(job: PrintJob) -> Iterator[bool]:
    """Whether the job is ours for as long as the block lasts: nobody else alive holds its lock."""
    path = job.folder.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)

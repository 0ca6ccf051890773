"""The course with each provider until mail is accepted again: one provider, one file. Pure.

A provider's file has a docstring of five parts, as a check has, and a `COURSE` (`cases.course.Course`): who it is for,
what must be in order before asking, the form and what fills it, when an answer is due, what answers usually say, and
what to write to a first refusal. A further provider is a further file and a further name here.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from sendoff.reputation.cases.course import Course

PROVIDERS = (
    "microsoft",
    "microsoft-365",
    "google",
    "yahoo",
    "gmx",
    "t-online",
    "proofpoint",
    "spamhaus",
    "barracuda",
)
"""Every provider with a course, by the name that `sendoff case open` takes."""


def load(provider: str) -> Course:
    """Return a provider's course."""
    return cast(Course, _module(provider).COURSE)


def docstring(provider: str) -> str:
    """Return what a provider's file says of its blocks, in the five parts."""
    return _module(provider).__doc__ or ""


def _module(provider: str) -> Any:
    return import_module(f"{__name__}.{provider.replace('-', '_')}")


def fitting(course: Course, provider: str, part: str, kind: str, reply: str) -> bool:
    """Tell whether an incident (its provider, part, class and last reply) is one that this course is for."""
    words = reply.lower()
    if kind not in course.classes or any(other in words for other in course.others):
        return False
    if provider in course.providers and (not course.part or part in ("", course.part)):
        return True
    return any(name in words for name in course.names)

"""The rules: what a good desk editor would catch, beyond what the model refuses.

A rule is a generator function from an article to findings, registered under its code by `rule`. The catalogue says
what each code means; `check` runs the rules over one document, a `Session` over the documents of a run.
"""

from newsschema.catalogue import Rule, Severity
from newsschema.checks.registry import Check, FeedRule, Finding, Path, rule
from newsschema.checks.running import Session, check
from newsschema.checks.selection import selected

__all__ = ["Check", "FeedRule", "Finding", "Path", "Rule", "Session", "Severity", "check", "rule", "selected"]

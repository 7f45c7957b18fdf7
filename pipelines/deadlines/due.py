"""Due instants: one due rule and one window -> the first instant that is late, with its history.

Belongs here: arithmetic of dates and the rule that an open round is never shortened. Does not: reporters, extensions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from pipelines.decision_values import parse_instant
from pipelines.periods import Window, add_months
from pipelines.reference import DueRule, Obligation
from pipelines.settings import LOCAL_ZONE


def local_midnight(day: date) -> datetime:
    """Give the instant at which a local day begins, in UTC."""
    return datetime.combine(day, time.min, LOCAL_ZONE).astimezone(UTC)


def due_instant(rule: DueRule, window: Window) -> datetime | None:
    """Give the first instant that is late for a window; None when the rule sets no date or needs a case.

    "Trước ngày 25" is 25th 00:00 local, "chậm nhất ngày 25" is 26th 00:00. With an hour, "trước 10:00" is 10:00 and
    "chậm nhất 10:00" lasts to the end of that minute. A day that its month lacks (30 February) means the month's end.
    """
    if rule.rule == "date":
        return _boundary(rule.on, rule) if rule.on else None
    if rule.rule == "day_of_year" and rule.month:
        first = date(window.end.year + rule.years_after, rule.month, 1)
    elif rule.rule == "day_of_month":
        first = add_months(window.end.replace(day=1), rule.months_after)
    else:
        return None
    if not rule.day:
        return None
    after = add_months(first, 1)
    if first + timedelta(days=rule.day - 1) >= after:
        return local_midnight(after)
    return _boundary(first.replace(day=rule.day), rule)


def _boundary(day: date, rule: DueRule) -> datetime:
    inclusive = rule.boundary == "inclusive"
    if rule.time is None:
        return local_midnight(day + timedelta(days=1) if inclusive else day)
    moment = datetime.combine(day, time.fromisoformat(rule.time), LOCAL_ZONE).astimezone(UTC)
    return moment + timedelta(minutes=1) if inclusive else moment


@dataclass(frozen=True)
class Change:
    """A deadline made known at an instant: a whole rule, or one instant for one period."""

    announced_at: datetime
    reason: str
    rule: DueRule | None = None
    period: str | None = None
    instant: datetime | None = None

    def instant_for(self, window: Window) -> datetime | None:
        """Give the due instant it sets for a window; None when it is about another one."""
        if self.rule is not None:
            return due_instant(self.rule, window)
        return self.instant if self.period == window.period else None


@dataclass(frozen=True)
class Due:
    """The due instant of one round, what it was at first, and why they differ."""

    at: datetime | None
    original: datetime | None
    reason: str | None = None


def changes_of(obligation: Obligation, decisions: Sequence[dict[str, object]]) -> list[Change]:
    """Put the deadline history of an obligation in order: its file's later rules, then `deadline_change` decisions.

    Args:
        obligation: the obligation.
        decisions: rows of kind `deadline_change` in force, oldest first.
    """
    found = [
        Change(local_midnight(rule.announced_on), f"đổi hạn từ {rule.announced_on:%d/%m/%Y}: {rule.wording}", rule)
        for rule in obligation.due[1:]
        if rule.announced_on
    ]
    latest = obligation.due[-1]
    for row in decisions:
        if row["obligation_id"] != obligation.obligation_id:
            continue
        moment, reason, period = row["decided_at"], f"đổi hạn: {row['reason']}", row["period"]
        assert isinstance(moment, datetime)
        if period:
            instant = parse_instant(str(row["value"])).astimezone(UTC)
            found.append(Change(moment, reason, period=str(period), instant=instant))
        else:
            latest = _changed(latest, json.loads(str(row["value"])))
            found.append(Change(moment, reason, latest))
    return sorted(found, key=lambda change: change.announced_at)


def _changed(rule: DueRule, fields: dict[str, object]) -> DueRule:
    """Change fields of a rule as a decision says; `date` is an ISO date, `day` of a yearly rule `MM-DD`."""
    values = {k: v for k, v in fields.items() if k in {"boundary", "wording", "time", "months_after", "years_after"}}
    if "date" in fields:
        values["on"] = date.fromisoformat(str(fields["date"]))
    if "day" in fields:
        typed = str(fields["day"])
        values |= {"month": int(typed[:2]), "day": int(typed[3:])} if "-" in typed else {"day": int(typed)}
    return replace(rule, **values)  # type: ignore[arg-type]


def due_of(obligation: Obligation, window: Window, changes: Sequence[Change]) -> Due:
    """Give the due of one round, by the rule in force when it opened and later changes that favour the reporter.

    A change made known before the round opened applies as it stands. One made known while the round is open applies
    only if it is later; one made known after the round was due does not apply (that takes an extension).
    """
    original = due_instant(obligation.due[0], window)
    opened = local_midnight(window.start)
    due = Due(original, original)
    for change in changes:
        instant = change.instant_for(window)
        if instant is None:
            continue
        if change.announced_at <= opened:
            due = Due(instant, instant if change.rule else due.original, None if change.rule else change.reason)
        elif due.at is None or (change.announced_at < due.at and instant > due.at):
            due = Due(instant, due.original, change.reason)
    return due

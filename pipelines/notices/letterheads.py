"""The head of a department's letter: whose department it is, as the council above it or the place of its day says.

Belongs here: the lines above the subject, also where the national motto stands beside them. Not here: which agency
issued a notice (`documents`), its day (`issue_days`).
"""

from __future__ import annotations

import re

from pipelines.notices.letters import DASHED_PROVINCE, UPPER

_HEAD = 700
"""Characters in which the head of a letter stands."""
_MOTTO = re.compile(
    r"[ |]*(?:CỘNG\s+(?:HÒA|HOÀ)\s+XÃ\s+HỘI[^\n|]*|Độc\s+lập\s*[-.]\s*Tự\s+do[^\n|]*)[ |]*", re.IGNORECASE
)
_WORD = rf"[{UPPER}][^\W\d_]*"
_NAME = rf"(?P<place>{DASHED_PROVINCE}|(?-i:{_WORD}(?:(?:\.(?=[{UPPER}])|[ ])?{_WORD}){{0,3}}))"
_KIND = r"(?:TỈNH|THÀNH\s+PHỐ|TP\.?)\s*"
_COUNCIL = rf"(?:Ủy\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân|UBND)\s+(?:{_KIND})?{_NAME}"
_LINE_END = r"[ |.\-_*]*(?=\n|$)"
_DAY = re.compile(
    rf"(?:^|[\s|])(?:{_KIND})?(?P<place>{DASHED_PROVINCE}|(?:[{UPPER}][^\W\d_{UPPER}]+[ ]?){{2,4}}),\s*ngày\s",
    re.MULTILINE,
)


def whose_department(text: str, department: str) -> str | None:
    """The province of a letter's department, as written; None where its head does not say it.

    Args:
        text: the cleaned words of the notice.
        department: the grammar of the department's name, e.g. `Sở Y tế`.
    """
    head = _MOTTO.sub("", text[:_HEAD])
    own = rf"(?P<own>{department})"
    if under := re.search(rf"(?:^|\n){_COUNCIL}{_LINE_END}\n+{own}(?!\w)", head, re.IGNORECASE):
        return under["place"]
    if named := re.search(rf"(?:^|\n){own}[ ]+(?:{_KIND})?{_NAME}{_LINE_END}", head, re.IGNORECASE):
        return named["place"]
    if named := re.search(rf"(?:^|\n){own}[ ]*\n(?:{_KIND}){_NAME}{_LINE_END}", head, re.IGNORECASE):
        return named["place"]
    alone = _alone(head, department)
    day = _DAY.search(head, alone.end()) if alone else None
    return day["place"].strip() if day else None


def stands_alone(text: str, department: str) -> bool:
    """Whether the department heads the letter in a line of its own: one named further on is another."""
    return _alone(_MOTTO.sub("", text[:_HEAD]), department) is not None


def _alone(head: str, department: str) -> re.Match[str] | None:
    return re.search(rf"(?:^|\n)(?:{department}){_LINE_END}", head, re.IGNORECASE)

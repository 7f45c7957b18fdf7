"""Places of a text that speak of one product: a name and the facts after it.

Belongs here: where one product ends and the next begins. Not here: joining several mentions of one product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.notices.fields import Fact, find_facts
from pipelines.notices.identifiers import comparison_key
from pipelines.notices.letters import UPPER
from pipelines.notices.names import Name, NameReader
from pipelines.notices.same_names import folded, may_be_same

_LOOK_BACK = 700
_LONGEST_HEADING = 90
_NUMBERED = re.compile(r"(?:^|\n)(?P<number>\d{1,3})\s*[.)/\-]\s*(?=\D)")
_NOT_ON_LABEL = re.compile(
    r"(?:không\s+(?:ghi|có)|chưa\s+có)\s+(?:thông\s+tin\s+về\s+)?(?=số\s+lô|số\s+GĐKLH|SĐK)", re.IGNORECASE
)
_SAID_TO_LACK = re.compile(
    r"(?:^|\n)(?:\d{1,3}\s*[.)/\-]|[-+*•])\s*(?P<rest>[^\n]{3,120}?)[,;(]\s*(?:trên\s+nhãn\s+)?(?:không|chưa)\s+"
    r"(?:ghi|có|rõ)\s+(?:thông\s+tin\s+về\s+)?(?:số\s+lô|số\s+đăng\s+ký|số\s+GĐKLH|SĐK|nguồn\s+gốc|nhãn)",
    re.IGNORECASE,
)
_LACKS_BATCH = re.compile(
    r"(?:là|có|gồm)\s+(?:sản\s+phẩm|thuốc|mỹ\s+phẩm)\s+(?P<rest>[^,.\n]{2,80}),[^.\n]{0,200}?(?:không|chưa)\s+(?:có|ghi)\s+"
    r"(?:thông\s+tin\s+về\s+)?số\s+lô",
    re.IGNORECASE,
)
_OF_PRODUCT = re.compile(
    r"\s*,?\s*(?:của|cho|đối\s+với)\s+(?:(?:các\s+)?(?:sản\s+phẩm|thuốc|mỹ\s+phẩm|(?:trang\s+)?thiết\s+bị\s+y\s+tế))\s+",
    re.IGNORECASE,
)
_OF_GOODS = re.compile(r"\s+(?:của\s+)?(?=(?:thuốc|sản\s+phẩm|mỹ\s+phẩm)\s+(?!giả|này|trên|nêu))", re.IGNORECASE)
_NAME = rf"[{UPPER}][^\s,;().:]*(?: [{UPPER}\d][^\s,;().:]*){{0,6}}"
_BEFORE_THE_LAST = re.compile(
    rf"(?<!\w)(?:gồm(?:\s+có)?|(?i:thuốc|sản\s+phẩm)(?:\s+giả)?)\s*[:,]?\s+(?P<names>(?:{_NAME},\s+)+)"
    rf"(?={_NAME}\s+\((?i:số|SĐK|lô|NSX|HD|HSD|GĐKLH))"
)
"""Names without numbers in an enumeration whose last one has some: `gồm A 500, B 250 (số lô …`."""
_NAME_LINE = re.compile(
    r"(?:^|\n)[-+*•]?\s*(?:\d+\s*[.)]\s*)?Tên\s+(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|thương\s+mại|(?:trang\s+)?thiết\s+bị(?:\s+y\s+tế)?|hàng\s+hóa)\s*:\s*(?P<rest>[^\n]+)",
    re.IGNORECASE,
)


@dataclass
class Mention:
    """One place of a text that speaks of one product: its name if any, then its facts.

    `is_next` says that it is the next item of a numbered list, so that without a name it is still another product.
    """

    name: Name | None
    start: int
    facts: list[Fact] = field(default_factory=list)
    is_next: bool = False

    @property
    def end(self) -> int:
        """One past the last character of name and facts."""
        return max([fact.end for fact in self.facts] + ([self.name.end] if self.name else [self.start]))

    def registration(self) -> Fact | None:
        """The best registration number of this mention: a well-formed one before one that lost a dash."""
        facts = [fact for fact in self.facts if fact.kind == "registration"]
        return max(facts, key=lambda fact: fact.confidence, default=None)


def find_mentions(text: str, names: NameReader) -> list[Mention]:
    """All mentions of products in reading order."""
    found = [*_with_facts(text, find_facts(text), names), *_without_numbers(text, names)]
    return sorted((mention for mention in found if mention.name or mention.facts), key=lambda mention: mention.start)


def _with_facts(text: str, facts: Sequence[Fact], names: NameReader) -> Iterator[Mention]:
    """Walk through the facts; a new product begins where a name stands before a fact."""
    current: Mention | None = None
    reached = 0
    for fact in facts:
        name = _name_before(text, max(reached, fact.label_start - _LOOK_BACK), fact, current, names)
        if name is None and current is not None and current.name is not None:
            name = _other_goods(text, fact, current.name, names)
        if name and current and current.name and name.start == current.name.start:
            name = None  # still the same place: "lô T101 của thuốc X (SĐK …; hạn dùng …"
        if name is not None or current is None or _is_another(current, fact, text):
            if current is not None:
                yield current
            is_next = current is not None and _is_next_in_list(current, fact, text)
            name = name or _name_after(text, fact, names)
            current = Mention(name, min(name.start, fact.label_start) if name else fact.label_start, is_next=is_next)
        current.facts.append(fact)
        reached = fact.end
    if current is not None:
        yield current


def _name_before(text: str, start: int, fact: Fact, current: Mention | None, names: NameReader) -> Name | None:
    if fact.kind in ("manufactured", "expires", "former_registration") and current is not None:
        return None
    name = names.before(text, start, fact.label_start)
    if name is None or name.cued or current is None:
        return name
    begins_line = text[: name.start].rstrip(" -+*•0123456789.)").endswith(("\n", "|")) or name.start == 0
    return name if begins_line or name.opens or _is_another(current, fact, text) else None


def _name_after(text: str, fact: Fact, names: NameReader) -> Name | None:
    """The name that follows a registration number: `số công bố 123/PCBA-HN của sản phẩm X`."""
    following = _OF_PRODUCT.match(text, fact.end) if fact.kind == "registration" else None
    if following is None:
        return None
    end = text.find("\n", following.end())
    return names.item(text, following.end(), end if end >= 0 else len(text))


def _other_goods(text: str, fact: Fact, known: Name, names: NameReader) -> Name | None:
    """Another product right behind its batch: `… cũng đình chỉ lô T101 của thuốc X`."""
    following = _OF_GOODS.match(text, fact.end) if fact.kind == "batch" else None
    if following is None:
        return None
    end = text.find("\n", following.end())
    name = names.item(text, following.end(), end if end >= 0 else len(text))
    return name if name and not may_be_same(folded(name.value), folded(known.value)) else None


def _is_another(current: Mention, fact: Fact, text: str) -> bool:
    """Whether a fact cannot belong to the current product: another registration number, or a far place."""
    known = current.registration()
    if fact.kind == "registration" and known is not None:
        return comparison_key(known.values[0]) != comparison_key(fact.values[0])
    if _is_next_in_list(current, fact, text):
        return True
    return fact.label_start - current.end > _LOOK_BACK and "\n" in text[current.end : fact.label_start]


def _is_next_in_list(current: Mention, fact: Fact, text: str) -> bool:
    """Whether the fact stands in the next item of the numbered list in which the current product stands."""
    following = _NUMBERED.search(text, current.end, fact.label_start)
    if following is None:
        return False
    if _NUMBERED.match(text, max(text.rfind("\n", 0, current.start), 0)):
        return True
    items = list(_NUMBERED.finditer(text, max(0, current.start - _LOOK_BACK), current.start))
    return bool(items) and int(items[-1]["number"]) + 1 == int(following["number"]) and _is_short(text, items[-1])


def _is_short(text: str, item: re.Match[str]) -> bool:
    """Whether the numbered line holds a name alone, with what is said of it on the lines below."""
    end = text.find("\n", item.end())
    return 0 <= end - item.end() <= _LONGEST_HEADING and not text[item.end() : end].rstrip().endswith((".", ":"))


def _without_numbers(text: str, names: NameReader) -> Iterator[Mention]:
    """Products without any number: named on a line of their own, or said to bear none on the label."""
    for match in _NAME_LINE.finditer(text):
        if name := names.item(text, *match.span("rest")):
            yield Mention(name, name.start)
    for match in _BEFORE_THE_LAST.finditer(text):
        for item in re.finditer(_NAME, match["names"]):
            if name := names.item(text, match.start("names") + item.start(), match.start("names") + item.end()):
                yield Mention(name, name.start)
    for match in (*_SAID_TO_LACK.finditer(text), *_LACKS_BATCH.finditer(text)):
        if name := names.item(text, *match.span("rest")):
            yield Mention(name, name.start)
    for match in _NOT_ON_LABEL.finditer(text):
        sentence = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start())) + 1
        counted = re.search(r"thứ\s+(?:\w+)\s+là\s", text[sentence : match.start()])
        if counted and (name := names.item(text, sentence + counted.end(), match.start())):
            yield Mention(name, name.start)

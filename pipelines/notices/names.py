"""Product names in running text: where a name begins and where it ends.

Belongs here: the words before a name, dosage forms, ingredients in brackets, the words after it. Not here: numbers
and companies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.notices.name_words import (
    AFTER_AND,
    ANNOUNCES,
    BEFORE_LAST_BRACKET,
    BY_COMPANY,
    CLOSED_QUOTE,
    COMPANY_BEFORE,
    CUE,
    DECLARED_FOOD,
    DESCRIPTION,
    DIVIDES,
    END,
    ENUMERATED,
    GOODS,
    HAS_CAPITAL,
    IN_COMPANY,
    KIND_OF_GOODS,
    LABEL,
    LABEL_OPENING,
    NO_NAME,
    OPEN_QUOTE,
    OPENING_NOISE,
    OPENS_ITEM,
    PURPOSE,
    QUOTED,
    QUOTED_WITHIN,
    SENTENCE,
    SHOP,
    SHORT_LABEL,
)

_LONGEST = 110
_PIECES_BACK = 2
_BACK, _COMPANY_BACK = 60, 240
"""Characters before a name in which the words that announce it, or a company, are looked for."""


@dataclass(frozen=True)
class Name:
    """A product name and its place in the text.

    Attributes:
        cued: a word before it announced it.
        opens: it begins an item of a list or stands right before the bracket that holds its numbers.
    """

    value: str
    start: int
    end: int
    cued: bool
    opens: bool = False


class NameReader:
    """Finds names with the dosage forms of the reference data."""

    def __init__(self, dosage_form: re.Pattern[str], country: re.Pattern[str]) -> None:
        self._form = dosage_form
        self._country = country
        self._description = re.compile(rf"(?:{dosage_form.pattern}|{DESCRIPTION})", dosage_form.flags)
        self._form_anywhere = re.compile(rf"(?<!\w)(?:{dosage_form.pattern})", dosage_form.flags)

    def before(self, text: str, start: int, end: int) -> Name | None:
        """The name that ends a stretch of text, as in `lô thuốc X (…), ` before `Số lô`.

        Explicit labels (`Tên thuốc:`) win, then the last announcing word, then the last line or sentence.
        """
        masked = _mask_brackets(text[start:end])
        labels = list(LABEL.finditer(masked))
        if labels and (name := self._at(text, masked, start, labels[-1].end(), cued=True)):
            return name
        if name := self._before_bracket(text, masked, start):
            return name
        looked = 0
        for piece_start, piece_end in reversed(_pieces(masked)):
            piece = masked[piece_start:piece_end]
            if not re.search(r"[^\W\d_]{2}|\w\d", piece) or self._only_form(piece):
                continue
            name = self._quoted(text, masked[:piece_end], start, piece_start) if looked == 0 else None
            name = name or self._in_piece(text, masked[:piece_end], start, piece_start, alone=looked == 0)
            if name or looked == _PIECES_BACK:
                return name
            looked += 1
        return None

    def in_title(self, text: str, start: int, end: int) -> Name | None:
        """The name in a title, outside brackets or, if none is there, inside them (`… (Viên nén X)`)."""
        masked = _mask_brackets(text[start:end])
        for match in reversed(list(CUE.finditer(masked))):
            if IN_COMPANY.search(masked, max(0, match.start() - _COMPANY_BACK), match.start()):
                continue
            if name := self._at(text, masked, start, match.end(), cued=True):
                return name
        last = len(text[start:end].rstrip(" .")) - 1
        for open_at, close_at in _top_brackets(text[start:end]):
            inner_start = start + open_at + 1
            inner = _mask_brackets(text[inner_start : start + close_at])
            form = self._form.match(inner)
            if (form or close_at == last) and (name := self._at(text, inner, inner_start, 0, cued=bool(form))):
                return name
        return None

    def item(self, text: str, start: int, end: int) -> Name | None:
        """The name that begins a list item or a table cell."""
        return self._at(text, _mask_brackets(text[start:end]), start, 0, cued=True)

    def _in_piece(self, text: str, masked: str, offset: int, piece_start: int, *, alone: bool) -> Name | None:
        """A name announced by a word, or, in the last piece, one that stands alone with its form."""
        for match in reversed(list(CUE.finditer(masked, piece_start))):
            if IN_COMPANY.search(masked, max(piece_start, match.start() - _COMPANY_BACK), match.start()):
                continue  # "Công ty TNHH mỹ phẩm X" announces no product
            if name := self._at(text, masked, offset, match.end(), cued=True):
                last = self._at_bracket(text, masked, offset)
                # "gồm A 500, B 250 (số lô …": the number is of the last one.
                return last if last and last.opens and ENUMERATED.fullmatch(text[name.end : last.start]) else name
        name = self._at(text, masked, offset, piece_start, cued=False) if alone else None
        if name and self._is_description(masked[name.end - offset :]):
            between = masked[piece_start : name.start - offset]
            before = masked[:piece_start].rstrip(" ")[-1:]
            # "Thăng ma, số lô …": a sentence that begins with a name is about that product.
            begins_item = before in (";", "\n") or (before == "." and not between) or OPENS_ITEM.match(between)
            return replace(name, opens=bool(begins_item))
        listed = ANNOUNCES.search(masked, piece_start)
        name = self._at(text, masked, offset, listed.end(), cued=True) if listed else None
        if name and self._is_description(masked[name.end - offset :]):
            return name
        if (name := self._after_form(text, masked, offset, piece_start)) or (
            name := self._at_bracket(text, masked, offset)
        ):
            return name
        listed = AFTER_AND.search(masked, piece_start)
        return self._at(text, masked, offset, listed.start("name"), cued=False) if listed else None

    def _before_bracket(self, text: str, masked: str, start: int) -> Name | None:
        """The name before a bracket still open, as in `X 145 (Fenofibrat 145mg; ` before `số đăng ký`."""
        opened = masked.rfind("(")
        if opened < 0 or self._form.match(masked, opened + 1) or not masked[opened + 1 :].rstrip().endswith((";", ",")):
            return None
        name = self.before(text, start, start + opened)
        return name if name and name.end == start + len(masked[:opened].rstrip()) else None

    def _after_form(self, text: str, masked: str, offset: int, piece_start: int) -> Name | None:
        """A name that a dosage form announces in the middle of a sentence: `ngừng dùng viên nén X`."""
        for form in reversed(list(self._form_anywhere.finditer(masked, piece_start))):
            if (
                _begins_name(masked[form.end() : form.end() + 1])
                and not SHOP.search(masked, max(0, form.start() - _BACK), form.start())
                and not IN_COMPANY.search(masked, max(0, form.start() - _COMPANY_BACK), form.start())
            ):
                return self._at(text, masked, offset, form.start(), cued=False)
        return None

    def _at_bracket(self, text: str, masked: str, offset: int) -> Name | None:
        """The capitalised words before the last bracket: `… và X 500 (số đăng ký …`, `… cho biết, X 1g (Cefa…) SĐK`."""
        match = BEFORE_LAST_BRACKET.search(masked)
        if match is None or COMPANY_BEFORE.search(masked, max(0, match.start() - 120), match.start("name")):
            return None
        name = self._at(text, masked, offset, match.start("name"), cued=False)
        return replace(name, opens=True) if name and match[0].endswith("(") else name

    def _quoted(self, text: str, masked: str, offset: int, piece_start: int) -> Name | None:
        """A name in quotation marks right before the number, or first in those that hold the number too."""
        if closed := CLOSED_QUOTE.search(masked, piece_start):
            return self._at(text, masked, offset, closed.start("name"), cued=True)
        opened = OPEN_QUOTE.search(masked, piece_start)
        name = self._at(text, masked, offset, opened.end(), cued=True) if opened else None
        return name if name and self._is_description(masked[name.end - offset :]) else None

    def _at(self, text: str, masked: str, offset: int, begin: int, *, cued: bool) -> Name | None:
        if noise := OPENING_NOISE.match(masked, begin):
            begin = noise.end()
        while cue := CUE.match(masked, begin):
            begin = cue.end()
        begin = self._past_description(masked, begin)
        stop = END.search(masked, begin)
        finish = min(stop.start() if stop else len(masked), _first_bracket(masked, begin))
        value = text[offset + begin : offset + finish].lstrip(" .,;:-+*\"“”'‘’").rstrip(" .,;:-\"“”'‘’")
        if not self._is_name(value):
            return None
        if SHORT_LABEL.fullmatch(value) and text[offset + finish : offset + finish + 3].lstrip().startswith(":"):
            return None  # "SCB: 123/24", a label
        at = text.index(value, offset + begin)
        quoted = QUOTED.match(text, offset + finish, offset + len(masked))
        if quoted and self._is_name(quoted[1]):
            return Name(quoted[1], quoted.start(1), quoted.end(1), cued)
        return Name(" ".join(value.split()), at, at + len(value), cued)

    def _past_description(self, masked: str, begin: int) -> int:
        """Where the name begins behind the words that say what the goods are: form, kind, what they are for."""
        form = None if DECLARED_FOOD.search(masked, max(0, begin - _BACK), begin) else self._form.match(masked, begin)
        if form and _begins_name(masked[form.end() : form.end() + 1]) and not END.match(masked, max(form.end() - 1, 0)):
            return form.end()
        if kind := KIND_OF_GOODS.match(masked, begin):
            return kind.end()
        if GOODS.search(masked, max(0, begin - _BACK), begin) or (form and masked[begin].islower()):
            after = form.end() if form and not GOODS.search(masked, max(0, begin - _BACK), begin) else begin
            purpose = PURPOSE.match(masked, after)
            return purpose.end() if purpose else begin
        return begin

    def _is_name(self, value: str) -> bool:
        return _has_form_of_name(value) and not self._country.fullmatch(value)

    def _is_description(self, rest: str) -> bool:
        """Whether what stands between a name and its number tells of the same goods: forms, pack, maker."""
        rest = LABEL_OPENING.sub("", BY_COMPANY.split(rest.lstrip("\"”'’"), maxsplit=1)[0])
        segments = filter(None, (segment.strip(" \n.-+*•\"”’'") for segment in DIVIDES.split(rest)))
        return all(self._description.match(segment) and not HAS_CAPITAL.search(segment) for segment in segments)

    def _only_form(self, piece: str) -> bool:
        bare = re.sub(r"^[\s,.;\x00():\-]+|[\s,.;\x00():\-]+$", "", piece)
        form = self._form.match(bare)
        return not bare or bool(form and form.end() == len(bare))


def _begins_name(character: str) -> bool:
    return character.isupper() or character.isdigit()


def _has_form_of_name(value: str) -> bool:
    if not 2 <= len(value) <= _LONGEST or not _begins_name(value[0]):
        return False
    return bool(re.search(r"[^\W\d_]", value)) and not NO_NAME.match(value)


def _mask_brackets(text: str) -> str:
    """Replace closed brackets and their content by NUL, so that words inside announce nothing.

    Quotation marks within a name (`Oxalip "Berda" 50mg`) become spaces: they end nothing.
    """
    text = QUOTED_WITHIN.sub(lambda match: match[0].replace('"', " "), text)
    characters, opened = list(text), []
    for at, character in enumerate(text):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            begin = opened.pop()
            if not opened:
                characters[begin : at + 1] = "\0" * (at + 1 - begin)
    if opened:
        for begin, end in _top_brackets(text[opened[0] + 1 :]):
            base = opened[0] + 1
            characters[base + begin : base + end + 1] = "\0" * (end + 1 - begin)
    return "".join(characters)


def _top_brackets(text: str) -> list[tuple[int, int]]:
    spans, depth, begin = [], 0, 0
    for at, character in enumerate(text):
        if character == "(":
            begin = at if depth == 0 else begin
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                spans.append((begin, at))
    return spans


def _first_bracket(masked: str, begin: int) -> int:
    places = [at for at in (masked.find("\0", begin), masked.find("(", begin)) if at >= 0]
    return min(places, default=len(masked))


def _pieces(masked: str) -> list[tuple[int, int]]:
    """Sentences, lines and the inside of a bracket still open at the end."""
    cuts = [0]
    for match in SENTENCE.finditer(masked):
        cuts.append(match.end())
    cuts.extend(at + 1 for at, character in enumerate(masked) if character == "(")
    return list(pairwise([*sorted(set(cuts)), len(masked)]))

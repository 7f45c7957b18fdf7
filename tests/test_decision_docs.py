"""`docs/decision-lines.md` says of the lines of `decisions/` what the code accepts: every kind, field and example."""

import json
import re
from typing import Any

import pytest

from pipelines.decision_lines import FIELDS, KINDS, SUBJECTS, UnusableError, parse_line
from pipelines.decision_values import JSON_FIELDS
from pipelines.decisions import NOT_USED_YET
from pipelines.notices.corrections import CODES, CORRECTABLE
from pipelines.settings import CHECKOUT

PAGE = (CHECKOUT / "docs" / "decision-lines.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
VALUES = {"instant": "an instant", "date": "a day", "json": "JSON", "text": "text", "none": "No value"}
CORRECTION_FIELDS = {"field": True, "value": True, "product_no": False, "batch_number": False, "file_sha256": False}


def examples(kind: str) -> list[dict[str, Any]]:
    blocks = re.findall(r"```json\n(.*?)```", SECTIONS[kind], re.DOTALL)
    return [json.loads(line) for block in blocks for line in block.splitlines()]


def told_fields(text: str) -> dict[str, bool]:
    """Each field of a table and whether it has to be there."""
    return {name: must == "yes" for name, must in re.findall(r"^\| `(\w+)` \| (yes|no|by kind) \|", text, re.MULTILINE)}


def test_every_kind_of_decision_is_told_and_no_other() -> None:
    assert set(SECTIONS) == set(KINDS)


def test_every_field_of_a_line_is_told() -> None:
    told = told_fields(PAGE.split("## Recalls")[0])
    assert set(told) == set(FIELDS)
    assert {name for name, must in told.items() if must} == {"kind", "decided_by", "decided_at", "reason"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_says_what_a_kind_names_and_what_its_value_is(kind: str) -> None:
    prose = SECTIONS[kind].split("|")[0].split("```")[0]
    for subject in KINDS[kind].needs:
        assert f"`{subject}`" in prose
    assert re.search(VALUES[KINDS[kind].value.lstrip("?")], prose, re.IGNORECASE)
    assert ("blank" in prose.split("alue:")[-1]) == KINDS[kind].value.startswith("?")
    assert ("not used yet" in prose) == (kind in NOT_USED_YET)


@pytest.mark.parametrize("kind", JSON_FIELDS)
def test_the_page_lists_every_field_of_a_value_and_which_of_them_must_be(kind: str) -> None:
    assert told_fields(SECTIONS[kind]) == {name.rstrip("?"): not name.endswith("?") for name in JSON_FIELDS[kind]}


def test_the_page_lists_every_field_of_a_notice_that_can_be_corrected_and_its_codes() -> None:
    section = SECTIONS["notice_correction"]
    assert told_fields(section) == CORRECTION_FIELDS
    rows = dict(re.findall(r"^\| (`[a-z_.` ]+`) \| (.*) \|$", section.split("| its value |")[1], re.MULTILINE))
    assert {name for names in rows for name in re.findall(r"`([\w.]+)`", names)} == set(CORRECTABLE)
    for name, codes in CODES.items():
        assert all(str(code) in rows[f"`{name}`"] for code in codes), name


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_a_line_that_the_night_takes_and_lacks_nothing(kind: str) -> None:
    assert examples(kind)
    for line in examples(kind):
        assert line["kind"] == kind
        assert parse_line(json.dumps(line, ensure_ascii=False))["kind"] == kind
        needed = [*KINDS[kind].needs, "decided_by", "decided_at", "reason"]
        needed += [] if KINDS[kind].value[0] in "?n" else ["value"]
        for name in needed:
            with pytest.raises(UnusableError):
                parse_line(json.dumps({key: said for key, said in line.items() if key != name}))


@pytest.mark.parametrize("kind", JSON_FIELDS)
def test_a_value_with_a_field_that_the_page_does_not_list_is_refused(kind: str) -> None:
    (line, *_) = examples(kind)
    with pytest.raises(UnusableError):
        parse_line(json.dumps({**line, "value": {**line["value"], "further": "x"}}))


def test_no_subject_is_told_that_no_line_can_name() -> None:
    assert set(SUBJECTS) <= set(told_fields(PAGE))

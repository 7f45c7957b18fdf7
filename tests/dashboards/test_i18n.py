from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from dashboards.i18n import LANGUAGES, Words, catalogue
from dashboards.recorded import KINDS as RECORDED
from expectations.suites import SUITES
from pipelines.settings import CHECKOUT
from pipelines.tables import codes

FOLDER = Path(__file__).resolve().parents[2] / "dashboards"
_KEY = re.compile(r'"((?:[a-z_]+)\.[a-z_0-9]+)"')


def _source_keys() -> set[str]:
    """Every literal in the dashboard's code that looks like a key and begins like one."""
    beginnings = {key.split(".", 1)[0] for key in catalogue("vi")} - {"chrome"}
    found = {key for file in FOLDER.rglob("*.py") for key in _KEY.findall(file.read_text("utf-8"))}
    return {key for key in found if key.split(".", 1)[0] in beginnings and not key.endswith((".css", ".js"))}


def test_all_languages_have_the_same_keys() -> None:
    assert {frozenset(catalogue(language)) for language in LANGUAGES} == {frozenset(catalogue("vi"))}


def test_every_key_in_the_code_is_in_the_catalogue() -> None:
    assert _source_keys() - set(catalogue("vi")) == set()


def test_no_text_is_empty_and_the_gaps_of_a_text_are_the_same_in_every_language() -> None:
    for key, text in catalogue("vi").items():
        gaps = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert text.strip(), key
        assert catalogue("en")[key].strip(), key
        english = re.sub(r"\{(\w+)\|[^}]*\}", r"{\1}", catalogue("en")[key])
        assert gaps == {name for _, name, _, _ in string.Formatter().parse(english) if name}, key


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("form", codes.FORMS),
        ("status", codes.STATUSES),
        ("state", codes.STATES),
        ("content", codes.CONTENTS),
        ("evidence", codes.EVIDENCE),
        ("notice_kind", codes.NOTICE_KINDS),
        ("product_group", codes.PRODUCT_GROUPS),
        ("severity", codes.SEVERITIES),
        ("ledger", codes.ANSWERS),
        ("ledger_status", codes.STATUSES),
        ("decision_kind", RECORDED),
        ("kind", codes.UNIT_KINDS),
    ],
)
def test_every_code_of_the_tables_has_a_word(kind: str, known: tuple[str, ...]) -> None:
    assert [code for code in known if f"{kind}.{code}" not in catalogue("vi")] == []


def test_every_rule_has_a_short_name() -> None:
    folder = CHECKOUT / "data" / "reference" / "rules"
    rules = {rule for file in folder.glob("*.toml") for rule in tomllib.loads(file.read_text("utf-8"))}
    rules |= {expectation.id for suite in SUITES.values() for expectation in suite.expectations}
    assert sorted(rule for rule in rules if f"rule.{rule}" not in catalogue("vi")) == []


def test_a_missing_key_is_an_error_and_a_missing_code_is_shown_as_it_is() -> None:
    with pytest.raises(KeyError):
        Words("vi")("page.nowhere")
    assert Words("vi").code("form", "unheard_of") == "unheard_of"
    assert Words("vi").code("form", None) == "–"


@pytest.mark.parametrize(("n", "said"), [("1", "As written: 1 document"), ("0", "As written: 0 documents"),
                                         ("21", "As written: 21 documents")])  # fmt: skip
def test_one_is_singular(n: str, said: str) -> None:
    assert Words("en")("lookup.certain", n=n) == said

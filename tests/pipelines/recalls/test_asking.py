"""Recalled names in a text as people and notices write it: form, ingredient and plain words aside."""

import pytest

from pipelines.recalls.asking import named, query_words
from pipelines.recalls.keys import folded
from tests.pipelines.recalls.worlds import SETTINGS

LISTS = query_words(SETTINGS)
KID, TAXIM, CEF, STATIN = "Mihoakid 60 ml", "Hoavidtaxim 1 g", "Hoavidcef 200", "Hoavidstatin 20"
WHITE, CLEAN, TRACT, SUBSTANCE, SYRUP = (
    *("Hoavid White", "Hoavid Clean", "Viên Đại Tràng", "Paracetamol 500 mg", "Siro Kimoho"),
)
NAMES = {folded(name): name for name in (KID, TAXIM, CEF, STATIN, WHITE, CLEAN, TRACT, SUBSTANCE, SYRUP)}


def judged(text: str) -> tuple[set[str], list[str]]:
    """Certain names, and possible ones, likest first."""
    found = named(text, NAMES, LISTS)
    likest = sorted(found.possible, key=lambda name: -found.possible[name])
    return {NAMES[name] for name in found.certain}, [NAMES[name] for name in likest]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Siro Mihoakid 60 ml (Ibuprofen 100mg/5ml)", KID),
        ("Siro Mihoakid", KID),
        ("Si rô MIHOAKID 60ml", KID),
        ("nhà thuốc còn bán siro Mihoakid 60 ml chai", KID),
        ("Mihoakid 60 ml hỗn dịch uống [Ibuprofen", KID),
        ("Thuốc bột pha tiêm Hoavidtaxim", TAXIM),
        ("Hoavidtaxim 1g bột đông khô pha tiêm", TAXIM),
        ("Viên nang cứng Hoavidcef 200", CEF),
        ("Thuốc viên nén bao phim Hoavidcef 200mg (Cefixim 200 mg), hộp 2 vỉ", CEF),
        ("(Mihoakid)", KID),
        ("Kem Hoavid White trắng da", WHITE),
    ],
)
def test_a_name_as_a_notice_prints_it_is_certain(text: str, name: str) -> None:
    assert judged(text)[0] == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Siro Mihoakid 30 ml", KID),
        ("Hoavidcef 100", CEF),
        ("Hapacol 500 (Hoavidcef 200)", CEF),
        ("Hapacol Paracetamol 500 mg", SUBSTANCE),
        ("Hapacol 500 (Paracetamol 500 mg)", SUBSTANCE),
        ("Kem Hoavid", WHITE),
        ("Mihuakid", KID),
    ],
)
def test_another_strength_another_brand_before_it_or_a_name_in_brackets_is_possible_only(text: str, name: str) -> None:
    certain, possible = judged(text)
    assert certain == set()
    assert name in possible


@pytest.mark.parametrize(
    "text", ["siro", "viên nén bao phim", "Thuốc bột pha tiêm", "hộp 10 vỉ", "ibuprofen", "500 mg"]
)
def test_a_form_or_a_substance_alone_names_nothing(text: str) -> None:
    assert judged(text) == (set(), [])


def test_a_first_syllable_in_common_is_no_likeness() -> None:
    for text in ("hoavid statin20", "hoavid statin 10", "Hoavid-statin 20"):
        assert judged(text)[1] == [STATIN]

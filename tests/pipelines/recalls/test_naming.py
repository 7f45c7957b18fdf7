"""Whether a line names a product of its notice: every spelling of the right one agrees, another one contradicts."""

import polars as pl
import pytest

from pipelines.recalls.naming import TYPED, judge_naming, plain_words
from tests.pipelines.recalls.worlds import SETTINGS

PLAIN = plain_words(SETTINGS)
PRODUCTS = pl.DataFrame(
    [
        ("n1", "Pyfaclor Kid (Cefaclor 125mg)", "VD-26427-17", None),
        ("n2", "Kem dưỡng da Minhhoa Plus", None, None),
        ("n3", None, "893110440024", "VD-18113-12"),
        ("n4", "Thuốc mỡ tra mắt", None, None),
    ],
    schema=["notice_id", "name", "registration_number", "former_registration_number"],
    orient="row",
)
BATCHES = pl.DataFrame(
    [("n1", "410923"), ("n1", "0125")], schema={"notice_id": pl.String, "batch_number": pl.String}, orient="row"
)


def judged(notice: str, name: str | None = None, number: str | None = None, batch: str | None = None) -> str:
    typed = pl.DataFrame([(notice, name, number, batch)], schema=dict.fromkeys(["notice_id", *TYPED], pl.String),
                         orient="row")  # fmt: skip
    return str(judge_naming(typed, PRODUCTS, BATCHES, PLAIN)["naming"].item())


@pytest.mark.parametrize(
    "typed",
    [
        ("Pyfaclor Kid",), ("PYFACLOR KID 125MG",), ("thuoc pyfaclo kid",), ("Bột pha hỗn dịch Pifaclor",),
        ("Pyfaclor-Kid125",), ("cefaclor 125",), ("py faclor kid",), (None, "VD 26427 17"), (None, "vd-26427-17 (cũ)"),
        (None, "VD-26427-l7"), (None, "VĐ-26427-17"), (None, None, "410923"), (None, None, "lô 410923, 0126"),
        (None, None, "125"), (None, None, "41O923"), ("Padobaby", "VD-26427-17", "999"), ("Padobaby", None, "0125"),
        ("Pyfaclor Kid", "VD-1-1", "7777"),
    ],
)  # fmt: skip
def test_every_spelling_of_the_right_product_agrees(typed: tuple[str | None, ...]) -> None:
    assert judged("n1", *typed) == "agrees"


@pytest.mark.parametrize(
    "typed",
    [
        ("Padobaby",), ("Thuốc bột Padobaby 125mg",), (None, "VD-31437-19"), (None, None, "770011"),
        ("Padobaby", "VD-31437-19", "770011"), ("Viên nén Diacerin 50", None, "all"),
    ],
)  # fmt: skip
def test_another_product_contradicts(typed: tuple[str | None, ...]) -> None:
    assert judged("n1", *typed) == "contradicts"


@pytest.mark.parametrize(
    ("notice", "typed"),
    [
        ("n1", ()), ("n1", ("",)), ("n1", ("Thuốc theo công văn",)), ("n1", ("không có",)),
        ("n1", ("Không phát hiện",)),
        ("n1", ("-", "không", "tất cả")), ("n2", (None, "VD-1-19", "0007")), ("n3", ("Padobaby",)),
        ("n4", ("Padobaby",)), ("unread", ("Padobaby", "VD-1-19", "7")),
    ],
)  # fmt: skip
def test_what_names_nothing_or_cannot_be_compared_is_no_contradiction(
    notice: str, typed: tuple[str | None, ...]
) -> None:
    assert judged(notice, *typed) == "silent"


def test_a_cream_is_not_another_for_being_a_cream() -> None:
    assert judged("n2", "Kem dưỡng da Alphaderm") == "contradicts"
    assert judged("n2", "kem MinhHoa") == "agrees"


@pytest.mark.parametrize(
    ("number", "naming"),
    [("893110440024", "agrees"), ("VD 18113 12", "agrees"), ("VD-18113-l2", "agrees"), ("VD-31437-19", "contradicts")],
)
def test_the_number_before_the_present_one_is_the_product_too(number: str, naming: str) -> None:
    assert judged("n3", None, number) == naming


@pytest.mark.parametrize(("number", "naming"), [("VD-26428-17", "agrees"), ("VD-26429-17", "contradicts")])
def test_a_number_one_slip_away_is_the_products_unless_another_recalled_product_bears_it(
    number: str, naming: str
) -> None:
    other = pl.DataFrame([("n9", "Elmacort", "VD-26429-17", None)], schema=PRODUCTS.schema, orient="row")
    typed = pl.DataFrame([("n1", "Elmacort", number, "E01")], schema=dict.fromkeys(["notice_id", *TYPED], pl.String),
                         orient="row")  # fmt: skip
    judged = judge_naming(typed, pl.concat([PRODUCTS, other]), BATCHES, PLAIN)
    assert judged["naming"].item() == naming

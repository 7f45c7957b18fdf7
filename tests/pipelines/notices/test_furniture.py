"""What stands on every page, and whom a letter is sent to, are no words of the notice."""

from pipelines.notices.furniture import without_addressees, without_page_furniture


def test_numbers_running_heads_and_the_edges_of_a_browser_go() -> None:
    pages = [["11/24/26, 2:40 AM", f"Phụ lục kèm theo – trang {n}", f"Lô 0{n}26", "https://dav.gov.vn/a", f"{n}/3"]
             for n in (1, 2, 3)]  # fmt: skip
    assert without_page_furniture(pages) == [["Lô 0126"], ["Lô 0226"], ["Lô 0326"]]


def test_lines_of_a_list_at_the_edges_of_pages_stay() -> None:
    pages = [[f"Số lô: {n}", "giữa trang", f"SĐK: VD-{n}-26"] for n in (126, 214, 339)]
    assert without_page_furniture(pages) == pages


def test_a_line_that_stands_on_two_pages_only_stays() -> None:
    pages = [["Danh mục 1", "a"], ["Danh mục 2", "b"]]
    assert without_page_furniture(pages) == pages


def test_the_list_of_addressees_ends_with_the_line_that_files_the_letter() -> None:
    text = "Thu hồi thuốc.\nNơi nhận:\n- Như trên;\n- Sở Y tế Hà Nội;\n- Lưu: VT, CL.\n- Phụ lục: lô 0126"
    assert without_addressees(text) == "Thu hồi thuốc.\n- Phụ lục: lô 0126"

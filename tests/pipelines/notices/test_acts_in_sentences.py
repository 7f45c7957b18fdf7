"""What a notice orders, its level and its number, in the sentences in which agencies and newspapers say them."""

import pytest

from tests.pipelines.notices.worlds import parsed


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Đình chỉ lưu hành lô thuốc Minho. Trường hợp không khắc phục, thuốc sẽ bị buộc thu hồi.", "suspension"),
        ("Tạm ngừng sử dụng thuốc Minho. Nếu kết quả không đạt, Cục sẽ xem xét thu hồi.", "suspension"),
        ("Đình chỉ lưu hành thiết bị Minho. Sở xem xét thu hồi số lưu hành theo quy định.", "suspension"),
        ("Tạm dừng tiêm vắc xin Minho để chờ kết luận.", "suspension"),
        ("Sở Y tế yêu cầu ngưng sử dụng thuốc Minho.", "suspension"),
        ("Bộ Y tế yêu cầu dừng lưu hành thuốc Minho.", "suspension"),
        ("Tạm ngừng việc cấp phát thuốc Minho.", "suspension"),
        ("Cục vừa ký ban hành Quyết định thu hồi thuốc Minho.", "recall"),
        ("Đình chỉ lưu hành và thu hồi trên toàn quốc thuốc Minho.", "recall"),
        ("Thuốc Minho bị thu hồi, không phải thuốc giả.", "recall"),
        ("Hai lô thuốc Minho phải thu hồi trên phạm vi cả nước.", "recall"),
        ("Cục đồng ý để công ty tự nguyện thu hồi thuốc Minho.", "recall"),
        ("Cảnh báo thuốc Minho giả xuất hiện trên thị trường.", "counterfeit_warning"),
        ("Phát hiện thuốc nghi ngờ giả mang tên Minho.", "counterfeit_warning"),
        ("Truy tìm nguồn gốc sản phẩm giả Minho.", "counterfeit_warning"),
        ("Rút số đăng ký của thuốc Minho.", "registration_withdrawal"),
        ("Thu hồi số tiếp nhận phiếu công bố mỹ phẩm Minho.", "registration_withdrawal"),
        ("Thu hồi giấy chứng nhận đăng ký lưu hành thuốc Minho.", "registration_withdrawal"),
        ("Cảnh báo thực phẩm bảo vệ sức khỏe Minho chứa chất cấm, người dân không mua.", "other"),
        ("Cục yêu cầu rà soát các siro thuốc có nguy cơ nhiễm diethylen glycol.", "other"),
    ],
)
def test_the_kind_is_what_the_notice_orders_now(text: str, kind: str) -> None:
    assert parsed(text).kind == kind


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Thu hồi thuốc Minho vi phạm mức độ 2.", 2),
        ("Thu hồi thuốc Minho. Mức độ thu hồi: mức độ 3.", 3),
        ("Thu hồi thuốc Minho, mức độ vi phạm là mức 1.", 1),
        ("Thu hồi thuốc Minho do vi phạm mức 2.", 2),
        ("Thu hồi thuốc Minho ở mức độ hai.", 2),
        ("Thu hồi thuốc Minho (mức độ III).", 3),
        ("Thu hồi thuốc Minho. Thuốc bị thu hồi thuộc mức độ 02.", 2),
        ("Thu hồi thuốc Minho ở cấp độ 1.", 1),
        ("Thu hồi thuốc Minho; mức độ 1, mức độ 2 và mức độ 3 theo Luật Dược.", None),
        ("Thu hồi thuốc Minho, mức độ 2,5 lần giới hạn.", None),
        ("Thu hồi thuốc Minho.", None),
    ],
)
def test_the_level_is_read_as_written(text: str, level: int | None) -> None:
    assert parsed(text).level == level


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Cục Quản lý Dược vừa có CV 118/QLD-CL thu hồi thuốc Minho.", "118/QLD-CL"),
        ("Tại Quyết định số: 131 /QĐ-QLD, Cục Quản lý Dược thu hồi thuốc Minho.", "131/QĐ-QLD"),
        ("Quyết định thu hồi số 74/QĐ-QLD ngày 10/5/2024 về thuốc Minho.", "74/QĐ-QLD"),
        ("Theo văn bản 118/QLD-CL, Cục thu hồi thuốc Minho.", "118/QLD-CL"),
        ("Cục có công văn khẩn số 9011/QLD-CL yêu cầu tạm ngừng thuốc Minho.", "9011/QLD-CL"),
        ("Thu hồi thuốc Minho (Công văn số 118/QLD-CL ngày 10/5/2024).", "118/QLD-CL"),
        (
            "SỞ Y TẾ MINH HỌA\nSố: 3127/SYT-NVD\nThực hiện Công văn số 3266/QLD-CL ngày 25/9/2024, thu hồi.",
            "3127/SYT-NVD",
        ),
        ("Trung tâm trích đăng Công văn số 1169/QLD-CL của Cục Quản lý Dược: thuốc giả Minho.", "1169/QLD-CL"),
        ("Công văn số 177/QLD-CL thu hồi thuốc Minho, thay thế công văn số 170/QLD-CL.", "177/QLD-CL"),
        (
            "Cục ký Quyết định số 131/QĐ-QLD sau khi nhận Công văn số 88/VKNTTW-KHTH ngày 02/02/2026 của Viện.",
            "131/QĐ-QLD",
        ),
        ("Sau khi có công văn số 118/TTT của Trung tâm DI, Cục ban hành công văn số 9011/QLD-CL.", "9011/QLD-CL"),
        ("Cục Quản lý Dược ra thông báo số 12/TB-QLD về thuốc Minho.", "12/TB-QLD"),
        ("Ngày 10/5/2024, Cục ATTP có văn bản số 1234/ATTP-SP thu hồi sản phẩm Minho.", "1234/ATTP-SP"),
        ("Thu hồi thuốc Minho theo kết quả của phiếu kiểm nghiệm số 12/PKN-TTKN.", None),
        ("Thu hồi thuốc Minho theo Thông tư 11/2018/TT-BYT và Nghị định số 54/2017/NĐ-CP.", None),
        ("Thu hồi thuốc Minho, GPNK số 4127/QLD-KD.", None),
        ("Căn cứ biên bản số 15/BB-TTr ngày 10/5/2024, thu hồi sản phẩm Minho.", None),
        ("Thu hồi sản phẩm Minho, giấy xác nhận quảng cáo số 12/2024/XNQC-ATTP.", None),
    ],
)
def test_the_number_is_that_of_the_notice(text: str, number: str | None) -> None:
    assert parsed(text).document_number == number

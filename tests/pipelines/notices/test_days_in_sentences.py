"""The day a document was issued, in the sentences in which agencies and newspapers say it, and other days."""

from datetime import date

import pytest

from tests.pipelines.notices.worlds import parsed

PUBLISHED = date(2024, 5, 12)


@pytest.mark.parametrize(
    "text",
    [
        "Cục ban hành công văn khẩn số 901/QLD-CL về thuốc Minhocef. Công văn ký ngày 10/5/2024.",
        "Công văn số 901/QLD-CL về việc thu hồi thuốc.\nCông văn nói trên được ban hành ngày 10 tháng 5 năm 2024.",
        "Sở Y tế vừa ban hành Quyết định số 74/QĐ-SYT thu hồi thuốc. Quyết định được ký ngày 10/5/2024, áp dụng ngay.",
        "Cục có Quyết định số 74/QĐ-QLD thu hồi thuốc. Quyết định này do Phó Cục trưởng Trần Minh ký ngày 10/5/2024.",
        "Cục có Quyết định số 74/QĐ-QLD thu hồi thuốc. Văn bản đề ngày 10/5/2024 gửi các Sở Y tế.",
        "Cục có Quyết định số 74/QĐ-QLD thu hồi thuốc. Quyết định có hiệu lực từ ngày ký 10/5/2024.",
        "Cục có Quyết định số 74/QĐ-QLD thu hồi thuốc. Ngày ký: 10/5/2024.",
        "Cục có công văn số 90/QLD-CL thu hồi thuốc. Theo văn bản ký hôm 10/5, thuốc vi phạm mức độ 2.",
        "Cục có công văn số 90/QLD-CL thu hồi thuốc. Văn bản trên phát hành hôm 10/5.",
        "Theo văn bản số 90/QLD-CL, công ty báo cáo trong 33 ngày kể từ ngày 10/5/2024 là ngày ký văn bản.",
        "Cục có các công văn số 90/QLD-CL và 91/QLD-CL ngày 10/5/2024 thu hồi thuốc, cụ thể:",
        "Ngày 10-5-2024, Cục Quản lý Dược thông báo đình chỉ lưu hành hai loại thuốc.",
        "Ngày 10-5, Sở Y tế TP.HCM phát đi công văn khẩn yêu cầu thu hồi thuốc Minhocef.",
        "Trích nội dung Công văn số 1169/QLD-CL của Cục Quản lý Dược ngày 10/5/2024 về thuốc giả.",
        "Theo văn bản số 118/QLD-CL mà Cục gửi đi hôm 10-5, đây là thuốc vi phạm mức độ 2.",
        "Theo công văn số 118/QLD-CL do Cục Quản lý Dược ban hành ngày 10/5/2024, thu hồi thuốc Minhocef.",
        "Theo công văn số 118/QLD-CL được Cục Quản lý Dược ký ban hành hôm 10/5, thu hồi thuốc Minhocef.",
        "Cục có Công văn số 118/QLD-CL, ngày 10/5/2024, thu hồi thuốc Minhocef.",
        "Cục có Công văn số 118/QLD-CL (ngày 10/5/2024) thu hồi thuốc Minhocef.",
        "Cục có Công văn số 118/QLD-CL (ký ngày 10/5/2024) thu hồi thuốc Minhocef.",
        "Cục có Công văn số 118/QLD-CL đề ngày 10/5/2024 thu hồi thuốc Minhocef.",
        "Cục có Công văn 118/QLD-CL do Phó Cục trưởng Nguyễn Minh ký ngày 10.5.2024 thu hồi thuốc Minhocef.",
        "Cụ thể, tại công văn ngày 10/5/2024, Cục cho biết mẫu thuốc không đạt chất lượng, yêu cầu thu hồi.",
        "Theo công văn ngày 10/5/2024 của Cục Quản lý Dược gửi Sở Y tế các tỉnh, thu hồi thuốc Minhocef.",
        "Trong thông báo phát đi ngày 10/5, Cục An toàn thực phẩm yêu cầu thu hồi sản phẩm.",
        "Trong công văn gửi Sở Y tế các tỉnh ngày 10/5, Cục Quản lý Dược yêu cầu thu hồi thuốc Minhocef.",
        "Cục Quản lý Dược ngày 10/5 có văn bản thu hồi thuốc Minhocef.",
        "Hôm 10/5, Sở Y tế Hà Nội ban hành văn bản thu hồi thuốc Minhocef.",
        "Ngày 10/5/2024, Giám đốc Sở Y tế tỉnh Minh Họa ký Quyết định số 611/QĐ-SYT về việc thu hồi.",
        "Ngày 10.5, Bộ Y tế (Cục Quản lý Dược) ra quyết định số 74/QĐ-QLD thu hồi thuốc Minhocef.",
        "Quyết định số 74/QĐ-QLD thu hồi thuốc Minhocef vừa được Cục Quản lý Dược ban hành ngày 10/5.",
        "SỞ Y TẾ\nSố: 12/SYT-NVD\nMinh Họa, ngày 10 tháng 5 năm 2024\nV/v thu hồi thuốc",
        "Quyết định thu hồi thuốc Minhocef được Cục trưởng Cục Quản lý Dược ký vào ngày 10/5.",
        "Văn bản yêu cầu thu hồi thuốc Minhocef được Sở Y tế phát hành chiều 10/5.",
        "Số văn bản: 74/QĐ-QLD\nNgày ban hành: 10/05/2024\nTrích yếu: thu hồi thuốc Minhocef",
        "Số/Ký hiệu: 74/QĐ-QLD\nNgày ký: 10/05/2024\nTrích yếu: thu hồi thuốc Minhocef",
        "Sáng 10/5, Cục Quản lý Dược ban hành công văn số 118/QLD-CL thu hồi thuốc Minhocef.",
    ],
)
def test_the_day_of_the_document_is_read(text: str) -> None:
    assert parsed(text, published_on=PUBLISHED).issued_on == date(2024, 5, 10)


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 10/5, Cục Quản lý Dược cho biết đã ra Quyết định số 568/QĐ-QLD về việc thu hồi thuốc Minhocef.",
        "Ngày 10/5, thông tin từ Cục Quản lý Dược cho hay, đơn vị này có công văn số 56/QLD-CL thu hồi thuốc.",
        "Ngày 10/5, trao đổi với phóng viên, đại diện Cục cho biết đã có công văn số 56/QLD-CL thu hồi thuốc.",
        "Cục có công văn số 90/QLD-CL thu hồi thuốc sau khi nhận công văn ngày 02/5/2024 của Viện Kiểm nghiệm thuốc.",
        "Sở Y tế vừa có văn bản triển khai công văn số 540/YDCT-QLD ngày 10/5/2024 của Cục Quản lý Y, Dược cổ truyền.",
        "Sở Y tế thông báo: căn cứ Quyết định số 418/QĐ-ATTP ngày 10/5/2024 của Cục An toàn thực phẩm về việc thu hồi.",
        "Cục có công văn số 90/QLD-CL yêu cầu báo cáo trước ngày 20/5/2024.",
        "Cục có công văn số 90/QLD-CL. Phiếu kiểm nghiệm ký ngày 02/5/2024 của Trung tâm Kiểm nghiệm cho thấy "
        "thuốc kém.",
        "Cục nhận được văn bản ngày 02/5/2024 của Văn phòng đại diện Minho báo cáo thuốc giả.",
        "Cục có công văn số 90/QLD-CL. Hợp đồng được ký ngày 02/5/2024 giữa hai công ty.",
        "Cục có công văn số 90/QLD-CL. Giấy đăng ký lưu hành được cấp ngày 02/5/2024.",
        "Các cơ sở dừng nhập khẩu từ ngày 10/5/2024 theo quyết định thu hồi giấy đăng ký lưu hành.",
        "Theo công văn ngày 02/5/2024 của Viện Kiểm nghiệm thuốc Trung ương, mẫu thuốc không đạt.",
        "Sở Y tế vừa có văn bản gửi các đơn vị để thực hiện công văn ngày 02/5/2024 của Cục Quản lý Dược.",
    ],
)
def test_other_days_are_not_the_day_of_the_document(text: str) -> None:
    assert parsed(text, published_on=PUBLISHED).issued_on is None


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế Minh Họa vừa có văn bản triển khai công văn số 540/YDCT-QLD ngày 19/5/2023 của Cục, thu hồi vị thuốc.",
        "Sở Y tế Minh Họa ban hành văn bản về việc thực hiện Công văn số 540/QLD-CL ngày 19/5/2023 của Cục Quản "
        "lý Dược.",
        "Sở Y tế Minh Họa yêu cầu các đơn vị thực hiện nghiêm Công văn số 540/QLD-CL ngày 19/5/2023 của Cục.",
        "Theo chỉ đạo của Cục Quản lý Dược tại Công văn số 540/QLD-CL, Sở Y tế Minh Họa đề nghị các cơ sở thu hồi.",
    ],
)
def test_a_letter_that_is_carried_out_is_not_the_notice(text: str) -> None:
    notice = parsed(text)
    assert (notice.document_number, notice.issued_on) == (None, None)

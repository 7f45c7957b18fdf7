"""Words around product names: what announces a name, what ends it, what is never one.

Belongs here: those words as patterns. Not here: choosing the name among them (`names`).
"""

from __future__ import annotations

import re

from pipelines.notices.letters import UPPER

_IS_CALLED = (
    r"(?:thuốc|(?<!các )sản\s+phẩm|mỹ\s+phẩm|thiết\s+bị(?:\s+y\s+tế)?|dược\s+liệu)\s+"
    rf"(?:vi\s+phạm|bị|của|do|nói|nêu|trên|này|không)\s(?:(?!(?:nhà|cơ\s+sở|đơn\s+vị|hãng|hạn|số|chỉ\s+tiêu|nguyên)\s)[^.;:,\n(\x00]){{0,90}}?\slà(?=\s+(?-i:[{UPPER}]))"
)
"""Goods told of before their name: `4 thuốc của Công ty A là X, Y`."""
_ITS_NUMBER = (
    r"(?:số\s+(?:lưu\s+hành|đăng\s+ký|công\s+bố|tiếp\s+nhận(?:\s+phiếu\s+công\s+bố)?)|phiếu\s+công\s+bố|giấy\s+đăng\s+ký"
    r"(?:\s+lưu\s+hành)?)(?:\s+(?:thuốc|sản\s+phẩm|mỹ\s+phẩm))?\s+(?:của|đối\s+với|cho)"
)
"""A certificate is taken back, of a product named behind: `thu hồi số lưu hành của X`."""
CUE = re.compile(
    rf"(?<!\w)(?:{_IS_CALLED}|{_ITS_NUMBER}|"
    r"(?:gồm(?:\s+có)?|sau(?:\s+đây)?|như\s+sau|cụ\s+thể(?:\s+là)?|loại\s+[A-D])\s*:|lô\s+(?:sản\s+phẩm|thuốc|mỹ\s+phẩm|hàng)|"
    r"(?<!nhà )(?<!quầy )(?<!hiệu )(?<!tủ )(?<!lẻ )(?:mẫu\s+)?(?:sản\s+phẩm|thuốc|mỹ\s+phẩm|"
    r"mặt\s+hàng|(?<!gội )(?<!trà )(?<!cao )dược\s+liệu)(?:\s+(?:giả|cổ\s+truyền))?"
    r"|vị\s+thuốc(?:\s+cổ\s+truyền)?|thực\s+phẩm\s+(?:bảo\s+vệ\s+s[uứ]c\s+kh[oỏ][eẻ]|chức\s+năng|bổ\s+sung|dinh\s+dưỡng(?:\s+y\s+học)?)|TPBVSK|TPCN"
    r"|(?:trang\s+)?thiết\s+bị\s+y\s+tế|vật\s+tư\s+y\s+tế|đối\s+với|(?:trên\s+)?nhãn(?:\s+có)?\s+(?:ghi|"
    rf"thông\s+tin|là|hiệu)|mang\s+(?:tên|nhãn)(?:\s+(?:hiệu|thương\s+mại))?|(?-i:vắc\s?xin|vaccine|dịch\s+truyền|biệt\s+dược|mẫu(?=\s+[{UPPER}]))|có\s+tên|đó\s+là|tên\s+(?:thuốc|sản\s+phẩm|thương\s+mại)"
    r"|(?:loại|thuốc|sản\s+phẩm)\s+còn\s+lại\s+là|thứ\s+(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|\d+)\s+là|thu\s+hồi(?:\s+(?:trên\s+)?toàn\s+quốc|"
    r"\s+khẩn\s+cấp)?|lưu\s+hành|sử\s+dụng|chất\s+lượng|tiêu\s+hủy|nguồn\s+gốc)(?!\w)\s*[:\-]?\s*",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(?:^|[\n(;.\-+*•|]\s*|\d\s*[.)]\s*|,\s*)(?:tên\s+(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|thương\s+mại|(?:trang\s+)?thiết\s+bị(?:\s+y\s+tế)?|"
    r"hàng)(?:\s+[^:\n]{0,20})?|tên(?:\s+trên\s+nhãn)?|(?:mẫu\s+)?(?:thuốc|"
    r"sản\s+phẩm)(?:\s+(?:bị\s+)?thu\s+hồi)?|mẫu)\s*:\s*",
    re.IGNORECASE,
)
END = re.compile(
    r"\s*(?:[;|\n\"”“‘]|['’](?!\w)|,(?!\d)|(?<!\.[A-Z])(?<!Inj)(?<!Tab)(?<!Caps)(?<!Susp)(?<!Sol)\.(?=\s|$)|:(?=\s|$))"
    r"|\s+(?:không|chưa|vi\s+phạm|bị|do|của|có|với|thuộc|mang|tại|ở|chứa|nêu|trên|được|giả|là|vì|dạng|để|"
    r"theo|khi|sau|trước|từ|trong|trên|cho|nhập|sản\s+xuất|nghi|kém|đang|đã|hiện|lưu\s+hành|số\s+(?:lô|"
    r"đăng|giấy|GĐKLH|tiếp)|lô(?!\w)|hoạt\s+chất|hàm\s+lượng|quy\s+cách|nhãn|mã|"
    r"mua|bán(?!\s+hạ)|rao|lấy|vào|vừa|xuất\s+hiện|quảng\s+cáo|gây|phải|thu\s+giữ|ghi|kinh\s+doanh|phân\s+phối|"
    r"cũng|thì|nhằm|gồm|còn|đạt|nếu|như|cùng|bởi|đều|tự\s+nguyện)(?!\w)"
    r"|\s+và\s+(?:thuốc|lô|sản|mỹ|vị|thực|\d+|các|một|những|thu)(?!\w)"
    r"|\s+(?i:chai|lọ|tuýp|tube|hộp|ống|gói|túi|vỉ|can|bình|hũ|thùng)\s+(?:chứa\s+)?\d"
    r"|\s+Net\s+W(?:eight|t)"
    r"|\s+(?:SĐK|GĐKLH|NSX|HSD|HD|LSX)(?!\w)"
    r"|(?<=\w\w\w)\s+-\s+(?!B\d)"
)
NO_NAME = re.compile(
    r"(?:Cục|Sở|Bộ(?!\s+(?:dụng|kit|test|xét|sản\s+phẩm|đồ|dây|kim|trang))|Công\s+ty|Chi\s+nhánh|Giấy|Luật|Thông\s+tư|Nghị\s+định|Quyết\s+định|Công\s+văn|"
    r"Văn\s+bản|Thông\s+báo|Căn\s+cứ|Ngày|Lý\s+do|Trung\s+tâm|Viện|Bệnh\s+viện|Nhà\s+thuốc|Nhà\s+máy|UBND|"
    r"Việt\s+Nam|Số|Điều|Khoản|Theo|Không|Hạn|Lô|Mẫu|Kết\s+quả|Đề\s+nghị|Yêu\s+cầu|Phiếu|Thu\s+hồi|"
    r"Đình\s+chỉ|Tạm|Cảnh\s+báo|Hoạt\s+chất|Dạng|Quy\s+cách|Nơi|Cơ\s+sở|Địa\s+chỉ|Xem|Chi\s+tiết|Thuốc|"
    r"Sản\s+phẩm|Các|Những|Một\s+số|Danh\s+mục|Phụ\s+lục|Trong|Do|Tên|STT|Giám|Đã|Trước|Tại|Nay|Bãi\s+bỏ|H[uủ][ỷy]\s+bỏ|Bao\s+gồm|"
    r"Thông\s+tin|DAV|Hình|Ảnh|Nguồn|Nguyên|Loại|Chỉ\s+tiêu|Đồng|Trường\s+(?:hợp|học|đại|cao|trung|tiểu|mầm|dạy|nghề|THPT|THCS)|Về|Tổ|Người|Hàm\s+lượng|"
    r"Tiêu|Doanh\s+nghiệp|Trung\s+ương|Cơ\s+quan|Hai\s+(?:lô|sản|loại|thuốc|doanh)|Bác\s+sĩ|Dược\s+sĩ|Ông|Bà|TS|PGS|GS|ThS|BS|"
    r"COVID|Covid|SARS|HIV|AIDS|Parkinson|Alzheimer|GMP(?!\s+\d)|PIF|GPP|GSP|WHO|FDA|EMA|ISO|Facebook|Zalo|TikTok|Shopee|Lazada|"
    r"Internet|Tết|Vi\s+phạm|Mức\s+độ|Phạm\s+vi|Thời\s+hạn|Tiến\s+độ)(?!\w)"
    r"|(?:TP|Tp)\.|(?:No|Cả|Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười|Hà\s+Nội|Đà\s+Nẵng|Hải\s+Phòng|Cần\s+Thơ|Hồ\s+Chí\s+Minh)$|(?:TPHCM|Thành\s+phố|Tỉnh|Huyện|Quận|Phường|Xã)(?!\w)|\d+(?:[.,]\d+)?\s*(?:loại|trang|sản|thuốc|lô|mặt|số|giấy|vị|ngày|%|mỹ|mẫu|/|báo|đơn|doanh|tỉnh|cơ|công|thiết|dược)"
    r"|(?:[Vv]ắc\s*xin|[Vv]accine)$|\d+$|\d{1,2}[/.-]\d"
)
OPENING_NOISE = re.compile(
    r"(?:[\s\-+*•·–:.,)\]\"“”'‘’]|(?<!\w)\d{1,3}\s*(?:[.)\-]|/(?=\s))(?=\s*[^\d\s.,])|(?<!\w)\d{1,3}[.)]\s+(?=\d+(?-i:[A-Z]))|(?<!\w)(?:gồm(?:\s+có)?|"
    r"bao\s+gồm|và|là|một|các|lô|sau|tên|có|mẫu|\d+\s+lô)(?!\w))+",
    re.IGNORECASE,
)
SENTENCE = re.compile(rf"\.\s+(?=[{UPPER}\"“+\-])|;\s+|\n|\)\.\s+")
LABEL_OPENING = re.compile(
    r"(?:\s*,?\s*(?:bị\s+(?:đình\s+chỉ|thu\s+hồi)|thuộc|có|với|mang|trên\s+nhãn|ghi|(?<!\w)số|mã\s+số))+\s*$",
    re.IGNORECASE,
)
# A declared food is named with its form ("Viên uống …"), a medicine is not.
DECLARED_FOOD = re.compile(
    r"(?:TPBVSK|TPCN|thực\s+phẩm\s+(?:bảo\s+vệ\s+s[uứ]c\s+kh[oỏ][eẻ]|chức\s+năng|bổ\s+sung))[\s:\-]*$", re.IGNORECASE
)
QUOTED = re.compile(r"\s*[\"“]([^\"“”\n]{2,80})(?=[\"”])")
QUOTED_WITHIN = re.compile(rf'(?<!\w)[{UPPER}][\w\-]+ "[{UPPER}][\w.\-]+" (?=\d)')
"""A word in quotation marks between the words of a name and its strength."""
BEFORE_LAST_BRACKET = re.compile(
    rf"(?<!\w)(?P<name>[{UPPER}][^\s(),;\x00]*(?: [{UPPER}\d][^\s(),;\x00]*){{0,11}}) ?(?:\(|\x00+,? ?)$"
)
IN_COMPANY = re.compile(
    rf"(?i:công\s+ty|CTY|chi\s+nhánh|nhà\s+máy|xí\s+nghiệp|viện|trung\s+tâm|phòng)(?:\s+(?:(?i:TNHH|cổ\s+phần|CP|MTV|"
    rf"một\s+thành\s+viên|liên\s+doanh|tập\s+đoàn|thương\s+mại|sản\s+xuất|xuất\s+nhập\s+khẩu|XNK|dịch\s+vụ|đầu\s+tư|"
    rf"phát\s+triển|công\s+nghệ|quốc\s+tế|dược\s+phẩm|dược|hóa|kiểm\s+nghiệm|và|&|-|trang)|[{UPPER}]\S*))*[\s,]*"
    rf"(?<!sản xuất và )(?<!nhập khẩu và )$"
    rf"|(?i:cơ\s+sở|đơn\s+vị)\s+(?i:sản\s+xuất|kinh\s+doanh|bán\s+lẻ|bán\s+buôn|bán|,|và|\s)+$"
)
KIND_OF_GOODS = re.compile(
    rf"(?-i:(?:kem|băng|gạc|dây|nhiệt\s+kế|sữa|dầu|nước|gel|serum|son|phấn|mặt\s+nạ|xà\s+phòng|bột|xịt|miếng|que|kit|bộ|ống|bơm|kim|găng|"
    rf"khẩu\s+trang|máy|viên|trà|cà\s+phê|pate|thạch|kẹo|bánh|dung\s+dịch|nước\s+hoa|tinh\s+chất|tinh\s+dầu)"
    rf"(?:\s+(?:\d+\s+(?![{UPPER}\d]))?(?![{UPPER}\d])[^\s,.;:()\x00\"“]+){{0,5}}?\s+[\"“']?(?=[{UPPER}]))"
)
"""What goods are, in small letters before their name: `kem đánh răng X`; in capitals it is declared as part of it."""
GOODS = re.compile(
    r"(?<!nhà )(?<!quầy )(?<!hiệu )(?<!tủ )(?<!lẻ )(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|mặt\s+hàng|y\s+tế|sức\s+khỏe|"
    r"vắc\s?xin|vaccine|dịch\s+truyền|biệt\s+dược)(?:\s+(?:giả|cổ\s+truyền))?[\s:,]*$",
    re.IGNORECASE,
)
"""Goods named just before: small letters behind say what they are for."""
_NOT_FOR = (
    r"do|của|tại|có|bị|không|chưa|và|cho|theo|từ|này|trên|nêu|sau|dưới|được|đã|đang|sẽ|là|mà|với|chứa|dạng|đạt|kém|nhập|"
    r"mua|bán|qua|trong|ngoài|ở|vào|ra|để|khi|nếu|như|gồm|thuộc|về|đến|tới|phải|cần|vi\s+phạm|số|lô|công|cục|sở|nhãn|mang|"
    r"tên|các|những|một|cả|cùng|hoặc|hay|thì|vì|nhưng|xuất|thông\s+(?:báo|tin)|yêu|đề|thu|đình|lưu|kinh\s+doanh|bởi|giữa|"
    r"phân\s+phối|hết|còn|đó|đây|ghi|in|lấy|kiểm|nói|ngày|hạn|năm|tháng|đối|liên|đăng|nghi|tự|vừa|cơ\s+sở|nhà|ông|bà|"
    r"trước|lần|quầy|gửi|báo|phát|xử|nơi|hồ\s+sơ|giấy|sản\s+xuất|quảng|tạm|ngừng|dừng|hàng|loại|hiệu|trị\s+giá|dịp|phục\s+vụ|mùa"
)
PURPOSE = re.compile(
    rf"(?-i:(?:(?:cho\s+(?:trẻ(?:\s+(?:em|nhỏ|sơ\s+sinh))?|người\s+(?:lớn|già)|phụ\s+nữ|bé)|viêm\s+gan\s+[A-E]|cúm\s+[AB]|"
    rf"\d+\s+trong\s+\d+|(?:tuýp|týp|type)\s+\d|(?!(?:{_NOT_FOR})(?!\w))(?![{UPPER}])[^\W\d_]+)(?:,?\s+|\s+[-/]\s+)){{1,10}}"
    rf"[\"“'‘]?(?=[{UPPER}]))"
)
"""What a medicine is or is for, in small letters before its name: `thuốc [hạ huyết áp] X`."""
CLOSED_QUOTE = re.compile(
    r"[\"“'‘](?P<name>[^\"“”'‘’\n]{2,80})[\"”'’][\s,]*(?:\x00+[\s,]*)?\(?(?:(?:bị\s+(?:đình\s+chỉ|thu\s+hồi)|thuộc|có|với|mang|"
    r"ghi|in|số|mã\s+số|gồm)\s+)*$",
    re.IGNORECASE,
)
"""The last words in quotation marks before a number."""
DESCRIPTION = (
    r"(?:(?:có|chứa)\s+(?=hàm|nồng|hoạt|dạng|quy))?(?:quy\s+cách|hộp|chai|lọ|tuýp|tube|vỉ|ống|gói|túi|hũ|thùng|bình|\d+\s?(?:viên|ml|g|mg|gói|ống|miếng|lọ|chai)(?!\w)|"
    r"(?:không|chưa)\s(?:có|rõ|ghi|nêu)|hàm\s+lượng|nồng\s+độ|hoạt\s+chất|dạng|loại)"
)
"""What may stand between a name and its numbers beside a dosage form: pack, strength."""
BY_COMPANY = re.compile(
    r"[\s,]+(?:của|do)\s+(?:công\s+ty|CTCP|CTY|xí\s+nghiệp|nhà\s+máy|hãng|chi\s+nhánh|cơ\s+sở)\s", re.IGNORECASE
)
SHORT_LABEL = re.compile(r"[A-ZĐ]{2,8}")
SHOP = re.compile(r"(?:nhà|quầy|hiệu|tủ|lẻ|buôn)\s+$", re.IGNORECASE)
"""Before `thuốc`: a place that sells it, or the trade."""
HAS_CAPITAL = re.compile(rf"[{UPPER}]")
OPEN_QUOTE = re.compile(r"[“‘](?=[^“”‘’\n]{2,80}$)|(?<=\s)\"(?=[^\"\s][^\"\n]{2,80}$)")
ANNOUNCES = re.compile(
    r"(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|mặt\s+hàng|thiết\s+bị|danh\s+mục|danh\s+sách|gồm|sau)(?:\s[^:.;\n]{0,90})?:\s+"
    r"(?=[^:\n]*$)",
    re.IGNORECASE,
)
"""What announces a list whose first item follows the colon: `các sản phẩm của Công ty X: A - …`."""
ENUMERATED = re.compile(r"(?:\s*\([^()]*\))?(?:\s*,\s*(?:và\s+)?|\s+và\s+)(?:[^\s,;()]+\s+,\s*)*")
"""What stands between two names of an enumeration."""
OPENS_ITEM = re.compile(r"\s*(?:\)|\|)|\s*,?\s*và\s", re.IGNORECASE)
"""What stands before the next name of an enumeration: the bracket of the one before it is closed, or `và`."""
DIVIDES = re.compile(r"[,;:|\x00()]+|\s[-–/]\s|^\s*-|-\s*$")
AFTER_AND = re.compile(
    rf"[\d\x00)]\s*,?\s+và\s+(?:(?![{UPPER}\d])[^\s,;()\x00]+\s+){{0,3}}(?P<name>[{UPPER}][^,;()\x00\n]{{2,100}}?)\s*[,(]?\s*$"
)
"""The last of several names in a sentence, behind the number, day or bracket of the one before it."""
COMPANY_BEFORE = re.compile(
    r"(?:công\s+ty|chi\s+nhánh|nhà\s+máy|viện|trung\s+tâm|sở|cục|nhà\s+thuốc|bác\s+sĩ|dược\s+sĩ|ông|bà|đại\s+diện)(?:(?!\svà\s)[^,;()\x00\n])*$",
    re.IGNORECASE,
)

"""How texts label registration numbers, batches and dates, in all their spellings, and the values that may follow.

Belongs here: those patterns. Not here: turning a match into a fact (`fields`).
"""

from __future__ import annotations

import re

from pipelines.notices.dates import DATE_PATTERN
from pipelines.notices.identifiers import LABELLED_REGISTRATION_PATTERN, REGISTRATION_PATTERN

_COLON = r"\s*[:.]?\s*(?:là\s+)?[:]?\s*"
_REGISTRATION_LABEL = (
    r"(?:số\s*(?:giấy\s*(?:phép)?\s*)?(?:đăng\s*ký(?:\s*lưu\s*hành)?|ĐKLH|GĐKLH|GPNK|lưu\s*hành)"
    r"|số\s*(?:giấy\s*)?(?:phép\s*)?(?:đăng\s*ký\s*)?(?:lưu\s*hành|nhập\s*khẩu)"
    r"|giấy\s*(?:phép\s*)?(?:đăng\s*ký\s*)?lưu\s*hành(?:\s*thuốc)?\s*số"
    r"|(?:số\s*)?ĐKSP|SĐKLH|SĐK|STNPCB|(?:số\s*)?S?CBTC|SCB|số\s*CB|GĐKLH|ĐKLH|GPLH|GPNK|SDK|VISA(?:\s*No)?|số\s*visa"
    r"|số\s*(?:bản\s*)?tự\s*công\s*bố|bản\s*tự\s*công\s*bố(?:\s*sản\s*phẩm)?\s*số|số\s*(?:tiếp\s*nhận\s*)?(?:phiếu\s*)?công\s*bố|"
    r"số\s*tiếp\s*nhận(?:\s*phiếu\s*công\s*bố)?(?:\s*sản\s*phẩm\s*mỹ\s*phẩm)?)"
)
LABELLED_REGISTRATION = re.compile(
    rf"(?P<label>{_REGISTRATION_LABEL}(?:\s*thuốc)?(?:\s*số)?){_COLON}(?P<value>{LABELLED_REGISTRATION_PATTERN})",
    re.IGNORECASE,
)
FOREIGN_REGISTRATION = re.compile(
    r"(?P<label>\b(?:(?:No\.?\s*Reg|Reg\.?\s*No|Registration\s*No)\.?\s*:?|"
    r"Reg\.?\s*:)\s*)(?P<value>[A-Z0-9][A-Z0-9 .\-/]{4,28}\d)(?=[\"”,;)\n]|$)"
)
REGISTRATION = re.compile(
    rf"(?P<label>(?:{_REGISTRATION_LABEL}[^\d\n,;:]{{0,12}}{_COLON})?)(?P<value>{REGISTRATION_PATTERN})", re.IGNORECASE
)
FORMER = re.compile(r"(?:cũ|cũ là|trước đây|đã cấp)\s*:?\s*$|\d{12}\s*\(\s*$", re.IGNORECASE)

_NOT_A_BATCH = (
    r"(?!(?:NSX|HSD|HD|HĐ|EXP|MFG|MFD|SĐK|GĐKLH|VD|VN|VN[123]|VD[123]|QLĐB|QLSP)\b|SX\s)(?!\d+(?:[.,]\d+)?\s?(?:mg|ml|mcg|g|kg|"
    r"IU|UI|%|viên|hộp|lọ|chai|tuýp)\b)(?!\d{1,3}\s?(?:thuốc|lô|sản(?!\s+xuất)|ngày|loại)\b)(?!\d{3}[1-9]\d{8}\b)"
)
_SPACED_STOP = r"(?=\s*(?:[,;)(\n|\"”\]]|\.(?!\d)|và\b|-\s|$))"
_NOT_A_PART = r"(?!(?:NSX|HSD|HD|HĐ|SĐK|SX|MFG|EXP|KCN|KCX|CCN|KP|TP|GMP|WHO|EU|VN|VD|USP|BP)(?!\w))"
_BATCH_NUMBER = (
    rf"{_NOT_A_BATCH}(?:[A-ZĐ]{{1,6}}(?:-[A-ZĐ]{{1,4}})?[ ]\d[A-ZĐ0-9]{{1,7}}(?:[/\-]\d{{1,4}})?{_SPACED_STOP}"
    rf"|\d{{1,4}}[ ][A-ZĐ]{{1,3}}[ ]\d{{2,4}}{_SPACED_STOP}"
    rf"|[A-ZĐ]{{1,6}}[ ]\d{{2,8}}[ ]{_NOT_A_PART}[A-ZĐ]{{1,3}}{_SPACED_STOP}"
    rf"|\d{{2,8}}[ ]{_NOT_A_PART}[A-ZĐ]{{1,3}}[ ]{_NOT_A_PART}[A-ZĐ]{{1,3}}{_SPACED_STOP}"
    rf"|(?=[A-ZĐ0-9]*\d)[A-ZĐ0-9]{{2,6}}[ ](?=[A-ZĐ]*\d\d){_NOT_A_PART}[A-ZĐ0-9]{{3,8}}{_SPACED_STOP}"
    rf"|[A-ZĐ0-9]{{1,4}}(?:[ ]\d{{2,4}}){{2}}{_SPACED_STOP}"
    rf"|\d{{1,4}}[ ]\d{{4}}{_SPACED_STOP}"
    rf"|(?=[A-ZĐ0-9]*\d)[A-ZĐ0-9]{{1,6}}[ ]{_NOT_A_PART}[A-ZĐ]{{1,3}}(?=\s*[,;)\n]|\s+(?:để|do|của|bị|được)\s)"
    r"|(?=[A-ZĐ0-9./:\-]*\d)[A-ZĐ0-9](?:(?![-/](?:(?:NSX|HSD|HD|HĐ|EXP|MFG)(?!\w)|\d{1,2}[./-]\d{1,2}[./-]\d{4}))"
    r"[A-ZĐ0-9/\-]|[.:](?=[A-ZĐ0-9])|(?<=\d)_)*(?:\s?\([A-ZĐ0-9]{1,3}\))?)"
)
"""One batch number; its parts may be printed apart (`TV40 0824`, `15 1001`, `KS 01 0825`)."""
_ANOTHER = (
    r"(?:[\"”\]]?\s*(?:,|;|và|&|\+)\s*(?:và\s+)?(?:(?:số\s*)?lô\s*:?\s*)?[\"“\[]?"
    r"|\n(?:[-+*•]\s*)?(?=(?:[A-Z ./\-]*\d){3}[A-Z0-9 ./\-]*[,;.]?(?:\n|$))(?!\d{1,2}/\d{1,2}(?:\n|$)))"
    rf"(?P<next>(?!(?<=\n)\d{{1,2}}[.)]\s)(?-i:{_BATCH_NUMBER}))(?=\s*(?:[,;.)\n(|\"”\]]|(?:và|do|"
    rf"được|bị|của|có|không|đều|cùng|mang|hạn|ngày|sản|đã|đang|để|tại|trên|theo|thuộc|nêu|nói|HD|HSD|HĐ|NSX)\b|&|$))"
)
"""The next of several batches, behind a comma or alone on the next line."""
_BATCH_LABEL = (
    r"(?<!\w)(?P<label>(?:các\s+)?s\s*ố\s*l\s*ô\s*(?:sản\s*xuất|sx)?(?:\s+giả)?"
    r"(?:\s+(?:(?:được\s+)?(?:in|ghi|dập|khắc|dán|đóng|thể\s+hiện)|trên)(?:\s+(?:trên|ở|tại|dưới|bên|ngoài))*"
    r"(?:\s+(?:vỉ|hộp|vỏ|bao|bì|nhãn|lọ|chai|tuýp|phụ|gốc|thân|đáy|nắp|gói|thuốc|sản|phẩm|thùng|tem|hàng|giả|ngoài))*)?|"
    r"(?:các\s+)?số\s*là(?=\s*:)|"
    r"số\s*kiểm\s*soát|(?:các\s+)?(?:số|mã)\s*(?:sê[ -]?ri|xê[ -]?ri|seri(?:al)?|serial)(?:\s*(?:number|no))?"
    r"(?:\s+(?:máy|thiết\s+bị|bị\s+ảnh\s+hưởng|liên\s+quan|sản\s+phẩm))*|lô\s*(?:sản\s*xuất|SX)(?:\s*số)?"
    r"|lô\s+số(?!\s*:?\s*\d{1,3}(?!\w))|mã\s*lô(?:\s+hàng)?|ký\s*hiệu\s*lô|S?LSX|batch(?:\s*(?:no|number))?|lot(?:\.?\s*(?:no|number))?)\s*\.?(?!\w)"
    r"(?:\s+(?:lần\s+lượt|gồm|bị\s+(?:ảnh\s+hưởng|thu\s+hồi)|vi\s+phạm|liên\s+quan|của\s+(?:thuốc|sản\s+phẩm)(?:\s+(?:này|trên|giả))?)(?!\w))*"
    r"(?:\s*\((?:batch|lot|lô)[^()\d\n]{0,12}\))?"
    rf"{_COLON}(?:SOLO\s*:\s*)?(?:-\s+(?=[A-ZĐ0-9]))?[\"“\[]?"
)
_NO_ADDRESS = r"(?!\s*,?\s*(?:KCN|khu|cụm|đường|TTTM|chợ|phường|xã|ấp|tổ|thôn)\b)"
BATCH = re.compile(rf"{_BATCH_LABEL}(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}", re.IGNORECASE)
BATCH_LIST = re.compile(
    r"(?<!\w)(?P<label>(?:các\s+)?lô(?:\s+(?:thuốc|hàng|sản\s+phẩm|mỹ\s+phẩm|dược\s+liệu|vắc\s*xin))?"
    r"(?:\s+(?:bị|phải|cần|được|có|còn|gồm|sau|thu\s+hồi|đình\s+chỉ|tạm\s+(?:ngừng|dừng)|bổ\s+sung|mở\s+rộng|cụ\s+thể|như|dưới|nêu|liên|thuộc|không|kém|vi|đã|với|nói)"
    r"(?=[\s:])(?:(?!số|GĐK|SĐK|đăng|ngày|hạn|mức|tên)[^\d:.,;\n]){0,40})?"
    r"\s*:\s*(?:[-+*•]\s*|(?<=\n)\d{1,2}[.)]\s+|(?<=\n)[a-h][.)]\s+)?(?:(?:lô\s+)?số\s*(?:hiệu\s*)?:?\s*|lô\s+)?|SOLO\s*:\s*)"
    rf"(?P<value>(?!\d{{1,2}}[.)]\s)(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
LONG_BATCH = re.compile(
    rf"(?<!\w)(?P<label>lô\s+)(?P<value>(?>(?-i:(?=(?:[A-Z./\- ]{{0,4}}\d){{4}}){_BATCH_NUMBER})))(?!\w){_NO_ADDRESS}",
    re.IGNORECASE,
)
"""A number so long after "lô" that it is no plot of an address."""
AFTER_BRACKET = re.compile(
    rf"\s*\([^()\n]{{4,90}}\)\s*(?:,|;|và|và\s+lô|,\s*lô|;\s*lô|\n(?:[-+*•]|\d{{1,2}}[.)]|[a-h][.)])?)\s*(?P<value>(?-i:{_BATCH_NUMBER}))(?=\s*\()",
    re.IGNORECASE,
)
"""The next batch of a list in which each has its dates in brackets: `010722 (HD: …), 020722 (HD: …)`."""
GLUED_BATCH = re.compile(rf"(?<!\w)(?P<label>số\s*lô)(?P<value>(?-i:{_BATCH_NUMBER}))", re.IGNORECASE)
BARE_BATCH = re.compile(
    r"(?P<label>\b(?:thuộc|gồm|là|có|của|các|lô\s*thuốc|thu\s+hồi|bổ\s+sung|thêm|lưu\s+hành|"
    r"sử\s+dụng|đình\s+chỉ|phát\s+hiện|đối\s+với)\s+(?:ngay\s+)?(?:các\s+)?lô\s*:?\s+)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
BATCH_OF_GOODS = re.compile(
    rf"(?<!\w)(?P<label>(?:các\s+)?lô\s+)(?P<value>(?>(?-i:(?=[A-Z./\-]*\d[A-Z./\-]*\d){_BATCH_NUMBER})))(?=\s+(?:của\s+)?"
    r"(?:thuốc|sản\s+phẩm|mỹ\s+phẩm|viên\s|siro|dung\s+dịch|dược\s+liệu|vị\s+thuốc|kem\s|vắc\s*xin)(?!\w)|\s+do\s+công\s+ty)",
    re.IGNORECASE,
)
"""A batch right before the goods it is of: `lô T101 của thuốc tiêm X`."""
DATED_BATCH = re.compile(
    rf"(?<!\w)(?P<label>lô\s*(?:số\s*)?:?\s+|SL\s*:\s*)(?P<value>(?-i:{_BATCH_NUMBER}))"
    r"(?=\s*[(,;]?\s*(?:NSX|HSD|HD|HĐ|SĐK|ngày\s+(?:SX|sản)|sản\s+xuất\s+(?:ngày|\d)|hạn\s|số\s+(?:đăng|GĐK)))",
    re.IGNORECASE,
)
UNLABELLED_BATCH = re.compile(
    rf"\s*[,;]\s*(?P<value>(?=[A-Z]{{1,6}}\d|\d{{3,}}){_BATCH_NUMBER})(?=\s*[,;(]\s*(?i:HD|HSD|HĐ|NSX|hạn|ngày)\b)"
)
_DATE_LABEL = r"(?:NSX|HSD|HD|HĐ|hạn\s|ngày\s+(?:SX|sản\s+xuất)|sản\s+xuất\s|có\s+(?:NSX|HD|HSD|hạn))"
AFTER_DATES = re.compile(
    rf"\s*(?:[;,]|\n(?:[-+*•]|\d{{1,2}}[.)]|[a-h][.)])?|và)\s*(?:và\s+)?(?:lô\s+)?(?P<value>(?=[A-Z./\-]*\d{{2}})"
    rf"(?!\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d)(?-i:{_BATCH_NUMBER}))"
    rf"\s*[-:,(]?\s*(?={_DATE_LABEL})",
    re.IGNORECASE,
)
"""The next batch of a list, behind the dates of the one before it and before its own: `0101 - HD …; 0201 - HD …`."""
NUMBERED_BATCH = re.compile(
    r"(?<!\w)lô(?!\w)[^.;:\n\d]{0,40}(?:\d[^.;:\n]{0,30})?\s(?P<label>(?:mang|có|với)\s+(?:các\s+)?(?:ký\s+hiệu|mã\s+số|mã|số(?:\s+hiệu)?)"
    rf"(?:\s+là)?\s*:?\s+)(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
"""A batch that "bears the number" of a sentence: `Lô bị thu hồi mang số …`."""
NAMED_BATCHES = re.compile(
    r"(?<!\w)(?:các|hai|ba|bốn|năm|\d{1,2})\s+lô(?!\w)[^.;:\n]{0,70}?\s(?P<label>(?:là|gồm)\s*:?\s+)"
    rf"(?P<value>(?>(?-i:(?=(?:[A-Z./\-]{{0,4}}\d){{4}}){_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
"""Batches that a sentence counts and then names: `hai lô thuốc X là … và …`."""
BATCH_RANGE = re.compile(
    r"(?<!\w)(?P<label>(?:từ\s+(?:các\s+)?)?(?:các\s+)?(?:s\s*ố\s*)?lô(?:\s+(?:thuốc|hàng|sản\s*xuất|SX))?"
    r"(?:\s+(?:có|mang|được|đánh))*(?:\s+(?:ký\s+hiệu|mã))?(?:\s+số)?\s*:?\s*(?:từ\s+)?(?:lô\s+)?(?:số\s+)?)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER})))\s*(?:đến|tới|÷|→)\s*(?:hết\s+)?(?:lô\s+)?(?:số\s+)?(?:lô\s+)?"
    rf"(?P<last>(?!\d{{1,2}}[/.\-]\d)(?>(?-i:{_BATCH_NUMBER})))"
    r"(?=\s*(?:[,;.)\n(]|(?:và|do|được|bị|của|có|không|đều|cùng|mang|hạn|ngày|sản|HD|HSD|HĐ|NSX|thuốc)\b|$))",
    re.IGNORECASE,
)
"""The first and the last of batches that follow each other: `các lô từ 0123 đến 0130`."""
_PLAIN_NUMBER = r"(?-i:(?=[A-Z]*\d)[A-Z0-9]+(?:/[A-Z0-9]+)?)"
HYPHENED_RANGE = re.compile(
    rf"(?<!\w)(?P<label>(?:các\s+)?(?:số\s+)?lô(?:\s+(?:thuốc|hàng|sản\s*xuất|SX|số))*\s*:?\s*){_NOT_A_BATCH}(?P<value>{_PLAIN_NUMBER})"
    rf"(?P<spaced>\s?)-\s?(?P<last>{_PLAIN_NUMBER})(?![\w/\-]|\.\w){_NO_ADDRESS}(?:\s*\((?:gồm\s+|tổng\s+)?(?P<count>\d{{1,3}})\s+lô\))?",
    re.IGNORECASE,
)
"""Two numbers with a hyphen between them: all from one to the other where a count says so (`0123 - 0125 (03 lô)`)."""
RIGHT_BATCH = re.compile(
    rf"(?<!\w)(?P<label>(?:số\s+)?lô\s+(?:đúng|chính\s+xác)(?:\s+phải)?(?:\s+là)?\s*:?\s*)(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
"""A batch put right: `Đính chính: số lô đúng là 01/0832 (đã ghi 01/0823)`."""
NEXT_BATCH = re.compile(_ANOTHER, re.IGNORECASE)
NEXT_RANGE = re.compile(
    r"(?P<label>\s*(?:,|;|và)\s*(?:và\s+)?(?:các\s+)?(?:lô\s+)?(?:số\s+)?từ\s+(?:lô\s+)?(?:số\s+)?)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER})))\s*(?:đến|tới|÷|→)\s*(?:hết\s+)?(?:lô\s+)?(?:số\s+)?"
    rf"(?P<last>(?!\d{{1,2}}[/.\-]\d)(?>(?-i:{_BATCH_NUMBER})))(?!\w)",
    re.IGNORECASE,
)
"""A range behind single batches of a list: `8A1, 8A2 và từ 8A5 đến 8A7`."""
GARBLED = re.compile(r"[*?#](?=\w)|[^\s\w*?#,;:.()\[\]|\"“”'‘’/&+\-]")
"""A sign that stands for what could not be read, right behind a number: `25□□01`."""
GOES_ON = re.compile(rf"[ ]{_NOT_A_PART}(?-i:[A-ZĐ0-9]{{1,6}})(?=\s*(?:[,;)\n|]|\.(?!\d)|$))")
"""Letters or digits behind a batch number that may be its rest: where a grammar stopped, a person looks."""
UNREAD_BATCH = re.compile(
    r"(?<!\w)(?P<label>(?:các\s+)?s\s*ố\s*l\s*ô(?:\s*(?:sản\s*xuất|SX))?|S?LSX|lô\s*(?:sản\s*xuất|SX)|batch(?:\s*(?:no|number))?\.?"
    r"|lot(?:\s*(?:no|number))?\.?)\s*:\s*(?P<value>(?!\s)[^\n;|]{1,60})",
    re.IGNORECASE,
)
"""A label of a batch with what stands behind its colon, whatever that is."""
NO_BATCH_SAID = re.compile(
    r"\(?(?:không|chưa|tất\s+cả|toàn\s+bộ|mọi|các\s+lô|nhiều|chỉ\s+có|theo|xem|như|trống|NSX|HSD|HD|ngày|hạn|đính\s+kèm|phụ\s+lục|"
    r"N/?A(?!\w)|[-–.…_]+(?:\s|$))",
    re.IGNORECASE,
)
"""Words behind such a label by which the text itself says that it names no batch here, or leaves it to an annex."""

_DATE_GAP = (
    r"(?:\s*\([^()\d\n]{2,24}\))?\s*[:.]?\s*(?:(?:đều|cùng)\s+)?(?:của\s+(?:các|hai|ba|cả|\d+)\s+(?:hai\s+)?lô(?:\s+(?:này|trên))?\s*)?(?:(?:lần\s+lượt|tương\s+ứng|"
    r"theo\s+thứ\s+tự)\s*)?(?:là\s+|đến\s+|vào\s+)?(?:hết\s+)?(?:ngày\s+)?:?\s*"
)
_MANUFACTURED = (
    r"(?:NSX|N\.SX|ngày\s*(?:sản\s*xuất|SX)"
    r"|sản\s*xuất(?:\s+(?:vào|trong))?(?:\s*ngày|(?=\s+\d{1,2}[/.\-](?:\d{1,2}[/.\-]\d|\d{4}(?!\d))|\s+tháng\s+\d|\s*:\s*\d{1,2}[/.\-]\d))"
    r"|(?<!lô )SX(?:\s+ngày|(?=\s*:?\s*\d{1,2}[/.\-]\d))|MFG\.?(?:\s*date)?|Mfd\.?)"
)
_EXPIRES = (
    r"(?:HSD|H\.?D|HĐ|hạn\s*(?:dùng|sử\s*dụng|SD)|ngày\s*hết\s*hạn|hết\s*hạn(?:\s*ngày)?|"
    r"(?<!thời )(?<!kỳ )hạn(?=\s+\d{1,2}[/.\-]\d)|EXP\.?(?:\s*date)?)"
)
DATES = re.compile(
    rf"(?<![^\W\d_])(?P<label>(?P<made>{_MANUFACTURED})|{_EXPIRES})(?![^\W\d_]){_DATE_GAP}(?P<value>{DATE_PATTERN})",
    re.IGNORECASE,
)
UNREAD_DATE = re.compile(
    rf"(?<![^\W\d_])(?P<label>(?P<made>{_MANUFACTURED})|{_EXPIRES})\s*:\s*(?P<value>\d[\d./\-]{{0,11}})"
    r"(?!\d|\s*(?:năm|tháng)(?!\w))",
    re.IGNORECASE,
)
"""A label of a date with figures behind its colon."""
BOTH_DATES = re.compile(
    rf"(?<!\w){_MANUFACTURED}\s*(?:[-/,&]|và)\s*{_EXPIRES}{_DATE_GAP}(?P<made>{DATE_PATTERN})\s*(?:[-,;/]|"
    rf"và|đến)\s*(?P<expires>{DATE_PATTERN})",
    re.IGNORECASE,
)
_NEXT_LABEL = r"(?:\s*[-/,;|]\s*|[ ]+|\s+và\s+)"
BATCH_WITH_DATES = re.compile(
    rf"(?<!\w)(?:số\s*)?lô(?:\s*SX)?(?:{_NEXT_LABEL}(?P<has_made>{_MANUFACTURED}))?{_NEXT_LABEL}(?P<has_expires>{_EXPIRES})"
    r"\s*(?:\)\s*)?(?::|(?=\n))\s*",
    re.IGNORECASE,
)
"""Labels one after another, then their values: `Số lô - NSX - HD: 0120 - 15/01/2024 - 15/01/2027; …`."""
_NEXT_VALUE = r"(?:\s+-\s+|\s*[/,;(|]\s*|[ ]+)"
_ROW = (
    rf"(?:\s*(?:[;,]|\n|và(?=\s))\s*)?(?:[-+*•]\s*|\d{{1,2}}[.)]\s+)?(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NEXT_VALUE}"
)
BATCH_ROW = re.compile(
    rf"{_ROW}(?P<made>{DATE_PATTERN})(?:\s*-\s+|\s*[/,;|]\s*|[ ]+)(?P<expires>{DATE_PATTERN})\)?(?![\w/])",
    re.IGNORECASE,
)
"""One batch with its dates below or behind labels in a row."""
BATCH_EXPIRY_ROW = re.compile(rf"{_ROW}(?P<expires>{DATE_PATTERN})\)?(?![\w/])", re.IGNORECASE)
DATES_IN_BRACKET = re.compile(
    rf"\s*\(\s*(?P<made>{DATE_PATTERN})\s*(?:[-;/,]|đến|→)\s*(?P<expires>{DATE_PATTERN})\s*\)", re.IGNORECASE
)
"""Two days in a bracket right behind a batch, unlabelled: `0120 (01/01/2024 - 01/01/2027)`."""
NEXT_DATE = re.compile(
    rf"\s*(?:,|;|và|&)\s*(?P<value>{DATE_PATTERN})(?!\d|\s?(?:mg|ml|hộp|viên|lọ|thuốc|sản)\b)", re.IGNORECASE
)
_ITS_BATCH = rf"(?:số\s*)?lô(?:\s*số)?\s*:?\s*(?P<batch>(?-i:{_BATCH_NUMBER}))"
DATE_OF_BATCH = re.compile(
    rf"(?P<date>{DATE_PATTERN})\s*(?:\(\s*(?:(?:đối\s+với|của|cho)\s+)?(?:(?:số\s*)?lô(?:\s*số)?\s*:?\s*)?"
    rf"(?P<bracketed>(?-i:{_BATCH_NUMBER}))(?=[^()\n]{{0,60}}\))(?P<more>[^()\n]*)\)"
    rf"|(?:(?:là\s+)?(?:đối\s+với|của|cho|với)\s+)(?:các\s+)?{_ITS_BATCH})",
    re.IGNORECASE,
)
"""A date and the batch it is of, behind one label for several: `27/06/2022 (lô 0622); 04/07/2022 (lô 0722)`."""
BATCH_OF_DATE = re.compile(
    rf"(?:(?:của|đối\s+với|cho)\s+)?{_ITS_BATCH}\s*(?::|là(?!\w)|-|=|\()?\s*(?:ngày\s+)?(?P<date>{DATE_PATTERN})\)?",
    re.IGNORECASE,
)
"""The same with the batch first: `Hạn dùng: lô 0622: 27/06/2025; lô 0722: 04/07/2025`."""
DATE_LABEL = re.compile(
    rf"(?<![^\W\d_])(?:(?P<made>{_MANUFACTURED})|{_EXPIRES})(?![^\W\d_])\s*[:.]?\s*(?:là\s+|ngày\s+)?", re.IGNORECASE
)
BETWEEN_DATES = re.compile(r"\s*(?:[,;]|\n[-+*•]|-\s|và(?=\s))\s*(?:và\s+)?(?:ngày\s+)?", re.IGNORECASE)

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
    r"|(?:số\s*)?ĐKSP|SĐKLH|SĐK|STNPCB|(?:số\s*)?S?CBTC|SCB|số\s*CB|GĐKLH|ĐKLH|GPLH|GPNK|SDK|VISA(?:\s*No)?|số\s*visa"
    r"|số\s*(?:tiếp\s*nhận\s*)?(?:phiếu\s*)?công\s*bố|"
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
    r"(?!(?:NSX|HSD|HD|HĐ|SĐK|GĐKLH|VD|VN|VN[123]|VD[123]|QLĐB|QLSP)\b|SX\s)(?!\d+(?:[.,]\d+)?\s?(?:mg|ml|mcg|g|kg|"
    r"IU|UI|%|viên|hộp|lọ|chai|tuýp)\b)(?!\d{1,3}\s?(?:thuốc|lô|sản|ngày|loại)\b)(?!\d{3}[1-9]\d{8}\b)"
)
_BATCH_NUMBER = (
    rf"{_NOT_A_BATCH}(?:[A-Z]{{1,4}}(?:-[A-Z]{{1,4}})?\s\d[A-Z0-9]{{1,7}}(?=\s*(?:[,;.)(\n]|và\b|$))|\d{{1,4}}\s\d{{4}}(?=\s*[,;)\n])|"
    rf"\d{{1,4}}\s[A-Z]{{1,3}}(?=\s*[,;)\n])"
    r"|(?=[A-Z0-9./:\-]*\d)[A-Z0-9](?:[A-Z0-9/\-]|[.:](?=[A-Z0-9])|(?<=\d)_)*(?:\s?\([A-Z0-9]{1,3}\))?)"
)
_ANOTHER = (
    rf"\s*(?:,|;|và|&|"
    rf"\+)\s*(?:và\s+)?(?:(?:số\s*)?lô\s*:?\s*)?(?P<next>(?-i:{_BATCH_NUMBER}))(?=\s*(?:[,;.)\n(]|(?:và|do|"
    rf"được|bị|của|có|không|đều|cùng|mang|hạn|ngày|sản|HD|HSD|HĐ|NSX)\b|&|$))"
)
_BATCH_LABEL = (
    r"(?<!\w)(?P<label>(?:các\s+)?s\s*ố\s*l\s*ô\s*(?:sản\s*xuất|sx)?|(?:các\s+)?số\s*là(?=\s*:)|"
    r"số\s*kiểm\s*soát|lô\s*(?:sản\s*xuất|SX)(?:\s*số)?"
    r"|lô\s+số(?!\s*:?\s*\d{1,3}(?!\w))|mã\s*lô|ký\s*hiệu\s*lô|S?LSX|batch(?:\s*(?:no|number))?|lot(?:\.?\s*(?:no|number))?)\s*\.?(?!\w)"
    rf"{_COLON}(?:SOLO\s*:\s*)?"
)
_NO_ADDRESS = r"(?!\s*,?\s*(?:KCN|khu|cụm|đường|TTTM|chợ|phường|xã|ấp|tổ|thôn)\b)"
BATCH = re.compile(rf"{_BATCH_LABEL}(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}", re.IGNORECASE)
BATCH_LIST = re.compile(
    r"(?<!\w)(?P<label>(?:các\s+)?lô(?:\s+(?:thuốc|hàng|sản\s+phẩm|mỹ\s+phẩm))?(?:\s+(?:bị|phải|cần|được|có|còn|gồm|sau)"
    rf"\s(?:(?!số|GĐK|SĐK|đăng|ngày|hạn|mức|tên)[^\d:.,;\n]){{0,40}})?\s*:\s*(?:[-+*•]\s*)?|SOLO\s*:\s*)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
LONG_BATCH = re.compile(
    rf"(?<!\w)(?P<label>lô\s+)(?P<value>(?>(?-i:(?=(?:[A-Z./\- ]{{0,4}}\d){{4}}){_BATCH_NUMBER})))(?!\w){_NO_ADDRESS}",
    re.IGNORECASE,
)
"""A number so long after "lô" that it is no plot of an address."""
AFTER_BRACKET = re.compile(
    rf"\s*\([^()\n]{{4,90}}\)\s*(?:,|;|và|và\s+lô|,\s*lô|;\s*lô|\n[-+*•]?)\s*(?P<value>(?-i:{_BATCH_NUMBER}))(?=\s*\()",
    re.IGNORECASE,
)
"""The next batch of a list in which each has its dates in brackets: `010722 (HD: …), 020722 (HD: …)`."""
GLUED_BATCH = re.compile(rf"(?<!\w)(?P<label>số\s*lô)(?P<value>(?-i:{_BATCH_NUMBER}))", re.IGNORECASE)
BARE_BATCH = re.compile(
    r"(?P<label>\b(?:thuộc|gồm|là|có|của|các|lô\s*thuốc|thu\s+hồi|bổ\s+sung|thêm)\s+(?:các\s+)?lô\s*:?\s+)"
    rf"(?P<value>(?>(?-i:{_BATCH_NUMBER}))){_NO_ADDRESS}",
    re.IGNORECASE,
)
DATED_BATCH = re.compile(
    rf"(?<!\w)(?P<label>lô\s*(?:số\s*)?:?\s+|SL\s*:\s*)(?P<value>(?-i:{_BATCH_NUMBER}))"
    r"(?=\s*[(,;]\s*(?:NSX|HSD|HD|HĐ|SĐK|ngày\s+(?:SX|sản)|sản\s+xuất\s+(?:ngày|\d)|hạn\s|số\s+(?:đăng|GĐK)))",
    re.IGNORECASE,
)
UNLABELLED_BATCH = re.compile(
    rf"\s*[,;]\s*(?P<value>(?=[A-Z]{{1,6}}\d|\d{{5,}}){_BATCH_NUMBER})(?=\s*[,;]\s*(?i:HD|HSD|HĐ|NSX|hạn|ngày)\b)"
)
_DATE_LABEL = r"(?:NSX|HSD|HD|HĐ|hạn\s|ngày\s+(?:SX|sản\s+xuất)|sản\s+xuất\s|có\s+(?:NSX|HD|HSD|hạn))"
AFTER_DATES = re.compile(
    rf"\s*(?:[;,]|\n[-+*•]?|và)\s*(?:và\s+)?(?:lô\s+)?(?P<value>(?=[A-Z./\-]*\d{{2}})(?-i:{_BATCH_NUMBER}))"
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

_DATE_GAP = (
    r"\s*[:.]?\s*(?:của\s+(?:các|hai|ba|cả|\d+)\s+(?:hai\s+)?lô(?:\s+(?:này|trên))?\s*)?(?:(?:lần\s+lượt|tương\s+ứng|"
    r"theo\s+thứ\s+tự)\s*)?(?:là\s+|đến\s+|vào\s+)?(?:hết\s+)?(?:ngày\s+)?:?\s*"
)
_MANUFACTURED = (
    r"(?:NSX|N\.SX|ngày\s*(?:sản\s*xuất|SX)"
    r"|sản\s*xuất(?:\s+(?:vào|trong))?(?:\s*ngày|(?=\s+\d{1,2}[/.\-]\d{1,2}[/.\-]\d|\s+tháng\s+\d|\s*:\s*\d{1,2}[/.\-]\d))"
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
BOTH_DATES = re.compile(
    rf"(?<!\w){_MANUFACTURED}\s*(?:[-/,&]|và)\s*{_EXPIRES}{_DATE_GAP}(?P<made>{DATE_PATTERN})\s*(?:[-,;/]|"
    rf"và|đến)\s*(?P<expires>{DATE_PATTERN})",
    re.IGNORECASE,
)
BATCH_WITH_DATES = re.compile(
    rf"(?<!\w)(?P<label>(?:số\s*)?lô(?:\s*SX)?\s*[-/,;]\s*(?:(?P<has_made>{_MANUFACTURED})\s*[-/,;]\s*)?{_EXPIRES}\s*:\s*)"
    rf"(?P<value>(?-i:{_BATCH_NUMBER}))(?:\s+-\s+|\s*[/,;]\s*)(?:(?P<made>{DATE_PATTERN})(?:\s+-\s+|\s*[,;]\s*))?"
    rf"(?P<expires>{DATE_PATTERN})",
    re.IGNORECASE,
)
"""Labels one after another, then their values: `Số lô - NSX - HD: 0120 - 15/01/2024 - 15/01/2027`."""
NEXT_DATE = re.compile(
    rf"\s*(?:,|;|và|&)\s*(?P<value>{DATE_PATTERN})(?!\d|\s?(?:mg|ml|hộp|viên|lọ|thuốc|sản)\b)", re.IGNORECASE
)

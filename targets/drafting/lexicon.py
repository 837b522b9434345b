"""The words by which documents set targets: comparators, units of measure, goals, and what speaks against."""

import re


def words(*alternatives: str) -> str:
    """A pattern for any of these, the longest first."""
    return "(?:" + "|".join(sorted(alternatives, key=len, reverse=True)) + ")"


# Scanned documents lose the tones of "phấn đấu".
STRIVE = "ph[aâấầẩăạ]n đ[aâấầẩậ]u"
NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"

PLACE = words(
    *[
        "thôn",
        "bản",
        "làng",
        "ấp",
        "buôn",
        "xóm",
        "tổ",
        "khóm",
        "xã",
        "phường",
        "huyện",
        "quận",
        "phố",
        "ngõ",
        "hẻm",
        "khối",
        "tỉnh",
        "khu",
        "thị trấn",
        "thị xã",
        "thành phố",
        "khu dân cư",
        "tổ dân phố",
        "khu phố",
        "khối phố",
        "tuyến phố",
        "tuyến đường",
        "đô thị",
    ]
)
COUNTED = words(
    *[
        "trường",
        "trạm",
        "lớp",
        "cơ sở",
        "giường bệnh",
        "giường",
        "bác sĩ",
        "bác sỹ",
        "đảng viên",
        "đoàn viên",
        "hội viên",
        "chi bộ",
        "tổ chức",
        "đảng bộ",
        "người",
        "lao động",
        "học sinh",
        "hộ",
        "gia đình",
        "nhân khẩu",
        "em",
        "trẻ",
        "lượt người",
        "lượt khách",
        "lượt",
        "khách",
        "doanh nghiệp",
        "hợp tác xã",
        "HTX",
        "tổ hợp tác",
        "sản phẩm",
        "mô hình",
        "công trình",
        "dự án",
        "căn nhà",
        "nhà",
        "cây",
        "con",
        "vụ",
        "ca",
        "tiêu chí",
        "chỉ tiêu",
        "văn bản",
        "hồ sơ",
        "thủ tục",
        "dịch vụ",
        "camera",
        "điểm",
        "bậc",
        "tuổi",
        "đơn vị",
        "cơ quan",
        "trang trại",
        "thuê bao",
        "tài khoản",
        "phiên",
        "cuộc",
        "hội nghị",
        "cụm",
        "chợ",
        "vườn",
        "cầu",
        "giếng",
        "suất",
        "bài",
        "sáng kiến",
        "đề tài",
        "giấy chứng nhận",
        "thửa",
        "phương tiện",
        "hành khách",
    ]
)
MEASURED = words(
    *[
        "đồng",
        "đ",
        "USD",
        "ha",
        "héc ta",
        "hecta",
        "m2 sàn",
        "m² sàn",
        "m2",
        "m²",
        "m3",
        "m³",
        "km2",
        "km²",
        "km",
        "m",
        "tấn",
        "tạ",
        "kg",
        "yến",
        "lít",
        "kWh",
        "MW",
        "KW",
        "kw",
        "ngày công",
    ]
)
SCALE = words("nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "trăm")
PER = r"(?:\s?/\s?(?:\d+\s)?(?:vạn dân|đầu người|\w+)){0,3}"
TIME = words("ngày làm việc", "ngày", "giờ", "phút", "tháng", "tuần", "năm")
PERCENT = r"(?:điểm (?:%|phần trăm)|%|‰|phần trăm)"

UNIT = re.compile(
    rf"\s*(?P<unit>{PERCENT}(?:/năm)?|"
    rf"(?:{SCALE}\s+(?:(?:tỷ|tỉ)\s+)?)?(?:{PLACE}\b(?:,\s{PLACE}\b)*|{COUNTED}\b|{MEASURED}(?![\w²³])"
    rf"|{TIME}\b){PER}|"
    rf"tr\.?\s?đ(?:ồng)?\b|trđ\b|{SCALE}\b)",
    re.IGNORECASE,
)
COUNT_UNIT = re.compile(
    rf"(?:{SCALE}\s+)?(?P<noun>(?:{PLACE}|{COUNTED})(?:,\s{PLACE})*)(?:\s?/.*)?", re.IGNORECASE
)
OTHER_NOUN = re.compile(r"\s+(?P<unit>[^\W\d_]+)")
NO_NOUN = frozenset(
    [
        "và",
        "hoặc",
        "đến",
        "tới",
        "so",
        "trở",
        "trong",
        "ngoài",
        "của",
        "ở",
        "tại",
        "theo",
        "với",
        "cho",
        "từ",
        "được",
        "đạt",
        "là",
        "có",
        "không",
        "năm",
        "tháng",
        "ngày",
        "quý",
        "trên",
        "dưới",
        "nhất",
        "nhì",
        "ba",
        "đợt",
        "giải",
        "khi",
        "để",
        "về",
        "do",
        "nhằm",
        "kể",
    ]
)

# What stands right before a number and says how it is meant.
AT_LEAST = words(
    "tối thiểu", "ít nhất", "không dưới", "không thấp hơn", "không ít hơn", "thấp nhất", "≥", ">="
)
MORE = words("trên", "hơn", "vượt", "cao hơn", "lớn hơn", ">")
AT_MOST = words(
    "không quá", "không vượt quá", "không cao hơn", "không vượt", "tối đa", "nhiều nhất", "≤", "<="
)
LESS = words("dưới", "thấp hơn", "nhỏ hơn", "ít hơn", "<")
LEVEL_DOWN = words("còn", "xuống", "xuống còn", "về")
LEVEL_UP = words("lên", "lên đến", "lên tới")
RISE = words("tăng", "tăng thêm", "tăng trưởng", "tăng lên")
FALL = words("giảm", "giảm thêm", "giảm đi")
KEEP = words(
    "duy trì", "giữ vững", "giữ", "ổn định", "duy trì ở mức", "ổn định ở mức", "giữ ở mức", "duy trì mức"
)
LINK = words(
    "đạt", "là", ":", "=", "chiếm", "ở mức", "mức", "bằng", "đạt mức", "phấn đấu đạt", "giữ mức", "đạt tỷ lệ"
)
SOFT = words(
    "thêm", "bình quân", "trung bình", "bình quân hằng năm", "bình quân hàng năm",
    "bình quân mỗi năm", "hằng năm", "hàng năm", "mỗi năm", "được", "có",
)  # fmt: skip
ABOUT = words("khoảng", "xấp xỉ", "gần", "từ")
BEFORE = re.compile(
    r"(?:(?<![\w])|(?=[:=≥≤<>]))(?:"
    rf"(?P<at_least>{AT_LEAST})|(?P<at_most>{AT_MOST})|(?P<less>{LESS})|(?P<more>{MORE})"
    rf"|(?P<down>{LEVEL_DOWN})"
    rf"|(?P<rise>(?<!tốc độ )(?<!mức )(?<!lệ ){RISE})|(?P<fall>(?<!mức ){FALL})|(?P<keep>{KEEP})"
    rf"|(?P<about>{ABOUT})|(?P<link>{LINK})|(?P<up>{LEVEL_UP})|(?P<soft>{SOFT}))"
    r"\s*$",
    re.IGNORECASE,
)
OR_MORE = re.compile(r"(?:\s+[^\W\d_]+){0,3}?\s+trở (?P<way>lên|xuống)", re.IGNORECASE)

# How the name of something measured begins.
MEASURE = re.compile(
    words(
        *[
            "tỷ lệ",
            "tỉ lệ",
            "tỷ trọng",
            "tỉ trọng",
            "tỷ suất",
            "tỉ suất",
            "tổng",
            "số",
            "tốc độ",
            "cơ cấu",
            "mức",
            "giá trị",
            "sản lượng",
            "diện tích",
            "năng suất",
            "thu nhập",
            "thu(?! h[ồú]",
            " gom",
            " hoạch)",
            "doanh thu",
            "kim ngạch",
            "chỉ số",
            "tăng trưởng",
            "GRDP",
            "lượng",
            "khối lượng",
            "vốn",
            "đàn",
            "tuổi thọ",
            "thời gian",
            "bình quân",
            "độ che phủ",
            "chất lượng",
            "mật độ",
            "quy mô",
            "lao động",
            "giải ngân",
        ]
    )
    + r"\b",
    re.IGNORECASE,
)
SHARE = re.compile(r"\b(?:t[ỷỉ] (?:lệ|trọng|suất))\b", re.IGNORECASE)
GOAL = re.compile(
    rf"\b(?:{STRIVE}|mục tiêu|chỉ tiêu|xây dựng|xây mới|trồng|kết nạp|thành lập|giải quyết|tạo|thêm"
    rf"|công nhận|nâng"
    r"|hoàn thành|thu hút|vận động|lắp đặt|chuyển đổi|phát triển|tuyển sinh|đưa|xóa|mở rộng|kiên cố"
    r"|cứng hóa)\b|(?:^|[,;])\s*có\b",
    re.IGNORECASE,
)
OPENING = re.compile(
    rf"(?:(?:[^\d;]{{0,400}}\b)?{STRIVE}\b|thi đua|tập trung|trong đó|riêng|và|cùng với|đồng thời"
    rf"|cụ thể|mỗi năm"
    r"|(?:trong|đến|đến cuối|đến hết|hết|cuối)?\s*năm \d{4}(?: là)?|h[ằà]ng năm|bình quân h[ằà]ng năm"
    r"|có(?= thêm|\s*$)|có thêm|thêm|đạt|(?:nâng|đưa|giữ)(?= t[ỷỉ] |\s+tổng| số)|để|[-,.:+•])\s*",
    re.IGNORECASE,
)
DATED = re.compile(r",?\s*(?:\b(?:trong|đến|đến cuối|đến hết)\s+)?\bnăm \d{4}\b", re.IGNORECASE)
COMPARED = re.compile(
    r",?\s*\b(?:so với|so|tương đương|theo kế hoạch|kế hoạch)\b.*", re.IGNORECASE | re.DOTALL
)

TASK_VERB = re.compile(
    r"(?:tiếp tục |tập trung |đẩy mạnh )?(?:khai thác|bảo vệ|quản lý|tổ chức|rà soát|tham mưu"
    r"|triển khai|thực hiện"
    r"|quán triệt|tuyên truyền|phổ biến|theo dõi|mở|cho|thăm)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:đã|năm qua|vừa qua|ước (?:đạt|tăng|giảm|thực hiện)|cùng kỳ năm \d{4} đạt)\b", re.IGNORECASE
)
AGAINST = re.compile(
    r"\b(?:tiền thưởng|trị giá|kinh phí|mức thưởng|giải (?:nhất|nhì|ba|thưởng|khuyến khích)|tặng|khen"
    r"|cờ thi đua"
    r"|điện thoại|tổng mức đầu tư|tổng dự toán|có giá trị như nhau|đại biểu có mặt|hồ sơ gồm|trong vòng"
    r"|trực thuộc gồm"
    r"|chia thành|trên địa bàn hiện có|báo cáo trước|dự kiến \d|(?:phổ biến|quán triệt) đến)",
    re.IGNORECASE,
)
NO_TARGETS = re.compile(
    r"\b(?:khen thưởng|kinh phí|thời gian|tổ chức thực hiện|nơi nhận|kết quả|đánh giá|tình hình"
    r"|tán thành báo cáo"
    r"|mục đích|đối tượng|hồ sơ|giải thưởng|giao (?:ủy ban|ubnd))\b",
    re.IGNORECASE,
)
TARGETS = re.compile(r"\b(?:chỉ tiêu|mục tiêu|nội dung thi đua|phấn đấu)\b", re.IGNORECASE)
TASKS = re.compile(r"\b(?:giải pháp|biện pháp|nhiệm vụ)\b", re.IGNORECASE)

# Numbers that count nothing: dates, documents, sections, ordinals, lengths of time, ages, grades.
_REFERRED = words(
    *[
        "số",
        "điều",
        "khoản",
        "mục",
        "phụ lục",
        "chương",
        "đề án",
        "chương trình",
        "nghị quyết",
        "quyết định",
        "kế hoạch",
        "chỉ thị",
        "công văn",
        "nghị định",
        "thông tư",
        "luật",
        "khóa",
        "khoá",
        "thứ",
        "hạng",
        "loại",
        "mức độ",
        "(?<!nâng )(?<!cung )(?<!trợ )cấp",
        "vành đai",
        "quốc lộ",
        "tỉnh lộ",
        "đợt",
        "tầng",
        "vùng",
        "khu vực",
        "tháng",
        "quý",
        "ngày",
        "năm",
        "giai đoạn",
        "nhiệm kỳ",
        "thời kỳ",
        "so sánh",
        "giá",
        "biểu",
        "(?<!chỉnh )trang",
        "điện thoại",
        "đường dây nóng",
        "nhóm",
        "lần",
    ]
)
NOT_COUNTED = re.compile(
    rf"\b{_REFERRED}\s+(?:số\s+)?\d[\d./-]*(?:\s*-\s*\d{{4}})?(?:[/-][^\W\d_][\w/-]*)?(?!\s*%)"
    r"|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\b\d{1,2}/\d{4}\b|\b(?:19|20)\d\d\s*-\s*(?:19|20)\d\d\b"
    r"|\b\d+[/-]?(?-i:[A-ZĐ]{2})[\w/-]*|\b\d+/\d+/[\w/-]+|\b0\d{2,3}[. ]\d{3,4}[. ]\d{3,4}\b|\b1[89]00[. ]\d+"
    r"|\b\d+(?:/\d+)?\s(?:quý|đợt)\b"
    r"|\b(?:dưới|trên|từ|đủ)\s+\d+(?:\s*(?:-|đến)\s*(?:dưới )?\d+)?\s+(?:tháng )?tuổi\b|\b\d\s*sao\b"
    r"|(?:\btrên|/)\s*0?1(?:\.?000)?\s+(?:ha|vạn dân|km|người|dân|đơn vị)\b"
    r"|\b(?:covid|iso|ql|đt)[- ]?\d+\w*|\b24/(?:7|24)\b",
    re.IGNORECASE,
)
LASTING = re.compile(rf"\b\d+(?:/\d+)?\s(?:{TIME})\b(?!\s*/)", re.IGNORECASE)
QUOTED = re.compile(r"“[^“”\n]{0,300}”|\"[^\"\n]{0,300}\"")

"""The hotline's catalogue of standards, this year's and last year's.

What is planted: what changed between the two, which standards lack something, and which are overdue; README.md tells it
in words. Standards have the keys of the questionnaire's items.
"""

from __future__ import annotations

Table = list[list[str]]
HEADER = [
    *("key", "text_en", "text_zh", "component", "aspect", "touchpoint", "process", "owner", "target", "revised"),
    *("limit", "published", "review_by", "norm", "supersedes"),
]
HEADER_OF_LAST_YEAR = [*HEADER, "items"]
"""Last year's names the item of a standard whose key is not the questionnaire's."""
FILED = """
tan1 hardware equipment encounter process
tan2 hardware surroundings arrival process
tan3 people appearance arrival process
tan4 software communication information process
rel1 software timeliness encounter outcome
rel2 people problem_solving aftercare process
rel3 software flow encounter outcome
rel4 software timeliness departure outcome
rel5 software organisation_supervision transaction outcome
res1 software communication waiting process
res2 software timeliness waiting process
res3 people attitude encounter process
res4 software flexibility encounter process
ass1 people attitude encounter process
ass2 software organisation_supervision transaction outcome
ass3 people tact encounter process
ass4 people guidance encounter process
emp1 people attentiveness encounter process
emp2 software flexibility arrival process
emp3 people attentiveness encounter process
emp4 people selling_skill encounter process
emp5 software anticipation encounter process
"""
WORDS = {
    "tan1": ("Agents see a customer's whole history on one screen.", "坐席在一个界面上看到客户的全部记录。"),
    "tan2": ("The line is clear, without noise or echo.", "通话清晰，无杂音、无回声。"),
    "tan3": ("Agents greet in the agreed words, in a calm voice.", "坐席按规范用语问候，语气平和。"),
    "tan4": ("Menus and messages say in one sentence what happens next.", "语音菜单和短信用一句话说明下一步。"),
    "rel1": ("What was promised is done by the day that was named.", "承诺的事项在约定之日办结。"),
    "rel2": ("Complaints are replied to in substance.", "投诉得到实质性答复。"),
    "rel3": ("Requests are settled in the first contact.", "诉求在首次联系中解决。"),
    "rel4": ("Calls back come at the agreed time.", "按约定时间回电。"),
    "rel5": ("Bills are right.", "账单准确无误。"),
    "res1": ("Customers are told when each step will be done.", "事先告知每一步的完成时间。"),
    "res2": ("Calls and chats are answered.", "来电和在线咨询得到应答。"),
    "res3": ("Agents offer help before they are asked for it.", "坐席主动提供帮助。"),
    "res4": ("Callers in the queue reach a person.", "排队的来电接通人工。"),
    "ass1": ("Agents say what they can do, and do it.", "坐席说到做到。"),
    "ass2": ("Identity is checked before anything of an account is told.", "告知账户信息前核实身份。"),
    "ass3": ("Agents stay polite with every caller.", "坐席对每位来电者以礼相待。"),
    "ass4": ("Answers agree with the knowledge base.", "答复与知识库一致。"),
    "emp1": ("Agents take the customer's own case into account.", "坐席考虑客户的具体情况。"),
    "emp2": ("The hotline is open day and night.", "热线昼夜开通。"),
    "emp3": ("Agents let customers finish.", "坐席让客户把话说完。"),
    "emp4": ("Advice is for the customer's benefit.", "建议以客户利益为先。"),
    "emp5": ("Known disturbances are announced before customers ask.", "已知故障在客户询问前公告。"),
}
OWNERS = {
    **dict.fromkeys(("tan1", "tan2", "res4", "emp2"), "Systems"),
    **dict.fromkeys(("tan3", "res3", "ass1", "ass3", "emp1", "emp3"), "Training"),
    **dict.fromkeys(("tan4", "res1", "emp5"), "Communication"),
    **dict.fromkeys(("rel1", "rel3", "rel4", "ass4"), "Back office"),
    **dict.fromkeys(("rel5", "ass2"), "Billing"),
    "rel2": "Complaints",
    "res2": "Service floor",
}
"""Nobody answers for advice (emp4)."""
TARGETS = {
    **dict.fromkeys(("tan1", "tan2", "tan3", "tan4"), "5.5"),
    **dict.fromkeys(("res3", "ass1", "ass3", "ass4", "emp1", "emp3"), "6"),
    "emp4": "5.8",
}
LIMITS = {
    "rel1": "24 h, 90 %",
    "rel2": "48 h, 90 %, longest 15 d",
    "rel3": "1 contact, 80 %",
    "rel4": "callback: 10 min, 90 %",
    "rel5": "12 complaints a million",
    "res1": "2 h",
    "res2": "phone: 15 s, 85 %; chat: 40 s, 80 %",
    "res4": "phone: 3 min, 95 %",
    "emp5": "30 min, 100 %",
}
NORMS = {
    "rel2": "48 h, 90 %, longest 15 d",
    "rel3": "1 contact, 75 %",
    "res2": "phone: 20 s, 80 %; chat: 60 s, 80 %",
    "rel4": "callback: 15 min, 80 %",
}
PUBLISHED = ("rel1", "rel2", "rel4", "res2", "ass2", "emp2")
REVISED = {"rel2": "2026-01-01", "rel4": "2026-01-01", "res2": "2026-01-01", "tan4": "2026-04-01", "emp2": "2026-01-01"}
REVIEW = {
    **dict.fromkeys(("rel1", "rel2", "rel3", "rel4", "rel5", "res1", "res2", "res4", "emp5"), "2027-01-31"),
    **dict.fromkeys(("tan1", "tan2"), "2026-09-30"),
    **dict.fromkeys(("tan3", "tan4", "res3", "ass1", "ass3", "ass4", "emp1", "emp3"), "2027-06-30"),
}
"""Two are overdue at the end of 2026; ass2, emp2 and emp4 have no day of review."""
EARLIER = "2025-01-01"
LAST_YEAR = {
    "res2": {
        "key": "res2-2025",
        "limit": "phone: 20 s, 80 %; chat: 40 s, 80 %",
        "published": "no",
        "supersedes": "",
        "items": "res2",
    },
    "rel2": {"limit": "48 h, 90 %, longest 20 d"},
    "rel4": {"limit": "callback: 5 min, 90 %"},
    "tan1": {"owner": "Service floor"},
    "emp2": {
        "text_en": "The hotline is open from 7 to 22.",
        "text_zh": "热线每日七时至二十二时开通。",
        "published": "no",
    },
}
ADDED = ("tan4",)
DROPPED = {
    "key": "fax",
    "text_en": "Faxes are answered.",
    "text_zh": "传真得到答复。",
    "component": "software",
    "touchpoint": "aftercare",
    "owner": "Back office",
    "limit": "5 d, 90 %",
    "published": "yes",
}


def make_standards() -> Table:
    """Make this year's catalogue, 22 standards."""
    return [HEADER, *(_cells(row) for row in _rows())]


def make_standards_of_last_year() -> Table:
    """Make last year's: what has changed since is as it was then."""
    rows = []
    for row in _rows():
        if row["key"] not in ADDED:
            before = {"revised": EARLIER, "review_by": "2025-12-31", **LAST_YEAR.get(row["key"], {})}
            rows.append(row | before)
    rows.append({**DROPPED, "revised": EARLIER, "review_by": "2025-12-31"})
    return [HEADER_OF_LAST_YEAR, *(_cells(row, HEADER_OF_LAST_YEAR) for row in rows)]


def _rows() -> list[dict[str, str]]:
    return [_row(*line.split()) for line in FILED.strip().splitlines()]


def _row(key: str, component: str, aspect: str, touchpoint: str, process: str) -> dict[str, str]:
    return {
        "key": key,
        "text_en": WORDS[key][0],
        "text_zh": WORDS[key][1],
        "component": component,
        "aspect": aspect,
        "touchpoint": touchpoint,
        "process": process,
        "owner": OWNERS.get(key, ""),
        "target": TARGETS.get(key, ""),
        "revised": REVISED.get(key, EARLIER),
        "limit": LIMITS.get(key, ""),
        "published": "yes" if key in PUBLISHED else "no",
        "review_by": REVIEW.get(key, ""),
        "norm": NORMS.get(key, ""),
        "supersedes": "res2-2025" if key == "res2" else "",
    }


def _cells(row: dict[str, str], header: list[str] = HEADER) -> list[str]:
    return [row.get(name, "") for name in header]

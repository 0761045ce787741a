"""Columns by which a person could be known: told by their headers, and by their answers where these are free text."""

from __future__ import annotations

import re

import numpy as np

from servgap.survey.reading.files.text_cells import factorise
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.tool import Export, Role

SEPARATORS = re.compile(r"[\s_.\-–—:/\[\]()*]+")
#: Whole headers.
NAMES = frozenset(
    (
        *("ip", "ipaddr", "name", "your name", "full name", "first name", "firstname", "last name", "lastname"),
        *("surname", "family name", "given name", "respondent name", "customer name", "username", "user name", "user"),
        *("address", "home address", "street", "postcode", "zip", "zip code", "lat", "lon", "lng", "gps", "location"),
        *("date of birth", "birthday", "dob", "passport", "ssn", "token", "user agent", "ua", "referrer", "refurl"),
        *("姓名", "您的姓名", "名字", "姓", "名", "称呼", "您的称呼", "地址", "住址", "家庭住址", "生日", "出生日期"),
        *("微信", "微信号", "qq", "qq号", "账号", "帐号", "用户id", "用户标识", "이름", "성명", "전화번호", "주소"),
    )
)
#: Words anywhere in a header.
WORDS = re.compile(
    r"\b(?:ip address|ipaddress|e ?mail|email address|emailaddress|phone|telephone|mobile|cell ?phone|latitude"
    r"|longitude|geolocation|nickname|user agent|id card|passport number|whatsapp|wechat|recipient\w*"
    r"|external ?reference|your (?:full |first |last )?name)\b"
    r"|姓名|邮箱|电子邮件|电话|手机|联系方式|昵称|身份证|经度|纬度|地理位置|来自ip|微信昵称|이메일|연락처",
    re.IGNORECASE,
)
FREE_TEXT = re.compile(r".*(?:_text|_填空\d*|__\[选项填空\]|open ended response)", re.IGNORECASE | re.DOTALL)
#: Texts of this length on average, nearly all of them different, were written freely.
LONG_TEXT = 12.0
MOSTLY_DIFFERENT = 0.6
FEW = 5


def is_personal(header: str) -> bool:
    """Tell whether a header speaks of who or where a respondent is.

    Examples
    --------
    >>> [is_personal(header) for header in ("IP Address", "您的手机号", "Branch")]
    [True, True, False]
    """
    folded = SEPARATORS.sub(" ", fold_case(header)).strip()
    return len(folded) < 60 and (folded in NAMES or WORDS.search(folded) is not None)


def roles_in(export: Export) -> tuple[Role, ...]:
    """Give each column's role; personal ones that the tool does not know are found by their headers and texts."""
    return tuple(
        Role.PERSONAL
        if question.role is Role.QUESTION
        and (_looks_personal(question.header) or _looks_personal(question.text) or _is_free_text(export, at))
        else question.role
        for at, question in enumerate(export.questions)
    )


def _looks_personal(header: str) -> bool:
    return is_personal(header) or FREE_TEXT.fullmatch(header) is not None


def _is_free_text(export: Export, at: int) -> bool:
    cells = export.table.columns[at]
    if cells.dtype != object or not len(cells):
        return False
    filled = int(np.count_nonzero(cells != ""))
    words = [word for word in factorise(cells[:5000])[1] if word]
    few = filled < FEW or len(words) < MOSTLY_DIFFERENT * min(filled, 5000)
    return not few and sum(len(str(word)) for word in words) >= LONG_TEXT * len(words)

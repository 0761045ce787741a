"""Google Forms: one header row, a timestamp first, grids as "Stem [Row]"."""

from __future__ import annotations

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.shapes import in_brackets, known, plain_text, questions_of, roles_of, without_number
from servgap.survey.reading.tools.tool import Export, Role, Tool

TIMESTAMP = ("timestamp", "时间戳记", "时间戳", "时间戳记 ", "時間戳記", "时间标记", "타임스탬프", "タイムスタンプ")
EMAIL = ("email address", "username", "email", "电子邮件地址", "電子郵件地址", "用户名", "邮箱", "이메일 주소")
NAMES = {
    **{fold_case(name): Role.METADATA for name in TIMESTAMP},
    **{fold_case(name): Role.PERSONAL for name in EMAIL},
    "score": Role.METADATA,
    "总分": Role.METADATA,
    "得分": Role.METADATA,
}
#: As many sentences among the headers as a table of codes does not have.
SENTENCES = 3


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes: a timestamp first, then questions as they were asked."""
    if not table.headers or not known(table.headers[:1], map(fold_case, TIMESTAMP)):
        return 0
    others = table.headers[1:]
    asked = sum(header.endswith("]") or len(header.split()) > 2 or not header.isascii() for header in others)
    return known(table.headers, NAMES) if asked >= SENTENCES else 0


def tidy(table: RawTable) -> Export:
    """Cut each grid's header into its stem and its row."""
    roles = roles_of(table.headers, NAMES)
    asked = []
    for header in table.headers:
        bare = without_number(header) if without_number(header).endswith("]") else header
        stem, own = in_brackets(plain_text(bare))
        asked.append((stem, own, stem))
    return Export(table, questions_of(table.headers, asked, roles), TOOL.key, TOOL.name)


TOOL = Tool("google_forms", "Google Forms", standing, tidy)

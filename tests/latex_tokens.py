"""LaTeX read strictly: which commands stand in a table, and what in it would act that should be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from servgap.report.writers.latex_text import ACTING, LATIN, LOWERED, RAISED, SIGNS

TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}$&%#^_~]|\s+|[^\\{}$&%#^_~\s]+", re.DOTALL)
SHOWING = {
    command for told in (*ACTING.values(), *LATIN.values()) for command in re.findall(r"\\(?:[A-Za-z]+|.)", told)
}
LAYING_OUT = {
    f"\\{name}"
    for name in re.findall(
        r"\S+",
        """
    begin end caption label centering small footnotesize scriptsize setlength tabcolsep toprule midrule bottomrule
    addlinespace multicolumn textbf textit hspace* raggedright raggedleft arraybackslash dimexpr linewidth relax par
    medskip endfirsthead endhead endfoot begingroup endgroup \\
""",
    )
}
OF_MATHEMATICS = {
    command
    for told in (*SIGNS.values(), *RAISED.values(), *LOWERED.values())
    for command in re.findall(r"\\[A-Za-z]+", told)
}
ENVIRONMENTS = {"table", "tabular", "longtable", "landscape"}


def complaints_about_latex(text: str) -> Iterator[str]:
    """Say what in tables would not be set as it was meant."""
    preamble = re.match(r"(?:% \\usepackage\{[a-z]+\}\n)+", text)
    if preamble is None or r"\usepackage{booktabs}" not in preamble[0]:
        yield "does not say what it needs"
    body = text[preamble.end() if preamble else 0 :].replace("{%\n", "{\n").replace("%\n", "\n")
    yield from _signs(body)
    opened = re.findall(r"\\begin\{(\w+)\}", body)
    if sorted(opened) != sorted(re.findall(r"\\end\{(\w+)\}", body)) or not set(opened) <= ENVIRONMENTS:
        yield f"environments: {opened}"
    yield from _rows(body)


def _signs(body: str) -> Iterator[str]:
    deep, mathematics = 0, False
    for sign in TOKEN.findall(body):
        known = OF_MATHEMATICS if mathematics else SHOWING | LAYING_OUT
        if sign == "$":
            mathematics = not mathematics
        elif sign in ("{", "}"):
            deep += 1 if sign == "{" else -1
            if deep < 0:
                yield "a brace closes nothing"
        elif (sign.startswith("\\") and sign not in known) or sign in ("&~%#" if mathematics else "^_%#"):
            yield f"acts: {sign}"
    if deep or mathematics:
        yield "something is left open"


def _rows(body: str) -> Iterator[str]:
    for found in re.finditer(r"\\begin\{(tabular|longtable)\}\{(.*?)\}\n(?=\\)(.*?)\\end\{\1\}", body, re.DOTALL):
        columns = len(re.findall(r"p\{\\dimexpr", found[2])) or len(re.findall("[lr]", found[2].replace("@{}", "")))
        for line in found[3].split("\n"):
            if line.endswith(r" \\") and not line.startswith((r"\caption", r"\multicolumn")):
                if len(re.findall(r"(?<!\\)&", line)) != columns - 1:
                    yield f"a row of other than {columns} cells: {line[:80]}"
            elif line.startswith(("[", "*")):
                yield "a row begins with what belongs to the end of the one before"


def shown(text: str) -> str:
    """Give what LaTeX would show of a text that was escaped."""
    back = {told: sign for sign, told in (*ACTING.items(), *LATIN.items())}

    def signs(found: re.Match[str]) -> str:
        inside = found[1]
        raised, lowered, plain = (
            {told.strip(): sign for sign, told in each.items()} for each in (RAISED, LOWERED, SIGNS)
        )
        result = ""
        for part in re.findall(r"([\^_])\{(.*?)\}|(\\[A-Za-z]+|-)\s?", inside):
            table = raised if part[0] == "^" else lowered
            pieces = re.findall(r"\\[A-Za-z]+|.", part[1].replace(" ", ""))
            result += "".join(table[piece] for piece in pieces) if part[0] else plain[part[2]]
        return result

    without = re.sub(r"(?<!\\)\$((?:[^$\\]|\\.)*)\$", signs, text)
    pattern = "|".join(re.escape(told) for told in sorted(back, key=len, reverse=True))
    return re.sub(f"{pattern}|{{}}", lambda found: back.get(found[0], ""), without)

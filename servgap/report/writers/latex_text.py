r"""Texts in LaTeX: nothing in them acts, and what English needs beyond a keyboard is set by pdfLaTeX too.

Letters of other scripts stay letters: they want XeLaTeX or LuaLaTeX, and Chinese its ``ctex``.
"""

from __future__ import annotations

import re

from servgap.language import Language
from servgap.language.shown import DIRECTIONS, one_line

ACTING = {
    **{sign: f"\\{sign}" for sign in "%#&_${}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"\symbol{34}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{EM SPACE}": r"\quad{}",
}
"""What acts in LaTeX, with what shows it instead."""
LATIN = {
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "…": r"\ldots{}",
    "·": r"\textperiodcentered{}",
}
"""Signs that are other ones among Chinese letters."""
SIGNS = {
    "−": "-",
    "±": r"\pm",
    "∓": r"\mp",
    "×": r"\times",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "↑": r"\uparrow",
    "↓": r"\downarrow",
    "√": r"\surd",
    "∞": r"\infty",
    "▲": r"\bigtriangleup",
    "▼": r"\bigtriangledown",
    "α": r"\alpha",
    "β": r"\beta",
    "γ": r"\gamma",
    "δ": r"\delta",
    "ε": r"\varepsilon",
    "ζ": r"\zeta",
    "η": r"\eta",
    "θ": r"\theta",
    "κ": r"\kappa",
    "λ": r"\lambda",
    "μ": r"\mu",
    "ν": r"\nu",
    "π": r"\pi",
    "ρ": r"\rho",
    "σ": r"\sigma",
    "τ": r"\tau",
    "φ": r"\varphi",
    "χ": r"\chi",
    "ψ": r"\psi",
    "ω": r"\omega",
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Θ": r"\Theta",
    "Λ": r"\Lambda",
    "Π": r"\Pi",
    "Σ": r"\Sigma",
    "Φ": r"\Phi",
    "Ψ": r"\Psi",
    "Ω": r"\Omega",
}
"""Signs of mathematics and Greek letters, in whose place XeLaTeX's own fonts have nothing."""
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ′", (*"0123456789+-n", r"\prime "), strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True))
_MATHEMATICS = re.compile(f"[{''.join([*SIGNS, *RAISED, *LOWERED])}]+")
_IN_MATHEMATICS = re.compile(f"[{''.join(RAISED)}]+|[{''.join(LOWERED)}]+|.")
_BECOMING_ONE = re.compile("([-',])(?=\\1)")


def escaped(text: str, language: Language) -> str:
    r"""Write a text so that LaTeX shows it and does nothing else with it.

    Examples
    --------
    >>> from servgap.language import language_of
    >>> print(escaped("50% of R&D_1: ω² = −.5", language_of("en")))
    50\% of R\&D\_1: $\omega^{2}$ = $-$.5
    """
    line = "".join(sign for sign in one_line(text) if sign not in DIRECTIONS)
    shown = ACTING if language.needs_chinese_glyphs else {**ACTING, **LATIN}
    told, done = [], 0
    for found in _MATHEMATICS.finditer(line):
        told += [_plain(line[done : found.start()], shown), f"${_mathematics(found[0])}$"]
        done = found.end()
    return "".join([*told, _plain(line[done:], shown)])


def _plain(text: str, shown: dict[str, str]) -> str:
    return "".join(shown.get(sign, sign) for sign in _BECOMING_ONE.sub("\\1\x00", text)).replace("\x00", "{}")


def _mathematics(signs: str) -> str:
    """Write signs of mathematics; raised ones that stand together are raised once."""
    told = ""
    for part in _IN_MATHEMATICS.findall(signs):
        if part[0] in RAISED:
            told += f"^{{{''.join(RAISED[sign] for sign in part).strip()}}}"
        elif part[0] in LOWERED:
            told += f"_{{{''.join(LOWERED[sign] for sign in part)}}}"
        else:
            told += f" {SIGNS[part]}" if told and told[-1].isalpha() else SIGNS[part]
    return told

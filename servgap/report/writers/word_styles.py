"""The styles and settings of Word's files: fonts and languages of the report's own language, no colours but black."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.language import Language
from servgap.report.writers.word_text import marked

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT_SIZE, TABLE_SIZE, NOTE_SIZE = 21, 18, 17
"""Sizes of type in half points."""


@dataclass(frozen=True)
class Style:
    """A style of paragraphs.

    Parameters
    ----------
    code, name
        Its identifier, and its name; Word knows its own by the latter.
    before, after
        The room above and beneath, in twentieths of a point.
    size
        The size of its type in half points; that of running text unless told.
    look, place
        Mark-up for its characters, and for its paragraphs.
    following
        The style of what comes after it, where it stands above other paragraphs.
    line
        The height of a line in 240ths of the usual one.
    own
        Whether Word does not know it.
    """

    code: str
    name: str
    before: int = 0
    after: int = 0
    size: int = 0
    look: str = ""
    place: str = ""
    following: str = ""
    line: int = 240
    own: bool = False

    def written(self) -> str:
        """Write it."""
        first = self.code == "Normal"
        kind = ' w:default="1"' if first else ' w:customStyle="1"' if self.own else ""
        based = "" if first else '<w:basedOn w:val="Normal"/>'
        following = f'<w:next w:val="{self.following}"/>' if self.following else ""
        keeps = "<w:keepNext/><w:keepLines/>" if self.following else ""
        sized = f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>' if self.size else ""
        room = f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}" w:lineRule="auto"/>'
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.code}"><w:name w:val="{self.name}"/>{based}{following}'
            f"<w:qFormat/><w:pPr>{keeps}{room}{self.place}</w:pPr><w:rPr>{self.look}{sized}</w:rPr></w:style>"
        )


def styles_xml(language: Language) -> str:
    """Write the styles."""
    office = language.office
    text, heading = ((marked(office[name]), marked(office[f"chinese_{name}"])) for name in ("text", "headings"))
    fonts, heads = (
        f'<w:rFonts w:ascii="{latin}" w:eastAsia="{chinese}" w:hAnsi="{latin}" w:cs="{latin}"/>'
        for latin, chinese in (text, heading)
    )
    tag, size = marked(office["tag"]), f'<w:sz w:val="{TEXT_SIZE}"/><w:szCs w:val="{TEXT_SIZE}"/>'
    centred = '<w:jc w:val="center"/>' if language.captions["centred"] else ""
    bold = "<w:b/><w:bCs/>"
    styles = [
        Style("Normal", "Normal", after=120, line=276),
        Style("Title", "Title", 0, 60, 40, heads + bold, following="Subtitle"),
        Style("Subtitle", "Subtitle", 0, 160, 22, heads, following="Normal"),
        *(
            Style(
                *(f"Heading{level}", f"heading {level}", before, after, size, heads + bold),
                *(f'<w:outlineLvl w:val="{level - 1}"/>', "Normal"),
            )
            for level, before, after, size in ((1, 360, 100, 28), (2, 240, 80, 24), (3, 200, 60, 22))
        ),
        Style("Caption", "caption", 240, 80, TABLE_SIZE + 1, place=centred),
        Style("Claim", "Claim", 0, 60, TEXT_SIZE, bold, following="Normal", own=True),
        Style("Line", "Line", 40, 60, TEXT_SIZE + 2, own=True),
        Style("TableText", "Table Text", 20, 20, TABLE_SIZE, own=True),
        Style("TableNote", "Table Note", 20, 20, NOTE_SIZE, own=True),
        Style("Figure", "Figure", 160, 80, place=centred, own=True),
        Style("Footer", "footer", 0, 0, NOTE_SIZE, place='<w:jc w:val="center"/>'),
    ]
    return (
        f"<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{size}"
        f'<w:lang w:val="{tag}" w:eastAsia="{marked(office["chinese_tag"])}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{''.join(style.written() for style in styles)}{_TABLES}</w:styles>"
    )


def settings_xml(language: Language) -> str:
    """Write the settings."""
    office = language.office
    return (
        f'<w:settings {WORD}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{marked(office["tag"])}" w:eastAsia="{marked(office["chinese_tag"])}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


_TABLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="ThreeLines"><w:name w:val="Three Lines"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/></w:style>'
)

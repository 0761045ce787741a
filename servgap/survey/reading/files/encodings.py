"""Which encoding a text file is in: found by strict decoding and by whether the result can be anybody's language."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from servgap.errors import sources as errors

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the UTF-16 mark, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
#: Bytes decoded at a time where only their correctness is asked.
_PIECE = 1 << 20
CANDIDATES = ("gb18030", "cp949", "big5", "shift_jis", "cp1252", "cp1251")
#: The share of letters that must be everyday ones before bytes are taken for Chinese.
_FLUENT = 0.4
#: Below this share an encoding is not worth showing beside a likelier one.
_UNLIKELY = 0.05

# Everyday Chinese: the most frequent characters of running text and those of places, services and questionnaires.
_CHINESE = """
的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去
法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正
业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东
声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山
金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思完设式色路记南品住告类求据程北边死张该交规万取格望觉
术领共确传师观清今切院让识候带导争运服满符疑酒店厅餐馆厨宿旅游客户购商贸货价格费付款钱票卡银行线热窗柜台排号预订约单据询咨诉投诉馈改
善质量态礼貌周到热情耐性诚尊敬友微笑衣着整洁卫干净舒适宽敞明亮设施备装修环境氛围布置位置停车厕洗浴床房间隔音味菜饮料早晚迟延误准确可
靠响应及迅速快慢帮助愿忙主动专技培训熟练安全隐私密信赖任个化关怀需求理便捷营网站软硬件系统页查检修复流程步骤推荐忠诚续再次使用办完毕
较般无所谓填写答题卷选项跳空编提交间来源详情序份性龄岁男婚职收入历育初高专科硕博士农村城镇省市县州京津沪渝广深杭苏宁武汉成都重庆西安
港澳台福建江浙皖鲁豫湘鄂川贵云藏陕甘青宁新疆蒙辽吉黑龙冀晋琼桂分院店支部门诊病医护患者治疗药剂读图馆借阅课堂校师弟论坛快递邮包裹航班
机场铁公交地乘驾驶月季度春夏秋冬周星期午早晨夜第届轮次期望待感受知实际绩效重要程差距优良中劣合格极其略微稍点完全根本从未偶尔经总频
對會個們這來國時說為學過開關點間問題員務質滿應當實體業產長門電車單買賣價錢費樓廳館飯醫療護處題填寫選項請認為與無覺得態度環境設備
"""

# Everyday Korean: the most frequent syllables of running text and of questionnaires.
_KOREAN = """
이다는에의을를가고하지로한기사도은리시자어서대인그나라아있정일수들만부전제해보것상구관장생동유주국여조성원과세경우공식비적으무신오면선
안소내개반모당분법연결설용간문치계진말려없위운업직마게니까요네습음않못할때더많같또중등매약간보통그렇편아니전혀귀하별택주요년월일령대형
키오스크얼자추천화업처필요정확응답족불만친절직원시설청결격빠른신뢰뢰감즐거느낌당연맘든안된변경사항터치린점후층버튼글씨크읽쉽복잡확인
남여학생회초중고졸백만십점최저높낮음질문참여지역서울부산구광울종강충북남라제병환료실담접예약호텔행카페음페패트푸품결제돈물건매
"""

_CJK_IDEOGRAPHS = ("\u3400", "\u9fff")
_HANGUL = ("\uac00", "\ud7a3")
_KANA = ("\u3041", "\u30ff")
_CYRILLIC = ("а", "я")  # small letters only: bytes of other encodings fall on the capitals as often
_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøœßùúûüýÿÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØŒÙÚÛÜšžŠŽ"


def find_encoding(data: bytes, name: str) -> str:
    """Find the encoding of a text file, or refuse with the candidates.

    Tried are a byte order mark, UTF-8 and GB18030, in this order. GB18030 decodes nearly anything without an error, so
    what it yields must read like Chinese; otherwise the choice is the user's.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    bad = None if _is_utf8(data) else _first_bad("utf-8", data)
    if bad is None:
        return "utf-8"
    _refuse_mixture(data, name, bad)
    sample = _sample(data)
    if _first_bad("gb18030", data) is None and _reads_chinese(sample.decode("gb18030", "ignore")):
        return "gb18030"
    candidates = _candidates(data, sample)
    if candidates:
        raise errors.encoding_undecided(name, candidates)
    raise errors.encoding_unknown(name, _line_of(data, bad), data[bad : bad + 4])


def decode(data: bytes, encoding: str, name: str) -> str:
    """Decode strictly, without a byte order mark in the result; what does not decode is an error with its line."""
    try:
        plain = "utf-8" if codecs.lookup(encoding).name == "utf-8-sig" else encoding  # whose errors tell the place
        return data.decode(plain).removeprefix("\ufeff")
    except (LookupError, TypeError):
        raise errors.unknown_encoding(encoding) from None
    except UnicodeError as failure:
        at = failure.start if isinstance(failure, UnicodeDecodeError) else 0
        raise errors.encoding_fails(name, encoding, _line_of(data, at), data[at : at + 4]) from None


def as_utf8(data: bytes, encoding: str, name: str) -> bytes:
    """Give text in UTF-8, without a byte order mark; what is UTF-8 already is only checked."""
    with suppress(LookupError, TypeError):  # which decoding names
        if codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"} and _is_utf8(data):
            return data.removeprefix(codecs.BOM_UTF8)
    text = decode(data, encoding, name)
    try:
        return text.encode()
    except UnicodeEncodeError as failure:  # halves of characters
        at = failure.start
        raise errors.encoding_fails(
            name, encoding, text.count("\n", 0, at) + 1, text[at : at + 4].encode(errors="surrogatepass")
        ) from None


def _is_utf8(data: bytes) -> bool:
    """Tell whether all of it is UTF-8, without holding it decoded."""
    if data.isascii():
        return True
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _first_bad(encoding: str, data: bytes) -> int | None:
    """Give the place of the first bytes that are no text in `encoding`."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as failure:
        return failure.start
    return None


def _line_of(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _refuse_mixture(data: bytes, name: str, bad: int) -> None:
    """Refuse a file in which some lines can only be UTF-8 and others are not.

    Short GBK words may decode as two-byte UTF-8 by chance. Runs of three-byte sequences, or accented Western letters
    beside plain ones, do not come about so.
    """
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii() or _first_bad("utf-8", line) is not None:
            continue
        text = line.decode("utf-8")
        wide = [letter for letter in text if letter >= "\u0800"]
        if len(wide) >= 2 or _western_share(text) == 1.0:
            raise errors.mixed_encodings(name, _line_of(data, bad), data[bad : bad + 4], number)


def _sample(data: bytes) -> bytes:
    """Take whole lines from the start, as many as hold letters enough; the header is among them."""
    return data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data[:_SAMPLE]


def _candidates(data: bytes, sample: bytes) -> list[tuple[str, str]]:
    """Name the encodings in which the whole file is text, the likeliest first, each with what it makes of the file."""
    possible = []
    for encoding in CANDIDATES:
        if _first_bad(encoding, data) is None:
            text = sample.decode(encoding, "ignore")
            possible.append((_FLUENCY[encoding](text), encoding, _excerpt(text)))
    possible.sort(key=lambda candidate: -candidate[0])
    likely = [candidate for candidate in possible if candidate[0] >= _UNLIKELY]
    return [(encoding, excerpt) for _, encoding, excerpt in (likely or possible)[:3]]


def _excerpt(text: str, length: int = 24) -> str:
    """Show the first stretch of text that is not ASCII, which is where encodings differ."""
    found = re.search(r"[^\r\n,;\t|\"]{0,12}[^\x00-\x7f][^\r\n]*", text)
    return found.group()[:length] if found else text[:length]


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter > "\x7f" and letter.isalpha()]


def _share(letters: list[str], everyday: frozenset[str]) -> float:
    """Give the share of letters that are everyday ones; without letters there is nothing to doubt."""
    return sum(letter in everyday for letter in letters) / len(letters) if letters else 1.0


def _between(text: str, ends: tuple[str, str]) -> float:
    letters = _letters(text)
    return sum(ends[0] <= letter <= ends[1] for letter in letters) / len(letters) if letters else 0.0


def _western_share(text: str) -> float:
    """Give the share of accented letters that stand beside a plain one, as they do in words."""
    accented = [at for at, letter in enumerate(text) if letter > "\x7f"]
    beside = [at for at in accented if text[at] in _WESTERN and re.search("[a-zA-Z]", text[max(0, at - 1) : at + 2])]
    return len(beside) / len(accented) if accented else 0.0


@cache
def _everyday_chinese() -> frozenset[str]:
    return frozenset(_CHINESE) - {"\n"}


@cache
def _everyday_korean() -> frozenset[str]:
    return frozenset(_KOREAN) - {"\n"}


def _reads_chinese(text: str) -> bool:
    return _share(_letters(text), _everyday_chinese()) >= _FLUENT


def _fluent_chinese(text: str) -> float:
    return min(_share(_letters(text), _everyday_chinese()), _between(text, _CJK_IDEOGRAPHS))


def _fluent_korean(text: str) -> float:
    return min(_share(_letters(text), _everyday_korean()), _between(text, _HANGUL))


#: How much a decoded text reads like the language its encoding was made for, from 0 to 1.
_FLUENCY: dict[str, Callable[[str], float]] = {
    "gb18030": _fluent_chinese,
    "big5": _fluent_chinese,
    "cp949": _fluent_korean,
    "shift_jis": lambda text: _between(text, _KANA),
    "cp1252": _western_share,
    "cp1251": lambda text: _between(text, _CYRILLIC),
}


def candidate(encoding: str, text: str) -> tuple[float, str, str]:
    """Say how much a text, decoded from that encoding, reads like its language, and show the first that differs."""
    return _FLUENCY[encoding](text), encoding, _excerpt(text)


def reads_western(text: str, least: float) -> bool:
    """Tell whether accented letters, if these are all that is beyond plain ones, stand as they do in words."""
    beyond = [letter for letter in text if letter > "\x7f"]
    return not beyond or any(letter > "\u024f" for letter in _letters(text)) or _western_share(text) >= least

"""Texts folded for comparison: width, blanks, case, mark-up and Chinese script count for nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEPT = 1024
"""Texts whose folded form is kept: the headers of one source are asked for hundreds of times, and may be pages long."""
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f"))
_INVISIBLE = "".join(map(chr, INVISIBLE))
#: What is invisible, and whether it stands within a number; there it is kept, so that it is no number.
_HIDDEN = re.compile(rf"((?<=[\d.,])[{_INVISIBLE}]+(?=[\d.,]))|[{_INVISIBLE}]+")
_BETWEEN_DIGITS = "\u200b"
#: Circled and bracketed digits, which count choices.
_COUNTING = ("<circle>", "<compat>")
#: Stars of all kinds are full or hollow.
STARS = str.maketrans(dict.fromkeys("⭐🌟✭✮✯✰", "★") | dict.fromkeys("✩⚝", "☆"))
BETWEEN_STARS = re.compile(r"(?<=[★☆]) +(?=[★☆])")
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
SPACE_IN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
TRAILING_STOP = " .。!！?？;；,，、:："

#: The traditional characters that occur in answer labels, names of parts and statements of service questionnaires, and
#: their simplified forms.
SIMPLIFIED = str.maketrans(
    "並亂佈來個側備傳債傷傾僅價儀償優兒內兩別則剛創劃劑動務勝勞勢勵匯區協員問單嚴國圍園圓圖團執堅報場塊壓壞夠妳婦"
    "學實寧審寫寬寶將專尋對導層屬師帶幣幫幹幾庫廚廠廣廳張強彈徑從復徵惡愛態慣慮慶應懶懷戶掃揚換損撫擁擇擊擔據擴擺"
    "擾數斷於時暫書會東條業極構樂樓標樣機檢權歡歲歷歸殘殺氣決沒況淨減測準溝滿漢潔濟為無煩熱營爭爾牆獎獨現環產畫當"
    "療癒發監盤眾確碼禮種稱穩競筆簡簽糧紀約純紙級細紹終組結絕給統經綠維網線編練總績織續罰羅義聞聯聲職聽腦膚臨臺與"
    "興舉舊莊華著藥處號術裏補裝裡製見規視親覺覽觀觸訂計訊訓記設許訴診評詞詢試話該詳誌認語誤說誰課調談請論講謝證識"
    "譯議護讀變讓財貨責貴買費貼資賓賠賣質賬購贊趨踐躍車軍較載輔輕輸辦農這連週進過達遞遠適遲選遺還邊郵醫釋針銀銷錄"
    "錢錯鍵鎖鏈鐘長門閉開閒間閱關隊階際隨險隱雖雙雜離難電靈靜響頁項順須預領頭頻題額顏願類顧顯風飛飯飲飾養餘館饋驗"
    "驚體魚麗麼點齊齡",
    "并乱布来个侧备传债伤倾仅价仪偿优儿内两别则刚创划剂动务胜劳势励汇区协员问单严国围园圆图团执坚报场块压坏够你妇"
    "学实宁审写宽宝将专寻对导层属师带币帮干几库厨厂广厅张强弹径从复征恶爱态惯虑庆应懒怀户扫扬换损抚拥择击担据扩摆"
    "扰数断于时暂书会东条业极构乐楼标样机检权欢岁历归残杀气决没况净减测准沟满汉洁济为无烦热营争尔墙奖独现环产画当"
    "疗愈发监盘众确码礼种称稳竞笔简签粮纪约纯纸级细绍终组结绝给统经绿维网线编练总绩织续罚罗义闻联声职听脑肤临台与"
    "兴举旧庄华着药处号术里补装里制见规视亲觉览观触订计讯训记设许诉诊评词询试话该详志认语误说谁课调谈请论讲谢证识"
    "译议护读变让财货责贵买费贴资宾赔卖质账购赞趋践跃车军较载辅轻输办农这连周进过达递远适迟选遗还边邮医释针银销录"
    "钱错键锁链钟长门闭开闲间阅关队阶际随险隐虽双杂离难电灵静响页项顺须预领头频题额颜愿类顾显风飞饭饮饰养余馆馈验"
    "惊体鱼丽么点齐龄",
)
#: Word processors and survey tools round the quotes of the statements they are given.
STRAIGHT = str.maketrans("‘’‛“”‟", "'''\"\"\"")
_ONE_FORM = SIMPLIFIED | STRAIGHT


def fold(text: str) -> str:
    r"""Bring a text to one form: compatible characters, one blank for any run of blanks, none around it.

    No number comes of it that is not written: full-width digits are digits, raised ones and fractions are none, nor are
    circled ones but before or behind words, and what is invisible between two digits does not join them.

    Examples
    --------
    >>> fold(" ５\u00a0 or\nmore "), fold("7²"), fold("① good"), fold("1\u200b2") == "12"
    ('5 or more', '7²', '1 good', False)
    """
    if text.isascii():
        return " ".join(text.split())
    compatible = unicodedata.normalize("NFKC", text)
    if _digits(compatible) != _digits(text):
        compatible = _without_new_digits(text)
    return " ".join(_HIDDEN.sub(lambda found: _BETWEEN_DIGITS if found[1] else "", compatible).split())


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _without_new_digits(text: str) -> str:
    """Bring a text to compatible characters, but for those that would turn into digits which it does not have."""
    worded = any(map(str.isalpha, text))
    pieces, at = [], 0
    for place, sign in enumerate(text):
        if sign.isdecimal() or not _digits(unicodedata.normalize("NFKC", sign)):
            continue
        beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
        counts = unicodedata.decomposition(sign).startswith(_COUNTING)
        if not counts or not worded or _digits(unicodedata.normalize("NFKC", beside)):
            pieces += [unicodedata.normalize("NFKC", text[at:place]), sign]
            at = place + 1
    return "".join([*pieces, unicodedata.normalize("NFKC", text[at:])])


@lru_cache(maxsize=KEPT)
def fold_case(text: str) -> str:
    """Fold a text, its case, its quotes and its script: traditional Chinese characters become simplified ones."""
    return fold(text).casefold().translate(_ONE_FORM)


@lru_cache(maxsize=KEPT)
def fold_header(header: str) -> str:
    """Fold a header, its case and its mark-up."""
    return fold_case(TAG.sub(" ", header))


def fold_label(label: str) -> str:
    """Fold an answer label: beside its case, its closing stop and the spelling of "neither … nor" count for nothing.

    Examples
    --------
    >>> fold_label("Neither agree or disagree.")
    'neither agree nor disagree'
    """
    folded = fold_case(label).translate(STARS).replace("-", " ").strip("'\" ")
    folded = SPACE_IN_CHINESE.sub("", " ".join(folded.split()).rstrip(TRAILING_STOP)) or fold(label)
    folded = BETWEEN_STARS.sub("", folded)
    if folded.startswith("neither "):
        folded = folded.replace(" or ", " nor ")
    return folded


def fold_sentence(text: str) -> str:
    """Fold a sentence for being looked for inside a header: its closing stop counts for nothing."""
    return fold_header(text).rstrip(TRAILING_STOP)

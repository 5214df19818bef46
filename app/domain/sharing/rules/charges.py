"""Sharing is free: does a condition ask for money?"""

import re
import unicodedata

_WORD = "收取|收费|有偿|付费|工本费|费用|押金"
_NUMERAL = "一二两三四五六七八九十百千万亿零〇壹贰叁肆伍陆柒捌玖拾佰仟"
# 三元桥 is a place and 二元分类 a method: a Chinese numeral before 元 is not always an amount.
_NOT_MONEY = "桥|里|组|素|化|论|件|分类|方程|结构"
_CHARGE = re.compile(
    rf"{_WORD}|¥|[0-9][0-9,.]*[十百千万亿]*元(?!{_NOT_MONEY})|[{_NUMERAL}]+元(?!{_NOT_MONEY})"
)
# 不得不收费 and 并非不收费 ask for money, although 不收费 stands in them.
_DOUBLE = "".join(
    f"(?<!{word})" for word in ("不得", "不能", "不可", "并非", "不是", "未必", "绝非")
)
_NO = (
    "不得|不予|不再|不另|不会|不必|不用|不|无需|无须|毋须|毋需|禁止|严禁|无|非|零"
    "|(?<!不)免于|(?<!不)免予|(?<!不)免"
)
_NOUN = "收费|付费|工本费|费用|押金|有偿"
_DENIED = re.compile(
    rf"{_DOUBLE}(?:{_NO})(?:另行|再)?(?:向(?:对方|需求单位|需方|使用单位|任何单位))?"
    r"(?:以任何(?:形式|方式|名义))?"
    rf"(?:(?:收取|收|支付|缴纳|产生|发生|涉及)(?:任何|其他|一切|各种|各类)?(?:形式的|名义的|的)?(?:{_NOUN})"
    rf"|(?:任何|其他)?(?:{_NOUN})|收取)"
    rf"(?:(?:、|和|及|与|或者|或)(?:任何|其他|一切)?(?:{_NOUN}))*"
    # Whoever does not pay gets nothing: that asks for money, although it says 不 before 付费.
    r"(?!(?:用|的)?(?:单位|者|则|即|前|不得|不可|不能|不予|不提供|停止|暂停|终止)|不)"
)


def asks_for_money(condition: str | None) -> bool:
    """Does the condition ask for money?  免费, 不收费 and other denials of a charge do not."""
    plain = unicodedata.normalize("NFKC", condition or "")
    # Spaces and invisible characters inside a word hide it from nobody but a program.
    plain = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")
    return bool(_CHARGE.search(_DENIED.sub("", plain)))

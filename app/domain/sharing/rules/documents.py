"""The text of the agreements, made from the terms and nothing else: what is signed is its hash.

Documents are in Chinese whatever the reader's language: there is one text, and one hash of it.
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from app.domain.sharing.rules.terms import Values

# How a sentence may end, what may close after its end, and what a writer leaves in its place.
ENDS, CLOSING, LOOSE = "。！？!?…", "”’」』）》】)\"'", "；;，,、.．：: "
MODES = {"service_interface": "服务接口", "batch_exchange": "批量交换", "file_download": "文件下载"}


@dataclass(frozen=True)
class Parties:
    """Who agrees about what."""

    number: str
    case_number: str
    demander: str
    provider: str
    resource: str
    resource_id: str
    update_cycle: str
    security_level: str
    safeguards: str


def agreement(parties: Parties, terms: Values, version: int) -> str:
    """The sharing agreement as both sides sign it."""
    until = f"{terms.valid_until.year}年{terms.valid_until.month}月{terms.valid_until.day}日"
    return _canonical(
        [
            "政务信息共享协议",
            f"协议编号：{parties.number}（第{version}版）",
            f"申请编号：{parties.case_number}",
            f"需求单位（甲方）：{parties.demander}",
            f"提供单位（乙方）：{parties.provider}",
            "甲乙双方经协商一致，就政务信息资源共享订立本协议。",
        ],
        [
            f"第一条　内容：{parties.resource}（{parties.resource_id}），"
            f"数据项为{'、'.join(terms.items)}。",
            f"第二条　使用范围：{terms.scope}",
            f"第三条　使用场景：{terms.scenario}",
            f"第四条　共享方式：{MODES[terms.mode]}。",
            f"第五条　更新周期：{parties.update_cycle}，以共享目录所载为准。",
            f"第六条　使用时限：自本协议生效之日起至{until}止。",
            f"第七条　附加条件：{terms.conditions or '无'}",
            f"第八条　安全保障：{parties.safeguards or '按国家和本市信息安全规定执行'}",
            "第九条　甲方的责任和义务：按本协议约定的使用场景和使用范围使用；"
            "不得擅自扩大使用范围或者用于其他目的；未经乙方同意不得提供给第三方；"
            "记录使用情况并报市信息办备案；向乙方反馈共享效果；"
            "发现数据不准确、不完整的，及时告知乙方。",
            "第十条　甲方的权利：免费、及时、全面地获得本协议约定的信息；"
            "对不符合约定的提供要求补正。",
            "第十一条　乙方的责任和义务：免费、及时、全面地提供本协议约定的信息，"
            "并按更新周期更新；不得擅自增设条件，不得擅自终止或者变更共享；"
            "将提供情况报市信息办备案；不能按本协议提供的，将情况和理由报市信息办。",
            "第十二条　乙方的权利：了解信息的使用情况和共享效果；"
            "发现甲方超出约定使用的，提请市信息办处理。",
            "第十三条　争议：双方协商解决；协商不成的，报市信息办协调；"
            "协调不成或者属于重大事项的，提请领导小组会议决定。",
            "第十四条　本协议经双方单位共享工作负责人签署后生效；"
            "涉密的，保密协议报市保密局备案后生效。",
        ],
    )


def secrecy_agreement(parties: Parties, terms: Values, version: int, agreement_hash: str) -> str:
    """The secrecy agreement; a new version after each return by the bureau."""
    return _canonical(
        [
            "政务信息共享安全保密协议",
            f"所属共享协议：{parties.number}（摘要 {agreement_hash}）",
            f"第{version}次签署文本",
            f"需求单位（甲方）：{parties.demander}",
            f"提供单位（乙方）：{parties.provider}",
        ],
        [
            f"第一条　密级：{parties.resource}（{parties.resource_id}）为"
            f"{parties.security_level}级。",
            f"第二条　指定的使用场景：{terms.scenario}",
            f"第三条　指定的使用范围：{terms.scope}",
            f"第四条　涉及的数据项：{'、'.join(terms.items)}",
            f"第五条　保管措施：{parties.safeguards or '按国家保密规定执行'}",
            "第六条　禁止转供：未经乙方书面同意，甲方不得以任何方式向其他单位和个人提供。",
            "第七条　违反本协议的，依照保密法律法规承担责任；乙方可以提请暂停共享。",
            "第八条　本协议经双方签署并报市保密局备案后方可提供信息。",
        ],
    )


def sha256(text: str) -> str:
    """The fingerprint of a text: what a signature is put to."""
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(head: list[str], articles: list[str]) -> str:
    lines = [*map(tidy, head), *(sentence(tidy(article)) for article in articles)]
    return "\n".join(lines) + "\n"


def tidy(paragraph: str) -> str:
    """What a party wrote, on one line: it must not be able to begin a paragraph of its own."""
    return " ".join(unicodedata.normalize("NFC", paragraph).split())


def sentence(line: str) -> str:
    """The line with the full stop that a party may or may not have written."""
    bare = line.rstrip(LOOSE)
    return bare if bare.rstrip(CLOSING).endswith(tuple(ENDS)) else f"{bare}。"

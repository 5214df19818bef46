"""What the law says of a cause: the policy's clause and the articles, quoted, in both languages."""

from typing import NamedTuple


class Clause(NamedTuple):
    """A clause in short: where it stands, and what it says."""

    source: str
    source_en: str
    text: str
    text_en: str


POLICY = "京办发〔2005〕33号 三（四）"
POLICY_EN = "Policy 京办发〔2005〕33号, III (4)"
ORDER = "《政务数据共享条例》第{}条"
ORDER_EN = "Regulations on government data sharing, article {}"

TO_THE_OFFICE = Clause(
    POLICY,
    POLICY_EN,
    "政务信息提供单位不予提供或不能按已商定协议提供共享政务信息的，必须将有关情况、理由报市信息办。"
    "市信息办依据其职责商有关部门和单位研究解决，重大事项提请领导小组会议决定。",
    "A provider that does not provide, or cannot provide as agreed, must report the situation and "
    "its reasons to the office. The office settles it with the units concerned; major matters go "
    "to a meeting of the leading group.",
)
FREE_AND_TIMELY = Clause(
    POLICY,
    POLICY_EN,
    "除依法确定不能共享的信息外，信息提供单位提供共享政务信息应当免费、及时和全面。",
    "Except for what by law cannot be shared, the provider provides free of charge, in time and "
    "in full.",
)
ANSWER_IN_TIME = Clause(
    ORDER.format("二十一"),
    ORDER_EN.format(21),
    "属于无条件共享类的，应当自收到申请之日起1个工作日内作出答复；属于有条件共享类的，10个工作日内作出"
    "是否同意共享的答复。延长答复期限须经同级主管部门同意，最长不超过10个工作日。",
    "Unconditionally shared data is answered within 1 working day of the application, "
    "conditionally shared data within 10. An extension needs the consent of the authority in "
    "charge and is at most 10 working days.",
)
REASONED_REFUSAL = Clause(
    ORDER.format("二十一"),
    ORDER_EN.format(21),
    "申请材料不全的，应当一次性告知其需要补充的材料，不得直接予以拒绝。不同意共享的，应当说明理由。",
    "Where papers are missing, the provider says once what is to be supplemented and may not "
    "simply refuse. A refusal must give its reasons.",
)
TWENTY_DAYS = Clause(
    ORDER.format("二十二"),
    ORDER_EN.format(22),
    "政务数据提供部门应当自作出同意共享的答复之日起20个工作日内共享政务数据。",
    "The provider shares the data within 20 working days of its agreeing answer.",
)
NO_STOPPING = Clause(
    ORDER.format("二十七"),
    ORDER_EN.format(27),
    "政务数据提供部门无正当理由，不得终止或者变更已提供的政务数据共享服务。",
    "Without good reason the provider may not end or change a sharing service once provided.",
)
SETTLED_IN_THREE_STEPS = Clause(
    ORDER.format("二十八"),
    ORDER_EN.format(28),
    "发生争议的，应当协商解决；协商不成的，向同级政务数据共享主管部门申请协调处理；跨层级、跨地域的，由共同"
    "的上级主管部门协调处理；仍未达成一致意见的，报本级人民政府决定。",
    "Disputes are settled by negotiation, then by the authority in charge at the same level, "
    "across levels or regions by the common superior one; failing that, the government at "
    "its level decides.",
)

OF_CAUSE: dict[str, tuple[Clause, ...]] = {
    "refusal": (TO_THE_OFFICE, REASONED_REFUSAL, SETTLED_IN_THREE_STEPS),
    "overdue": (ANSWER_IN_TIME, FREE_AND_TIMELY, SETTLED_IN_THREE_STEPS),
    "non_delivery": (TO_THE_OFFICE, TWENTY_DAYS, NO_STOPPING, SETTLED_IN_THREE_STEPS),
}

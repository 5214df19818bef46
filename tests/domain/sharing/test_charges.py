"""Which conditions ask for money."""

import pytest

from app.domain.sharing.rules.charges import asks_for_money

ASKING = [
    "按次收费",
    "未付费的单位不得使用",
    "未支付费用的停止服务",
    "未支付费用不得使用",
    "不付费不得使用",
    "未缴纳费用的停止服务",
    "未缴纳押金的不予开通",
    "无押金不予提供",
    "没有付费的不提供",
    "非收费不可",
    "不收费则不提供",
    "收取服务费",
    "有偿提供",
    "使用方付费",
    "费用由需求单位承担",
    "另交工本费",
    "缴纳押金",
    "每年100元",
    "每次1,000.50 元",
    "全年５万元",
    "每年五千元",
    "万元以内",
    "¥200",
    "￥ 200",
    "首年免费，次年起收费",
    "免费提供，但收取工本费",
    "不收费，工本费除外",
    "不收取费用，押金1000元",
    "不收取除工本费以外的费用",
    "不收取低于100元的费用",
    "不得不收费",
    "并非不收费",
    "不能不收取费用",
    "不仅收费",
    "不但收取工本费",
    "收 费",
    "收\u200b费",
    "不免收费用",
]
FREE = [
    "",
    None,
    "免费",
    "不收费",
    "不收取费用",
    "不收取任何费用",
    "不得收费",
    "不再另行收费",
    "无需付费",
    "无须支付费用",
    "免收工本费",
    "免收取工本费、押金",
    "不收取工本费、押金和其他费用",
    "不以任何形式收取费用",
    "不向需求单位收取任何费用",
    "不产生任何费用",
    "不涉及费用",
    "零费用",
    "无押金",
    "非有偿",
    "免费提供，不收取任何费用",
    "无偿提供",
    "每个单元按楼栋提供",
    "提供元数据说明",
    "三元桥周边点位",
    "按二元分类提供",
    "仅限应急指挥使用，每日更新10次",
]


@pytest.mark.parametrize("condition", ASKING)
def test_a_condition_that_asks_for_money_is_found(condition):
    assert asks_for_money(condition)


@pytest.mark.parametrize("condition", FREE)
def test_a_condition_that_denies_a_charge_or_has_none_passes(condition):
    assert not asks_for_money(condition)

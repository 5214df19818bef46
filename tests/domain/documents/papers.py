"""Papers of each layout as they leave real desks, and `issued()`, which issues one."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.domain.documents.models import IssuedDocument
from app.domain.documents.rules.paper import Paper, Part, Signer
from app.domain.documents.services import issue
from app.foundation.database import db, transaction
from app.foundation.identity import acting
from app.foundation.identity.models import Unit

DAY = date(2026, 3, 2)
OFFICE = "北京市信息化工作办公室"
VIEWS = (
    (
        "北京市交通委员会",
        "核验道路运输经营许可申请人的信用，需要注册号、企业名称、不良行为记录三项。",
    ),
    ("北京市工商行政管理局", "不良行为记录涉及企业商业秘密，只能提供注册号和企业名称。"),
)
RED_HEAD = Paper(
    layout="red_head",
    head=f"{OFFICE}文件",
    number="京信办协〔2026〕3号",
    title="北京市信息化工作办公室关于北京市交通委员会申请共享企业不良信用信息争议的协调意见",
    addressee="北京市交通委员会、北京市工商行政管理局",
    body=(
        Part("text", "你们双方就京共申〔2026〕0001号申请发生的争议，经我办协调，现提出意见如下。"),
        Part("heading", "一、各方意见"),
        Part("table", columns=("单位", "意见"), rows=VIEWS),
        Part("heading", "二、法律意见"),
        Part(
            "text",
            "依据《北京市政务信息资源共享管理办法》第二十条，应当按需提供。\n两项均属职责所需。",
        ),
        Part("heading", "三、协调意见"),
        Part("list", rows=(("提供注册号、企业名称；",), ("不良行为记录以核验方式提供。",))),
        Part("table", rows=(("共享方式", "服务接口"), ("使用时限", "至2028年12月31日"))),
        Part("text", "请于5个工作日内答复（本系统默认值）。", label="办理期限："),
    ),
    enclosures=("共享条款对照表", "征求意见汇总表"),
    signed=(OFFICE,),
    dated=DAY,
    note="此件公开发布",
    copies=("北京市人民政府办公厅", "北京市人民政府法制办公室"),
    print_office=OFFICE,
)
UPWARD = Paper(
    layout="upward",
    head="北京市工商行政管理局文件",
    number="京工商报〔2026〕12号",
    approver="共享工作负责人岗",
    urgency="特急",
    title="北京市工商行政管理局关于不予提供企业不良信用信息的情况报告",
    addressee=OFFICE,
    body=(
        Part("text", "我局收到京共申〔2026〕0001号申请，决定不予提供，现将有关情况报告如下。"),
        Part("heading", "一、理由"),
        Part("text", "申请的数据项涉及企业的商业秘密，未取得企业同意。"),
    ),
    closing="特此报告。",
    signed=("北京市工商行政管理局",),
    dated=DAY,
    note="联系岗位：信息共享岗",
    copies=("北京市交通委员会",),
    print_office="北京市工商行政管理局办公室",
    marks=("补录",),
)
LETTER = Paper(
    layout="letter",
    head="北京市工商行政管理局",
    number="京工商函〔2026〕8号",
    title="北京市工商行政管理局关于同意共享企业不良信用信息的复函",
    addressee="北京市交通委员会",
    body=(
        Part(
            "text",
            "《关于申请共享企业不良信用信息的函》（京共申〔2026〕0001号）收悉。经研究，现函复如下。",
        ),
        Part("text", "同意自2026年4月1日起以服务接口方式提供注册号、企业名称两项数据。"),
    ),
    closing="特此函复。",
    enclosures=("共享条款",),
    signed=("北京市工商行政管理局",),
    dated=DAY,
    copies=(OFFICE,),
)
MINUTES = Paper(
    layout="minutes",
    head="北京市政务信息资源共享工作领导小组会议纪要",
    number="领导小组纪〔2026〕1号",
    title="北京市政务信息资源共享工作领导小组第一次会议纪要",
    body=(
        Part("text", "2026年3月2日，领导小组在市政府第二会议室召开会议，审议了1项争议。"),
        Part("heading", "一、关于企业不良信用信息的共享"),
        Part("text", "会议议定，由市工商局于2026年3月31日前提供。"),
        Part("text", "市发展改革委、市财政局、市统计局、市保密局、市监察局。", label="出席："),
        Part("text", "市公安局。", label="请假："),
    ),
    seal=False,
    signed=("领导小组",),
    dated=DAY,
    copies=("各成员单位",),
    print_office="领导小组办公室",
)
PLAIN = Paper(
    layout="plain",
    number="京共申〔2026〕0001号",
    title="政务信息共享申请书",
    body=(
        Part(
            "table",
            rows=(
                ("需求单位", "北京市交通委员会"),
                ("提供单位", "北京市工商行政管理局"),
                ("资源名称及代码", "企业不良信用信息（IR0054）"),
                ("申请数据项", "注册号、企业名称"),
                ("使用依据", "《行政许可法》第三十四条"),
                ("使用场景", "核验道路运输经营许可申请人的信用，每次许可前核验一次，结果不留存。"),
                ("使用时限", "至2028年12月31日"),
            ),
        ),
    ),
    signed=("北京市交通委员会",),
    dated=DAY,
)
CONTRACT = Paper(
    layout="contract",
    number="京共协〔2026〕0001号",
    title="政务信息资源共享协议",
    body=(
        Part("text", "北京市交通委员会", label="甲方（需求单位）："),
        Part("text", "北京市工商行政管理局", label="乙方（提供单位）："),
        Part("heading", "第一条　共享内容"),
        Part("text", "乙方向甲方提供企业不良信用信息的注册号、企业名称两项数据。"),
        Part("heading", "第二条　使用"),
        Part("text", "甲方只用于核验道路运输经营许可申请人的信用，不得转供第三方。"),
    ),
    signers=(
        Signer("甲方", "北京市交通委员会", "共享工作负责人岗", DAY),
        Signer("乙方", "北京市工商行政管理局", "共享工作负责人岗"),
    ),
    dated=DAY,
)
EVERY = {
    "red_head": ("mediation_opinion", RED_HEAD),
    "upward": ("refusal_report", UPWARD),
    "letter": ("reply", LETTER),
    "minutes": ("minutes", MINUTES),
    "plain": ("application", PLAIN),
    "contract": ("agreement", CONTRACT),
}


def longer(paper: Paper, paragraphs: int) -> Paper:
    """The same with a body of more pages."""
    text = "双方应当确保信息的及时性、准确性和完整性，按照约定的范围和用途使用信息。"
    more = tuple(Part("text", f"（{n}）{text * 2}") for n in range(1, paragraphs + 1))
    return replace(paper, body=paper.body + more)


def issued(layout: str = "letter", issuer: str = "GSJ", **where: Any) -> IssuedDocument:
    """Issue a paper of this layout, with `paper=` another one."""
    kind, paper = EVERY[layout]
    paper = where.pop("paper", paper)
    unit = db.session.scalars(select(Unit).filter_by(code=issuer)).one()
    source = where.pop("source", f"{kind}:{paper.number}")
    with acting.as_system("test"), transaction():
        return issue.issue(kind, source, paper, issuer_id=unit.id, **where)

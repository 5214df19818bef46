"""How codes are said to people: states, clocks, modes, filings, dates; used by every page."""

from datetime import datetime
from typing import Any

from app.domain.catalogue.rules import values
from app.foundation import clock, files
from app.foundation.i18n import lazy, speaks_english
from app.web import badges, catalogue_words

SHARING_STATES = {
    "under_review": (lazy("under review in the unit"), "calm"),
    "awaiting_provider": (lazy("awaiting the provider"), "waiting"),
    "awaiting_demander": (lazy("awaiting the demander"), "waiting"),
    "in_mediation": (lazy("in mediation"), "dispute"),
    "before_leading_group": (lazy("before the leading group"), "dispute"),
    "signing": (lazy("signing"), "going"),
    "providing": (lazy("providing"), "going"),
    "sharing": (lazy("sharing"), "going"),
    "completed": (lazy("completed"), "closed"),
    "refused": (lazy("refused"), "closed"),
    "withdrawn": (lazy("withdrawn"), "closed"),
    "lapsed": (lazy("lapsed"), "closed"),
}
STATES = SHARING_STATES | catalogue_words.STATES
CLOCKS = catalogue_words.CLOCKS | {
    "answer": lazy("Answer to the application"),
    "supplement": lazy("Supplementing the application"),
    "consider": lazy("Considering the counter-offer"),
    "refusal_report": lazy("Explaining the situation"),
    "supervise": lazy("What a supervision order demands"),
    "mediate": lazy("Mediation by the office"),
    "consult": lazy("Opinions of the units consulted"),
    "settle": lazy("Answers to the settlement"),
    "major": lazy("Bringing the matter before the leading group"),
    "vote": lazy("Votes of the members"),
    "sign": lazy("Signing the agreement"),
    "sign_secrecy": lazy("Signing the secrecy agreement"),
    "file_secrecy": lazy("Filing the secrecy agreement"),
    "provide": lazy("Providing the data"),
    "confirm": lazy("Confirming receipt"),
    "file_use": lazy("Filing provision and use"),
    "feedback": lazy("Feedback on the effect of sharing"),
}
CLASSES = {
    "unconditional": lazy("shared unconditionally"),
    "conditional": lazy("shared under conditions"),
    "not_shareable": lazy("not to be shared"),
}
MODES = {
    "service_interface": lazy("service interface"),
    "batch_exchange": lazy("batch exchange"),
    "file_download": lazy("file download"),
}
URGENCIES = {
    "normal": lazy("normal"),
    "urgent": lazy("urgent"),
    "critical": lazy("critical"),
}
CAUSES = {
    "refusal": lazy("the provider refuses"),
    "overdue": lazy("the provider did not answer in time"),
    "non_delivery": lazy("the data were not delivered as agreed"),
}
ON_PAPER = {
    "application": lazy("application on paper"),
    "reply": lazy("reply of the provider on paper"),
}
REPLIES = {
    "agree": lazy("agrees"),
    "counter": lazy("makes a counter-offer"),
    "refuse": lazy("refuses"),
}
EFFECTS = {
    "answered": lazy("the case went on as of the day of receipt"),
    "noted": lazy("noted after the deadline had run out here"),
}
FILINGS = {
    "application": lazy("Application"),
    "dispute": lazy("Dispute"),
    "negotiation_result": lazy("Result of the negotiation"),
    "secrecy_agreement": lazy("Secrecy agreement"),
    "provision": lazy("Provision of data"),
    "usage": lazy("Use of data"),
}
LANES = catalogue_words.LANES | {
    "demander": lazy("Demander"),
    "provider": lazy("Provider"),
    "office": lazy("Municipal informatization office"),
    "consulted": lazy("Units consulted"),
    "leading_group": lazy("Leading group"),
    "secrecy_bureau": lazy("Secrecy bureau"),
}
REASONS = {
    "law": lazy("laws and regulations"),
    "secrecy": lazy("state secrets"),
    "security": lazy("security"),
    "privacy": lazy("privacy and trade secrets"),
    "not_held": lazy("the data are not held"),
    "other": lazy("other"),
}
RESPONSIBILITIES = {
    "produced": lazy("who produced it answers for it"),
    "built": lazy("who built it answers for it"),
    "operated": lazy("who operates it answers for it"),
    "shared": lazy("who shares it answers for it"),
}
POSITIONS = {
    "provide": lazy("it should be provided"),
    "refuse": lazy("it may be refused"),
    "neutral": lazy("neutral"),
}
SETTLEMENTS = {
    "settle": lazy("share on these terms"),
    "uphold": lazy("uphold the refusal"),
    "refer": lazy("refer to the leading group"),
}
ORDER_ENDS = {
    "done": lazy("the duty is done"),
    "ended": lazy("ended unanswered"),
    "withdrawn": lazy("withdrawn"),
}
ORDER_STATES = {
    "open": lazy("open"),
    "overdue": lazy("overdue"),
    "closed": lazy("closed"),
}
ORDER_SORTS = {
    "newest": lazy("newest first"),
    "due": lazy("deadline"),
    "unit": lazy("unit"),
}
ANSWERS = {"accept": lazy("accepts"), "object": lazy("objects")}
DECISIONS = {
    "provide": lazy("provide"),
    "refuse": lazy("refuse"),
    "renegotiate": lazy("negotiate again"),
}
RECEIPTS = {"accept": lazy("confirmed"), "deficient": lazy("deficient")}
SHORTFALLS = {
    "late": lazy("not in time"),
    "incomplete": lazy("incomplete"),
    "charged": lazy("charged for"),
    "quality": lazy("quality"),
}
SOURCES = {
    "application": lazy("Application"),
    "counter": lazy("Counter-offer"),
    "settlement": lazy("Settlement proposed by the office"),
    "substitute": lazy("Substitute proposed by the office"),
    "decision": lazy("Decision of the leading group"),
}
TERMS = {
    "items": lazy("Items"),
    "scope": lazy("Scope of use"),
    "scenario": lazy("Use case"),
    "mode": lazy("Mode of sharing"),
    "valid_until": lazy("Valid until"),
    "conditions": lazy("Additional conditions"),
    "provide_by": lazy("Provide by"),
    "execute_by": lazy("Execute by"),
    "substitute": lazy("Substitute"),
}
# The tasks that hold a clock, as the diagrams' property `holds` names them.
HOLDERS = catalogue_words.HOLDERS | {
    "supplement_application": lazy("the demander supplements the application"),
    "consider_counter": lazy("the demander considers the counter-offer"),
    "give_opinion": lazy("the units consulted give their opinions"),
    "file_secrecy": lazy("the secrecy bureau files the agreement"),
    "suspension": lazy("an administrator suspended the case"),
}
ENTRIES = {
    "started": lazy("started"),
    "held": lazy("suspended"),
    "resumed": lazy("went on"),
    "extended": lazy("extended"),
    "restarted": lazy("started anew"),
    "projected": lazy("projected anew"),
    "fired": lazy("ran out"),
    "missed": lazy("people were reminded"),
    "ended": lazy("ended"),
    "reopened": lazy("went on as before: the step was taken back"),
    "recalled": lazy("ended with the step that was taken back"),
}
DUE = {
    "overdue": lazy("overdue"),
    "today": lazy("due today"),
    "soon": lazy("due soon"),
    "normal": lazy("not yet urgent"),
}
TERMS_STATUS = {
    "draft": lazy("draft, awaiting the head's approval"),
    "proposed": lazy("proposed"),
    "on_table": lazy("on the table"),
    "final": lazy("final"),
    "superseded": lazy("superseded"),
    "void": lazy("void"),
}
PAPERS = {
    "drawn": lazy("awaiting signatures"),
    "in_force": lazy("in force"),
    "filed": lazy("filed"),
    "void": lazy("void"),
    "ended": lazy("ended"),
}
DOCUMENTS = {
    "application": lazy("Application for sharing"),
    "reply": lazy("Reply to the application"),
    "supplement_notice": lazy("One-time supplement notice"),
    "refusal_report": lazy("Report on a refusal"),
    "agreement": lazy("Sharing agreement"),
    "secrecy_agreement": lazy("Secrecy agreement"),
    "mediation_opinion": lazy("Mediation opinion"),
    "supervision_order": lazy("Supervision order"),
    "minutes": lazy("Minutes of the leading group"),
    "filing_receipt": lazy("Filing receipt"),
}
ROLES = {
    "demander": lazy("we applied"),
    "provider": lazy("we provide"),
    "other": lazy("other"),
}
KEPT = {"archived": lazy("Archived")}
CASE_SORTS = {
    "newest": lazy("newest first"),
    "oldest": lazy("oldest first"),
    "number": lazy("number"),
}
TASK_SORTS = {
    "due": lazy("deadline"),
    "opened": lazy("newest first"),
    "number": lazy("number"),
}


def state_name(code: str) -> str:
    """The state of a case in words."""
    return str(STATES[code][0]) if code in STATES else code


def document_name(kind: str) -> str:
    """The kind of an official document in words."""
    return named(DOCUMENTS, kind)


def state_tone(code: str) -> str:
    """The colour family of a state."""
    return STATES[code][1] if code in STATES else "calm"


def named(table: dict[str, Any], code: str | None) -> str:
    """A code's name; a code without one is shown as it is."""
    return str(table.get(code, code)) if code else ""


def local_time(at: datetime) -> str:
    """A moment on the city's clocks, to the minute."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}"


def task_title(task: Any) -> str:
    """A step's name in the reader's language."""
    return (speaks_english() and task.title_en) or task.title


def page_numbers(page: Any) -> list[int]:
    """The pages worth a link; 0 stands for a gap."""
    near = {1, page.pages, page.number - 1, page.number, page.number + 1}
    shown: list[int] = []
    for number in sorted(n for n in near if 1 <= n <= page.pages):
        if shown and number > shown[-1] + 1:
            shown.append(0)
        shown.append(number)
    return shown


def for_templates() -> dict[str, Any]:
    """What every template may call."""
    return {
        "due_badge": badges.due_badge,
        "state_name": state_name,
        "state_tone": state_tone,
        "local_time": local_time,
        "page_numbers": page_numbers,
        "task_title": task_title,
        "readable_size": files.readable_size,
        "due_choices": DUE.items,
        "task_sorts": TASK_SORTS.items,
        "class_name": lambda code: named(CLASSES, code),
        "mode_name": lambda code: named(MODES, code),
        "cycle_name": lambda word: values.said(word, values.CYCLES),
        "urgency_name": lambda code: named(URGENCIES, code),
        "cause_name": lambda code: named(CAUSES, code),
        "filing_name": lambda code: named(FILINGS, code),
        "lane_name": lambda code: named(LANES, code),
        "term_name": lambda code: named(TERMS, code),
        "document_name": document_name,
        "clock_name": lambda code: named(CLOCKS, code),
    }

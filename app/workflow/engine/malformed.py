"""Why a file is no XML, in plain words instead of the library's."""

from collections.abc import Mapping

from lxml import etree

from app.foundation.i18n import _, lazy

DEEPEST = 256  # nested deeper than that, libxml2 stops of itself

_T = etree.ErrorTypes
_UNREADABLE = lazy("From here on it cannot be read.")
_NOT_TEXT = lazy("It holds bytes that are no text in its encoding; save it as UTF-8.")
_WORDS: Mapping[int, object] = {
    _T.ERR_DOCUMENT_EMPTY: lazy("It does not begin with an element, or is empty."),
    _T.ERR_DOCUMENT_END: lazy("Something stands behind its last element."),
    _T.ERR_TAG_NAME_MISMATCH: lazy("An element is closed while another is still open."),
    _T.ERR_TAG_NOT_FINISHED: lazy("It ends before all elements are closed: it was cut off."),
    _T.ERR_GT_REQUIRED: lazy("A tag is not closed with “>”."),
    _T.ERR_ATTRIBUTE_REDEFINED: lazy("An attribute is given twice."),
    _T.ERR_ATTRIBUTE_NOT_STARTED: lazy("The value of an attribute stands in no quotes."),
    _T.ERR_LT_IN_ATTRIBUTE: lazy("A “<” stands in an attribute; write &lt;"),
    _T.ERR_NAME_REQUIRED: lazy("A “&” or “<” stands alone; write &amp; or &lt;"),
    _T.ERR_UNDECLARED_ENTITY: lazy("It uses an entity (&…;) that XML does not know."),
    _T.NS_ERR_UNDEFINED_NAMESPACE: lazy("It uses a prefix that it does not declare."),
    _T.ERR_INVALID_CHAR: lazy("It holds a character that XML does not allow."),
    _T.ERR_INVALID_ENCODING: _NOT_TEXT,
    _T.ERR_UNSUPPORTED_ENCODING: _NOT_TEXT,
    _T.ERR_RESERVED_XML_NAME: lazy("Something stands before its first line (<?xml …?>)."),
}


def too_deep() -> str:
    """What is said of a file that is nested beyond all measure."""
    return _("The XML is nested deeper than %(most)s levels.", most=DEEPEST)


def why(wrong: Exception) -> str:
    """What keeps a file from being read."""
    code = getattr(wrong, "code", None)
    if code == _T.ERR_RESOURCE_LIMIT:
        return too_deep()
    return _("This is not well-formed XML: %(why)s", why=str(_WORDS.get(code or 0, _UNREADABLE)))

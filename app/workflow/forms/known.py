"""The properties of a form that the program reads, or that the editor notes for its own picture.

Any other would be silently ignored, and look as if it meant something.
"""

PROPERTIES = frozenset(
    {
        *("id", "type", "key", "path", "label", "dateLabel", "timeLabel", "description", "text"),
        *("values", "valuesKey", "defaultValue", "validate", "properties", "conditional", "layout"),
        *("disabled", "readonly", "multiple", "accept", "subtype", "disallowPassedDates"),
        *("decimalDigits", "serializeToString", "components", "columns", "dataSource"),
        *("showOutline", "isRepeating", "allowAddRemove", "defaultRepetitions"),
        *("nonCollapsedItems", "rowCount"),
        # Refused by their own names.
        *("valuesExpression", "expression", "columnsExpression"),
    }
)
TEXTS = frozenset({"label_en", "description_en", "text_en", "options_en"})
WITHIN = {
    "validate": frozenset({"required", "min", "max", "minLength", "maxLength"})
    | {"pattern", "patternErrorMessage", "validationType"},
    "properties": TEXTS | {"required_when", "list", "absent", "min", "max"},
    "conditional": frozenset({"hide"}),
    "layout": frozenset({"row", "columns"}),
}

"""Find what there is: units, resources, items, databases and collection entries.

`asking` reads what was typed, `matching` says it in the index's pieces, `finding` finds and counts,
`completing` suggests while one types, `holding` tells who holds an item, `marking` shows where a
word was found.  Everything asks only for what the viewer may see (`rules/reach.py`).
"""

from app.domain.catalogue.search.completing import suggest
from app.domain.catalogue.search.finding import search
from app.domain.catalogue.search.found import Found, Line
from app.domain.catalogue.search.holding import Holder, holders

"""The forms that are made of a template: Form 1, 3/1, 3/2, 3/3 and the scores.

One machinery for all: `fields` are the cells that a person may fill in, `sources` gives the figures that come
from elsewhere with a pointer, the template's rules compute the rest, `rules` ask, and
`documents.layout` lays it out for the screen and for Word.
"""

from documents.sheets.fields import Field, Sort, fields_of
from documents.sheets.filling import CellRefused, Entry, StaleCell, attach, fill, put_back, take_away
from documents.sheets.moved import Moved, moved
from documents.sheets.sheet import Sheet, before, content, load

__all__ = [
    "CellRefused",
    "Entry",
    "Field",
    "Moved",
    "Sheet",
    "Sort",
    "StaleCell",
    "attach",
    "before",
    "content",
    "fields_of",
    "fill",
    "load",
    "moved",
    "put_back",
    "take_away",
]

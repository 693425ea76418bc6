"""The paper of a form made of a template, as blocks: the same for the screen, for Word and for the reader.

Pure: a frozen content in, blocks out; nothing is computed. Texts have Arabic digits, the writers choose theirs.
A figure carries its cell address, so that each one on paper sits in a content control of that name.
"""

from documents.layout.blocks import Block, Cell, Column, Fact, Line, Table, Text, places
from documents.layout.forms import blocks_of

__all__ = ["Block", "Cell", "Column", "Fact", "Line", "Table", "Text", "blocks_of", "places"]

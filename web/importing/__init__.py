"""A list comes in by four pages: choose the file, match its columns, check it, see what came of it.

What is chosen and answered lives in a draft, named in the address: every page can be left and come back to,
and whatever was typed is kept, also when it does not help yet. Reading is done before a form's transaction.
"""

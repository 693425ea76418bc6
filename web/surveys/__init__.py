"""Questionnaires on the screen: what people answer on their phones, and what the unit sees of it."""

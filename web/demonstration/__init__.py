"""The demonstration: อบต.บ้านนา with its committee of eleven, its อบจ. and four more units, in living states.

Everything goes through the same verbs as a person's presses, at pretended moments of the past months. All
names of people and places are invented but that of the mission's own unit.
"""

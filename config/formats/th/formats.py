"""Numbers as offices write them; dates are written by `papers.thai` and `web`, never by Django's locale."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

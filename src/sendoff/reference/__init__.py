"""What every name means: one catalogue for `sendoff explain`, the reference pages and completion. Pure.

The texts stand where the thing itself is: in the table of keys, in the catalogue of problems, in the
docstring of a rule or a check. `python -m sendoff.reference docs/reference` writes the pages.
"""

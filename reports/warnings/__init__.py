"""Soft warnings: figures that the system wonders about, and the words with which people let them stand.

`rules` is the registry of what is asked of one answer, `checks` of what holds several lines together;
`flags` holds the answers of reports against both; `words` writes down what people say.
"""

from reports.warnings.flags import Flag, Settled, flags_of

__all__ = ["Flag", "Settled", "flags_of"]

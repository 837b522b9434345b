"""A first draft of a campaign's targets out of the text of its launching document.

Words of the language only: no place and no indicator is named here. Pure: no database, no clock.
"""

"""iptui: explore an international crisis in a terminal, every word with its source.

Only the version lives here. Importing this package must cost nothing, because every command and
the explorer's first frame pay for it: no imports, no work.
"""

__version__ = "0.1.0"

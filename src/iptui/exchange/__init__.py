"""Foreign files in and out, one mapping a format (`db/formats/*.toml`). Knows no SQLite: rows go through the store.

- ``textfile``: a file of text, opened and hashed
- ``records``: records of delimited text, each with its place in the file
- ``jsonfile``: records of JSON, likewise; ``jsontext`` is its grammar, ``jsonfields`` what a path leads to, ``window``
  what is held of a file
- ``specs``: what a mapping says; ``mapping`` reads it from its file, ``adapting`` from that and the command line
- ``dates``: dates in the formats that a mapping names
- ``values``: what one field of a row gives
- ``parts``: what takes several fields: dates, types, places, claims
- ``registry``: actors and places, each named once
- ``rows``: one record by a mapping, as rows of the database
- ``incoming``: whole files into a new database
- ``rejects``: the file of the rows that were refused
"""

"""The only place that knows SQLite: reading crisis folders, building, sealing, opening and asking databases.

Nothing here formats for people, and nothing here imports Textual, Rich or click.
"""

"""The panes and bars of the explorer. They draw what they are given and post what the user wants.

Nothing here imports the store, the configuration or a screen: rows come through small protocols.
"""

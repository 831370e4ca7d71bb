"""Text that comes from data: made safe to show, folded to be searched, measured and compared.

Pure functions on ``str``: no files, no database, no markup, no terminal, the standard library only.
The public names are those of ``__all__``; the modules behind them are:

- ``gate``: :func:`safe`, the one gate between data and every display
- ``folding``: :func:`fold`, :func:`tokens`, :func:`find_matches`, for search
- ``cells``: ``SINGLE``, :func:`cell_width`, :func:`truncate`, :func:`pad`, :func:`excerpt`
- ``normal``: :func:`normalise_words`, :func:`fingerprint`, paragraphs: what evidence rests on
- ``names``: :func:`nearest`, :func:`did_you_mean`, :func:`alternatives`, for what was meant

A module is imported when the first of its names is asked for: the command line needs few of them.
"""

from iptui.lazily import from_modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iptui.text.cells import SINGLE, cell_width, excerpt, pad, truncate
    from iptui.text.folding import find_matches, fold, fold_with_map, tokens
    from iptui.text.gate import MAX_ATTACHED, MAX_MARKS, is_safe, safe
    from iptui.text.names import alternatives, did_you_mean, nearest
    from iptui.text.normal import (
        fingerprint,
        normalise_words,
        paragraph_at,
        paragraph_spans,
        word_count,
    )

__all__ = [
    "MAX_ATTACHED",
    "MAX_MARKS",
    "SINGLE",
    "alternatives",
    "cell_width",
    "did_you_mean",
    "excerpt",
    "find_matches",
    "fingerprint",
    "fold",
    "fold_with_map",
    "is_safe",
    "nearest",
    "normalise_words",
    "pad",
    "paragraph_at",
    "paragraph_spans",
    "safe",
    "tokens",
    "truncate",
    "word_count",
]

__getattr__ = from_modules(
    globals(),
    {
        "cells": ("SINGLE", "cell_width", "excerpt", "pad", "truncate"),
        "folding": ("find_matches", "fold", "fold_with_map", "tokens"),
        "gate": ("MAX_ATTACHED", "MAX_MARKS", "is_safe", "safe"),
        "names": ("alternatives", "did_you_mean", "nearest"),
        "normal": ("fingerprint", "normalise_words", "paragraph_at", "paragraph_spans", "word_count"),
    },
)

"""What the centre views besides the timeline show: entries made of what `iptui.evidence` finds, ready to be drawn.

Between the evidence and the widgets: a board holds what was asked for one filter and gives lines when they are drawn.
Nothing here knows Textual.

- `laid`: a board, and finding an item on it
- `ladder`: chains of response, scores of dyads, plans
- `disagreements`: rival values, agreement, anachronisms
"""

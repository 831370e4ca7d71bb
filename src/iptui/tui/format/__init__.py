"""How records look: pure functions from model records to lines of pieces.

Everything here passes data through `iptui.text.safe`; nothing here knows Textual, the store or a screen.

- `pieces`: lines as pieces of text with roles; cutting, wrapping, lighting
- `dates`: headings of the timeline, dates with their precision
- `rows`: the lines of the timeline, the actor list and the title
- `details`: the detail pane; `claims`: rival values in it
- `across`: columns beside each other, headings of sections
- `ladder`, `scores`: the ladder of responses; scores of dyads, and plans
- `disagreements`: rival values, anachronisms
- `sources`: the sources, one and two of them
- `beside`: how passages were proved, and what was published by a day
- `book`, `spots`: the source reader; `slider`: the days of publication
"""

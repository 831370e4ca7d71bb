"""A small crisis of invented states, written as a crisis folder with its texts, for tests of every layer.

It has what the program must get right: roll-up, spellings, a day, an interval, a month, an open end and no date,
exact words with brackets and in Persian script, a paraphrase, a disagreement that cannot all be true, a chain of
responses, an office with an acting holder, coordinates, and a planned event.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["HERALD", "WIRE", "small_crisis", "small_database"]

HERALD = """Border clash

On 3 May 2021 Aland fired rockets at the village of Dorf in Borland. Seven people died, Borland said.

Foreign minister José Núñez-O’Hara of Borland called it “a blatant [unprovoked] violation” on Tuesday.

“We will answer,” he told reporters. Borland recalled its ambassador between 4 and 6 May.

Aland's army answered in Persian: «هیچ توجیهی ندارد» and said no more.
"""
WIRE = """WIRE REPORT

At least nine people were killed at Dorf, the mayor told the Wire. Aland denied that it had fired.

Borland shelled the port of Salt in Aland in June 2021, officials said. The dispute goes on since then.

A summit is planned. The United Islands (U.I.) urged restraint. The two states share an old border.
"""

_FILES = {
    "crisis.toml": """
[crisis]
id = "dorf-2021"
title = "Dorf, May 2021"
summary = "Two invented states fall out over a village."
date = "2021-05-03/2021-06"
""",
    "sources.toml": """
[[source]]
id = "herald"
title = "Border clash"
publisher = "The Herald"
published = "2021-05-07"
reliability = "B"
reliability_reason = "Names its sources."
file = "herald.txt"

[[source]]
id = "wire"
title = "Wire report"
published = "XXXX"
reliability = "D"
file = "wire.txt"
""",
    "actors.toml": """
[[actor]]
id = "aland"
name = "Aland"
kind = "state"

[[actor]]
id = "aland-army"
name = "Army of Aland"
kind = "military"
parent = "aland"
aliases = [{name = "Aland's army", source = "herald"}]

[[actor]]
id = "borland"
name = "Borland"
kind = "state"

[[actor]]
id = "borland-mfa"
name = "Foreign Ministry of Borland"
kind = "ministry"
parent = "borland"

[[actor]]
id = "jose-nunez"
name = "José Núñez-O’Hara"
kind = "person"
parent = "borland-mfa"
aliases = [{name = "Jose Nunez", basis = "outside"}, {name = "خوزه نونیز", basis = "outside"}]

[[actor]]
id = "mayor"
name = "Mayor of Dorf"
kind = "office"
parent = "borland"

[[actor]]
id = "united-islands"
name = "United Islands"
kind = "state"
aliases = [{name = "U.I.", source = "wire"}]

[[membership]]
person = "jose-nunez"
organisation = "borland-mfa"
role = "Foreign Minister"
span = "2021-01/2021-12"
single_seat = true
acting = true
basis = "stated"
at = {source = "herald", words = "Foreign minister José Núñez-O’Hara of Borland"}
""",
    "places.toml": """
[[place]]
id = "borland-land"
name = "Borland"
kind = "country"
country = "borland"

[[place]]
id = "dorf"
name = "Dorf"
kind = "village"
parent = "borland-land"
country = "borland"
lat = 10.5
lon = 20.25

[[place]]
id = "salt"
name = "Salt"
kind = "port"
country = "aland"
""",
    "events.toml": """
[[event]]
id = "aland-fires"
title = "Aland fires rockets at Dorf"
summary = "Rockets hit the village."
type = "ASSAULT"
mode = "heavy-weapons"
context = ["military", "territory"]
date = "2021-05-03"
place = "dorf"
actors = [{actor = "aland-army", role = "initiator"}, {actor = "borland", role = "target"}]
evidence = [
  {source = "herald", words = "On 3 May 2021 Aland fired rockets at the village of Dorf in Borland."},
  {source = "wire", words = "Aland denied that it had fired.", stance = "disputes"},
]

[[event]]
id = "borland-recalls"
title = "Borland recalls its ambassador"
type = "SANCTION"
mode = "withdraw"
date = "2021-05-04/2021-05-06"
actors = [{actor = "borland", role = "initiator"}, {actor = "aland", role = "target"}]
evidence = [{source = "herald", words = "Borland recalled its ambassador between 4 and 6 May."}]

[[event]]
id = "borland-shells"
title = "Borland shells Salt"
type = "ASSAULT"
date = "2021-06"
place = "salt"
status = "disputed"
actors = [{actor = "borland", role = "initiator"}, {actor = "aland", role = "target"}]
evidence = [{source = "wire", words = "Borland shelled the port of Salt in Aland in June 2021"}]
note = "Only officials say so."

[[event]]
id = "dispute"
title = "The dispute goes on"
date = "2021-06/.."
date_basis = "inferred"
date_note = "from “since then”"
actors = [{actor = "aland", role = "participant"}, {actor = "borland", role = "participant"}]
evidence = [{source = "wire", words = "The dispute goes on since then."}]

[[event]]
id = "summit"
title = "A summit"
type = "CONSULT"
date = "XXXX"
status = "planned"
actors = [{actor = "aland", role = "participant"}, {actor = "borland", role = "participant"}]
evidence = [{source = "wire", words = "A summit is planned."}]
""",
    "statements.toml": """
[[statement]]
id = "violation"
summary = "Borland's foreign minister condemns the rockets."
form = "verbatim"
quote = "a blatant [unprovoked] violation"
at = {source = "herald", words = "a blatant [unprovoked] violation"}
speaker = "jose-nunez"
office = "foreign minister"
on_behalf_of = "borland"
addressee = "aland"
verb = "call"
type = "ACCUSE"
mode = "disapprove"
about = "aland-fires"
date = "2021-05-04"
date_basis = "inferred"
date_note = "the Tuesday after 3 May 2021"

[[statement]]
id = "will-answer"
summary = "He announces an answer."
form = "verbatim"
quote = "We will answer,"
at = {source = "herald", words = "We will answer,"}
speaker = "jose-nunez"
verb = "tell"
channel = "press briefing"
about = "aland-fires"
date = "2021-05-04"
date_basis = "inferred"
date_note = "the same day"

[[statement]]
id = "no-justification"
summary = "The army says that there is no justification."
form = "verbatim"
quote = "هیچ توجیهی ندارد"
at = {source = "herald", words = "هیچ توجیهی ندارد"}
speaker = "aland-army"
language = "fa"
verb = "answer"
date = "2021-05"

[[statement]]
id = "restraint"
summary = "A third state asks both to hold back."
form = "paraphrase"
at = {source = "wire", words = "The United Islands (U.I.) urged restraint."}
speaker = "united-islands"
verb = "urge"
type = "REQUEST"
date = "XXXX"
""",
    "claims.toml": """
[[claim]]
id = "seven"
event = "aland-fires"
property = "killed"
value = "7"
low = 7
best = 7
high = 7
claimant = "borland"
at = {source = "herald", words = "Seven people died, Borland said."}
credibility = 3

[[claim]]
id = "nine"
event = "aland-fires"
property = "killed"
value = "at least 9"
low = 9
claimant = "mayor"
at = {source = "wire", words = "At least nine people were killed at Dorf, the mayor told the Wire."}
credibility = 4
rank = "deprecated"
reason = "Told to one reporter only."

[[claim]]
id = "denied"
event = "aland-fires"
property = "attribution"
value = "Aland"
negated = true
claimant = "aland"
at = {source = "wire", words = "Aland denied that it had fired."}
""",
    "links.toml": """
[[link]]
from = "violation"
to = "aland-fires"
type = "response_to"
basis = "stated"
at = {source = "herald", words = "called it “a blatant [unprovoked] violation” on Tuesday."}

[[link]]
from = "borland-recalls"
to = "aland-fires"
type = "response_to"
basis = "inferred"

[[link]]
from = "borland-shells"
to = "borland-recalls"
type = "follow_up_of"
basis = "inferred"
""",
}


def small_crisis(folder: Path) -> Path:
    """Write the crisis folder, with the sources' texts in `texts/`, into a new folder `dorf` of `folder`."""
    crisis = folder / "dorf"
    (crisis / "texts").mkdir(parents=True)
    for name, text in _FILES.items():
        (crisis / name).write_text(text, encoding="utf-8")
    (crisis / "texts" / "herald.txt").write_bytes(HERALD.encode())
    (crisis / "texts" / "wire.txt").write_bytes(WIRE.encode())
    return crisis


def small_database(folder: Path) -> Path:
    """Write the crisis folder and build its database, `dorf.sqlite`, beside it."""
    from iptui.store.build import build
    from iptui.store.folder import read_folder

    target = folder / "dorf.sqlite"
    build(read_folder(small_crisis(folder)), target)
    return target

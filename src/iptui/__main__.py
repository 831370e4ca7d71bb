"""`python -m iptui`, the same program as the `iptui` command. Nothing else lives here."""

import sys

from iptui.cli import main

if __name__ == "__main__":
    sys.exit(main())

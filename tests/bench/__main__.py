"""`python tests/bench`, which is `make bench`. What it does is in `bench.command`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run as a folder, only that folder is on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from bench.command import main

    sys.exit(main())

"""`python -m sendoff`."""

import sys

from sendoff.cli import main

sys.exit(main())

"""Start sendoff from a clone, as bin/sendoff does: ``.venv/bin/python -I -S packaging/start.py``.

Without the ``site`` module (``-S``) Python starts in half the time, so the two folders that it would have
found are named here. The virtual environment is the one whose interpreter runs this.
"""

import sys

_here, _venv = __file__, sys.executable.removesuffix("/bin/python")
sys.path += [
    _here.removesuffix("/packaging/start.py") + "/src",
    f"{_venv}/lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages",
]

from sendoff.cli import main  # noqa: E402

sys.exit(main())

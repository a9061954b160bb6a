"""faxban alone on several inputs, by turns: what it takes by length and by kind of file.

    python3 benches/inputs.py RUNS PATH...        (FAXBAN=… names another program)
"""

import os
import sys
import tempfile

from measure import audit, by_turns


def main():
    runs, *paths = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        by_turns({os.path.basename(path): audit(path, f"{folder}/report") for path in paths}, int(runs))


if __name__ == "__main__":
    main()

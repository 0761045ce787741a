"""Writers killed while they write one target, three at a time, at random moments.

One writes the target alone, the others write it together with a second file, as a report writes page and workbook.
After each kill the target must be one whole file of one writer; what the killed left behind is counted, and must be
gone when the target is next written. How often the two files are of two writers is counted too: the moment between
the two renames cannot be taken away, which is why page and workbook bear a stamp. Prints Markdown. POSIX only.

    python benchmarks/kill_writing.py --kills 500
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from servgap.survey.files.writing import write_whole

SIZE = 2_000_000
CONTENTS = [bytes([number]) * SIZE for number in range(4)]
LONGEST = 0.03


def killed(one: Path, two: Path, moment: float) -> None:
    """Let three processes write, and end all of them at a moment."""
    writers = []
    for number, content in enumerate(CONTENTS[1:]):
        writer = os.fork()
        if not writer:
            while True:
                write_whole({one: content} if number == 0 else {one: content, two: content})
        writers.append(writer)
    time.sleep(moment)
    for writer in writers:
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=500, help="of three writers each")
    kills, drawn = asked.parse_args().kills, np.random.default_rng(1)
    broken = left = apart = stays = 0
    with tempfile.TemporaryDirectory() as name:
        one, two = Path(name) / "one", Path(name) / "two"
        for _ in range(kills):
            write_whole({one: CONTENTS[0], two: CONTENTS[0]})
            stays += len(list(Path(name).iterdir())) - 2
            killed(one, two, drawn.uniform(0.001, LONGEST))
            left += len(list(Path(name).iterdir())) - 2
            contents = [path.read_bytes() for path in (one, two)]
            broken += sum(content not in CONTENTS for content in contents)
            apart += contents[0] != contents[1] and CONTENTS[1] not in contents
    print("| kills of three | files not whole | passing files left | left after the next writing | of two writers |")
    print(f"|--:|--:|--:|--:|--:|\n| {kills:,} | {broken} | {left:,} | {stays} | {apart} |")
    sys.exit(bool(broken or stays))


if __name__ == "__main__":
    main()

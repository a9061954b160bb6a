"""What the runners share: commands run by turns, and a table of what they took."""

import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FAXBAN = os.environ.get("FAXBAN", f"{HERE}/../target/release/faxban")


def audit(source, report):
    return [FAXBAN, "audit", source, "--quiet", "--out", report]


def measured(command):
    """CPU seconds (user and system), wall seconds, peak memory in MB, and what was printed."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)[:300]} failed")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024, printed


def by_turns(commands, runs, check=lambda name, printed: None):
    """Runs the commands (name to command) one after the other, `runs` times, and prints medians and minima."""
    taken = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            *figures, printed = measured(command)
            check(name, printed)
            taken[name].append(figures)
    width = max(map(len, taken))
    print(f"{'':{width}}  {'CPU s':>7} {'(least)':>8}  {'wall s':>7} {'(least)':>8}  {'MB':>6}")
    for name, figures in taken.items():
        cpu, wall, memory = zip(*figures)
        print(
            f"{name:{width}}  {statistics.median(cpu):7.2f} {min(cpu):8.2f}  "
            f"{statistics.median(wall):7.2f} {min(wall):8.2f}  {statistics.median(memory):6.0f}"
        )

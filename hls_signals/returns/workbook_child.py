"""How does a process of its own read workbooks, so that a hostile one can harm nothing but that process?

It reads questions from standard input and answers on standard output, one after the other, until its input ends:
a line of JSON that says how many bytes follow, then the bytes. Started by hls_signals.returns.workbook.
"""

from __future__ import annotations

import io
import json
import signal
import sys
from typing import BinaryIO

from hls_signals.returns.faults import FileFault
from hls_signals.returns.workbook_reader import read_grid


def main() -> None:
    """Answer until the questions end."""
    limit_memory(int(sys.argv[1]))
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := questions.readline():
        asked = json.loads(line)
        data = questions.read(asked["bytes"])
        _alarm(asked["seconds"])
        said, frame = answer(data, asked["suffix"], asked["sheet"])
        _alarm(0)
        _send(answers, {**said, "bytes": len(frame)}, frame)


def answer(data: bytes, suffix: str, sheet: str | None) -> tuple[dict[str, object], bytes]:
    """What is said of one workbook: its sheet and that sheet's rows, or the code of what is wrong with it."""
    try:
        grid = read_grid(data, suffix, sheet)
    except FileFault as fault:
        return {"code": fault.code, "where": fault.where, "mend": fault.mend}, b""
    except MemoryError:
        return {"code": "Q101", "where": "the memory one workbook may use", "mend": ""}, b""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # Parsers of damaged files stop in many ways, panics among them; what they say may quote a cell.
        return {"code": "Q104", "where": "", "mend": ""}, b""
    told = {
        "sheet_number": grid.sheet_number,
        "hidden_sheets": grid.hidden_sheets,
        "formulas": list(grid.formulas.items()),
        "coloured": list(grid.coloured.items()),
        "from_1904": grid.from_1904,
    }
    buffer = io.BytesIO()
    grid.frame.write_ipc(buffer)
    return told, buffer.getvalue()


def limit_memory(most: int) -> None:
    """Take no more address space than this, and write no file, where the platform can hold us to it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _alarm(seconds: int) -> None:
    # The default answer to the alarm ends the process, even in the middle of a parser that listens to nobody.
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _send(answers: BinaryIO, said: dict[str, object], data: bytes) -> None:
    answers.write(json.dumps(said).encode() + b"\n")
    answers.write(data)
    answers.flush()


if __name__ == "__main__":
    main()

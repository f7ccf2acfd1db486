"""`python -m conformance.reader init|sync|decide|receipt`: one JSON object in, one out."""

import json
import sys

from conformance.reader.commands import COMMANDS, answer


def main() -> int:
    """Read standard input, answer on standard output; 2 where the command is none."""
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        print(f"usage: python -m conformance.reader {'|'.join(COMMANDS)} < request.json", file=sys.stderr)
        return 2
    print(json.dumps(answer(sys.argv[1], json.load(sys.stdin))))
    return 0


if __name__ == "__main__":
    sys.exit(main())

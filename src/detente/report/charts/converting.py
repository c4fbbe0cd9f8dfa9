"""A process that turns stated charts into SVG: a line in, a line out, until nothing more comes in.

It is run as a file of its own and imports nothing of this package, so that it starts at once.
"""

import json
import os
import signal
import sys

_FIRST = {
    "data": {"values": [{"x": 1}]},
    "layer": [{"mark": "point"}, {"mark": {"type": "text", "text": "a"}}],
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}


def main() -> None:
    """Draw a first chart, which takes the longest; then what is asked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks says when it is enough
    if hasattr(os, "nice"):
        os.nice(5)  # charts are wanted last
    import vl_convert

    vl_convert.vegalite_to_svg(_FIRST, allowed_base_urls=[])
    for line in sys.stdin.buffer:
        svg = vl_convert.vegalite_to_svg(json.loads(line), allowed_base_urls=[])
        sys.stdout.buffer.write(json.dumps(svg).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

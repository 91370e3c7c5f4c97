"""What does each code of this part mean?"""

from __future__ import annotations

CODES = {
    "T405": "a codebook, experiment or map names a measure, factor or cycle that is not there",
}

"""From where on does a pattern deserve a word of advice?

Every number here is ours and open to change; section 7 of the page on variation charts says which await confirmation.
"""

from __future__ import annotations

# gaps: above this share of periods blank or absent.
GAPS_SHARE = 0.1

# rare_events: counts with a lower mean than this, or with more than this share of zeros.
RARE_MEAN = 5
RARE_ZEROS_SHARE = 0.25

# too_coarse: fewer different values than this inside the limits, among at least so many points.
COARSE_VALUES = 5
COARSE_POINTS = 12

# more_spread_than_chance: sigma of the z values above this, where the median denominator is above that.
SPREAD_SIGMA = 1.5
SPREAD_SIZE = 1_000

# neighbours_alike: correlation of each point with the next above this, among at least so many points.
ALIKE_CORRELATION = 0.4
ALIKE_POINTS = 20

# seasonal: same-season means explain more than this share of the variance. The share is adjusted for the number of
# means (1 - (1 - R2)(n - 1)/(n - k)): twelve means explain 48 % of 24 unrelated figures by themselves, so that without
# it 70, 21 and 0.6 % of stable normal series of 24, 36 and 60 months were called seasonal; with it 8, 0.8 and 0.01 %
# (20,000 series each).
SEASONAL_SHARE = 0.4
# At least so many points, by how many seasons a year has.
SEASONAL_POINTS = {12: 24, 4: 8}

# choice of chart: denominators that all lie within this share of their mean do not vary much.
SIZES_VARY = 0.25

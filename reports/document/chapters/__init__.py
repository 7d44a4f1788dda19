"""One file a chapter. CHAPTERS is the order in which they are printed."""

from . import advocacy, awareness, community, education, funding, membership, outreach, press, support

CHAPTERS = (membership, community, support, outreach, awareness, press, advocacy, education, funding)

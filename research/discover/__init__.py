"""Profile + Documents so far → next Links, ranked; and whose site this is. Pure: no network, no disk, no clock.

1. `seeds` gives what the profile names. 2. `next_links`, `sitemap_links` and `feed_links` propose more from what was
read. 3. `Frontier` keeps them, each page once, and says which comes next. 4. `identity` settles whose site it is.
"""

from __future__ import annotations

from research.discover.addresses import canonical, page_key, same_page, same_site, site_of
from research.discover.feeds import feed_links, feed_times
from research.discover.frontier import QUOTAS, Frontier
from research.discover.identity import identity
from research.discover.links import next_links, seeds
from research.discover.maps import sitemap_links, sitemap_times

__all__ = [
    "QUOTAS",
    "Frontier",
    "canonical",
    "feed_links",
    "identity",
    "next_links",
    "page_key",
    "same_page",
    "same_site",
    "seeds",
    "site_of",
    "sitemap_links",
    "times",
]


def times(body: bytes, url: str) -> dict[str, str]:
    """Return {address: when it was published or modified, as written} of all that a sitemap or a feed lists."""
    return sitemap_times(body, url) or feed_times(body, url)

"""Links become Pages, or Misses with their reason; the only room that speaks to the network.

A Link takes this way: the Guard admits its address (guard), robots.txt of its origin is asked once and the host's gate
gives it a turn (guest, robots, gate), the client asks for it and follows redirects by hand, each hop from the start
(http), the body is decoded under a cap and must be text or a known document (decode), and what turns out to be a bot
wall, a sign-in form, a parked domain or a page that is not there becomes a Miss (walls, collector). Pages that scripts
build go to the browser (browser), through the same guard, robots.txt and gate.
"""

"""Links become Pages, or Misses with their reason; the only room that speaks to the network."""

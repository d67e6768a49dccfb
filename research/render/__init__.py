"""Brief → text in one form or another; decides nothing about content."""

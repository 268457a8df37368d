"""Speed: measured, shown beside what is aimed at, never asserted."""

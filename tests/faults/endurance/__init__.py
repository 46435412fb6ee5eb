"""The promises at the size in which they were made, for which the suite has no time: ``make endurance``."""

"""The journeys of employees and customers: stages, pillars of both policies, and what hangs on them."""

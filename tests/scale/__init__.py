"""`make scale`: the queues simulated, from a city to a nation, with measured service times."""

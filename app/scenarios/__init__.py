"""Scenarios: processes played from YAML files through the real views, on a scratch database.

`grammar` reads a file, `browser` does what a person does, `player` plays the steps one by
one, `facts` looks into the tables, `expectations` compares, `scratch` lends the database,
`runner` plays many and says how they ended.
"""

"""The house, four floors; every import points down.

factory      joins the parts, once
web, jobs, cli   doors: HTTP, the clock, the command line; only they commit
operating    what whoever runs it must know
domain       rooms: the law: who may, what follows
workflow     machinery: diagrams, tasks, timers, forms
foundation   ground: database, people, audit, notices, time
"""

"""A made-up city's cases: scenarios played once through the real pages, then multiplied.

`playing` plays them on a scratch database and keeps the rows of the case after every step;
`cutting` cuts these rows where something must differ from case to case (numbers of rows, units,
accounts, days, numbers of the register); `drawing` says how many cases there are of each, and
when; `casting` fills them in and writes them by COPY.
"""

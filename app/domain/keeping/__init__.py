"""The room of what is over: closed cases past their term, kept as the law wants them kept.

`services.putting_away` takes a case out of the live tables and leaves one sealed record;
`services.sealing` names the records in a chain of manifests; `services.lending` lays a record out
again, for the length of one request, so that every page shows the case as it always did;
`services.restoring` brings it back for good.
"""

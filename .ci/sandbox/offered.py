#!/usr/bin/env python3
"""Segment's OpenAPI file, cut down to the operations that the sandbox offers: offered.py OPENAPI > CUT

The list of operations is read from the sandbox's source, so that none can be forgotten here. Ids become those of
`workspace.json` (and one that is not there), and moments recent ones, so that more than refusals is tested. The file
documents only 200, 404, 422 and 429; the further statuses of `reference/segment-public-api.md` §3 are added to every
operation with the envelope of errors. `/echo` is asked for no status of the caller's choice.
"""

import json
import re
import sys
from datetime import datetime, timedelta, timezone

source = open("src/sandbox/public_api/operations.rs", encoding="utf-8").read()
offered = set(re.findall(r'on\(\s*"([A-Z]+)",\s*"(/[^"]*)"', source))
document = json.load(open(sys.argv[1], encoding="utf-8"))
now = datetime.now(timezone.utc).replace(microsecond=0)
known = {
    "sourceId": ["src1", "nobody"],
    "trackingPlanId": ["tp1", "nobody"],
    "sourceMetadataId": ["9g612WSOsA", "nobody"],
    "userId": ["qsegSandboxOwnerUser01", "nobody"],
    "userGroupId": ["qsegSandboxUserGroup01", "nobody"],
    "destinationConfigId": ["d1", "nobody"],
    "startTime": [(now - timedelta(hours=1)).isoformat(), "yesterday"],
    "endTime": [now.isoformat(), "today"],
}
envelope = {"$ref": "#/components/schemas/RequestErrorEnvelope"}
further = {
    str(status): {"description": "refused", "content": {"application/json": {"schema": envelope}}}
    for status in (400, 401, 403, 405, 409, 413, 415)
}


def plain(path):
    """Names of path parameters are the file's own."""
    return re.sub(r"{[^}]*}", "{}", path)


def prepared(path, method, operation):
    for parameter in operation.get("parameters", []):
        values = known.get(parameter["name"])
        # What is deleted is gone for all operations after it.
        if method == "delete" and parameter["in"] == "path" and parameter["name"] == "sourceId":
            values = ["nobody"]
        if values and parameter["schema"].get("type") == "string":
            parameter["schema"] = {"type": "string", "enum": values}
    if path == "/echo":
        chosen = ("triggerUnexpectedError", "statusCode", "delay")
        operation["parameters"] = [p for p in operation["parameters"] if p["name"] not in chosen]
    operation["responses"] = {**further, **operation["responses"]}
    operation.pop("security", None)
    return operation


paths, found = {}, set()
for path, methods in document["paths"].items():
    for method, operation in methods.items():
        mine = {(m, p) for m, p in offered if m == method.upper() and plain(p) == plain(path)}
        if mine:
            found |= mine
            paths.setdefault(path, {})[method] = prepared(path, method, operation)
for method, path in sorted(offered - found):
    sys.exit(f"the file has no {method} {path}")
document["paths"] = paths
document.pop("security", None)
print(f"{len(found)} operations", file=sys.stderr)
json.dump(document, sys.stdout)

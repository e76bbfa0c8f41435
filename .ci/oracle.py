#!/usr/bin/env python3
"""A second opinion on the events of `benches/generated.yaml`, sharing no code with qseg: standard library only.

    oracle.py EXPORT EVENTS [EXPORT EVENTS ...]

EXPORT is what the generator wrote (.csv, .json, .ndjson), EVENTS what `qseg send --dry-run --format ndjson` printed
for it. Compared is everything but messageId and context, in order, type by type. Several exports of one seed must
also agree on the messageIds, which must not repeat.
"""

import csv
import json
import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo


def from_csv(path):
    """The fields that the mapping uses, of each response that a workflow would have fired for."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows), next(rows)
        ids = [json.loads(cell) for cell in next(rows)]
        column = {i["ImportId"]: n for n, i in enumerate(ids) if "choiceId" not in i}
        zone = ZoneInfo(ids[column["recordedDate"]]["timeZone"])
        for row in rows:
            local = datetime.strptime(row[column["recordedDate"]], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
            yield {
                "finished": row[column["finished"]] == "1",
                "status": int(row[column["status"]]),
                "recorded": local.astimezone(timezone.utc),
                **{key: row[column[key]] for key in ("QID1", "QID2", "QID3_TEXT", "plan", "crm_id", "session id")},
            }


def from_json(path):
    """The same of JSON and NDJSON."""
    with open(path, encoding="utf-8") as file:
        if path.endswith(".ndjson"):
            responses = [json.loads(line) for line in file]
        else:
            responses = json.load(file)["responses"]
    for response in responses:
        values = response["values"]
        yield {
            "finished": values["finished"] == 1,
            "status": values["status"],
            "recorded": datetime.strptime(values["recordedDate"], "%Y-%m-%dT%H:%M:%S.%fZ"),
            **{key: str(values.get(key, "")) for key in ("QID1", "QID2", "QID3_TEXT", "plan", "crm_id", "session id")},
        }


def event(answers):
    """The one Track call that the mapping makes of a response."""
    properties = {
        "score": int(answers["QID1"]) if answers["QID1"] else None,
        "role_code": answers["QID2"],
        "reason": answers["QID3_TEXT"],
        "plan": answers["plan"],
    }
    call = {
        "type": "track",
        "event": "Generated Survey Completed",
        "userId": answers["crm_id"],
        "anonymousId": answers["session id"],
        "timestamp": answers["recorded"].strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    call = {key: value for key, value in call.items() if value}
    call["properties"] = {key: value for key, value in properties.items() if value not in ("", None)}
    return call


def same(a, b):
    """Equal, and of the same types: 1, 1.0 and true are three things."""
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def compare(export, printed):
    """Compares one pair; returns the messageIds."""
    responses = from_csv(export) if export.endswith(".csv") else from_json(export)
    wanted = (event(r) for r in responses if r["finished"] and r["status"] in (0, 16))
    ids = []
    with open(printed, encoding="utf-8") as lines:
        for number, expected in enumerate(wanted, 1):
            line = lines.readline()
            if not line:
                sys.exit(f"{printed}: ends before event {number}, which should be\n  {expected}")
            got = json.loads(line)
            ids.append(got.pop("messageId", None))
            got.pop("context", None)
            if not same(got, expected):
                sys.exit(f"{printed}:{number}: differs\n  qseg:   {got}\n  oracle: {expected}")
        if lines.readline():
            sys.exit(f"{printed}: more events than the {len(ids)} that there should be")
    if not ids:
        sys.exit(f"{export}: gives no event at all, which proves nothing")
    if None in ids or len(set(ids)) != len(ids):
        sys.exit(f"{printed}: a messageId is missing or repeated")
    print(f"{export}: {len(ids)} events agree")
    return ids


def main(paths):
    if not paths or len(paths) % 2:
        sys.exit(__doc__)
    first = None
    for export, printed in zip(paths[::2], paths[1::2]):
        ids = compare(export, printed)
        if first is not None and ids != first:
            sys.exit(f"{export}: other messageIds than {paths[0]}")
        first = ids


main(sys.argv[1:])

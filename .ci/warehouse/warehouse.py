"""A warehouse as Segment fills one, for `.ci/slow`. It shares no code with qseg: tables are named by hand.

    warehouse.py export NUMBER            an export of so many responses, as CSV
    warehouse.py fill EVENTS LOST         SQL for PostgreSQL that holds the events of the sandbox (NDJSON), but each seventh;
                                          writes the message ids of those into LOST
    warehouse.py compare DOCUMENT LOST    whether `qseg verify --arrived` found exactly those missing
    warehouse.py parse DIALECT DOCUMENT   whether a parser of this dialect takes the query of `qseg verify --sql`
"""

import csv
import json
import sys

TABLES = {
    'Survey "Completed"; DROP SCHEMA x; --': "survey_completed_drop_schema_x",
    "Order": "order",
    "満意度": None,
}


def export(number):
    names = ["_recordId", "status", "finished", "recordedDate", "plan"]
    out = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL, lineterminator="\n")
    out.writerow(names)
    out.writerow(names)
    ids = [{"ImportId": name} for name in names]
    ids[3]["timeZone"] = "UTC"
    out.writerow([json.dumps(one) for one in ids])
    for at in range(int(number)):
        out.writerow([f"R_{at:015d}", "0", "1", "2026-01-02 03:04:05", "free"])


def fill(events, lost):
    print("CREATE SCHEMA qualtrics_dev;")
    for table in ["tracks", "identifies", *filter(None, TABLES.values())]:
        print(f'CREATE TABLE qualtrics_dev."{table}" (id text PRIMARY KEY, received_at timestamptz, user_id text);')
    missing = []
    with open(events, encoding="utf-8") as lines:
        for at, line in enumerate(lines):
            event = json.loads(line)
            assert event["verdict"] == "kept", event
            if at % 7 == 3:
                missing.append(event["messageId"])
                continue
            tables = ["identifies"] if event["type"] == "identify" else ["tracks", TABLES[event["event"]]]
            for table in filter(None, tables):
                row = (event["messageId"], event["receivedAt"], event["payload"]["userId"])
                print(f"INSERT INTO qualtrics_dev.\"{table}\" VALUES ('%s', '%s', '%s');" % row)
    # Others send to the source, too.
    for table in ["tracks", "identifies"]:
        print(f"INSERT INTO qualtrics_dev.\"{table}\" VALUES ('ajs-next-1-{table}', now(), 'x'), (gen_random_uuid()::text, now(), 'y');")
    assert missing
    with open(lost, "w", encoding="utf-8") as out:
        out.write("\n".join(missing))


def compare(document, lost):
    with open(document, encoding="utf-8") as text:
        found = json.load(text)
    with open(lost, encoding="utf-8") as text:
        missing = set(text.read().split())
    told = {event["message_id"] for event in found["events"]}
    assert told == missing, (len(told), len(missing), sorted(told ^ missing)[:5])
    assert found["missing"] == len(missing) and found["verdict"] == "missing", found["verdict"]
    assert found["ids"]["unknown"] == 2 and found["ids"]["no_ids_of_ours"] == 2, found["ids"]
    print(f"{found['arrived']} arrived, {len(missing)} missing: exactly those that were left out")


def parse(dialect, document):
    import sqlglot
    from sqlglot import expressions

    with open(document, encoding="utf-8") as text:
        query = json.load(text)["query"]
    statements = sqlglot.parse(query, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    assert len([one for one in statements if one]) == 1, "one statement and no other"
    tables = sorted((table.db.lower(), table.name.lower()) for table in statements[0].find_all(expressions.Table))
    expected = ["identifies", "order", "survey_completed_drop_schema_x", "tracks"]
    assert tables == [("qualtrics_dev", name) for name in expected], tables
    columns = [[column.name.lower() for column in one.expressions] for one in statements[0].find_all(expressions.Select)]
    assert columns == [["id"]] * 4, columns
    conditions = list(statements[0].find_all(expressions.GTE))
    assert [one.this.name.lower() for one in conditions] == ["received_at"] * 4, query
    print(f"{dialect}: {len(tables)} tables, parsed by sqlglot {sqlglot.__version__}")


if __name__ == "__main__":
    {"export": export, "fill": fill, "compare": compare, "parse": parse}[sys.argv[1]](*sys.argv[2:])

#!/usr/bin/env python3
"""A second opinion on tracking plans: what qseg says of generated events, held against another JSON Schema validator.

    plan.py write DIR          writes export.json, qseg.yaml, plan.json and a schema for each rule
    plan.py split DIR          puts each event of DIR/all.ndjson into a file of its own, by rule
    plan.py rules DIR          prints the numbers of the rules
    plan.py compare DIR        holds DIR/taken.ndjson against what check-jsonschema found (DIR/*.found)

Between the steps (see `.ci/slow`): all.ndjson is what `qseg send --dry-run --format ndjson` prints without a plan,
taken.ndjson what it prints with it, under settings that block everything that breaks it. Standard library only.
"""

import json
import os
import random
import sys

ROWS = {
    "text": "{ value: \"${e://Field/text}\" }",
    "plan": "{ value: \"${e://Field/plan}\" }",
    "count": "{ value: \"${e://Field/count}\", type: number }",
    "whole": "{ value: \"${e://Field/count}\" , type: number, empty: keep }",
    "flag": "{ value: \"${e://Field/flag}\", type: boolean }",
    "when": "{ value: \"${e://Field/when}\" }",
    "tags": "{ value: \"${q://QID7/SelectedChoicesRecode}\", type: list }",
    "tag": "{ value: \"${q://QID7/SelectedChoicesRecode}\" }",
}

# Of each property several descriptions: one event has the first of each, another one the second, and so on.
SCHEMAS = {
    "text": [
        {"type": "string", "minLength": 2},
        {"type": "string", "pattern": "^[A-Za-z ]+$"},
        {"type": "string", "maxLength": 6},
        {"not": {"type": "string", "pattern": "test"}},
        {"type": "string", "pattern": "ä|ß|\\d{2}"},
    ],
    "plan": [
        {"enum": ["free", "team"]},
        {"type": "string", "pattern": "free|team"},
        {"const": "free"},
        {"anyOf": [{"type": "null"}, {"enum": ["team", "Enterprise"]}]},
        {"oneOf": [{"pattern": "e"}, {"pattern": "m"}]},
    ],
    "count": [
        {"type": "integer"},
        {"type": "number", "minimum": 0, "maximum": 10},
        {"type": ["integer", "null"], "exclusiveMaximum": 10},
        {"multipleOf": 5},
        {"enum": [1, 2.5, 10, 100]},
    ],
    "whole": [
        {"type": ["integer", "string"]},
        {"type": "number"},
        {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"const": ""}]},
        {"multipleOf": 0.5},
        {"not": {"enum": [0, -1]}},
    ],
    "flag": [{"type": "boolean"}, {"const": True}, {}, {"enum": [False]}, {"type": ["boolean", "string"]}],
    "when": [
        {"type": "string", "format": "date-time"},
        {"type": "string"},
        {"format": "date"},
        {"type": "string", "format": "date-time", "maxLength": 20},
        {"pattern": "^2026-"},
    ],
    "tags": [
        {"type": "array", "items": {"type": "string", "enum": ["1", "2", "3"]}},
        {"type": "array", "minItems": 2},
        {"type": "array", "uniqueItems": True, "maxItems": 2},
        {"type": "array", "contains": {"const": "1"}},
        {"items": [{"const": "1"}, {"const": "2"}], "additionalItems": False},
    ],
    "tag": [{"type": "string"}, {"type": "string", "pattern": ","}, {"maxLength": 1}, {"minLength": 2}, {"enum": ["1", "1, 2"]}],
}

MORE = [
    {"required": ["plan"]},
    {"additionalProperties": False},
    {"required": ["plan", "count"], "additionalProperties": {"type": "string"}},
    {"if": {"properties": {"plan": {"const": "free"}}, "required": ["plan"]}, "then": {"required": ["text"]}},
    {"dependencies": {"text": ["plan"]}, "minProperties": 3, "propertyNames": {"pattern": "^[a-z]+$"}},
]

COMMON = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"userId": {"type": "string", "pattern": "^R_[0-9]*[0-8]$"}, "context": {"required": ["library"]}},
    "required": ["userId", "context"],
}

TEXTS = ["", "a", "Hello", "hello test", "Größe", "12", "naïve 99", "a\tb", "🙂🙂", "long enough text", "  "]
PLANS = ["", "free", "team", "Free", "Enterprise", "gold\n"]
COUNTS = ["", "0", "1", "1.0", "2.5", "10", "10.0", "1e2", "-1", "-0", "100", "9007199254740993", "0.5", "1E1", "12345678901234567890"]
FLAGS = ["", "true", "false", "1"]
# No leap second: RFC 3339 has 23:59:60, as qseg does, and Python has not.
WHENS = [
    "", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+01:00", "2026-01-02", "2026-01-02 03:04:05Z", "noon",
    "2026-02-30T00:00:00Z", "2026-01-02T25:00:00Z", "2026-01-02T03:04:05", "2025-12-31", "2026-1-2", "2026-01-02T03:04Z",
    "2026-01-02t03:04:05z", "2026-01-02T03:04:05-00:00", "2026-01-02T03:04:05+0100", "2024-02-29",
]
TAGS = [[], ["1"], ["2"], ["1", "2"], ["3", "3"], ["1", "2", "3"], ["9"]]


# A rule for each description of a property alone, so that no other one hides what is made of it; then rules of the
# first descriptions together, each with more keywords for the whole.
BODIES = [{"properties": {name: one}} for name, of in SCHEMAS.items() for one in of] + [
    {"properties": {name: {} for name in ROWS if name != "tag"}, **more} for more in MORE
]


def event(at):
    return f"Event {at}"


def schema(at):
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"context": {}, "traits": {"type": "object"}, "properties": {"type": "object", **BODIES[at]}},
        "required": ["properties"],
    }


RULES = len(BODIES)


def write(folder):
    random.seed(7)
    responses = []
    for number in range(60):
        values = {"finished": 1, "status": 0, "recordedDate": "2026-01-02T03:04:05Z", "QID7": random.choice(TAGS)}
        for name, pool in (("text", TEXTS), ("plan", PLANS), ("count", COUNTS), ("flag", FLAGS), ("when", WHENS)):
            values[name] = random.choice(pool)
        responses.append({"responseId": f"R_{number}", "values": values, "labels": {}})
    rows = "".join(f"      {name}: {value}\n" for name, value in ROWS.items())
    tasks = "".join(
        f"  task{at}:\n    type: track\n    event: {event(at)}\n    userId: ${{rm://Field/ResponseID}}\n    properties:\n{rows}"
        for at in range(RULES)
    )
    rules = [{"type": "TRACK", "key": event(at), "version": 1, "jsonSchema": schema(at)} for at in range(RULES)]
    rules.append({"type": "COMMON", "version": 1, "jsonSchema": COMMON})
    blocks = {"allowUnplannedEvents": False, "allowEventOnViolations": False, "allowPropertiesOnViolations": True,
              "allowUnplannedEventProperties": True, "commonEventOnViolations": "BLOCK"}
    files = {
        "export.json": {"responses": responses},
        "plan.json": {"rules": rules, "settings": {"track": blocks}},
        "common.schema.json": COMMON,
        **{f"rule{at}.schema.json": schema(at) for at in range(RULES)},
    }
    for name, content in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(content, file)
    with open(os.path.join(folder, "qseg.yaml"), "w", encoding="utf-8") as file:
        file.write(f"version: 1\nsenders: [qseg]\ntasks:\n{tasks}")


def lines(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read().splitlines()


def split(folder):
    for line in lines(folder, "all.ndjson"):
        parsed = json.loads(line)
        rule = int(parsed["event"].split()[1])
        os.makedirs(os.path.join(folder, f"rule{rule}"), exist_ok=True)
        # The bytes as qseg writes them: numbers keep their text.
        with open(os.path.join(folder, f"rule{rule}", parsed["messageId"] + ".json"), "w", encoding="utf-8") as file:
            file.write(line)


def compare(folder):
    every = {json.loads(line)["messageId"] for line in lines(folder, "all.ndjson")}
    taken = {json.loads(line)["messageId"] for line in lines(folder, "taken.ndjson")}
    broken = {}
    for which in ["common.found", *(f"rule{at}.found" for at in range(RULES))]:
        with open(os.path.join(folder, which), encoding="utf-8") as file:
            found = json.load(file)
        if found.get("parse_errors"):
            sys.exit(f"{which}: {found['parse_errors']}")
        for error in found["errors"]:
            name = os.path.basename(error["filename"])[: -len(".json")]
            broken.setdefault(name, []).append(f"{which}: {error['path']}: {error['message']}")
    wrong = 0
    for line in lines(folder, "all.ndjson"):
        name = json.loads(line)["messageId"]
        if (name in taken) == (name in broken):
            wrong += 1
            if wrong <= 10:
                says = "takes" if name in taken else "rejects"
                print(f"qseg {says} {line}\n  the other: {broken.get(name, 'sound')}", file=sys.stderr)
    print(f"{len(every)} events, {len(taken)} sound and {len(every - taken)} broken: {wrong} verdicts differ")
    if wrong or len(taken) < 500 or len(every - taken) < 500:
        sys.exit(1)


def rules(_):
    print(*range(RULES))


{"rules": rules, "write": write, "split": split, "compare": compare}[sys.argv[1]](sys.argv[2])

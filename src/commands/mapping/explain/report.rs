//! The document of `mapping explain`. Values are data, never masked.

use super::ExplainArgs;
use crate::commands::document;
use crate::core::error::Error;
use crate::mapping::explain::cells::{CellPlace, PipeCell};
use crate::mapping::explain::coverage::{FieldUse, RowCoverage, TaskCoverage};
use crate::mapping::explain::places::Placed;
use crate::mapping::explain::when::Condition;
use crate::mapping::explain::{Came, Explained, ExplainedTask, ExplainedValue, Explanation, Verdict};
use crate::mapping::model::Mapping;
use crate::mapping::select::Skip;
use crate::qualtrics::status::Kind;
use serde_json::{Map, Value, json};

/// The document; with the error that ended it.
pub(crate) fn document(
    mapping: &Mapping,
    args: &ExplainArgs,
    explanation: &Explanation,
    error: Option<&Error>,
) -> Value {
    let coverage = &explanation.coverage;
    let mut document = json!({
        "schema": "qseg.explain/1",
        "mapping": mapping.source.name(),
        "response": args.response,
        "record": args.record,
        "property": args.property,
        "found": explanation.found.iter().map(found).collect::<Vec<_>>(),
        "near": explanation.near.nearest(),
        "coverage": {
            "read": coverage.read,
            "counted": coverage.counted,
            "tasks": coverage.tasks.iter().map(task_coverage).collect::<Vec<_>>(),
            "never": coverage.never().map(|(task, row)| json!({ "task": task, "place": row.placed.name(), "line": row.placed.line })).collect::<Vec<_>>(),
            "fields": explanation.fields.all.iter().map(field).collect::<Vec<_>>(),
        },
        "findings": document::findings(&explanation.findings),
    });
    if let Some(error) = error {
        document["error"] = document::error_only(error)["error"].take();
    }
    document
}

fn found(found: &Explained) -> Value {
    json!({
        "response": found.place.response,
        "input": found.place.input.as_ref(),
        "record": found.place.record,
        "line": found.place.line,
        "left_out": found.left_out.as_ref().map(|left_out| json!({
            "reason": reason(left_out.skip),
            "finished": left_out.finished,
            "status": left_out.status,
        })),
        "recorded": found.recorded.map(|recorded| recorded.to_string()),
        "tasks": found.tasks.iter().map(task).collect::<Vec<_>>(),
    })
}

/// The word of the counts in `send`'s document.
fn reason(skip: Skip) -> &'static str {
    match skip {
        Skip::Kind(kind) => Kind::ALL.iter().find(|(_, known)| *known == kind).map_or("unknown", |(name, _)| name),
        Skip::Live => "live",
        Skip::Date => "date",
        Skip::NotAsked => "not_asked",
        Skip::Unsubscribed => "unsubscribed",
    }
}

fn task(task: &ExplainedTask) -> Value {
    let (verdict, code) = match task.verdict {
        Verdict::Accepted => ("accepted", None),
        Verdict::Rejected(code) => ("rejected", Some(code)),
        Verdict::NotMet => ("condition_not_met", None),
    };
    json!({
        "task": task.task,
        "type": task.call.name(),
        "verdict": verdict,
        "code": code,
        "when": task.when.as_ref().map(condition),
        "values": task.values.iter().map(value).collect::<Vec<_>>(),
        "event": task.event,
    })
}

fn condition(found: &Condition) -> Value {
    match found {
        Condition::All(parts) => json!({ "all": parts.iter().map(condition).collect::<Vec<_>>() }),
        Condition::Any(parts) => json!({ "any": parts.iter().map(condition).collect::<Vec<_>>() }),
        Condition::Not(part) => json!({ "not": condition(part) }),
        Condition::Tested(tested) => json!({
            "template": tested.template,
            "test": tested.test,
            "value": tested.value,
            "met": tested.is_met,
            "line": tested.line,
        }),
    }
}

fn value(value: &ExplainedValue) -> Value {
    let mut before = Value::Null;
    let steps = value.steps.iter().map(|(step, after)| {
        let before = std::mem::replace(&mut before, after.clone());
        json!({ "step": step.name(), "before": before, "after": after })
    });
    let steps: Vec<Value> = steps.collect();
    let (verdict, came, held) = match &value.came {
        Came::Sent(sent) => ("sent", Some(sent), Value::Null),
        Came::LeftOut => ("left_out", None, Value::Null),
        Came::NotMade => ("not_made", None, Value::Null),
        Came::Held { code, message, help } => {
            ("held", None, json!({ "code": code.name, "message": message, "help": help }))
        }
    };
    let mut out = placed(&value.placed);
    out.extend([
        ("cells".to_owned(), value.cells.iter().map(pipe_cell).collect()),
        ("steps".to_owned(), Value::Array(steps)),
        ("verdict".to_owned(), verdict.into()),
        ("value".to_owned(), came.cloned().unwrap_or_default()),
        ("made".to_owned(), value.is_made.into()),
        ("held".to_owned(), held),
        ("personal".to_owned(), value.is_masked.into()),
    ]);
    Value::Object(out)
}

fn placed(placed: &Placed) -> Map<String, Value> {
    Map::from_iter([
        ("place".to_owned(), placed.name().into()),
        ("line".to_owned(), placed.line.into()),
        ("column".to_owned(), placed.column.into()),
        ("template".to_owned(), placed.template.clone().into()),
    ])
}

fn pipe_cell(cell: &PipeCell) -> Value {
    let mut out = Map::from_iter([("pipe".to_owned(), Value::from(cell.pipe.clone()))]);
    out.extend(cell_place(&cell.place.clone().unwrap_or_default()));
    out.insert("raw".to_owned(), cell.written.clone().into());
    Value::Object(out)
}

fn cell_place(place: &CellPlace) -> Map<String, Value> {
    Map::from_iter([
        ("column".to_owned(), place.column.into()),
        ("name".to_owned(), place.name.clone().into()),
        ("key".to_owned(), place.key.clone().into()),
        ("import_id".to_owned(), place.import_id.clone().into()),
        ("choice_id".to_owned(), place.choice.clone().into()),
        ("part".to_owned(), place.part.clone().into()),
    ])
}

fn task_coverage(task: &TaskCoverage) -> Value {
    json!({
        "task": task.task,
        "events": task.events,
        "not_met": task.not_met,
        "rows": task.rows.iter().map(row_coverage).collect::<Vec<_>>(),
    })
}

fn row_coverage(row: &RowCoverage) -> Value {
    let mut out = placed(&row.placed);
    out.extend([
        ("gave".to_owned(), row.gave.into()),
        ("empty".to_owned(), row.empty.into()),
        ("held".to_owned(), row.held.into()),
    ]);
    Value::Object(out)
}

fn field(field: &FieldUse) -> Value {
    let mut out = cell_place(&field.place);
    out.insert("used_by".to_owned(), field.used_by.name().into());
    out.insert("filled".to_owned(), field.filled.into());
    Value::Object(out)
}

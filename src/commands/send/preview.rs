//! An event as a person reads it: indented, with personal values masked where a machine may keep them.

use crate::commands::rehearsal::Maker;
use crate::segment::event::encode_key;
use crate::ui::visible;
use serde_json::{Map, Value};

/// What stands in place of a masked value.
const MASK: &str = "•••";

/// The event, indented; `mask` is who made it, where its personal values are to be masked. What no task of this run
/// has made is masked whole: nothing tells what of it is personal.
pub(crate) fn pretty(event: &[u8], mask: Option<Maker<'_>>) -> String {
    let Ok(Value::Object(mut object)) = serde_json::from_slice::<Value>(event) else {
        // Cannot be reached: events are JSON. What cannot be read cannot be masked, so that nothing is shown.
        return format!("(an event of {} bytes)", event.len());
    };
    if let Some(Maker::Earlier { .. }) = mask {
        for key in ["userId", "anonymousId"] {
            mask_key(&mut object, key, true);
        }
        for key in ["properties", "traits", "context"] {
            if let Some(Value::Object(members)) = object.get_mut(key) {
                members.values_mut().for_each(|value| *value = Value::String(MASK.to_owned()));
            }
        }
    }
    if let Some(Maker::Task(task)) = mask {
        let (user_id, anonymous_id) = task.masked_ids();
        mask_key(&mut object, "userId", user_id);
        mask_key(&mut object, "anonymousId", anonymous_id);
        mask_key(&mut object, "event", task.is_event_masked());
        if let Some(Value::Object(context)) = object.get_mut("context") {
            let encoded: Vec<&str> = task.masked_context().collect();
            context.iter_mut().filter(|(key, _)| encoded.contains(&encode_key(key).as_str())).for_each(|(_, value)| {
                *value = Value::String(MASK.to_owned());
            });
        }
        if let Some(Value::Object(body)) = object.get_mut(task.call.body_key()) {
            task.masked_keys().for_each(|key| mask_key(body, key, true));
        }
    }
    // JSON escapes control characters itself, but not those that turn the writing direction.
    let text = serde_json::to_string_pretty(&Value::Object(object)).unwrap_or_default();
    visible(&text).into_owned()
}

fn mask_key(object: &mut Map<String, Value>, key: &str, mask: bool) {
    if let Some(value) = object.get_mut(key).filter(|_| mask) {
        *value = Value::String(MASK.to_owned());
    }
}

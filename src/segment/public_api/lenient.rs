//! Decoding that takes what comes: "required" fields are missing in real answers, lists are null, kinds change
//! between versions (`reference/segment-public-api.md` §10, §12). What cannot be read is as if it were absent.

use crate::core::secret::Secret;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A value, or its default where it is null or of another kind.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(d: D) -> Result<T, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(d)?).unwrap_or_default())
}

/// A list without the entries that cannot be read; empty where there is none.
pub(super) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Vec<T>, D::Error> {
    Ok(entries(Value::deserialize(d)?))
}

/// The entries of a list that can be read.
pub(super) fn entries<T: DeserializeOwned>(value: Value) -> Vec<T> {
    let Value::Array(entries) = value else { return Vec::new() };
    entries.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect()
}

/// A list of secrets; what is no text, or empty, is none.
pub(super) fn secrets<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Secret>, D::Error> {
    let texts: Vec<String> = list(d)?;
    Ok(texts.iter().filter(|text| !text.is_empty()).map(|text| Secret::new(text.as_bytes())).collect())
}

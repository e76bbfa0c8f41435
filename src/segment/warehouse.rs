//! Where Segment puts events in a warehouse, and the query that lists their message ids there
//! (`reference/segment-tracking-api.md` §5, §8; `reference/segment-public-api.md` §11 "Warehouse"): one schema for a
//! source, in it a table for each Track event, `tracks` for all of them, `identifies` for Identify; the messageId is the
//! column `id`. That `tracks` holds every Track call stands in Segment's page on warehouse schemas.

use super::event::CallType;
use super::names::{schema, snake_case};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The SQL of a warehouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Google BigQuery: a schema is a data set.
    BigQuery,
    /// Snowflake: names that Segment writes without quotes are in capitals.
    Snowflake,
    /// Amazon Redshift: `_` before a leading digit.
    Redshift,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Dialect; 4] = [Dialect::BigQuery, Dialect::Snowflake, Dialect::Redshift, Dialect::Postgres];

    /// Its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Dialect::BigQuery => "bigquery",
            Dialect::Snowflake => "snowflake",
            Dialect::Redshift => "redshift",
            Dialect::Postgres => "postgres",
        }
    }

    /// A name that Segment made, as it stands in this warehouse, quoted: a table may be called `order`.
    fn identifier(self, name: &str) -> String {
        match self {
            Dialect::BigQuery => self.quoted(name),
            Dialect::Snowflake => self.quoted(&name.to_ascii_uppercase()),
            Dialect::Redshift if name.starts_with(|first: char| first.is_ascii_digit()) => {
                self.quoted(&format!("_{name}"))
            }
            Dialect::Redshift | Dialect::Postgres => self.quoted(name),
        }
    }

    /// Any text as a name.
    fn quoted(self, name: &str) -> String {
        match self {
            Dialect::BigQuery => format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A moment, in UTC.
    fn moment(self, moment: Timestamp) -> String {
        let text = moment.strftime("%Y-%m-%d %H:%M:%S+00:00");
        match self {
            Dialect::BigQuery => format!("TIMESTAMP '{text}'"),
            Dialect::Snowflake => format!("'{text}'::TIMESTAMP_TZ"),
            Dialect::Redshift | Dialect::Postgres => format!("CAST('{text}' AS TIMESTAMPTZ)"),
        }
    }
}

/// The schema of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Schema {
    /// As Segment makes it of the slug.
    OfSlug(String),
    /// As somebody says: it can be changed in the warehouse's settings.
    Named(String),
}

/// The table that a call's events are in. A Track event of which nobody knows the name, or of whose name nothing is left,
/// is looked for among all of them.
pub(crate) fn table(call: CallType, event: Option<&str>) -> String {
    match call {
        CallType::Identify => "identifies".to_owned(),
        CallType::Track => {
            let of_event = event.map(snake_case).filter(|name| !name.is_empty());
            of_event.unwrap_or_else(|| "tracks".to_owned())
        }
    }
}

/// The query for the message ids in these tables, from a moment on: one column `id`, and nothing of anybody.
/// `tables` of which there is none is `tracks` and `identifies`.
pub(crate) fn ids_query(
    dialect: Dialect,
    schema_name: &Schema,
    tables: &BTreeSet<String>,
    since: Option<Timestamp>,
) -> String {
    let schema_name = match schema_name {
        Schema::OfSlug(slug) => dialect.identifier(&schema(slug)),
        Schema::Named(name) => dialect.quoted(name),
    };
    let all = BTreeSet::from(["identifies".to_owned(), "tracks".to_owned()]);
    let tables = if tables.is_empty() { &all } else { tables };
    let (id, received_at) = (dialect.identifier("id"), dialect.identifier("received_at"));
    let one = |table: &String| {
        let mut select = format!("SELECT {id} FROM {schema_name}.{}", dialect.identifier(table));
        if let Some(since) = since {
            select.push_str(&format!(" WHERE {received_at} >= {}", dialect.moment(since)));
        }
        select
    };
    let mut query = tables.iter().map(one).collect::<Vec<_>>().join("\nUNION ALL\n");
    query.push(';');
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query(dialect: Dialect, slug: &str, tables: &[&str]) -> String {
        let tables = tables.iter().map(|table| (*table).to_owned()).collect();
        let since = "2026-03-01T09:00:00Z".parse().unwrap();
        ids_query(dialect, &Schema::OfSlug(slug.to_owned()), &tables, Some(since))
    }

    #[test]
    fn each_dialect_quotes_names_and_writes_moments_in_its_own_way() {
        for (dialect, expected) in [
            (
                Dialect::BigQuery,
                "SELECT `id` FROM `3_doctors`.`2fa_enabled` WHERE `received_at` >= TIMESTAMP '2026-03-01 09:00:00+00:00'\n\
                 UNION ALL\n\
                 SELECT `id` FROM `3_doctors`.`order` WHERE `received_at` >= TIMESTAMP '2026-03-01 09:00:00+00:00';",
            ),
            (
                Dialect::Snowflake,
                "SELECT \"ID\" FROM \"3_DOCTORS\".\"2FA_ENABLED\" WHERE \"RECEIVED_AT\" >= '2026-03-01 09:00:00+00:00'::TIMESTAMP_TZ\n\
                 UNION ALL\n\
                 SELECT \"ID\" FROM \"3_DOCTORS\".\"ORDER\" WHERE \"RECEIVED_AT\" >= '2026-03-01 09:00:00+00:00'::TIMESTAMP_TZ;",
            ),
            (
                Dialect::Redshift,
                "SELECT \"id\" FROM \"_3_doctors\".\"_2fa_enabled\" WHERE \"received_at\" >= CAST('2026-03-01 09:00:00+00:00' AS TIMESTAMPTZ)\n\
                 UNION ALL\n\
                 SELECT \"id\" FROM \"_3_doctors\".\"order\" WHERE \"received_at\" >= CAST('2026-03-01 09:00:00+00:00' AS TIMESTAMPTZ);",
            ),
            (
                Dialect::Postgres,
                "SELECT \"id\" FROM \"3_doctors\".\"2fa_enabled\" WHERE \"received_at\" >= CAST('2026-03-01 09:00:00+00:00' AS TIMESTAMPTZ)\n\
                 UNION ALL\n\
                 SELECT \"id\" FROM \"3_doctors\".\"order\" WHERE \"received_at\" >= CAST('2026-03-01 09:00:00+00:00' AS TIMESTAMPTZ);",
            ),
        ] {
            assert_eq!(query(dialect, "3-Doctors", &["order", "2fa_enabled"]), expected, "{dialect:?}");
        }
    }

    #[test]
    fn a_call_is_in_the_table_of_its_event_or_among_all_of_its_type() {
        for (call, event, expected) in [
            (CallType::Track, Some("Onboarding Survey Completed"), "onboarding_survey_completed"),
            (CallType::Track, Some("満意度"), "tracks"),
            (CallType::Track, None, "tracks"),
            (CallType::Identify, Some("x"), "identifies"),
            (CallType::Identify, None, "identifies"),
        ] {
            assert_eq!(table(call, event), expected);
        }
        let none = ids_query(Dialect::Postgres, &Schema::OfSlug("a".to_owned()), &BTreeSet::new(), None);
        assert_eq!(none, "SELECT \"id\" FROM \"a\".\"identifies\"\nUNION ALL\nSELECT \"id\" FROM \"a\".\"tracks\";");
    }

    #[test]
    fn a_schema_that_somebody_names_is_taken_as_it_is_and_cannot_end_its_quotes() {
        let query = |dialect, name: &str| {
            let tables = BTreeSet::from(["a".to_owned()]);
            ids_query(dialect, &Schema::Named(name.to_owned()), &tables, None)
        };
        assert_eq!(query(Dialect::Snowflake, "Mixed"), "SELECT \"ID\" FROM \"Mixed\".\"A\";");
        assert_eq!(query(Dialect::Postgres, "a\"; DROP"), "SELECT \"id\" FROM \"a\"\"; DROP\".\"a\";");
        assert_eq!(query(Dialect::BigQuery, "a\\`; DROP"), "SELECT `id` FROM `a\\\\\\`; DROP`.`a`;");
    }

    proptest! {
        #[test]
        fn whatever_an_event_and_a_source_are_called_a_query_is_made_of_harmless_names(event in any::<String>(), slug in any::<String>()) {
            for dialect in Dialect::ALL {
                let tables = BTreeSet::from([table(CallType::Track, Some(&event))]);
                let query = ids_query(dialect, &Schema::OfSlug(slug.clone()), &tables, None);
                let quote = if dialect == Dialect::BigQuery { '`' } else { '"' };
                prop_assert_eq!(query.matches(quote).count(), 6);
                let harmless = |letter: char| letter.is_ascii_alphanumeric() || "_. ;".contains(letter) || letter == quote;
                prop_assert!(query.chars().all(harmless), "{}", query);
            }
        }
    }
}

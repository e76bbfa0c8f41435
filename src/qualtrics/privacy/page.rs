//! The classes and what tells them, as the tables of `docs/privacy.md`.

use super::PersonalClass;
use super::shape::Shape;
use super::words::TABLE;
use std::fmt::Write as _;

/// The tables, in Markdown: every class with its words and their harmless twins by language, and every shape.
pub fn page() -> String {
    let mut page = String::new();
    for (name, class) in PersonalClass::ALL {
        let kind = if class.is_sensitive() { ", sensitive: allowed field by field only" } else { "" };
        let _ = writeln!(page, "### `{name}`{kind}\n");
        let rows: Vec<_> = TABLE.iter().filter(|row| row.class == class).collect();
        if rows.is_empty() {
            let _ = writeln!(page, "Every text that is typed, if nothing more telling is known of it.\n");
            continue;
        }
        let _ = writeln!(page, "| language | told by | not by |\n|---|---|---|");
        for row in rows {
            let _ = writeln!(page, "| {} | {} | {} |", row.language, listed(row.words), listed(row.twins));
        }
        page.push('\n');
    }
    let _ = writeln!(page, "### Shapes of values\n\n| shape | class | told by |\n|---|---|---|");
    for shape in Shape::ALL {
        let _ = writeln!(page, "| {} | `{}` | {} |", shape.name(), shape.class().name(), shape.told_by());
    }
    page
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

//! An export as one page: readable without anything else, and printable.

use std::fmt::Write as _;

use app::text::export::{self as text, label};
use serde_json::Value;

use super::export::{Export, Item, Section};

/// Nothing is fetched; nothing runs.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;\
    padding:0 1rem;color:#1d1d1f;background:#fff}dl{display:grid;grid-template-columns:10rem 1fr;\
    gap:.1rem 1rem;margin:0;padding:.6rem 0;border-top:1px solid #bbb;break-inside:avoid}\
    dt{color:#555}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}";

/// The page.
#[must_use]
pub fn html(export: &Export) -> String {
    let mut page = String::new();
    let title = escaped(text::TITLE);
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style><h1>{title}</h1><p>{}</p><p>{}</p>",
        escaped(&(text::OF_WHOM)(&export.name, &export.school, &export.made)),
        escaped(text::INTRO),
    );
    for section in &export.sections {
        add_section(&mut page, section);
    }
    page.push_str("</html>\n");
    page
}

fn add_section(page: &mut String, section: &Section) {
    let heading = escaped(label(&section.name));
    let _ = write!(page, "<h2>{heading} ({})</h2>", section.items.len());
    for item in &section.items {
        page.push_str("<dl>");
        add_item(page, item);
        page.push_str("</dl>");
    }
}

fn add_item(page: &mut String, item: &Item) {
    for (key, value) in item {
        let _ = write!(page, "<dt>{}</dt><dd>", escaped(label(key)));
        add_value(page, value);
        page.push_str("</dd>");
    }
}

fn add_value(page: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            let item: Item = fields.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            page.push_str("<dl>");
            add_item(page, &item);
            page.push_str("</dl>");
        }
        Value::Array(values) => values.iter().for_each(|value| {
            add_value(page, value);
            page.push('\n');
        }),
        Value::String(words) => page.push_str(&escaped(words)),
        Value::Bool(true) => page.push_str(text::YES),
        Value::Bool(false) => page.push_str(text::NO),
        Value::Null => {}
        Value::Number(number) => {
            let _ = write!(page, "{number}");
        }
    }
}

/// What people wrote stays what they wrote.
fn escaped(words: &str) -> String {
    words.chars().fold(String::with_capacity(words.len()), |mut safe, letter| {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter => safe.push(letter),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use domain::id::PersonId;
    use sync::entry::Uid;

    use super::*;

    #[test]
    fn what_people_wrote_is_no_markup() {
        let says = "<script>alert(1)</script> & \"so\"";
        let export = Export {
            school: says.to_owned(),
            person: PersonId(Uid::NIL),
            name: says.to_owned(),
            made: "2026-11-23 10:00".to_owned(),
            sections: vec![Section {
                name: "entries".to_owned(),
                items: vec![vec![(
                    says.to_owned(),
                    serde_json::json!({ says: [says, null, true] }),
                )]],
            }],
        };
        let page = html(&export);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(
            page.matches("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot;").count(),
            5
        );
    }
}

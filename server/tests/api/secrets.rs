//! No secret is in a copy of everything that is held about somebody, in
//! whatever column it is kept.

use rusqlite::Connection;
use rusqlite::types::Value as Stored;
use serde_json::json;
use server::accounts::links;
use server::store::sqlite::is_secret;

use crate::data_rights::exported;
use crate::devices::Tablet;
use crate::school::TestSchool;

/// Tables that a copy reads by other roads, which name no column of theirs.
const READ_OTHERWISE: [&str; 5] = ["audit", "audit_anchor", "entry", "held", "decision"];

/// Whatever is kept in columns of secrets, as somebody might find it written.
fn secrets(database: &Connection) -> Vec<String> {
    let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
    let mut columns = database.prepare(sql).unwrap();
    let columns = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let columns: Vec<(String, String)> = columns.map(Result::unwrap).collect();
    let is_kept = |(table, column): &&(String, String)| {
        is_secret(column) && !READ_OTHERWISE.contains(&table.as_str()) && table != "class"
    };
    let mut found = Vec::new();
    for (table, column) in columns.iter().filter(is_kept) {
        let sql = format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL");
        let mut values = database.prepare(&sql).unwrap();
        let values = values.query_map([], |row| row.get::<_, Stored>(0)).unwrap();
        found.extend(values.map(|value| match value.unwrap() {
            Stored::Blob(bytes) => {
                bytes.iter().fold(String::new(), |text, b| format!("{text}{b:02x}"))
            }
            Stored::Text(text) => text,
            other => panic!("{table}.{column} keeps {other:?}"),
        }));
    }
    found
}

#[test]
fn no_copy_holds_a_secret_of_anybody() {
    let school = TestSchool::open();
    let (administrator, now) = (school.person("administrator"), school.now());
    let tablet = Tablet::of(&school, "administrator");
    Tablet::of(&school, "Amara");
    let code = tablet.client.post("/api/devices/codes", &json!({})).json()["code"].clone();
    let enrol = json!({ "code": code, "name": "Blue 3" });
    assert_eq!(tablet.left_alone().post("/api/devices/enrol", &enrol).status, 200);
    tablet.client.post("/api/devices/codes", &json!({}));
    let link = school.change(move |rows| links::make(rows, administrator, now));
    let database = Connection::open(school.folder().join("limber.db")).unwrap();
    let mut secrets = secrets(&database);
    // Sessions, devices, a code, a link, passwords, pictures.
    assert!(secrets.len() > 15, "{}", secrets.len());
    let shown = ["code", "key"].map(|field| tablet.said[field].as_str().map(str::to_owned));
    secrets.extend(shown.into_iter().flatten());
    secrets.extend(tablet.client.cookie.iter().flat_map(|cookies| {
        cookies.split("; ").filter_map(|cookie| Some(cookie.split_once('=')?.1.to_owned()))
    }));
    secrets.extend([link.reveal().to_owned(), code.as_str().unwrap().to_owned()]);
    for name in ["administrator", "Amara"] {
        let (json, page) = exported(&school, name);
        let json = json.to_string();
        assert!(json.contains("\"session\"") && json.contains("\"device_store\""), "{json}");
        for secret in secrets.iter().filter(|secret| secret.len() > 6) {
            // As long as an id it may be cut into ids.
            let half = secret.get(..32).unwrap_or(secret);
            assert!(!json.contains(half) && !page.contains(half), "a secret of {name}'s copy");
        }
    }
}

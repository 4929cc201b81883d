//! The database's versions. A released one never changes: kept fixtures of
//! each are opened by the tests of every later program.

use domain::framework::Preset;
use rusqlite::{Connection, Transaction, params};
use rusqlite_migration::{HookResult, M, Migrations};

use crate::random;
use crate::store::StoreError;

/// Brings a database, new or old, to this program's version.
pub fn run(connection: &mut Connection) -> Result<(), StoreError> {
    Ok(migrations().to_latest(connection)?)
}

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up_with_hook(include_str!("v1.sql"), found),
        M::up(include_str!("v2.sql")),
        M::up(include_str!("v3.sql")),
        M::up(include_str!("v4.sql")),
    ])
}

/// What a new school begins with: an epoch of its own, and a framework.
fn found(new: &Transaction<'_>) -> HookResult {
    let epoch = random::bytes::<8>();
    new.execute("INSERT INTO log (only, position) VALUES (1, 0)", [])?;
    new.execute("INSERT INTO epoch (epoch, began) VALUES (?, 0)", [epoch])?;
    new.execute("INSERT INTO office (only, version) VALUES (1, 1)", [])?;
    let framework = Preset::default().framework();
    let body = serde_json::to_string(&framework)
        .map_err(|error| rusqlite_migration::HookError::Hook(error.to_string()))?;
    let sql = "INSERT INTO framework (version, body) VALUES (?, ?)";
    new.execute(sql, params![framework.version(), body])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_valid() {
        migrations().validate().unwrap();
    }
}

//! The school report, over HTTP, with a new sighting before each request: none
//! of them may be answered by what was made before.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::framework::Preset;
use serde::Deserialize;
use server::clock::{Clock, SystemClock};
use server::tenants::Tenant;
use sync::entry::{EntryId, Millis};
use tempfile::TempDir;

use crate::client::Client;
use crate::program::Program;
use crate::school::{self, Room, Shape};
use crate::tablet::{Address, Tablet};
use crate::{Figures, percentile, years};

/// Sightings in the school; the figures without a size are of the last.
pub const SIGHTINGS: [usize; 2] = [100_000, 10_000_000];
/// 40 classes of 25 from Reception to Year 6, 80 adults.
const SHAPE: Shape = Shape { classes: 40, students: 25, years: (0, 6) };
/// Requests of each kind.
const REQUESTS: usize = 300;

/// A school with its years of sightings.
pub struct School {
    folder: TempDir,
    rooms: Arc<[Room]>,
    /// About how many.
    sightings: usize,
}

impl School {
    /// Makes it. This thread waits: not for asynchronous callers.
    pub fn fill(sightings: usize, figures: &mut Figures) -> Result<Self> {
        eprintln!("· a school with {sightings} sightings");
        let folder = tempfile::tempdir()?;
        let rooms = school::found(folder.path(), SHAPE)?.into();
        let begun = Instant::now();
        let tenant = Tenant::open(folder.path())?;
        let written = years::write(&tenant, &rooms, sightings, SystemClock.now())?;
        eprintln!("· {written} are written");
        drop(tenant);
        let school = Self { folder, rooms, sightings };
        figures.insert(school.named("fill", "s"), begun.elapsed().as_secs_f64());
        let database = std::fs::metadata(school.folder.path().join("limber.db"))?;
        figures.insert(school.named("database", "mb"), database.len() as f64 / 1_048_576.0);
        Ok(school)
    }

    /// The name of a figure of a school of this size.
    fn named(&self, what: &str, unit: &str) -> String {
        let size = match self.sightings / 1_000 {
            thousands if thousands < 1_000 => format!("{thousands}k"),
            thousands => format!("{}m", thousands / 1_000),
        };
        format!("report.school_{what}_{size}_{unit}")
    }
}

/// The first report after a start, then many of each kind.
pub async fn measure(limber: &Path, school: &School, figures: &mut Figures) -> Result<()> {
    let program = Program::start(limber, school.folder.path())?;
    let address =
        |room: &Room| Address { server: program.address, cookie: room.teacher.cookie.clone() };
    let mut tablets = Vec::new();
    for (number, room) in (0..).zip(&*school.rooms) {
        tablets.push((room, Tablet::open(&address(room), number).await?));
    }
    let mut reader = Client::connect(program.address, &school.rooms[0].assistant.cookie).await?;
    let begun = Instant::now();
    reader.read(DATA).await?;
    figures.insert(school.named("first", "ms"), millis_since(begun));
    let mut number = 0;
    for (what, path) in [("data", DATA), ("page", PAGE)] {
        eprintln!("· its {what}, {REQUESTS} times");
        let mut millis = Vec::with_capacity(REQUESTS);
        for _ in 0..REQUESTS {
            let at = number % tablets.len();
            number += 1;
            let (room, tablet) = &mut tablets[at];
            let sent = one_more(room, tablet, number).await?;
            let begun = Instant::now();
            let body = reader.read(path).await?;
            millis.push(millis_since(begun));
            if path == DATA {
                is_new(&body, sent)?;
            }
        }
        let (p50, p99) = (percentile(millis.clone(), 50), percentile(millis, 99));
        figures.insert(school.named(what, "ms_p50"), p50);
        figures.insert(school.named(what, "ms_p99"), p99);
        // Of the largest, which comes last.
        figures.insert(format!("report.school_{what}_ms_p99"), p99);
    }
    figures.insert(school.named("server_rss", "mb"), program.memory_mib()?);
    Ok(())
}

const DATA: &str = "/api/reports/school";
const PAGE: &str = "/reports/school";

/// Sends a sighting of another student and muscle; when.
async fn one_more(room: &Room, tablet: &mut Tablet, number: usize) -> Result<Millis> {
    let framework = Preset::Seventeen.framework();
    let muscle = &framework.muscles()[number % framework.muscles().len()].id;
    let id = EntryId { incarnation: 0xbe0c_2000, number: number as u64 };
    let now = SystemClock.now();
    tablet.push(&[years::one_more(room, muscle, id, now)]).await?;
    Ok(now)
}

/// Whether a report was made after that moment.
fn is_new(body: &[u8], sent: Millis) -> Result<()> {
    #[derive(Deserialize)]
    struct Made {
        as_of: Millis,
    }
    let made: Made = serde_json::from_slice(body).context("a report without its time")?;
    ensure!(made.as_of >= sent, "a report from before the last sighting was shown");
    Ok(())
}

fn millis_since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

/// How much slower many sightings make it.
pub fn compare(figures: &mut Figures) {
    let of = |size: &str| figures.get(&format!("report.school_data_{size}_ms_p99")).copied();
    if let Some((few, many)) = of("100k").zip(of("10m")) {
        figures.insert("report.school_flat_ratio".into(), many / few);
    }
}

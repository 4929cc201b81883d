//! The sync engine under load, and beside others (`cargo xtask bench sync`);
//! the school report over years of sightings (`cargo xtask bench report`).
//!
//! The server is the program that schools run, in a process of its own, on a
//! fresh data folder, over loopback; every entry is on its disk before it is
//! acknowledged. Figures go to a file, one JSON object of names to numbers.

#![expect(clippy::cast_precision_loss, reason = "what is counted here is far below 2^52")]

mod client;
mod entries;
mod floor;
mod measure;
mod peers;
mod program;
mod report;
mod school;
mod tablet;
mod years;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Names to numbers.
type Figures = BTreeMap<String, f64>;

#[derive(Parser)]
struct Bench {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure the engine, and other engines beside it where they are installed
    Sync {
        /// The program `limber`, built for release
        #[arg(long)]
        limber: PathBuf,
        /// The folder of the other engines
        #[arg(long)]
        peers: PathBuf,
        /// Where the figures go
        #[arg(long)]
        out: PathBuf,
        /// Only ours
        #[arg(long)]
        alone: bool,
    },
    /// Measure the school report, with a new sighting before each request
    Report {
        /// The program `limber`, built for release
        #[arg(long)]
        limber: PathBuf,
        /// Where the figures go
        #[arg(long)]
        out: PathBuf,
        /// Sightings in the school, from few to many; ten million take 4 GB and
        /// a minute or two to make
        #[arg(long, default_values_t = report::SIGHTINGS)]
        sightings: Vec<usize>,
    },
    /// A second client, in a process of its own: writes a line for each entry
    /// that it can read
    Listen {
        #[command(flatten)]
        tablet: tablet::Address,
    },
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match Bench::parse().command {
        Command::Sync { limber, peers, out, alone } => {
            let ground = measure::Ground::make(limber)?;
            let mut figures = runtime.block_on(measure::all(&ground))?;
            if !alone {
                peers::beside(&peers, &mut figures)?;
            }
            std::fs::write(out, serde_json::to_vec_pretty(&figures)?)?;
            Ok(())
        }
        Command::Report { limber, out, sightings } => {
            let mut figures = Figures::new();
            for sightings in sightings {
                let school = report::School::fill(sightings, &mut figures)?;
                runtime.block_on(report::measure(&limber, &school, &mut figures))?;
            }
            report::compare(&mut figures);
            std::fs::write(out, serde_json::to_vec_pretty(&figures)?)?;
            Ok(())
        }
        Command::Listen { tablet } => runtime.block_on(measure::listen(&tablet)),
    }
}

/// The middle one; of an even number the lower of the two in the middle.
fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[(of.len() - 1) / 2]
}

/// The value that so many of a hundred do not exceed.
fn percentile(mut of: Vec<f64>, percent: usize) -> f64 {
    of.sort_by(f64::total_cmp);
    of[(of.len() * percent).div_ceil(100).saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_and_tails() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert!((percentile(hundred.clone(), 99) - 99.0).abs() < f64::EPSILON);
        assert!((percentile(hundred, 50) - 50.0).abs() < f64::EPSILON);
        assert!((percentile(vec![7.0], 99) - 7.0).abs() < f64::EPSILON);
    }
}

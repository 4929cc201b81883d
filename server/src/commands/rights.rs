//! `limber rights`: the table of `domain` in words.

use std::process::ExitCode;

use clap::Args;
use domain::rights::table::{Cell, Report, table};
use domain::rights::{Reader, Writer};

/// See `limber rights --help`.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Prints the table, as Markdown. It is the same for every school.
#[must_use]
pub fn run(Arguments {}: &Arguments) -> ExitCode {
    println!("| kind | role | writes | reads | counted in, for this role |");
    println!("|---|---|---|---|---|");
    for cell in table() {
        println!("{}", line(&cell));
    }
    ExitCode::SUCCESS
}

fn line(cell: &Cell) -> String {
    format!(
        "| {} | {} | {} | {} | {} |",
        cell.kind,
        cell.role.name(),
        one_of(cell.writes.iter().map(|writer| write_words(*writer))),
        one_of(cell.reads.iter().map(|reader| read_words(*reader))),
        one_of(cell.reports.iter().map(|report| report_words(*report))),
    )
}

fn one_of(ways: impl Iterator<Item = &'static str>) -> String {
    let ways: Vec<_> = ways.collect();
    if ways.is_empty() { "no".to_owned() } else { ways.join("; ") }
}

fn write_words(writer: Writer) -> &'static str {
    match writer {
        Writer::ClassAdult => "as an adult of the class, about its students",
        Writer::Leader => "yes",
        Writer::Student => "about themselves",
        Writer::FirstWalker => "to begin one, as its walker",
        Writer::Walker => "as a walker of the visit",
        Writer::Visited => "as the visited adult, once shared",
        Writer::WalkerAfterReply => "as a walker, after the visited adult",
        Writer::AuthorOfTarget => "of their own",
    }
}

fn read_words(reader: Reader) -> &'static str {
    match reader {
        Reader::Student => "about themselves",
        Reader::About => "as an adult of any of the student's classes",
        Reader::Class => "as an adult of the class",
        Reader::Staff => "yes",
        Reader::Author => "their own",
        Reader::Walkers => "as a walker of the visit",
        Reader::Visit => {
            "as the visit: draft, its walkers; shared, the visited adult too; released, leaders and the class's adults too"
        }
        Reader::ReadersOfTarget => "as what it takes back",
    }
}

fn report_words(report: Report) -> &'static str {
    match report {
        Report::Class => "the class's report, of own classes",
        Report::School => "the school's report, pooled",
    }
}

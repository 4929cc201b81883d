//! Where students are, by the established phase: what staff see of several sightings, never of a single tap.

use domain::directory::Directory;
use domain::id::{PersonId, Phase};
use domain::summary::buckets;
use domain::summary::evidence::{Evidence, Frame};
use domain::summary::picture::{Picture, Standing};
use domain::summary::sighted::{Context, Recorded};
use domain::time::Day;
use domain::view::View;

use crate::text::t;

/// The evidence about some students that this tablet holds.
pub struct Standings<'a> {
    evidence: Evidence,
    frame: Frame<'a>,
}

impl<'a> Standings<'a> {
    /// Everything that was seen of `students` up to `today`, in whatever class.
    pub fn of(view: &View, directory: &'a Directory, students: &[PersonId], today: Day) -> Self {
        let recorded = Recorded {
            sighted: students.iter().flat_map(|student| view.sightings_of(*student)).collect(),
            ..Recorded::default()
        };
        let frame = Frame {
            calendar: &directory.calendar,
            framework: &directory.framework,
            established: directory.established,
            as_of: today,
        };
        Self { evidence: Evidence::gather(&buckets::fold(&recorded), students, &frame), frame }
    }

    /// Where a student is with a muscle, both by position.
    pub fn standing(&self, student: usize, muscle: usize) -> Standing {
        self.picture().standing(student, muscle)
    }

    /// The established phase as of an earlier day.
    pub fn phase_on(&self, day: Day, student: usize, muscle: usize) -> Option<Phase> {
        self.picture().as_of(day).phase(student, muscle)
    }

    /// Where a muscle was seen this school year, newest first.
    pub fn seen_in(&self, student: usize, muscle: usize) -> Vec<&Context> {
        self.picture().seen_in(student, muscle)
    }

    fn picture(&self) -> Picture<'_> {
        Picture::new(&self.evidence, self.frame)
    }
}

/// The fibres that a standing fills; `None`: dashed.
pub fn phase_of(standing: Standing) -> Option<Phase> {
    match standing {
        Standing::Established { phase, .. } => Some(phase),
        Standing::NotLooked | Standing::Starting => None,
    }
}

/// A standing in staff's words, with its age where it only stands.
pub fn label(standing: Standing, directory: &Directory) -> String {
    match standing {
        Standing::NotLooked => t().teach.not_looked.to_owned(),
        Standing::Starting => t().teach.starting.to_owned(),
        Standing::Established { phase, age } => {
            let label = directory.framework.phase_label(phase);
            age.map_or_else(|| label.to_owned(), |age| (t().teach.standing_since)(label, age.get()))
        }
    }
}

/// A glyph's accessible name for staff.
pub fn glyph_label(muscle: &str, standing: Standing, directory: &Directory) -> String {
    let label = label(standing, directory);
    match phase_of(standing) {
        Some(phase) => (t().teach.glyph)(muscle, &label, phase),
        None => (t().teach.glyph_dashed)(muscle, &label),
    }
}

//! The class report as a device makes it: the server's own function, fed with the entries on the tablet.

use domain::directory::Directory;
use domain::id::{ClassId, PersonId};
use domain::summary::buckets;
use domain::summary::class::{Chosen, ClassInput, ClassReport, class_report};
use domain::summary::evidence::Frame;
use domain::time::Day;
use domain::view::View;

/// The report of a class as of `today`; `None` for who is not one of its adults, and so holds only a part of it.
#[must_use]
pub fn class_report_on_tablet(
    view: &View,
    directory: &Directory,
    class: ClassId,
    today: Day,
) -> Option<ClassReport> {
    let card = directory.class(class).filter(|card| card.mine)?;
    let students: Vec<PersonId> =
        card.students.as_ref()?.iter().map(|student| student.id).collect();
    let mut recorded = view.recorded_in(class);
    // From all their lessons; what was seen in this class comes twice and counts once.
    recorded.sighted.extend(students.iter().flat_map(|student| view.sightings_of(*student)));
    let chosen: Vec<_> =
        students.iter().filter_map(|student| newest_choice(view, *student)).collect();
    let buckets = buckets::fold(&recorded);
    let input = ClassInput { class, students: &students, buckets: &buckets, chosen: &chosen };
    let frame = Frame {
        calendar: &directory.calendar,
        framework: &directory.framework,
        established: directory.established,
        as_of: today,
    };
    Some(class_report(&input, frame))
}

fn newest_choice(view: &View, student: PersonId) -> Option<Chosen> {
    let step = view.choices_of(student).into_iter().next()?;
    Some(Chosen { student, muscle: step.choice.muscle, day: step.chosen })
}

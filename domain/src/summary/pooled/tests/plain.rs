//! The school report by the plain words of each figure, from all buckets at
//! once: what a tally is held against.

use std::collections::{BTreeMap, HashSet};

use super::*;
use crate::id::Phase;
use crate::summary::buckets::DayBucket;
use crate::summary::counts::Students;
use crate::summary::evidence::{Evidence, Frame};
use crate::summary::picture::Picture;
use crate::summary::pooled::report::{Computed, SeenIn, Sums, published};
use crate::summary::reach::{Reach, reach};
use crate::time::Span;

/// The report, by its plain words and by a tally, which say the same.
pub(super) fn school_report(
    input: &SchoolInput<'_>,
    buckets: &[DayBucket],
    frame: Frame<'_>,
) -> SchoolReport {
    let plain = plainly(input, buckets, frame);
    let tally = &mut tally(input.grouping, buckets, frame);
    assert_eq!(tally.compute(input.students, frame.as_of), plain);
    let report = published(input, frame.framework, frame.as_of, &plain);
    assert_eq!(tally.report(input, frame.as_of), report);
    report
}

/// A tally of these buckets.
pub(super) fn tally(grouping: &Grouping, buckets: &[DayBucket], frame: Frame<'_>) -> SchoolTally {
    let mut by_day = buckets.to_vec();
    by_day.sort_by_key(|bucket| bucket.day);
    let buckets = by_day.into_iter().map(Ok::<_, std::convert::Infallible>);
    SchoolTally::count(grouping, &frame, buckets).unwrap_or_else(|never| match never {})
}

/// What is counted of each group, by its plain words.
pub(super) fn plainly(
    input: &SchoolInput<'_>,
    buckets: &[DayBucket],
    frame: Frame<'_>,
) -> Vec<Computed> {
    let groups = input.grouping.groups.iter();
    groups.map(|group| computed(input, buckets, group, frame)).collect()
}

fn computed(
    input: &SchoolInput<'_>,
    buckets: &[DayBucket],
    group: &PooledGroup,
    frame: Frame<'_>,
) -> Computed {
    let of_class = |class| input.students.get(class).into_iter().flatten().copied();
    let known: BTreeSet<_> = group.classes.iter().flat_map(of_class).collect();
    let students: Vec<_> = known.iter().copied().collect();
    let is_own =
        |bucket: &&DayBucket| bucket.day <= frame.as_of && group.classes.contains(&bucket.class);
    let own: Vec<_> = buckets.iter().filter(is_own).collect();
    let half_term = Span::new(frame.calendar.half_term(frame.as_of).first, frame.as_of);

    let evidence = Evidence::gather(own.iter().copied(), &students, &frame);
    let picture = Picture::new(&evidence, frame);
    let known: HashSet<_> = known.into_iter().collect();
    let lately = reach(own.iter().copied(), &known, frame.window(), &frame);
    let this = reach(own.iter().copied(), &known, half_term, &frame);
    let muscles = frame.framework.muscles().len();
    let mut computed = Computed::nothing(muscles);
    for muscle in 0..muscles {
        let mut phases = [Students::ZERO; Phase::COUNT];
        let mut placed = BTreeMap::new();
        for (at, student) in students.iter().enumerate() {
            if let Some(phase) = picture.phase(at, muscle) {
                phases[phase.index()] += Students::new(1);
                placed.insert(*student, phase);
            }
        }
        let (Reach { lessons, students, .. }, contexts) = (lately[muscle], this[muscle].contexts);
        computed.sum(muscle, Sums { lessons, students, phases, contexts });
        for bucket in &own {
            for (student, name) in bucket.seen() {
                let is_it = frame.framework.position(name) == Some(muscle);
                let seen = SeenIn {
                    ever: is_it && known.contains(student),
                    placed: is_it && placed.contains_key(student),
                    lately: is_it && known.contains(student) && half_term.contains(bucket.day),
                };
                computed.note(muscle, bucket.class, seen);
            }
        }
    }
    computed
}

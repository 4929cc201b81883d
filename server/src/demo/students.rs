//! What students choose to stretch next, and how it went.

use std::collections::BTreeSet;

use domain::entry::{Choice, Draft, SelfView, Strategy, tag};
use domain::id::{PersonId, Phase};
use domain::time::Day;
use fastrand::Rng;

use super::story::{Pen, Scene, at, pick};
use super::words;

/// Students who choose in a half-term, in per cent.
const CHOOSING_PERCENT: u8 = 50;
/// Choices that are looked back at, in per cent.
const LOOKED_BACK_PERCENT: u8 = 60;
/// Days until a student looks back.
const LOOK_BACK_DAYS: i32 = 21;

/// Tells the choices of `days`: early in each half-term.
pub fn tell(rng: &mut Rng, scene: &Scene<'_>, days: &[Day], pen: &mut Pen) {
    let students: BTreeSet<PersonId> =
        scene.classes.iter().flat_map(|cast| cast.students.iter().copied()).collect();
    let mut half_terms: Vec<Vec<Day>> = Vec::new();
    let mut last = None;
    for day in days {
        let half = scene.calendar.half_term(*day).id;
        if last.replace(half) != Some(half) {
            half_terms.push(Vec::new());
        }
        half_terms.last_mut().expect("the first day begins one").push(*day);
    }
    for half_term in &half_terms {
        let early = &half_term[..half_term.len().min(10)];
        for student in &students {
            if rng.u8(..100) < CHOOSING_PERCENT {
                let day = *pick(rng, early);
                choose(rng, scene, *student, day, pen);
            }
        }
    }
}

fn choose(rng: &mut Rng, scene: &Scene<'_>, student: PersonId, day: Day, pen: &mut Pen) {
    let muscle = pick(rng, scene.framework.muscles());
    let strategy = match muscle.strategies.as_slice() {
        [] => Strategy::Own("Try it once in every lesson".to_owned()),
        strategies => Strategy::Offered(pick(rng, strategies).id.clone()),
    };
    let look_back = day.plus(LOOK_BACK_DAYS);
    let framework = scene.framework.version();
    let choice =
        Choice { muscle: muscle.id.clone(), strategy, look_back, framework, chosen_with: false };
    pen.write(student, at(day, 14, 50), Draft::new(&choice).link(tag::STUDENT, student.0));
    if rng.u8(..100) < LOOKED_BACK_PERCENT {
        let own = SelfView {
            muscle: muscle.id.clone(),
            phase: Phase::ALL[rng.usize(1..Phase::COUNT - 1)],
            words: (rng.u8(..100) < 40).then(|| (*pick(rng, words::HOW_IT_WENT)).to_owned()),
            framework,
        };
        let draft = Draft::new(&own).link(tag::STUDENT, student.0);
        pen.write(student, at(look_back, 14, 50), draft);
    }
}

//! What students choose to stretch next, and how it went.

use std::collections::HashSet;

use domain::entry::{Choice, Draft, SelfView, Strategy, tag};
use domain::id::{PersonId, Phase};
use domain::time::Day;
use fastrand::Rng;

use super::story::{Pen, Scene, at, half_terms, pick};
use super::words;

/// Students who choose in a half-term, in per cent.
const CHOOSING_PERCENT: u8 = 50;
/// School days at the beginning of a half-term on which students choose.
const EARLY_DAYS: usize = 10;
/// Choices that are looked back at, in per cent.
const LOOKED_BACK_PERCENT: u8 = 60;
/// Days until a student looks back.
const LOOK_BACK_DAYS: i32 = 21;

/// Tells the choices of `days`: early in each half-term.
pub fn tell(rng: &mut Rng, scene: &Scene<'_>, days: &[Day], pen: &mut Pen) {
    let students = in_class_order(scene);
    for half_term in half_terms(scene, days) {
        let early = &half_term[..half_term.len().min(EARLY_DAYS)];
        for student in &students {
            if rng.u8(..100) < CHOOSING_PERCENT {
                let day = *pick(rng, early);
                choose(rng, scene, *student, day, pen);
            }
        }
    }
}

/// Everyone once, in an order that does not depend on their random ids.
fn in_class_order(scene: &Scene<'_>) -> Vec<PersonId> {
    let mut met = HashSet::new();
    let students = scene.classes.iter().flat_map(|cast| cast.students.iter().copied());
    students.filter(|student| met.insert(*student)).collect()
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

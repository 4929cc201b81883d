//! The engine in a world of faults: tablets and a server, the very state
//! machines that are in production, over a network that loses, doubles and
//! reorders; tabs that die at any step and miss each other's messages; disks
//! that fail, and lose with the power what was not forced; clocks that jump;
//! people who change classes; databases that are put back; disks that are
//! copied. Then the faults stop, and the promises must hold.
//!
//! A failing seed prints itself. `SEED=n cargo test -p sync --test simulation`
//! replays one, `SEEDS=n` runs so many.

mod chance;
mod promises;
mod school;
mod tablet;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use world::World;

/// How many stories a plain test run tells.
const SEEDS: u64 = 500;
/// After so many steps we look whether anything is lost: looking takes longer
/// than a step.
const LOOK_STEPS: usize = 20;
/// How many acts a story has…
const ACTS: usize = 6;
/// …and how many steps an act.
const STEPS: usize = 100;
/// How often timers fire before everything must have settled.
const ROUNDS: usize = 15;

#[test]
fn promises_hold_through_faults() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SEEDS").unwrap_or(SEEDS),
    };
    for seed in seeds {
        let mut world = World::new(seed);
        let told = catch_unwind(AssertUnwindSafe(|| tell(&mut world)));
        if let Err(panic) = told {
            eprintln!("what happened: {:#?}", world.story);
            eprintln!("replay with: SEED={seed} cargo test -p sync --test simulation");
            resume_unwind(panic);
        }
    }
}

fn tell(world: &mut World) {
    for _ in 0..ACTS {
        for step in 0..STEPS {
            world.step();
            if step % LOOK_STEPS == 0 {
                promises::nothing_is_lost(world);
                promises::once(world);
            }
        }
        if world.chance.percent(70) {
            world.interlude();
        }
    }
    world.calm_down();
    world.settle(ROUNDS);
    promises::nothing_is_lost(world);
    promises::once(world);
    promises::everything_was_sent(world);
    promises::exactly_what_is_permitted(world);
    promises::memory_is_the_disk(world);
}

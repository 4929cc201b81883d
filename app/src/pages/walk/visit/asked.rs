//! Chips of the muscles that students were asked to use.

use domain::entry::VisitSet;
use domain::framework::{Framework, Habit};
use domain::id::MuscleId;
use leptos::prelude::*;
use sync::order;

use super::room::Room;
use crate::components::habit_class;
use crate::reactive::{Row, keyed, memo};
use crate::text::t;

/// As many muscles as fit in a row or two are all shown at once.
const ALL_AT_ONCE_MAX: usize = 6;

/// A chip for each muscle that the walk expects, and the others on demand.
#[component]
pub fn Asked(
    /// The visit.
    room: Room,
    /// The muscles that the walk expects.
    #[prop(into)]
    expected: Signal<Vec<MuscleId>>,
) -> impl IntoView {
    let all = RwSignal::new(false);
    let chips = move || {
        let Some(directory) = room.directory() else { return Vec::new() };
        let asked = room.of(domain::view::VisitView::asked_muscles);
        let shown = |id: &MuscleId| all.get() || asked.contains(id);
        chips(&directory.framework, &expected.get(), shown)
    };
    let is_folded = move || {
        let muscles = room.directory().map_or(0, |d| d.framework.muscles().len());
        !all.get() && chips().len() < muscles
    };
    let row = move |chip: Chip| {
        Row::new(chip.id.as_str().to_owned(), move || view! { <MuscleChip room=room chip=chip /> })
    };
    view! {
        <section class="stack close" aria-labelledby="asked-title">
            <h2 id="asked-title">{t().visit.asked}</h2>
            <div class="chips">
                {keyed(move || chips().into_iter().map(row).collect())}
                <Show when=is_folded>
                    <button class="chip dashed" type="button" on:click=move |_| all.set(true)>
                        <span aria-hidden="true">"+"</span>
                        {t().visit.all_muscles}
                    </button>
                </Show>
            </div>
        </section>
    }
}

/// A muscle as a chip.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chip {
    id: MuscleId,
    name: String,
    habit: Habit,
}

/// The chips in the framework's order, those that the walk expects first. Of a small framework all; of a large one without
/// any that are expected, the first of each group.
fn chips(
    framework: &Framework,
    expected: &[MuscleId],
    shown: impl Fn(&MuscleId) -> bool,
) -> Vec<Chip> {
    let muscles = framework.muscles();
    let is_first = |id: &MuscleId, habit: Habit| {
        framework.muscles_of(habit).next().is_some_and(|m| m.id == *id)
    };
    let is_offered = |id: &MuscleId, habit: Habit| {
        muscles.len() <= ALL_AT_ONCE_MAX
            || if expected.is_empty() { is_first(id, habit) } else { expected.contains(id) }
    };
    let mut chips: Vec<_> = muscles
        .iter()
        .filter(|m| is_offered(&m.id, m.group) || shown(&m.id))
        .map(|m| Chip { id: m.id.clone(), name: m.name.clone(), habit: m.group })
        .collect();
    order::sort_by_key(&mut chips, |chip| !expected.contains(&chip.id));
    chips
}

#[component]
fn MuscleChip(room: Room, chip: Chip) -> impl IntoView {
    let Chip { id, name, habit } = chip;
    let is_asked = {
        let id = id.clone();
        memo(move || room.of(|visit| visit.asked(&id)))
    };
    let tap = move |_| room.choose(&VisitSet::Asked(id.clone(), !is_asked.get_untracked()));
    view! {
        <button
            class=format!("chip {}", habit_class(habit))
            type="button"
            aria-pressed=move || is_asked.get().to_string()
            on:click=tap
        >
            {name}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use domain::framework::Preset;

    use super::*;

    fn ids(preset: Preset, expected: &[&str], asked: &[&str]) -> Vec<String> {
        let id = |text: &&str| MuscleId::new(text).unwrap();
        let expected: Vec<_> = expected.iter().map(id).collect();
        let asked: Vec<_> = asked.iter().map(id).collect();
        let chips = chips(&preset.framework(), &expected, |id| asked.contains(id));
        chips.into_iter().map(|chip| chip.id.as_str().to_owned()).collect()
    }

    #[test]
    fn a_small_framework_is_shown_whole_the_expected_first() {
        let all = ids(Preset::Foundation4, &["revising"], &[]);
        assert_eq!(all[0], "revising");
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn of_a_large_one_what_is_expected_and_what_was_asked() {
        let chips = ids(Preset::Seventeen, &["questioning", "planning"], &["imitation"]);
        assert_eq!(chips, ["questioning", "planning", "imitation"]);
        assert_eq!(
            ids(Preset::Seventeen, &[], &[]).len(),
            Habit::ALL.len(),
            "the first of each group"
        );
    }
}

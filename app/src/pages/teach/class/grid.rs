//! The class as a grid of tiles: focus students first, in the order of names.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use sync::order;

use super::lesson::Lesson;
use super::tile::Tile;
use crate::reactive::memo;
use crate::text::t;

/// The grid. Tab leads to one tile, arrows from tile to tile.
#[component]
pub fn Grid(lesson: Lesson) -> impl IntoView {
    let students = StoredValue::new(lesson.students());
    let muscle = memo(move || lesson.state().setup.with(|setup| setup.muscle.clone()));
    // Decided when the muscle is chosen: no tile moves away under a finger.
    let order = memo(move || {
        muscle.track();
        let plan = untrack(|| lesson.state().plan.get());
        let mut places: Vec<usize> = (0..students.with_value(Vec::len)).collect();
        students.with_value(|students| {
            order::sort_by_key(&mut places, |place| !plan.has(students[*place].0));
        });
        places
    });
    let active = RwSignal::new(0);
    let tiles = move || {
        let order = order.get();
        active.set(0);
        let tile = |(position, place): (usize, usize)| {
            let (student, name) = students.with_value(|students| students[place].clone());
            view! { <Tile lesson=lesson student=student name=name place=place position=position active=active /> }
        };
        order.into_iter().enumerate().map(tile).collect_view()
    };
    let count = students.with_value(Vec::len);
    let arrows = move |event: KeyboardEvent| {
        let from = active.get_untracked();
        if let Some(to) = step(&event.key(), from, count, columns(count)) {
            event.prevent_default();
            focus(to);
        }
    };
    if count == 0 {
        return view! { <p class="hint">{t().teach.no_students}</p> }.into_any();
    }
    let label = lesson.class(|class| (t().teach.students_of)(&class.name));
    view! { <div class="grid" role="group" aria-label=label on:keydown=arrows>{tiles}</div> }
        .into_any()
}

/// Where a key leads from a tile, if it leads anywhere.
fn step(key: &str, from: usize, count: usize, columns: usize) -> Option<usize> {
    let to = match key {
        "ArrowRight" => from + 1,
        "ArrowLeft" => from.checked_sub(1)?,
        "ArrowDown" => from + columns,
        "ArrowUp" => from.checked_sub(columns)?,
        "Home" => 0,
        "End" => count.checked_sub(1)?,
        _ => return None,
    };
    (to < count && to != from).then_some(to)
}

/// How many tiles stand in the first row, as the page is laid out now.
fn columns(count: usize) -> usize {
    let top = |position| tile(position).map(|tile| tile.offset_top());
    let first = top(0);
    (0..count).take_while(|position| top(*position) == first).count().max(1)
}

fn focus(position: usize) {
    if let Some(tile) = tile(position) {
        // A tile that cannot be focused is being replaced: the next key finds another.
        let _ = tile.focus();
    }
}

fn tile(position: usize) -> Option<HtmlElement> {
    document().get_element_by_id(&format!("tile-{position}"))?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_walk_the_grid_and_stop_at_its_edges() {
        // Eight tiles in rows of three: 0 1 2 / 3 4 5 / 6 7
        let cases = [
            ("ArrowRight", 2, Some(3)),
            ("ArrowRight", 7, None),
            ("ArrowLeft", 0, None),
            ("ArrowLeft", 3, Some(2)),
            ("ArrowDown", 4, Some(7)),
            ("ArrowDown", 5, None),
            ("ArrowUp", 1, None),
            ("ArrowUp", 7, Some(4)),
            ("Home", 5, Some(0)),
            ("Home", 0, None),
            ("End", 0, Some(7)),
            ("Enter", 3, None),
        ];
        for (key, from, to) in cases {
            assert_eq!(step(key, from, 8, 3), to, "{key} from {from}");
        }
    }
}

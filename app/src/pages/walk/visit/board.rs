//! The grid: four habits × four aspects. The announced row first, the rest on demand.

use std::time::Duration;

use domain::entry::VisitSet;
use domain::entry::visit::Mark;
use domain::framework::{Aspect, Habit};
use leptos::prelude::*;
use sync::order;

use super::room::Room;
use crate::components::habit_class;
use crate::reactive::{Row, keyed, memo};
use crate::text::t;

/// How long a finger rests on a cell for "looked, not noticed".
const LONG_PRESS_MILLIS: u64 = 550;

/// The announced row, and the whole grid on demand.
#[component]
pub fn Board(
    /// The visit.
    room: Room,
    /// The row that the walk asks for.
    #[prop(into)]
    habit: Signal<Option<Habit>>,
) -> impl IntoView {
    let is_whole = RwSignal::new(marked_elsewhere(room, habit.get_untracked()));
    let shows_all = move || is_whole.get() || habit.get().is_none();
    // Armed: the next tap on a cell says "looked, not noticed", once.
    let armed = RwSignal::new(false);
    let rows = move || {
        let mut rows = Habit::ALL.to_vec();
        match habit.get() {
            Some(first) if !shows_all() => rows = vec![first],
            Some(first) => order::sort_by_key(&mut rows, |row| *row != first),
            None => {}
        }
        let row = |habit| {
            Row::new(habit_class(habit).to_owned(), move || {
                view! { <BoardRow room=room habit=habit armed=armed /> }
            })
        };
        rows.into_iter().map(row).collect()
    };
    view! {
        <section class="stack close" aria-labelledby="board-title">
            <h2 id="board-title">
                {move || if habit.get().is_some() { t().visit.focus_row } else { t().visit.grid }}
            </h2>
            <div class="board" role="group" aria-labelledby="board-title" data-armed=move || armed.get().then_some("true")>
                <span class="board-corner"></span>
                {Aspect::ALL
                    .iter()
                    .map(|aspect| view! { <span class="board-col" aria-hidden="true">{(t().visit.aspect)(*aspect)}</span> })
                    .collect_view()}
                {keyed(rows)}
            </div>
            <p class="hint" aria-live="polite">
                {move || if armed.get() { t().visit.not_noticed_hint } else { t().visit.cell_hint }}
            </p>
            <div class="row">
                <button
                    class="chip"
                    type="button"
                    aria-pressed=move || armed.get().to_string()
                    on:click=move |_| armed.update(|armed| *armed = !*armed)
                >
                    <Pips mark=Some(Mark::NotNoticed) />
                    {t().visit.not_noticed}
                </button>
                <Show when=move || habit.get().is_some()>
                    <button
                        class="chip dashed"
                        type="button"
                        aria-expanded=move || is_whole.get().to_string()
                        on:click=move |_| is_whole.update(|whole| *whole = !*whole)
                    >
                        {move || if is_whole.get() { t().visit.less } else { t().visit.more }}
                    </button>
                </Show>
            </div>
        </section>
    }
}

/// Whether a draft already has marks outside the announced row.
fn marked_elsewhere(room: Room, habit: Option<Habit>) -> bool {
    let is_elsewhere =
        |set: &VisitSet| matches!(set, VisitSet::Cell(row, _, Some(_)) if Some(*row) != habit);
    room.now_of(|visit| visit.fields.all().flatten().any(|head| is_elsewhere(&head.set)))
}

#[component]
fn BoardRow(room: Room, habit: Habit, armed: RwSignal<bool>) -> impl IntoView {
    let name = move || habit_name(room, habit);
    view! {
        <span class=format!("board-row {}", habit_class(habit)) aria-hidden="true">{name}</span>
        {Aspect::ALL
            .iter()
            .map(|aspect| view! { <Cell room=room habit=habit aspect=*aspect armed=armed /> })
            .collect_view()}
    }
}

#[component]
fn Cell(room: Room, habit: Habit, aspect: Aspect, armed: RwSignal<bool>) -> impl IntoView {
    let mark = memo(move || room.of(|visit| visit.cell(habit, aspect)));
    let choose = move |mark| room.choose(&VisitSet::Cell(habit, aspect, mark));
    let name = move || {
        let habit = habit_name(room, habit);
        (t().visit.cell)(&habit, (t().visit.aspect)(aspect), (t().visit.mark)(mark.get()))
    };
    let press = LongPress::new(move || choose(Some(Mark::NotNoticed)));
    let tap = move |ev: web_sys::MouseEvent| {
        // A click without a pointer comes from a key or a switch: no finger has rested before it.
        if press.take_long() && ev.detail() != 0 {
            return;
        }
        if armed.get_untracked() {
            armed.set(false);
            choose(Some(Mark::NotNoticed));
        } else {
            choose(after_tap(mark.get_untracked()));
        }
    };
    view! {
        <button
            class=format!("cell {}", habit_class(habit))
            type="button"
            data-mark=move || mark.get().map(Mark::name)
            aria-label=name
            on:click=tap
            on:pointerdown=move |_| press.begin()
            on:pointerup=move |_| press.end()
            on:pointerleave=move |_| press.end()
            on:pointercancel=move |_| press.end()
            on:contextmenu=move |ev| {
                ev.prevent_default();
                press.fire();
            }
        >
            {move || view! { <Pips mark=mark.get() /> }}
            <small aria-hidden="true">{move || mark.get().map(|mark| (t().visit.mark)(Some(mark)))}</small>
        </button>
    }
}

/// What one more tap says.
fn after_tap(mark: Option<Mark>) -> Option<Mark> {
    match mark {
        None | Some(Mark::NotNoticed) => Some(Mark::Noticed),
        Some(Mark::Noticed) => Some(Mark::Widely),
        Some(Mark::Widely) => Some(Mark::Clear),
        Some(Mark::Clear) => None,
    }
}

/// Three dots, as many filled as the mark says; a line where someone looked in vain.
#[component]
pub fn Pips(mark: Option<Mark>) -> impl IntoView {
    let filled = match mark {
        None | Some(Mark::NotNoticed) => 0,
        Some(Mark::Noticed) => 1,
        Some(Mark::Widely) => 2,
        Some(Mark::Clear) => 3,
    };
    if mark == Some(Mark::NotNoticed) {
        return view! {
            <svg class="pips" viewBox="0 0 46 14" aria-hidden="true">
                <path class="pips-line" d="M5 7H41"></path>
            </svg>
        }
        .into_any();
    }
    view! {
        <svg class="pips" viewBox="0 0 46 14" aria-hidden="true">
            {(0..3)
                .map(|n| {
                    let look = if n < filled { "pip-on" } else { "pip-off" };
                    view! { <circle class=look cx=(7 + 16 * n).to_string() cy="7" r="5"></circle> }
                })
                .collect_view()}
        </svg>
    }
    .into_any()
}

/// What the school calls a row.
#[must_use]
pub fn habit_name(room: Room, habit: Habit) -> String {
    let group =
        room.directory().and_then(|d| d.framework.group(habit).map(|group| group.name.clone()));
    group.unwrap_or_else(|| (t().visit.habit)(habit).to_owned())
}

/// A finger that rests on a cell. Some browsers say it as a context menu, some say nothing: both count once.
#[derive(Clone, Copy)]
struct LongPress {
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// It has fired: the click that follows is not another tap.
    fired: StoredValue<bool>,
    act: Callback<()>,
}

impl LongPress {
    fn new(act: impl Fn() + Send + Sync + 'static) -> Self {
        let act = Callback::new(move |()| act());
        Self { waiting: StoredValue::new(None), fired: StoredValue::new(false), act }
    }

    fn begin(self) {
        self.end();
        self.fired.set_value(false);
        let after = Duration::from_millis(LONG_PRESS_MILLIS);
        self.waiting.set_value(set_timeout_with_handle(move || self.fire(), after).ok());
    }

    fn end(self) {
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    }

    fn fire(self) {
        self.end();
        if !self.fired.get_value() {
            self.fired.set_value(true);
            self.act.run(());
        }
    }

    /// Whether the press before this click was long; said once.
    fn take_long(self) -> bool {
        self.fired.try_update_value(std::mem::take).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_go_round() {
        let mut mark = None;
        let round: Vec<_> = (0..4)
            .map(|_| {
                mark = after_tap(mark);
                mark
            })
            .collect();
        assert_eq!(round, [Some(Mark::Noticed), Some(Mark::Widely), Some(Mark::Clear), None]);
        assert_eq!(after_tap(Some(Mark::NotNoticed)), Some(Mark::Noticed));
    }
}

//! A visit as it is read: by the adult who was visited, by its walkers, and once released by leaders and the class's adults.

use domain::entry::VisitSet;
use domain::framework::{Aspect, Habit};
use domain::view::{Head, Stage, VisitView};
use leptos::prelude::*;

use super::board::Pips;
use super::conflicts::Conflicts;
use super::gate::who_and_when;
use super::replies::{Beside, CorrectButton, Replies};
use super::room::Room;
use super::said;
use super::top::{WalkLine, walk_of};
use crate::components::{Header, habit_class};
use crate::pages::walk::lists::own_visits_this_term;
use crate::reactive::{Row, keyed, memo};
use crate::text::t;

/// The page.
#[component]
pub fn ReadingPage(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let walk = memo(move || walk_of(room));
    let fields = memo(move || room.of(in_reading_order));
    let field_rows = move || {
        let row = |(name, heads): (String, _)| {
            Row::new(name.clone(), move || view! { <ReadField room=room name=name heads=heads /> })
        };
        fields.get().into_iter().map(row).collect()
    };
    view! {
        <Header title=Signal::derive(move || room.class_title()) back="/" />
        <main class="page reading">
            <div class="stack close">
                <WalkLine room=room walk=walk />
                <p>{move || who_and_when(room)}</p>
                <p class="hint">{move || standing(room)}</p>
                <OwnCount room=room />
            </div>
            <Conflicts room=room />
            <div class="reading-fields">
                {keyed(field_rows)}
                <Show when=move || fields.with(Vec::is_empty)>
                    <p class="hint">{t().visit.reading.nothing}</p>
                </Show>
                <Taught room=room />
            </div>
            <Replies room=room />
        </main>
    }
}

/// Where the visit stands, in words.
fn standing(room: Room) -> String {
    let words = &t().visit.reading;
    let (stage, visited) = room.of(|visit| (Some(visit.stage_for(room.me())), visit.visited));
    match (stage, visited) {
        (Some(Stage::Released), Some(_)) => (words.released)(&room.class_name()),
        (Some(Stage::Released), None) => words.released_cover.to_owned(),
        (_, Some(person)) => (words.shared)(&room.name_of(person), &room.release_day()),
        (_, None) => (words.shared_cover)(&room.release_day()),
    }
}

/// The visited adult's own count against the cap. Nobody else ever sees it.
#[component]
fn OwnCount(room: Room) -> impl IntoView {
    let is_mine = move || room.of(|visit| visit.visited) == Some(room.me());
    move || {
        let directory = room.directory().filter(|_| is_mine())?;
        let today = room.tablet.today();
        let visits = room.tablet.view(|view| view.visits(&directory.calendar, today));
        let n = own_visits_this_term(&visits, room.me(), &directory.calendar, today);
        let cap = usize::try_from(directory.school.visits_cap).unwrap_or(usize::MAX);
        Some(view! {
            <p class="own-count">
                <b>{(t().visit.reading.count)(n, cap)}</b>
                " "
                <span class="hint">{t().visit.reading.count_private}</span>
            </p>
        })
    }
}

/// A field that says something, by its stored name.
type Field = (String, Vec<Head<VisitSet>>);

/// Texts, then marks row by row, then what was asked for and who steered.
fn in_reading_order(visit: &VisitView) -> Vec<Field> {
    let texts = said::TEXTS.iter().map(|words| words.name().to_owned());
    let marks = Habit::ALL.iter().flat_map(|habit| {
        Aspect::ALL.iter().map(|aspect| VisitSet::Cell(*habit, *aspect, None).field())
    });
    let asked =
        visit.asked_muscles().into_iter().map(|muscle| VisitSet::Asked(muscle, true).field());
    let rest = ["steering", "follow-up"].map(str::to_owned);
    let names = texts.chain(marks).chain(asked).chain(rest);
    names.filter_map(|name| Some((name.clone(), telling(visit.heads(&name))?))).collect()
}

/// The heads that say something, if any does.
fn telling(heads: &[Head<VisitSet>]) -> Option<Vec<Head<VisitSet>>> {
    let tells = |head: &&Head<VisitSet>| match &head.set {
        VisitSet::Words(_, text) => !text.is_empty(),
        VisitSet::Cell(_, _, mark) => mark.is_some(),
        VisitSet::Steering(steering) => steering.is_some(),
        VisitSet::Asked(_, flag) | VisitSet::FollowUp(flag) => *flag,
        _ => false,
    };
    let telling: Vec<_> = heads.iter().filter(tells).cloned().collect();
    (!telling.is_empty()).then_some(telling)
}

/// One field: its heading, what it says (all of it, where two wrote it at the same time), and what stands beside it.
#[component]
fn ReadField(room: Room, name: String, heads: Vec<Head<VisitSet>>) -> impl IntoView {
    let color = heads.first().map_or("", |head| match head.set {
        VisitSet::Cell(habit, ..) => habit_class(habit),
        _ => "",
    });
    let heading = {
        let set = heads.first().map(|head| head.set.clone());
        memo(move || set.as_ref().and_then(|set| said::heading(room, set)).unwrap_or_default())
    };
    let is_contested = heads.len() > 1;
    let values = heads.into_iter().map(|head| {
        let by = move || (t().visit.heads.by)(&room.name_of(head.author), &room.when(head.at));
        view! {
            <div class="read-said">
                {said_view(room, head.set)} {is_contested.then(|| view! { <p class="hint">{by}</p> })}
            </div>
        }
    });
    let label = Signal::derive(move || (t().visit.reading.correct_field)(&heading.get()));
    view! {
        <section class=format!("read-field {color}")>
            <h2>{heading}</h2>
            {values.collect_view()}
            <Beside room=room field=name.clone() />
            <CorrectButton room=room field=name label=label />
        </section>
    }
}

/// Who was teaching, as it froze when the visit was shared. The visited adult corrects it like any other field.
#[component]
fn Taught(room: Room) -> impl IntoView {
    let words = &t().visit;
    let taught = move || {
        let (shared_as, visited) = room.of(|visit| (visit.shared_as, visit.visited));
        let name = visited.map(|person| room.name_of(person)).unwrap_or_default();
        shared_as.map(|today| (words.taught)(today, &name))
    };
    view! {
        <section class="read-field">
            <h2>{words.taught_heading}</h2>
            <p class="read-said">{taught}</p>
            <Beside room=room field="today".to_owned() />
            <CorrectButton
                room=room
                field="today".to_owned()
                label=(words.reading.correct_field)(words.taught_heading)
            />
        </section>
    }
}

/// A value: words as they were written, a mark with its dots. Of what is simply so the heading says all.
fn said_view(room: Room, set: VisitSet) -> AnyView {
    let mark = match set {
        VisitSet::Cell(_, _, mark) => mark,
        _ => None,
    };
    let class = if matches!(set, VisitSet::Words(..)) { "read-words" } else { "read-mark" };
    if matches!(set, VisitSet::Asked(..) | VisitSet::FollowUp(_)) {
        return ().into_any();
    }
    let pips = mark.map(|mark| view! { <Pips mark=Some(mark) /> });
    view! { <p class=class>{pips} {move || said::value(room, &set)}</p> }.into_any()
}

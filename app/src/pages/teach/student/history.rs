//! What was recorded of a student, by day.

use domain::directory::Directory;
use domain::entry::{Act, Context};
use domain::framework::Habit;
use domain::id::{MuscleId, PersonId, Phase};
use domain::time::Day;
use domain::view::View;
use leptos::prelude::*;
use sync::entry::{EntryId, Millis};
use sync::order;

use super::super::context::summary;
use super::super::record;
use super::Subject;
use super::writing::Kind;
use crate::components::{Glyph, GlyphSize, habit_class, use_toasts};
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Days that are shown before "Show earlier days", and with each tap on it.
const DAYS_SHOWN: usize = 5;

/// For so long an own entry can be taken back: later, others have built on it.
const TAKE_BACK_DAYS: i32 = 7;

/// One thing that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: EntryId,
    author: PersonId,
    at: Millis,
    day: Day,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Seen { muscle: MuscleId, phase: Phase, context: Context, more: Vec<String> },
    Words { text: String, for_student: bool },
}

/// See the module.
#[component]
pub fn History(subject: Subject) -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().teach.student;
    let shown = RwSignal::new(DAYS_SHOWN);
    let lines = memo(move || {
        subject.directory(|directory| tablet.view(|view| lines(view, subject.student, directory)))
    });
    let days = move || {
        let lines = lines.read();
        let days: Vec<_> = lines.chunk_by(|a, b| a.day == b.day).collect();
        let more = days.len() > shown.get();
        let listed =
            days.iter().take(shown.get()).map(|lines| day(subject, tablet, lines)).collect_view();
        let empty = days.is_empty().then(|| view! { <p class="hint">{text.no_history}</p> });
        let more = more.then(|| {
            view! {
                <button class="btn quiet" type="button" on:click=move |_| shown.update(|n| *n += DAYS_SHOWN)>
                    {text.earlier}
                </button>
            }
        });
        view! {
            {empty}
            {listed}
            {more}
        }
    };
    view! {
        <section class="stack close history" aria-labelledby="history">
            <h2 id="history">{text.history}</h2>
            {days}
        </section>
    }
}

/// Sightings and words, newest first.
fn lines(view: &View, student: PersonId, directory: &Directory) -> Vec<Line> {
    let seen = view.sightings_of(student).into_iter().map(|seen| {
        let more = match view.get(seen.id).map(|filed| &filed.act) {
            Some(Act::Sighting(sighting)) => {
                let strand = sighting.strand.as_ref().and_then(|id| strand_name(directory, id));
                let support = sighting.support.map(|s| (t().teach.student.supports)(s).to_owned());
                strand.into_iter().chain(support).collect()
            }
            _ => Vec::new(),
        };
        let what =
            What::Seen { muscle: seen.muscle, phase: seen.phase, context: seen.context, more };
        Line { id: seen.id, author: seen.author, at: seen.at, day: seen.day, what }
    });
    let words = view.written_about(student).into_iter().map(|words| {
        let what = What::Words { text: words.text, for_student: words.for_student };
        Line { id: words.id, author: words.author, at: words.at, day: words.day, what }
    });
    let mut lines: Vec<_> = seen.chain(words).collect();
    order::sort_by_key(&mut lines, |line| std::cmp::Reverse((line.day, line.at, line.id)));
    lines
}

fn strand_name(directory: &Directory, id: &str) -> Option<String> {
    let mut strands = directory.framework.muscles().iter().flat_map(|muscle| &muscle.strands);
    strands.find(|strand| strand.id == id).map(|strand| strand.name.clone())
}

fn day(subject: Subject, tablet: Tablet, lines: &[Line]) -> impl IntoView + use<> {
    let (me, today) = (tablet.person(), tablet.today());
    let said = lines.first().map(|line| t().dates.day(line.day, today));
    let rows = subject.directory(|directory| {
        lines.iter().map(|line| row(subject, line, directory, me, today)).collect_view()
    });
    view! {
        <h3 class="history-day">{said}</h3>
        <ul class="history-lines">{rows}</ul>
    }
}

fn row(
    subject: Subject,
    line: &Line,
    directory: &Directory,
    me: PersonId,
    today: Day,
) -> impl IntoView + use<> {
    let text = &t().teach.student;
    let author = match line.author {
        author if author == me => text.you,
        author => directory.staff_name(author).unwrap_or(text.someone),
    };
    let undo = (line.author == me && today.since(line.day) < TAKE_BACK_DAYS)
        .then(|| take_back(subject, line));
    let said = match &line.what {
        What::Seen { muscle, phase, context, more } => {
            seen(directory, muscle, *phase, context, more)
        }
        What::Words { text: words, for_student } => {
            let kind = if *for_student { text.noticed } else { text.note };
            view! {
                <div>
                    <p class="hint">{kind}</p>
                    <p>{format!("“{words}”")}</p>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <li>
            {said}
            <span class="hint author">{author.to_owned()}</span>
            {undo}
        </li>
    }
}

fn seen(
    directory: &Directory,
    muscle: &MuscleId,
    phase: Phase,
    context: &Context,
    more: &[String],
) -> AnyView {
    let framework = &directory.framework;
    let known = framework.muscle(muscle);
    let habit = known.map_or(Habit::Feeling, |muscle| muscle.group);
    let name = known.map_or(muscle.as_str(), |muscle| muscle.name.as_str());
    let details: Vec<_> = summary(context, None).into_iter().chain(more.iter().cloned()).collect();
    view! {
        <Glyph phase=Some(phase) habit=habit size=GlyphSize::Small />
        <div class=habit_class(habit)>
            <p>{(t().teach.student.saw)(name, framework.phase_label(phase))}</p>
            <p class="hint">{details.join(" · ")}</p>
        </div>
    }
    .into_any()
}

/// Only what one has written oneself can be taken back. Words go back to where they were typed, to be put better.
fn take_back(subject: Subject, line: &Line) -> impl IntoView + use<> {
    let tablet = use_tablet();
    let toasts = use_toasts();
    let text = &t().teach.student;
    let id = line.id;
    let words = match &line.what {
        What::Words { text, for_student } => Some((Kind::of(*for_student), text.clone())),
        What::Seen { .. } => None,
    };
    let take_back = move |_| {
        tablet.record(vec![record::retraction(id)]);
        let Some((kind, words)) = words.clone() else {
            return toasts.say(text.taken_back.to_owned());
        };
        let typed = tablet.kept_text(&kind.key(subject.class(|class| class.id), subject.student));
        // What is being typed already stays.
        if typed.with_untracked(String::is_empty) {
            typed.set(words);
            toasts.say(text.words_back.to_owned());
        } else {
            toasts.say(text.taken_back.to_owned());
        }
    };
    view! {
        <button class="btn plain" type="button" on:click=take_back>{t().teach.student.take_back}</button>
    }
}

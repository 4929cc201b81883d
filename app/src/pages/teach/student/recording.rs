//! Records one sighting, with more than a brush can say: how much help there was, and a part of the muscle. Either can be
//! said before the phase is tapped, or after: then it corrects.

use domain::entry::{Act, Support};
use domain::id::{MuscleId, Phase};
use leptos::prelude::*;
use sync::entry::EntryId;

use super::super::context::ContextChip;
use super::super::record::{self, Detail, Setting};
use super::super::setup::{KeptSetup, Setup};
use super::Subject;
use crate::components::{Glyph, Toasts, habit_class, use_toasts};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// What the section holds.
#[derive(Clone, Copy)]
struct Form {
    tablet: Tablet,
    subject: Subject,
    kept: KeptSetup,
    setup: RwSignal<Setup>,
    /// What is said of a sighting that is not recorded yet.
    pending: RwSignal<Detail>,
    toasts: Toasts,
}

/// See the module; nothing where the framework has no muscles.
#[component]
pub fn Recording(subject: Subject) -> impl IntoView {
    let tablet = use_tablet();
    let kept = KeptSetup::of(tablet, subject.class(|class| class.id));
    let setup =
        subject.class(|class| subject.directory(|directory| kept.begin(tablet, class, directory)));
    setup.map(|setup| {
        let (setup, pending) = (RwSignal::new(setup), RwSignal::new(Detail::default()));
        let form = Form { tablet, subject, kept, setup, pending, toasts: use_toasts() };
        let context = Signal::derive(move || setup.with(|setup| setup.context.clone()));
        let set = Callback::new(move |context| form.change(|setup| setup.context = context));
        view! {
            <section class="card recording" aria-labelledby="recording">
                <div class="row recording-top">
                    <h2 id="recording">{t().teach.student.record}</h2>
                    <ContextChip context=context set=set subject=subject.class(|class| class.subject.clone()) />
                </div>
                {muscles(form)}
                {move || phases(form)}
                {supports(form)}
                {move || parts(form)}
            </section>
        }
    })
}

impl Form {
    fn change(&self, change: impl FnOnce(&mut Setup)) {
        self.setup.update(|setup| {
            change(setup);
            setup.at = self.tablet.now();
        });
        self.setup.with_untracked(|setup| self.kept.set(setup));
    }

    fn choose(&self, muscle: MuscleId) {
        self.change(|setup| setup.muscle = muscle);
        self.pending.set(Detail::default());
    }

    fn setting(&self) -> Setting {
        self.setup.with_untracked(|setup| Setting {
            class: self.subject.class(|class| class.id),
            muscle: setup.muscle.clone(),
            framework: self.subject.directory(|directory| directory.framework.version()),
            context: setup.context.clone(),
        })
    }

    /// What was set for a lesson that is over no longer holds.
    fn look_at_the_clock(&self) {
        let next = self.setup.with_untracked(|setup| {
            self.subject.class(|class| {
                self.subject.directory(|directory| {
                    self.kept.next_lesson(self.tablet, class, directory, setup)
                })
            })
        });
        if let Some(next) = next {
            self.setup.set(next);
        }
    }

    /// A tap on a phase.
    fn see(&self, phase: Phase) {
        self.look_at_the_clock();
        let made = self.record(phase, untrack(|| self.detail()));
        let tablet = self.tablet;
        self.toasts.offer_undo(t().teach.student.recorded.to_owned(), move || {
            tablet.record(made.iter().map(|id| record::retraction(*id)).collect());
        });
    }

    /// More is said: of what has been recorded in this lesson, or of what is about to be.
    fn say_more(&self, change: impl FnOnce(&mut Detail)) {
        let mut detail = untrack(|| self.detail());
        change(&mut detail);
        match untrack(|| self.seen_this_lesson()) {
            Some(seen) => drop(self.record(seen.phase, detail)),
            None => self.pending.set(detail),
        }
    }

    fn record(&self, phase: Phase, detail: Detail) -> Vec<EntryId> {
        let corrected = untrack(|| self.seen_this_lesson()).map(|seen| seen.id);
        let draft =
            record::sighting(&self.setting(), self.subject.student, phase, detail, corrected);
        self.pending.set(Detail::default());
        self.tablet.record(vec![draft])
    }

    /// What is said beside the phase. Tracked.
    fn detail(&self) -> Detail {
        self.seen_this_lesson().map_or_else(|| self.pending.get(), |seen| seen.detail)
    }

    /// What this adult recorded in this lesson, with the chosen muscle. Tracked.
    fn seen_this_lesson(&self) -> Option<SeenNow> {
        let key = (self.subject.student, self.setup.with(|setup| setup.muscle.clone()));
        let class = self.subject.class(|class| class.id);
        let tablet = self.tablet;
        let (me, today, now) = (tablet.person(), tablet.today(), tablet.now());
        tablet.view(|view| {
            let (id, phase) = *view.lesson_now(class, me, today, now).seen.get(&key)?;
            let detail = match &view.get(id)?.act {
                Act::Sighting(s) => Detail { support: s.support, strand: s.strand.clone() },
                _ => Detail::default(),
            };
            Some(SeenNow { id, phase, detail })
        })
    }
}

/// The sighting that another tap corrects.
struct SeenNow {
    id: EntryId,
    phase: Phase,
    detail: Detail,
}

fn muscles(form: Form) -> impl IntoView {
    let chip = |id: MuscleId, name: String, colour: &'static str| {
        let choice = id.clone();
        view! {
            <button
                class=format!("chip {colour}")
                type="button"
                aria-pressed=move || form.setup.with(|setup| setup.muscle == id).to_string()
                on:click=move |_| form.choose(choice.clone())
            >
                {name}
            </button>
        }
    };
    let chips = form.subject.directory(|directory| {
        let muscles = directory.framework.muscles().iter();
        muscles.map(|m| chip(m.id.clone(), m.name.clone(), habit_class(m.group))).collect_view()
    });
    view! { <div class="chips" role="group" aria-label=t().teach.muscles>{chips}</div> }
}

/// The strands of the chosen muscle.
fn parts(form: Form) -> Option<AnyView> {
    let id = form.setup.with(|setup| setup.muscle.clone());
    let muscle = form.subject.directory(|directory| directory.framework.muscle(&id).cloned())?;
    if muscle.strands.is_empty() {
        return None;
    }
    let chips = muscle.strands.into_iter().map(|strand| {
        let id = strand.id.clone();
        let is_on = move || form.detail().strand.as_ref() == Some(&id);
        let choose = move |_| {
            form.say_more(|detail| {
                let same = detail.strand.as_ref() == Some(&strand.id);
                detail.strand = (!same).then(|| strand.id.clone());
            });
        };
        view! {
            <button class="chip" type="button" aria-pressed=move || is_on().to_string() on:click=choose>
                {strand.name.clone()}
            </button>
        }
    });
    let fieldset = view! {
        <fieldset class=format!("stack close {}", habit_class(muscle.group))>
            <legend class="hint">{t().teach.student.strand}</legend>
            <div class="chips">{chips.collect_view()}</div>
        </fieldset>
    };
    Some(fieldset.into_any())
}

fn supports(form: Form) -> impl IntoView {
    let buttons = Support::ALL.iter().map(|&support| {
        let is_on = move || form.detail().support == Some(support);
        let choose = move |_| {
            form.say_more(|detail| {
                detail.support = (detail.support != Some(support)).then_some(support);
            });
        };
        view! {
            <button type="button" aria-pressed=move || is_on().to_string() on:click=choose>
                {(t().teach.student.supports)(support)}
            </button>
        }
    });
    view! { <div class="seg" role="group" aria-label=t().teach.student.support>{buttons.collect_view()}</div> }
}

/// One tap records; what this lesson has already is pressed.
fn phases(form: Form) -> AnyView {
    let id = form.setup.with(|setup| setup.muscle.clone());
    let now = form.seen_this_lesson().map(|seen| seen.phase);
    form.subject.directory(|directory| {
        let Some(muscle) = directory.framework.muscle(&id) else { return ().into_any() };
        let habit = muscle.group;
        let buttons = Phase::ALL.map(|phase| {
            let label = directory.framework.phase_label(phase).to_owned();
            view! {
                <button
                    class="brush"
                    type="button"
                    aria-pressed=(now == Some(phase)).to_string()
                    on:click=move |_| form.see(phase)
                >
                    <Glyph phase=Some(phase) habit=habit />
                    <span>{label}</span>
                </button>
            }
        });
        view! {
            <div class=format!("brushes {}", habit_class(habit)) role="group" aria-label=muscle.name.clone()>
                {buttons.into_iter().collect_view()}
            </div>
        }
        .into_any()
    })
}

//! Records one sighting with more than a brush can say: a strand, and how much help there was.

use domain::entry::Support;
use domain::id::{MuscleId, Phase};
use leptos::prelude::*;

use super::super::context::ContextChip;
use super::super::record::{self, Detail, Setting};
use super::super::setup::{KeptSetup, Setup};
use super::Subject;
use crate::components::{Glyph, habit_class, use_toasts};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// What is set before the phase is tapped.
#[derive(Clone, Copy)]
struct Form {
    tablet: StoredValue<Tablet>,
    subject: Subject,
    kept: KeptSetup,
    setup: RwSignal<Setup>,
    detail: RwSignal<Detail>,
}

/// See the module; nothing where the framework has no muscles.
#[component]
pub fn Recording(subject: Subject) -> impl IntoView {
    let tablet = use_tablet();
    let kept = KeptSetup::of(&tablet, subject.class(|class| class.id));
    let setup =
        subject.class(|class| subject.directory(|directory| kept.begin(&tablet, class, directory)));
    setup.map(|setup| {
        let (setup, detail) = (RwSignal::new(setup), RwSignal::new(Detail::default()));
        let tablet = StoredValue::new(tablet);
        let form = Form { tablet, subject, kept, setup, detail };
        let context = Signal::derive(move || setup.with(|setup| setup.context.clone()));
        let set = Callback::new(move |context| form.change(|setup| setup.context = context));
        view! {
            <section class="card recording" aria-labelledby="recording">
                <div class="row recording-top">
                    <h2 id="recording">{t().teach.student.record}</h2>
                    <ContextChip context=context set=set subject=subject.class(|class| class.subject.clone()) />
                </div>
                {muscles(form)}
                {move || parts(form)}
                {supports(form)}
                {move || phases(form)}
            </section>
        }
    })
}

impl Form {
    fn tablet(&self) -> Tablet {
        self.tablet.get_value()
    }

    fn change(&self, change: impl FnOnce(&mut Setup)) {
        self.setup.update(|setup| {
            change(setup);
            setup.at = self.tablet().now();
        });
        self.setup.with_untracked(|setup| self.kept.set(setup));
    }

    fn choose(&self, muscle: MuscleId) {
        self.change(|setup| setup.muscle = muscle);
        self.detail.update(|detail| detail.strand = None);
    }

    fn setting(&self) -> Setting {
        self.setup.with_untracked(|setup| Setting {
            class: self.subject.class(|class| class.id),
            muscle: setup.muscle.clone(),
            framework: self.subject.directory(|directory| directory.framework.version()),
            context: setup.context.clone(),
        })
    }

    fn record(&self, phase: Phase) {
        let setting = self.setting();
        let before = untrack(|| self.seen_this_lesson()).map(|(id, _)| id);
        let draft = record::sighting(
            &setting,
            self.subject.student,
            phase,
            self.detail.get_untracked(),
            before,
        );
        let made = self.tablet().record(vec![draft]);
        let tablet = self.tablet();
        use_toasts().offer_undo(t().teach.student.recorded.to_owned(), move || {
            tablet.record(made.iter().map(|id| record::retraction(*id)).collect());
        });
    }

    /// What this adult recorded in this lesson, with the chosen muscle. Tracked.
    fn seen_this_lesson(&self) -> Option<(sync::entry::EntryId, Phase)> {
        let key = (self.subject.student, self.setup.with(|setup| setup.muscle.clone()));
        let class = self.subject.class(|class| class.id);
        let tablet = self.tablet();
        let (me, today, now) = (tablet.person(), tablet.today(), tablet.now());
        tablet.view(|view| view.lesson_now(class, me, today, now).seen.get(&key).copied())
    }
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
        let is_on = move || form.detail.with(|detail| detail.strand.as_ref() == Some(&id));
        let choose = move |_| {
            form.detail.update(|detail| {
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
        let is_on = move || form.detail.with(|detail| detail.support == Some(support));
        let choose = move |_| {
            form.detail.update(|detail| {
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
    let now = form.seen_this_lesson().map(|(_, phase)| phase);
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
                    on:click=move |_| form.record(phase)
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

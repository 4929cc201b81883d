//! The home page, by role: a leader's walk, an adult's classes, what waits for an answer. Students go to their own page.

mod due;

use std::sync::Arc;

use domain::directory::{ClassCard, Directory};
use domain::rights::Role;
use leptos::prelude::*;
use leptos_router::components::Redirect;

use self::due::Due;
use crate::components::{Header, habit_class};
use crate::pages::seldom::Seldom;
use crate::pages::walk::{AnnouncedWalks, LeaderHome, OwnVisits, SharedWithMe};
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::record::Reader;
use crate::text::t;

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let tablet = use_tablet();
    move || {
        let directory = tablet.directory()?;
        let page = if directory.roles.iter().any(|role| role.is_staff()) {
            staff(tablet, &directory)
        } else {
            view! { <Redirect path="/me" /> }.into_any()
        };
        Some(page)
    }
}

fn staff(tablet: Tablet, directory: &Arc<Directory>) -> AnyView {
    let leads = directory.is(Role::Leader);
    let teaches = directory.classes.iter().any(|class| class.mine);
    let on_supply = directory.is(Role::Supply);
    let administers = directory.is(Role::Administrator);
    let name = (t().home.hello)(&directory.me.name);
    let school = directory.school.name.clone();
    let where_and_when =
        move || format!("{school} · {}", t().dates.date(tablet.today(), tablet.today()));
    let what = if administers && !leads && !teaches {
        administrator()
    } else {
        view! {
            <SharedWithMe />
            {leads.then(|| view! { <LeaderHome /> })}
            {(teaches || !leads).then(|| classes(tablet, directory))}
            {(!leads).then(|| view! { <OwnVisits /> <AnnouncedWalks /> })}
            {(!on_supply).then(reports)}
        }
        .into_any()
    };
    view! {
        <Header title=Signal::stored(name) window=t().common.limber />
        <main class="page wide home">
            <p class="hint">{where_and_when}</p>
            {what}
            {(!on_supply).then(|| Seldom::ToPulses.later())}
            {administers.then(|| Seldom::Waiting.later())}
            {administers.then(|| Seldom::ToStaff.later())}
            {administers.then(|| Seldom::ToTablets.later())}
            {administers.then(|| Seldom::ToProtection.later())}
            {administers.then(|| sheets(directory))}
            {(!administers).then(own_record)}
        </main>
    }
    .into_any()
}

fn classes(tablet: Tablet, directory: &Arc<Directory>) -> AnyView {
    let mine: Vec<_> = directory.classes.iter().filter(|class| class.mine).cloned().collect();
    if mine.is_empty() {
        let text = &t().home;
        return view! {
            <section class="card">
                <h2>{text.no_classes}</h2>
                <p>{text.no_classes_remedy}</p>
            </section>
        }
        .into_any();
    }
    let cards = mine.into_iter().map(|class| class_card(tablet, directory, class)).collect_view();
    view! {
        <section class="stack" aria-labelledby="my-classes">
            <h2 id="my-classes">{t().home.my_classes}</h2>
            <ul class="cards">{cards}</ul>
        </section>
    }
    .into_any()
}

/// One class: how today stands, and the way in.
fn class_card(tablet: Tablet, directory: &Arc<Directory>, class: ClassCard) -> AnyView {
    let (id, name) = (class.id, class.name.clone());
    // "7B Science" says it already.
    let subject = class.subject.clone().filter(|subject| !name.contains(subject));
    let directory = Arc::clone(directory);
    let due = memo(move || {
        let today = tablet.today();
        tablet.view(|view| Due::of(view, &class, &directory, tablet.person(), today))
    });
    view! {
        <li class="card home-class">
            <a class="home-class-in" href=format!("/class/{id}")>
                <h3>{name}</h3>
                {subject.map(|subject| view! { <p class="hint">{subject}</p> })}
                <p class="home-today">{move || due.with(today_in_words)}</p>
                {move || due.with(plan)}
                {move || due.with(look_back_in_words)}
            </a>
            <a class="btn plain" href=format!("/reports/class/{id}")>{t().home.report}</a>
        </li>
    }
    .into_any()
}

fn today_in_words(due: &Due) -> String {
    let text = &t().home;
    let seen = match due.seen {
        0 => text.nobody_yet.to_owned(),
        n => (text.seen_today)(n),
    };
    match due.away {
        0 => seen,
        n => format!("{seen} · {}", (text.away_today)(n)),
    }
}

/// One dot for each student in focus, filled once they are seen; and the same in words.
fn plan(due: &Due) -> Option<AnyView> {
    let plan = due.plan.as_ref()?;
    let words = (t().home.plan)(&plan.muscle, plan.to_see);
    let seen = plan.focus - plan.to_see;
    let dots =
        (0..plan.focus).map(|n| view! { <i data-on=(n < seen).to_string()></i> }).collect_view();
    let view = view! {
        <div class=format!("home-plan {}", habit_class(plan.habit))>
            <p>{words}</p>
            <span class="home-dots" aria-hidden="true">{dots}</span>
        </div>
    };
    Some(view.into_any())
}

fn look_back_in_words(due: &Due) -> Option<AnyView> {
    let words = (due.to_look_back > 0).then(|| (t().home.looking_back)(due.to_look_back))?;
    Some(view! { <p class="home-look-back">{words}</p> }.into_any())
}

fn reports() -> AnyView {
    let text = &t().home;
    view! {
        <section class="stack close" aria-labelledby="reports">
            <h2 id="reports">{text.reports}</h2>
            <ul class="list">
                <li><a href="/reports/school">{text.school_report}</a></li>
            </ul>
        </section>
    }
    .into_any()
}

/// The way to what others received of what is theirs.
fn own_record() -> AnyView {
    let words = (t().record.link)(Reader::Staff);
    view! { <p><a class="btn plain" href="/record">{words}</a></p> }.into_any()
}

/// The sheets of sign-in pictures, of any class.
fn sheets(directory: &Directory) -> Option<AnyView> {
    let classes = directory.classes.iter().map(|class| {
        view! { <li><a href=format!("/class/{}/sheet", class.id)>{class.name.clone()}</a></li> }
    });
    let classes: Vec<_> = classes.collect();
    (!classes.is_empty()).then(|| {
        view! {
            <section class="stack close" aria-labelledby="sheets">
                <h2 id="sheets">{t().sheet.pictures}</h2>
                <p class="hint">{t().home.sheets_hint}</p>
                <ul class="list">{classes.into_iter().collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// Accounts and the roster are the command line's for now.
fn administrator() -> AnyView {
    let text = &t().home;
    let commands = text
        .commands
        .iter()
        .map(|(command, what)| view! { <dt><code>{*command}</code></dt><dd>{*what}</dd> })
        .collect_view();
    view! {
        <section class="card home-administrator">
            <h2>{text.administrator}</h2>
            <p>{text.administrator_means}</p>
            <dl>{commands}</dl>
        </section>
        {reports()}
    }
    .into_any()
}

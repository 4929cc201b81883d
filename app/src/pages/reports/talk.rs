//! Good conversations to have: few, growth first, nobody ranked.

use domain::summary::class::{Conversation, Reason};
use leptos::prelude::*;

use crate::server_data::ClassReportData;
use crate::text::t;

/// A student's name, and why a conversation would be good.
pub type Line = (String, String);

/// The conversations of a report in words.
#[must_use]
pub fn lines(data: &ClassReportData) -> Vec<Line> {
    let someone = t().reports.talk.someone;
    let name = |student| data.names.get(student).map_or(someone, String::as_str).to_owned();
    data.made.report.conversations.iter().map(|c| (name(&c.student), reason(c, data))).collect()
}

/// The card.
#[component]
pub fn Conversations(
    /// What it says.
    lines: Vec<Line>,
) -> impl IntoView {
    let words = &t().reports.talk;
    let list = if lines.is_empty() {
        view! { <p class="rep-why">{words.none}</p> }.into_any()
    } else {
        let line = |(name, why)| view! { <li><b>{name}</b> " " {why}</li> };
        view! { <ul class="stack close">{lines.into_iter().map(line).collect_view()}</ul> }
            .into_any()
    };
    view! {
        <article class="card rep rep-talk">
            <h2>{words.title}</h2>
            {list}
        </article>
    }
}

fn reason(conversation: &Conversation, data: &ClassReportData) -> String {
    let words = &t().reports.talk;
    let muscle = |id| data.legend.muscle(id).map_or("", |muscle| muscle.name.as_str());
    match &conversation.reason {
        Reason::Grown { muscle: id, subjects } => (words.grown)(muscle(id), subjects),
        Reason::Chose { muscle: id } => (words.chose)(muscle(id)),
        Reason::NotLooked { since } => {
            (words.not_looked)(&t().dates.date(*since, data.made.report.as_of))
        }
    }
}

//! What a page that is rendered on the server shows: handed in as a context there, embedded in the document as JSON, and
//! read again when the page is hydrated. A device that makes a report from its own entries fills in the same types.

use std::collections::BTreeMap;

use domain::directory::{Directory, Learners};
use domain::framework::{Framework, Habit};
use domain::id::{ClassId, MuscleId, PersonId, Phase};
use domain::summary::class::ClassReport;
use domain::summary::pooled::SchoolReport;
use domain::time::{Day, ZoneOffsets};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;
use sync::order;

/// The id of the element that holds the data.
const ELEMENT: &str = "page-data";

/// What the server knows of the page that it renders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageData {
    /// A class report, for one of the class's adults.
    Class(Box<ClassReportData>),
    /// The school report, for a member of staff.
    School(Box<SchoolReportData>),
    /// The report is not for whoever asks.
    Refused(Refused),
}

/// Why somebody does not get a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// Nobody is signed in.
    SignIn,
    /// It is for others.
    NotYours,
    /// A leader's view of one class is not here yet.
    LeaderNotYet,
    /// There is no such class.
    NoSuchClass,
}

/// `GET /api/reports/…`: a report, and when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made<R> {
    /// When.
    pub as_of: Millis,
    /// What.
    pub report: R,
}

/// A class report with all that its page says around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassReportData {
    /// The report, and when it was made.
    pub made: Made<ClassReport>,
    /// What the class is called.
    pub class: String,
    /// What those who learn in it are called.
    pub learners: Learners,
    /// The names of the students with whom a conversation would be good.
    pub names: BTreeMap<PersonId, String>,
    /// What the school calls things.
    pub legend: Legend,
}

/// A school report with all that its page says around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SchoolReportData {
    /// The report, and when it was made.
    pub made: Made<SchoolReport>,
    /// The school.
    pub school: String,
    /// What the school calls things.
    pub legend: Legend,
}

/// What a school calls things, as far as a report says them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Legend {
    /// The muscles, in their order.
    pub muscles: Vec<MuscleName>,
    /// The labels of the phases, 0 to 5.
    pub phases: [String; Phase::COUNT],
    /// The school's clock.
    pub zone: ZoneOffsets,
}

/// A muscle in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MuscleName {
    /// Which.
    pub id: MuscleId,
    /// What it is called.
    pub name: String,
    /// Its group: its colour.
    pub habit: Habit,
}

impl ClassReportData {
    /// A report for the person who holds `directory`; `None` unless the class and its students are in it.
    #[must_use]
    pub fn new(made: Made<ClassReport>, directory: &Directory) -> Option<Self> {
        let class = directory.class(made.report.class)?;
        let students = class.students.as_deref()?;
        let talked = |id: &PersonId| made.report.conversations.iter().any(|c| c.student == *id);
        let mentioned = students.iter().filter(|s| talked(&s.id));
        let names = order::gather(mentioned.map(|s| (s.id, s.name.clone())));
        Some(Self {
            class: class.name.clone(),
            learners: class.learners,
            names,
            legend: Legend::new(directory),
            made,
        })
    }

    /// Which class.
    #[must_use]
    pub fn id(&self) -> ClassId {
        self.made.report.class
    }
}

impl SchoolReportData {
    /// A report for the person who holds `directory`.
    #[must_use]
    pub fn new(made: Made<SchoolReport>, directory: &Directory) -> Self {
        Self { made, school: directory.school.name.clone(), legend: Legend::new(directory) }
    }
}

impl Legend {
    fn new(directory: &Directory) -> Self {
        let framework: &Framework = &directory.framework;
        let muscle = |m: &domain::framework::Muscle| MuscleName {
            id: m.id.clone(),
            name: m.name.clone(),
            habit: m.group,
        };
        Self {
            muscles: framework.muscles().iter().map(muscle).collect(),
            phases: Phase::ALL.map(|phase| framework.phase_label(phase).to_owned()),
            zone: directory.school.zone.clone(),
        }
    }

    /// What a muscle is called, and its group.
    #[must_use]
    pub fn muscle(&self, id: &MuscleId) -> Option<&MuscleName> {
        self.muscles.iter().find(|muscle| muscle.id == *id)
    }

    /// The school day of a moment.
    #[must_use]
    pub fn day(&self, at: Millis) -> Day {
        self.zone.day_of(at)
    }
}

/// The data as a part of the document's head; nothing where a page has none.
#[must_use]
pub fn embedded(data: Option<PageData>) -> impl IntoView {
    let json = data.and_then(|data| serde_json::to_string(&data).ok());
    // A name must not end the element that holds it.
    let json = json.map(|json| json.replace('<', "\\u003c"));
    json.map(|json| view! { <script type="application/json" id=ELEMENT inner_html=json></script> })
}

/// What the server knows of the page: on the server from the context, in the browser from the document, once.
#[must_use]
pub fn page_data() -> Option<PageData> {
    use_context::<PageData>().or_else(taken_from_document)
}

#[cfg(feature = "browser")]
fn taken_from_document() -> Option<PageData> {
    let element = document().get_element_by_id(ELEMENT)?;
    let data = sync::json::read(&element.text_content()?).ok();
    // Whatever page opens next without being loaded is not the server's.
    element.remove();
    data
}

#[cfg(not(feature = "browser"))]
fn taken_from_document() -> Option<PageData> {
    None
}

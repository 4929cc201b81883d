//! One student, for the adults of a class: recent growth, what was seen, and words.

mod history;
mod next;
mod recording;
mod where_they_are;
mod writing;

use std::sync::Arc;

use domain::directory::{ClassCard, Directory};
use domain::id::PersonId;
use leptos::prelude::*;

use self::history::History;
use self::next::Next;
use self::recording::Recording;
use self::where_they_are::WhereTheyAre;
use self::writing::Writing;
use crate::components::{Header, no_page};
use crate::tablet::use_tablet;
use crate::text::t;

/// Who is looked at, and by what names things are called here.
#[derive(Clone, Copy)]
struct Subject {
    student: PersonId,
    class: StoredValue<ClassCard>,
    directory: StoredValue<Arc<Directory>>,
}

impl Subject {
    fn class<T>(&self, read: impl FnOnce(&ClassCard) -> T) -> T {
        self.class.with_value(read)
    }

    fn directory<T>(&self, read: impl FnOnce(&Directory) -> T) -> T {
        self.directory.with_value(|directory| read(directory))
    }

    fn name(&self) -> String {
        self.class(|class| {
            let mut students = class.students.iter().flatten();
            students.find(|s| s.id == self.student).map(|s| s.name.clone()).unwrap_or_default()
        })
    }
}

/// See the module.
#[component]
pub fn StudentPage() -> impl IntoView {
    let tablet = use_tablet();
    let class = super::class_of_address();
    let student = super::student_of_address();
    move || {
        let Some((class, directory)) = class.get().zip(untrack(|| tablet.directory())) else {
            return no_page(t().teach.no_class, t().teach.no_class_remedy);
        };
        let known = |id: &PersonId| class.students.iter().flatten().any(|s| s.id == *id);
        let Some(student) = student.get().filter(known) else {
            return no_page(t().teach.student.missing, t().common.not_found_remedy);
        };
        let class = StoredValue::new(class);
        let subject = Subject { student, class, directory: StoredValue::new(directory) };
        view! { <OneStudent subject=subject /> }.into_any()
    }
}

#[component]
fn OneStudent(subject: Subject) -> impl IntoView {
    let (class, class_name) = subject.class(|class| (class.id, class.name.clone()));
    view! {
        <Header title=subject.name() window=t().teach.one_student back=format!("/class/{class}")>
            <span class="hint">{class_name}</span>
        </Header>
        <main class="page wide student">
            <div class="student-now">
                <Next subject=subject />
                <WhereTheyAre subject=subject />
            </div>
            <div class="student-write">
                <Recording subject=subject />
                <Writing subject=subject />
            </div>
            <History subject=subject />
        </main>
    }
}

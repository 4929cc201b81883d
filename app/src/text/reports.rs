//! Class and school reports.

use domain::directory::Learners;
use domain::roster::{KeyStage, YearGroup};
use domain::summary::pooled::Group;

/// See the module.
pub struct Reports {
    /// The class report's title.
    pub class_title: fn(class: &str) -> String,
    /// The same before it is clear which class it is, or whether it may be seen.
    pub class_untitled: &'static str,
    /// Whom it is for, and what it is not; with the class.
    pub class_promise: fn(class: &str) -> String,
    /// A time of the present day.
    pub today_at: fn(clock: &str) -> String,
    /// As of when the server made it.
    pub as_of: fn(when: &str) -> String,
    /// Made on this tablet, from its own entries.
    pub from_tablet: fn(when: &str) -> String,
    /// The last copy, because the server cannot be reached.
    pub last_copy: fn(when: &str) -> String,
    /// On its way.
    pub waiting: &'static str,
    /// Neither the server nor a copy is there.
    pub none: &'static str,
    /// What to do then.
    pub none_remedy: &'static str,
    /// Nobody is signed in.
    pub sign_in: &'static str,
    /// Where to do that.
    pub sign_in_link: &'static str,
    /// It is for the adults of the class.
    pub not_yours: &'static str,
    /// The school report is for staff.
    pub staff_only: &'static str,
    /// A leader's view of one class.
    pub leader_not_yet: &'static str,
    /// There is no such class.
    pub no_such_class: &'static str,
    /// Leads to the visits that one may read.
    pub visits: fn(class: &str) -> String,

    /// One muscle in a class.
    pub muscle: MuscleReport,
    /// Good conversations to have.
    pub talk: Talk,
    /// The school report.
    pub school: School,
}

/// One muscle in a class report.
pub struct MuscleReport {
    /// How often and in how many contexts this half-term.
    pub reach: fn(lessons: u32, contexts: u32) -> String,
    /// Nothing was seen this half-term yet.
    pub no_reach: &'static str,
    /// The same stretch of the half-term before.
    pub before: fn(lessons: u32, contexts: u32) -> String,
    /// How often the whole class practised it.
    pub practised: fn(lessons: u32) -> String,
    /// Where students are, of how many.
    pub placed: fn(n: u32, of: u32, Learners) -> String,
    /// Of the others.
    pub others: fn(starting: u32, not_looked: u32) -> String,
    /// Not enough was seen.
    pub not_enough: &'static str,
    /// What was, and what is missing.
    pub missing:
        fn(lessons: u32, students: u32, more_lessons: u32, more_students: u32, Learners) -> String,
    /// Under the earlier columns; with the day.
    pub then: fn(day: &str) -> String,
    /// Under the present columns.
    pub now: &'static str,
    /// Opens the table behind a chart.
    pub table: &'static str,
    /// Its caption; with the muscle.
    pub caption: fn(muscle: &str, Learners) -> String,
    /// Heads its first column.
    pub phase: &'static str,
    /// A row: no established phase yet.
    pub starting: &'static str,
    /// A row: nobody has looked.
    pub not_looked: &'static str,
}

/// Good conversations to have.
pub struct Talk {
    /// The heading.
    pub title: &'static str,
    /// None at present.
    pub none: &'static str,
    /// A student whose name is not here.
    pub someone: &'static str,
    /// Growth, seen in several subjects.
    pub grown: fn(muscle: &str, subjects: &[String]) -> String,
    /// A choice.
    pub chose: fn(muscle: &str) -> String,
    /// Nobody has looked since that day.
    pub not_looked: fn(day: &str) -> String,
}

/// Finds the name of a department.
pub type NameOf<'a> = &'a dyn Fn(&Group) -> Option<String>;

/// The school report.
pub struct School {
    /// Its title.
    pub title: fn(school: &str) -> String,
    /// The same before it is there.
    pub untitled: &'static str,
    /// What it is, and is not.
    pub promise: &'static str,
    /// Nothing can be published.
    pub nothing: &'static str,
    /// What a group is called; with the names of departments.
    pub group: fn(&Group, name_of: NameOf<'_>) -> String,
    /// On how many class teachers' classes a group rests.
    pub rests_on: fn(teachers: u32) -> String,
    /// Heads the muscles.
    pub muscle: &'static str,
    /// Heads the contexts.
    pub contexts: &'static str,
    /// Contexts that cannot be shown: too few classes recorded this half-term.
    pub no_contexts: &'static str,
    /// The same read aloud.
    pub no_contexts_aloud: &'static str,
    /// Not enough was seen of a muscle.
    pub not_enough: &'static str,
    /// A count of students under five.
    pub under_five: &'static str,
    /// The same read aloud.
    pub under_five_aloud: &'static str,
    /// How counts are to be read.
    pub rounded: &'static str,
    /// A table's caption; with the group.
    pub caption: fn(group: &str) -> String,
}

/// British English.
pub const ENGLISH: Reports = Reports {
    class_title: |class| format!("{class} · this half-term"),
    class_untitled: "Class report",
    class_promise: |class| {
        format!(
            "For the adults of {class}. Students are counted by what was seen on several days; nobody is ranked, and \
             nothing is added up."
        )
    },
    today_at: |clock| format!("today {clock}"),
    as_of: |when| format!("as of {when}"),
    from_tablet: |when| format!("from this tablet, as of {when}"),
    last_copy: |when| format!("the last copy, as of {when}"),
    waiting: "On its way…",
    none: "This report is not on this tablet yet",
    none_remedy: "It opens as soon as there is a network, and then stays here.",
    sign_in: "Sign in, and this report opens.",
    sign_in_link: "Sign in",
    not_yours: "This report is for the adults of the class.",
    staff_only: "This report is for staff.",
    leader_not_yet: "A leader’s view of one class is not here yet. This report is for the adults of the class.",
    no_such_class: "There is no such class.",
    visits: |class| format!("Visits to {class}"),
    muscle: MuscleReport {
        reach: |lessons, contexts| {
            format!(
                "Seen in {} and {}.",
                count(lessons, "lesson", "lessons"),
                count(contexts, "context", "contexts")
            )
        },
        no_reach: "Not seen yet this half-term.",
        before: |lessons, contexts| {
            format!(
                "By this day of the half-term before: {} and {}.",
                count(lessons, "lesson", "lessons"),
                count(contexts, "context", "contexts")
            )
        },
        practised: |lessons| {
            format!("Practised by everyone in {}.", count(lessons, "lesson", "lessons"))
        },
        placed: |n, of, learners| {
            format!("{n} of {} are in the picture.", count_learners(of, learners))
        },
        others: |starting, not_looked| match (starting, not_looked) {
            (0, n) => format!("Nobody has looked at {n} yet."),
            (n, 0) => format!("Of {n} you are starting to see something."),
            (n, m) => {
                format!("Of {n} you are starting to see something; nobody has looked at {m} yet.")
            }
        },
        not_enough: "Not enough evidence yet",
        missing: |lessons, students, more_lessons, more_students, learners| {
            let seen = format!(
                "{} seen in {} lately.",
                count_learners(students, learners),
                count(lessons, "lesson", "lessons")
            );
            let more = match (more_lessons, more_students) {
                (0, n) => count_more_learners(n, learners),
                (n, 0) => count(n, "more lesson", "more lessons"),
                (n, m) => {
                    format!(
                        "{} and {}",
                        count(n, "more lesson", "more lessons"),
                        count_more_learners(m, learners)
                    )
                }
            };
            format!("{seen} {more}, and this starts to speak.")
        },
        then: |day| day.to_owned(),
        now: "now",
        table: "As a table",
        caption: |muscle, learners| {
            format!("{muscle}: how many {} are at each phase", learners_word(learners))
        },
        phase: "Phase",
        starting: "Starting to see",
        not_looked: "Not looked yet",
    },
    talk: Talk {
        title: "Good conversations to have",
        none: "Nothing stands out just now.",
        someone: "A student",
        grown: |muscle, subjects| {
            format!("{muscle} has grown, and shows in {}. Ask what changed.", list(subjects))
        },
        chose: |muscle| format!("chose {muscle} as the next stretch."),
        not_looked: |day| format!("nobody has looked since {day}."),
    },
    school: School {
        title: |school| format!("{school} · learning muscles"),
        untitled: "School report",
        promise: "Groups of classes, never one class and never a teacher. Every group rests on at least three class \
                  teachers, whatever you add or take away.",
        nothing: "Nothing is shown here: with fewer than three class teachers, every figure would point at somebody.",
        group,
        rests_on: |teachers| format!("Classes of {teachers} class teachers"),
        muscle: "Muscle",
        contexts: "Contexts in use",
        no_contexts: "–",
        no_contexts_aloud: "Not enough this half-term yet",
        not_enough: "Not enough has been seen yet",
        under_five: "<5",
        under_five_aloud: "under five",
        rounded: "Students at each phase, rounded to five; “<5” is under five, none included.",
        caption: |group| format!("{group}: students at each phase, and contexts in use"),
    },
};

fn count(n: u32, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

fn learners_word(learners: Learners) -> &'static str {
    match learners {
        Learners::Children => "children",
        Learners::Students => "students",
        Learners::Pupils => "pupils",
        Learners::Learners => "learners",
    }
}

fn learner_word(learners: Learners) -> &'static str {
    match learners {
        Learners::Children => "child",
        Learners::Students => "student",
        Learners::Pupils => "pupil",
        Learners::Learners => "learner",
    }
}

fn count_learners(n: u32, learners: Learners) -> String {
    count(n, learner_word(learners), learners_word(learners))
}

fn count_more_learners(n: u32, learners: Learners) -> String {
    let word = if n == 1 { learner_word(learners) } else { learners_word(learners) };
    format!("{n} more {word}")
}

/// "Art, Maths and Science".
fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What a group is called.
fn group(group: &Group, name_of: NameOf<'_>) -> String {
    match group {
        Group::School => "The whole school".to_owned(),
        Group::Years(first, last) if first == last => year(*first),
        Group::Years(first, last) => format!("{} to {}", year(*first), year(*last)),
        Group::KeyStage(stage) => key_stage(*stage).to_owned(),
        Group::Department(_) => name_of(group).unwrap_or_else(|| "A department".to_owned()),
        Group::Tutor => "Tutor groups".to_owned(),
        Group::NoDepartment => "Classes of no department".to_owned(),
        Group::Other(groups) => {
            list(&groups.iter().map(|part| self::group(part, name_of)).collect::<Vec<_>>())
        }
    }
}

fn year(year: YearGroup) -> String {
    match year.number() {
        -1 => "Nursery".to_owned(),
        0 => "Reception".to_owned(),
        n => format!("Year {n}"),
    }
}

fn key_stage(stage: KeyStage) -> &'static str {
    match stage {
        KeyStage::EarlyYears => "Early years",
        KeyStage::One => "Key stage 1",
        KeyStage::Two => "Key stage 2",
        KeyStage::Three => "Key stage 3",
        KeyStage::Four => "Key stage 4",
        KeyStage::Five => "Key stage 5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_before_a_muscle_speaks() {
        let cases = [
            (
                (2, 6, 1, 0),
                "6 students seen in 2 lessons lately. 1 more lesson, and this starts to speak.",
            ),
            (
                (3, 4, 0, 1),
                "4 students seen in 3 lessons lately. 1 more student, and this starts to speak.",
            ),
            (
                (1, 1, 2, 4),
                "1 student seen in 1 lesson lately. 2 more lessons and 4 more students, and this starts to speak.",
            ),
        ];
        for ((lessons, students, more_lessons, more_students), words) in cases {
            let said = (ENGLISH.muscle.missing)(
                lessons,
                students,
                more_lessons,
                more_students,
                Learners::Students,
            );
            assert_eq!(said, words);
        }
    }

    #[test]
    fn groups_in_words() {
        let year = |n| YearGroup::new(n).unwrap();
        let cases = [
            (Group::Years(year(3), year(3)), "Year 3"),
            (Group::Years(year(0), year(1)), "Reception to Year 1"),
            (
                Group::Other(vec![Group::Years(year(0), year(0)), Group::KeyStage(KeyStage::One)]),
                "Reception and Key stage 1",
            ),
            (
                Group::Other(vec![Group::Tutor, Group::NoDepartment]),
                "Tutor groups and Classes of no department",
            ),
        ];
        for (of, words) in cases {
            assert_eq!(group(&of, &|_| None), words);
        }
    }
}

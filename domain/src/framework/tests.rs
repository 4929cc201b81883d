use super::*;

fn id(text: &str) -> MuscleId {
    MuscleId::new(text).unwrap()
}

fn names(framework: &Framework) -> Vec<&str> {
    framework.muscles().iter().map(|muscle| muscle.name.as_str()).collect()
}

/// The seventeen, as a second version in which "Questioning" is new under
/// another id and takes over the trends of an older muscle.
fn mapped(mappings: Vec<Mapping>) -> Result<Framework, BadFramework> {
    let data = Preset::Seventeen.framework().data().clone();
    Framework::new(Data { version: 2, mappings, ..data })
}

fn mapping(version: u32, from: &str, to: &str) -> Mapping {
    Mapping { version, from: id(from), to: id(to) }
}

#[test]
fn every_preset_is_whole() {
    for preset in Preset::ALL {
        let framework = preset.framework();
        assert_eq!(framework.version(), 1);
        for muscle in framework.muscles() {
            assert!(muscle.strategies.len() >= 3, "{:?} {:?}", preset, muscle.id);
            assert!(muscle.child.early.is_some(), "{:?} {:?}", preset, muscle.id);
        }
        let json = serde_json::to_string(&framework).unwrap();
        assert_eq!(serde_json::from_str::<Framework>(&json).unwrap(), framework);
    }
}

#[test]
fn foundation_is_the_default() {
    let framework = Preset::default().framework();
    assert_eq!(names(&framework), ["Perseverance", "Questioning", "Collaboration", "Revising"]);
    assert_eq!(framework.groups().len(), 4);
    let (muscle, strategy) = framework.strategy("questioning-what-if").unwrap();
    assert_eq!(muscle.name, "Questioning");
    assert_eq!(
        strategy.say.at(ReadingLevel::Fluent),
        "Ask “what if…?” once in every science lesson"
    );
}

#[test]
fn seventeen_in_four_groups() {
    let framework = Preset::Seventeen.framework();
    let sizes = Habit::ALL.iter().map(|habit| framework.muscles_of(*habit).count());
    assert_eq!(sizes.collect::<Vec<_>>(), [4, 5, 4, 4]);
    let traditions: Vec<_> = framework.groups().iter().map(|g| g.tradition.as_str()).collect();
    assert_eq!(traditions, ["Resilience", "Resourcefulness", "Reflectiveness", "Reciprocity"]);
}

#[test]
fn presets_have_their_numbers_and_share_no_muscle_but_by_selection() {
    let sizes = Preset::ALL.iter().map(|preset| preset.framework().muscles().len());
    assert_eq!(sizes.collect::<Vec<_>>(), [4, 17, 7, 16, 5]);
    let apart = Preset::ALL.iter().filter(|preset| **preset != Preset::Foundation4);
    let all: Vec<_> = apart.flat_map(|preset| preset.framework().muscles().to_vec()).collect();
    let ids: std::collections::BTreeSet<_> = all.iter().map(|muscle| &muscle.id).collect();
    assert_eq!(ids.len(), all.len());
}

#[test]
fn words_of_the_phases() {
    let framework = Preset::default().framework();
    let cases = [
        ("Not met yet", "Lacks", "New to me."),
        ("When shown", "Receives", "Show me how."),
        ("Has a go", "Responds", "I'll have a go."),
        ("Chooses it", "Values", "I use it because it helps."),
        ("Plans for it", "Organises", "I make sure I do it."),
        ("Second nature", "Embodies", "It's just what I do."),
    ];
    let mut traditional = framework.data().clone();
    traditional.labels = Labels::Tradition;
    let traditional = Framework::new(traditional).unwrap();
    for (phase, (staff, tradition, child)) in Phase::ALL.into_iter().zip(cases) {
        assert_eq!(framework.phase_label(phase), staff);
        assert_eq!(traditional.phase_label(phase), tradition);
        assert_eq!(framework.phase(phase).child.at(ReadingLevel::Fluent), child);
        let early = framework.phase(phase).child.at(ReadingLevel::Early);
        assert!(early.len() <= child.len(), "{early}");
    }
}

#[test]
fn a_mapping_carries_trends() {
    let framework = mapped(vec![mapping(1, "curiosity", "questioning")]).unwrap();
    assert_eq!(framework.position(&id("curiosity")), framework.position(&id("questioning")));
    assert_eq!(framework.muscle(&id("curiosity")).unwrap().name, "Questioning");
    assert_eq!(framework.position(&id("grit")), None);
}

#[test]
fn mappings_are_one_to_one() {
    let cases = [
        ("from a present muscle", vec![mapping(1, "noticing", "questioning")], "noticing"),
        ("to an unknown one", vec![mapping(1, "curiosity", "wondering")], "curiosity"),
        ("from a version to come", vec![mapping(2, "curiosity", "questioning")], "curiosity"),
        (
            "one to two",
            vec![mapping(1, "curiosity", "questioning"), mapping(1, "curiosity", "noticing")],
            "curiosity",
        ),
        (
            "two of a version to one",
            vec![mapping(1, "curiosity", "questioning"), mapping(1, "wondering", "questioning")],
            "wondering",
        ),
    ];
    for (why, mappings, culprit) in cases {
        assert_eq!(mapped(mappings), Err(BadFramework::Mapping(id(culprit))), "{why}");
    }
}

#[test]
fn refuses_what_is_not_whole() {
    let broken = |change: &dyn Fn(&mut Data)| {
        let mut data = Preset::default().framework().data().clone();
        change(&mut data);
        Framework::new(data).unwrap_err()
    };
    let muscle = || id("perseverance");
    assert_eq!(broken(&|d| d.version = 0), BadFramework::Version);
    assert_eq!(broken(&|d| d.muscles.clear()), BadFramework::MuscleCount);
    assert_eq!(broken(&|d| d.groups.clear()), BadFramework::NoGroup(muscle()));
    assert_eq!(
        broken(&|d| d.muscles[1].id = muscle()),
        BadFramework::Twice("perseverance".to_owned())
    );
    assert_eq!(
        broken(&|d| d.muscles[0].name = "  ".to_owned()),
        BadFramework::Words("perseverance".to_owned())
    );
    assert_eq!(
        broken(&|d| d.muscles[0].strategies[0].id.clear()),
        BadFramework::PartId(String::new())
    );
    let mut data = Preset::default().framework().data().clone();
    data.version = 0;
    let json = serde_json::to_string(&data).unwrap();
    assert!(serde_json::from_str::<Framework>(&json).is_err(), "checked on reading");
}

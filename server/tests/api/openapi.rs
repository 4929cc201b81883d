//! `docs/openapi.json` has every call of the API, and no other.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use server::http::routes;

fn document() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Pages are for people; everything else is for programs too.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == "/healthz"
}

#[test]
fn it_has_every_call() {
    let document = document();
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let routes: BTreeSet<_> = routes::all().filter(|(_, path)| is_for_programs(path)).collect();
    let missing: Vec<_> = routes.difference(&described).collect();
    let gone: Vec<_> = described.difference(&routes).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "docs/openapi.json: describe {missing:?} like the calls beside it; take out {gone:?}"
    );
}

#[test]
fn every_call_says_what_may_go_wrong() {
    let document = document();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, call) in methods.as_object().unwrap() {
            let answers = call["responses"].as_object().unwrap();
            let names: Vec<_> =
                path.split('{').skip(1).filter_map(|p| p.split('}').next()).collect();
            let parameters = call["parameters"].as_array().into_iter().flatten();
            let given = parameters.filter(|parameter| parameter["in"] == "path").count();
            assert_eq!(names.len(), given, "{method} {path}: its parameters");
            let is_open = call.get("security").is_some();
            assert!(is_open || answers.contains_key("401"), "{method} {path}: nobody signed in");
            let is_changing = method != "get";
            assert!(!is_changing || answers.contains_key("403"), "{method} {path}: another site");
            assert!(answers.keys().any(|status| status.starts_with('2')), "{method} {path}");
        }
    }
}

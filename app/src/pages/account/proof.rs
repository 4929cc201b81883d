//! What shows that it is not somebody else at an open tablet: the password, and a code of whoever has a second factor.

use leptos::prelude::*;
use serde::Serialize;

use crate::components::{Problem, Problems, TextField};
use crate::pages::second_factor::folded;
use crate::text::t;

/// As the server is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The password.
    pub password: String,
    /// A code, of whoever has a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The fields for it in one form of the page; a handle, cheap to copy into closures.
#[derive(Debug, Clone, Copy)]
pub struct ProofFields {
    ids: ProofIds,
    password: RwSignal<String>,
    code: Option<RwSignal<String>>,
}

/// What the fields are called in one form.
#[derive(Debug, Clone, Copy)]
pub struct ProofIds {
    /// The password's.
    pub password: &'static str,
    /// The code's.
    pub code: &'static str,
}

impl ProofFields {
    /// Empty ones.
    #[must_use]
    pub fn new(ids: ProofIds, needs_code: bool) -> Self {
        let empty = || RwSignal::new(String::new());
        Self { ids, password: empty(), code: needs_code.then(empty) }
    }

    /// What was typed.
    #[must_use]
    pub fn proof(self) -> Proof {
        let code = self.code.map(|code| folded(&code.get()));
        Proof { password: self.password.get(), code }
    }

    /// The fields.
    pub fn view(self, problems: Problems) -> AnyView {
        let text = &t().account;
        let ProofIds { password, code } = self.ids;
        view! {
            <TextField
                id=password
                label=text.password_now
                value=self.password
                problems=problems
                autocomplete="current-password"
                kind=Signal::stored("password")
            />
            {self.code.map(|value| view! {
                <TextField
                    id=code
                    label=text.code
                    hint=text.code_hint
                    value=value
                    problems=problems
                    autocomplete="one-time-code"
                />
            })}
        }
        .into_any()
    }
}

impl Proof {
    /// What is missing in it.
    #[must_use]
    pub fn missing(&self, ids: ProofIds) -> Vec<Problem> {
        let problem = |field, words: &str| Problem { field, words: words.to_owned() };
        let no_password = self.password.is_empty();
        let no_code = self.code.as_deref() == Some("");
        let no_password = no_password.then(|| problem(ids.password, t().sign_in.password_missing));
        let no_code = no_code.then(|| problem(ids.code, t().account.code_missing));
        no_password.into_iter().chain(no_code).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_the_server_is_told() {
        let proof = Proof { password: "otter".to_owned(), code: None };
        assert_eq!(serde_json::to_value(proof).unwrap(), json!({ "password": "otter" }));
    }

    #[test]
    fn what_is_missing() {
        let ids = ProofIds { password: "password-now", code: "code-now" };
        let fields = |password: &str, code: Option<&str>| {
            let proof = Proof { password: password.to_owned(), code: code.map(str::to_owned) };
            proof.missing(ids).into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(fields("otter", None), Vec::<&str>::new());
        assert_eq!(fields("otter", Some("123456")), Vec::<&str>::new());
        assert_eq!(fields("", Some("")), ["password-now", "code-now"]);
    }
}

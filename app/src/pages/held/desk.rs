//! What the page knows, and what it asks of the server.

use domain::id::ClassId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;

use super::groups::Held;
use crate::tablet::{Answer, Ask, Served, Tablet, Trouble, Unreachable};
use crate::text::t;

/// What is to become of something, as the server is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Wish {
    #[serde(rename = "do")]
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<ClassId>,
}

/// It is kept as it is.
pub const KEEP: Wish = Wish { what: "keep", class: None };
/// It is discarded.
pub const DISCARD: Wish = Wish { what: "discard", class: None };

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What is held.
    pub served: Served<Vec<Held>>,
    /// What the server would not keep.
    refused: RwSignal<Vec<String>>,
}

impl Wish {
    /// It is kept in this class.
    #[must_use]
    pub fn keep_in(class: ClassId) -> Self {
        Self { class: Some(class), ..KEEP }
    }
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self { served: Served::new(tablet, "/api/held"), refused: RwSignal::new(Vec::new()) }
    }

    /// Decides about all of these, one after the other; one decision at a time.
    pub fn decide(self, hashes: Vec<String>, wish: Wish) {
        if self.served.busy.get_untracked() {
            return;
        }
        self.served.busy.set(true);
        spawn_local(async move {
            let decided = self.decide_all(&hashes, wish).await;
            let _ = self.served.busy.try_set(false);
            match decided {
                Ok((done, refused)) => {
                    let words = if wish == DISCARD { t().held.discarded } else { t().held.kept };
                    // The page may be gone by now.
                    let words = words(done, refused.len());
                    let _ = self.refused.try_update(|all| all.extend(refused));
                    self.served.done(words);
                }
                Err(Trouble::Unreachable) => self.served.fail(Trouble::CutOff),
                Err(trouble) => self.served.fail(trouble),
            }
        });
    }

    /// How many were decided, and which the server would not keep.
    async fn decide_all(
        self,
        hashes: &[String],
        wish: Wish,
    ) -> Result<(usize, Vec<String>), Trouble> {
        let (mut done, mut refused) = (0, Vec::new());
        for hash in hashes {
            let path = self.served.path(&format!("/{hash}"));
            let asking = self.served.tablet().ask(Ask::post(path, &wish));
            match outcome(asking.await)? {
                Outcome::Decided => done += 1,
                Outcome::Gone => {}
                Outcome::Refused => refused.push(hash.clone()),
            }
        }
        Ok((done, refused))
    }

    /// How many of these the server would not keep. Tracked.
    #[must_use]
    pub fn refused_of(self, hashes: &[String]) -> usize {
        self.refused.with(|refused| hashes.iter().filter(|hash| refused.contains(hash)).count())
    }

    /// The classes of the school, by id and name. Tracked.
    #[must_use]
    pub fn classes(self) -> Vec<(ClassId, String)> {
        let directory = self.served.tablet().directory();
        let classes = directory.iter().flat_map(|directory| directory.classes.iter());
        classes.map(|class| (class.id, class.name.clone())).collect()
    }
}

/// What became of one wish.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Decided,
    /// It is held no more: somebody else has decided, or it was stored by itself.
    Gone,
    /// It cannot be kept, and is still held.
    Refused,
}

fn outcome(answer: Result<Answer, Unreachable>) -> Result<Outcome, Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    if answer.status == 204 {
        return Ok(Outcome::Decided);
    }
    match (answer.trouble(), answer.status) {
        (Trouble::NotYours, 404) => Ok(Outcome::Gone),
        (Trouble::Refused, 409) => Ok(Outcome::Refused),
        (trouble, _) => Err(trouble),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sync::entry::Uid;

    use super::*;

    #[test]
    fn wishes_as_the_server_reads_them() {
        let json = |wish: Wish| serde_json::to_value(wish).unwrap();
        assert_eq!(json(KEEP), json!({ "do": "keep" }));
        assert_eq!(json(DISCARD), json!({ "do": "discard" }));
        let class = ClassId(Uid([7; 16]));
        assert_eq!(json(Wish::keep_in(class)), json!({ "do": "keep", "class": class }));
    }

    #[test]
    fn what_becomes_of_a_wish() {
        let answer = |status, content_type: &str| {
            outcome(Ok(Answer {
                status,
                content_type: content_type.to_owned(),
                etag: None,
                retry_after_seconds: None,
                body: b"{}".to_vec(),
            }))
        };
        let json = "application/json";
        assert_eq!(answer(204, ""), Ok(Outcome::Decided));
        assert_eq!(answer(404, json), Ok(Outcome::Gone));
        assert_eq!(answer(409, json), Ok(Outcome::Refused));
        assert_eq!(answer(403, json), Err(Trouble::NotYours));
        assert_eq!(answer(401, json), Err(Trouble::SignedOut));
        assert_eq!(answer(404, "text/html"), Err(Trouble::Server));
        assert_eq!(outcome(Err(Unreachable)), Err(Trouble::Unreachable));
    }
}

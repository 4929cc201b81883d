//! What comes back from the network, and what it is worth.

use serde::Deserialize;

use crate::frame::{Message, columns};

/// The content type of the server's errors.
const ERROR_TYPE: &str = "application/json";
/// The server's code for a bug of its own.
const BROKEN_CODE: &str = "internal";

/// What came back for a call: any HTTP response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The content type; empty without one.
    pub content_type: String,
    /// The body, inflated.
    pub body: Vec<u8>,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No network, or somebody else answered (a portal, a proxy).
    Transport,
    /// It took too long.
    Timeout,
    /// It was too much at once.
    TooLarge,
    /// The request as a whole was refused.
    Refused,
    /// Nobody is signed in.
    SignedOut,
    /// The server failed at it: an entry of the batch may be why.
    Broken,
}

impl Response {
    /// The server's answer, if it is one: status 200, in our content type, and
    /// readable. Anything else is no word of the server's.
    pub(super) fn read<M: Message>(&self) -> Result<M, Failure> {
        match self.status {
            200 if self.is(columns::CONTENT_TYPE) => {
                columns::decode(&self.body).map_err(|_| Failure::Transport)
            }
            // Also a proxy may find it too much, or too slow.
            413 => Err(Failure::TooLarge),
            408 | 504 => Err(Failure::Timeout),
            _ => Err(self.refusal()),
        }
    }

    /// Why the server did not answer as asked: by its own form of errors only.
    /// A portal's or a proxy's says nothing about session or entries.
    fn refusal(&self) -> Failure {
        match (self.status, self.error_code().as_deref()) {
            (401, Some(_)) => Failure::SignedOut,
            (400 | 422, Some(_)) => Failure::Refused,
            (500, Some(BROKEN_CODE)) => Failure::Broken,
            _ => Failure::Transport,
        }
    }

    /// The code of an error in the server's own form.
    fn error_code(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Body {
            error: String,
        }
        let body = self.is(ERROR_TYPE).then(|| serde_json::from_slice::<Body>(&self.body));
        body?.ok().map(|body| body.error).filter(|code| !code.is_empty())
    }

    fn is(&self, content_type: &str) -> bool {
        let ours = self.content_type.split(';').next().unwrap_or_default().trim();
        ours.eq_ignore_ascii_case(content_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::PushAnswer;

    #[test]
    fn only_our_own_answers_count() {
        let answer = PushAnswer { time: 1, position: 2, verdicts: Vec::new(), order: None };
        let body = columns::encode(&answer);
        let portal = b"<html>Welcome to the train's network</html>".to_vec();
        let ours = "application/vnd.limber.v2";
        let error = |code: &str| format!("{{\"error\":\"{code}\"}}").into_bytes();
        let json = "application/json";
        for (status, content_type, body, expected) in [
            (200, ours, &body, Ok(answer.clone())),
            (200, "Application/vnd.limber.V2; charset=utf-8", &body, Ok(answer.clone())),
            // Even a body that could be read, if it doesn't say that it is ours.
            (200, json, &body, Err(Failure::Transport)),
            (200, "text/html", &portal, Err(Failure::Transport)),
            (200, ours, &portal, Err(Failure::Transport)),
            (200, "", &Vec::new(), Err(Failure::Transport)),
            (302, "text/html", &portal, Err(Failure::Transport)),
            (404, ours, &body, Err(Failure::Transport)),
            (502, ours, &body, Err(Failure::Transport)),
            (403, json, &error("not-allowed"), Err(Failure::Transport)),
            (401, json, &error("not-signed-in"), Err(Failure::SignedOut)),
            (401, "text/html", &error("not-signed-in"), Err(Failure::Transport)),
            (401, json, &error(""), Err(Failure::Transport)),
            (401, json, &portal, Err(Failure::Transport)),
            // Too many calls: nothing is wrong with what was sent.
            (429, json, &error("slow-down"), Err(Failure::Transport)),
            (503, json, &error("busy"), Err(Failure::Transport)),
            (413, "text/html", &portal, Err(Failure::TooLarge)),
            (408, "", &Vec::new(), Err(Failure::Timeout)),
            (400, json, &error("bad-request"), Err(Failure::Refused)),
            (400, json, &Vec::new(), Err(Failure::Transport)),
            (422, "text/html", &portal, Err(Failure::Transport)),
            (500, json, &error("internal"), Err(Failure::Broken)),
            (500, json, &error("else"), Err(Failure::Transport)),
            (500, "text/html", &portal, Err(Failure::Transport)),
        ] {
            let response =
                Response { status, content_type: content_type.to_owned(), body: body.clone() };
            assert_eq!(response.read::<PushAnswer>(), expected, "{status} {content_type}");
        }
    }
}

//! What comes back from the network, and what it is worth.

use crate::frame::{CONTENT_TYPE, Message, decode};

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
}

impl Response {
    /// The server's answer, if it is one: status 200, in our content type, and
    /// readable. Anything else is no word of the server's.
    pub(super) fn read<M: Message>(&self) -> Result<M, Failure> {
        match self.status {
            200 => {}
            401 => return Err(Failure::SignedOut),
            413 => return Err(Failure::TooLarge),
            408 | 504 => return Err(Failure::Timeout),
            400 | 422 => return Err(Failure::Refused),
            _ => return Err(Failure::Transport),
        }
        let ours = self.content_type.split(';').next().unwrap_or_default().trim();
        if !ours.eq_ignore_ascii_case(CONTENT_TYPE) {
            return Err(Failure::Transport);
        }
        decode(&self.body).map_err(|_| Failure::Transport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{PushAnswer, encode};

    #[test]
    fn only_our_own_answers_count() {
        let answer = PushAnswer { time: 1, position: 2, verdicts: Vec::new(), order: None };
        let body = encode(&answer);
        let portal = b"<html>Welcome to the train's network</html>".to_vec();
        let ours = "application/vnd.limber.v1+json";
        for (status, content_type, body, expected) in [
            (200, ours, &body, Ok(answer.clone())),
            (200, "Application/vnd.limber.v1+JSON; charset=utf-8", &body, Ok(answer.clone())),
            // Even a body that could be read, if it doesn't say that it is ours.
            (200, "application/json", &body, Err(Failure::Transport)),
            (200, "text/html", &portal, Err(Failure::Transport)),
            (200, ours, &portal, Err(Failure::Transport)),
            (200, "", &Vec::new(), Err(Failure::Transport)),
            (302, "text/html", &portal, Err(Failure::Transport)),
            (404, ours, &body, Err(Failure::Transport)),
            (502, ours, &body, Err(Failure::Transport)),
            (403, "application/json", &body, Err(Failure::Transport)),
            (401, "application/json", &body, Err(Failure::SignedOut)),
            (413, "text/html", &portal, Err(Failure::TooLarge)),
            (408, "", &Vec::new(), Err(Failure::Timeout)),
            (400, "application/json", &Vec::new(), Err(Failure::Refused)),
        ] {
            let response =
                Response { status, content_type: content_type.to_owned(), body: body.clone() };
            assert_eq!(response.read::<PushAnswer>(), expected, "{status} {content_type}");
        }
    }
}

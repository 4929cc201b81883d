//! The one form of errors: `{"error": "<code>", "message": "…"}`.
//!
//! A message says what happened, whether work is safe, and what to do. None
//! names a person.

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sync::entry::Millis;

use crate::accounts::AccountError;
use crate::accounts::oidc::issuer::Trouble;
use crate::accounts::pace::Wait;
use crate::accounts::passwords::Weak;
use crate::accounts::secret::SecretError;
use crate::store::StoreError;

/// Why a request was not answered as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No session, or it has ended.
    #[error(
        "Nobody is signed in here. What you recorded is safe on this device; sign in to send it."
    )]
    NotSignedIn,
    /// Not for this person.
    #[error("This is not yours to see or do. Nothing was changed.")]
    Forbidden,
    /// No such thing, or none that this person may know of.
    #[error("There is nothing here. Check the address, or go back to the start.")]
    NotFound,
    /// Wrong name or secret.
    #[error(
        "That name and that password do not go together. Try again, or ask for a new link or a new picture sheet."
    )]
    WrongCredentials,
    /// The password is right, and a code is asked for as well.
    #[error(
        "The password is right. Now give the code that your authenticator app shows, or a recovery code."
    )]
    SecondFactor,
    /// The password is right, and there has to be a second factor.
    #[error(
        "The password is right. Leaders and administrators of this school need a second factor: set one up to come in."
    )]
    SetUpSecondFactor,
    /// Of a second factor.
    #[error(
        "That code is not right, or was used before. Wait for the next one that the app shows; a recovery code works once."
    )]
    WrongCode,
    /// Of a passkey, whatever is wrong with it.
    #[error(
        "That passkey does not open anything here. Try again, or give the name and the password."
    )]
    WrongPasskey,
    /// An account elsewhere that is nobody's here, whatever the reason.
    #[error(
        "That account opens nothing here. Give the name and the password, or ask whoever looks after Limber at the school."
    )]
    UnknownAccount,
    /// The issuer of such accounts does not vouch for anybody.
    #[error(
        "The account was not confirmed where it belongs. Nothing is lost; try again, or give the name and the password."
    )]
    IssuerRefused,
    /// It cannot be reached. The cause is in the log.
    #[error(
        "The service that confirms accounts cannot be reached. Nothing is lost; try again in a moment, or give the name and the password."
    )]
    IssuerAway,
    /// The school has set no mail server, or the roster no address.
    #[error("No e-mail can be sent to them. Make a link and hand it over; nothing was changed.")]
    NoMail,
    /// The mail server did not take it. The cause is in the log.
    #[error(
        "The e-mail could not be sent, and its link does not work. Try again in a moment, or make a link and hand it over."
    )]
    MailAway,
    /// Too long between the password and the code.
    #[error(
        "This sign-in took too long, or was ended. Nothing is lost; give the name and the password again."
    )]
    SignInExpired,
    /// Leaders and administrators may not be without one.
    #[error(
        "This school asks leaders and administrators for a second factor. It can be replaced; nothing was changed."
    )]
    SecondFactorRequired,
    /// Too many attempts, or too many calls.
    #[error(
        "That was tried too often. What you recorded is safe on this device. Wait a moment, then try again."
    )]
    SlowDown(Wait),
    /// A secret would cross the network in the clear.
    #[error(
        "Signing in needs a secure address (https). Open the school's https address, or start the server with --behind-proxy if a proxy adds it, or with --tls-cert and --tls-key."
    )]
    NotSecure,
    /// Sent by another site.
    #[error(
        "This request came from another site and was not carried out. Open Limber itself and try again."
    )]
    CrossSite,
    /// Not what this address takes.
    #[error("The request could not be read: {0}. Nothing was changed.")]
    BadRequest(&'static str),
    /// The body took too long to arrive.
    #[error("The request took too long to arrive. Nothing is lost; it is tried again by itself.")]
    TooSlow,
    /// Bigger than the limit.
    #[error("That was too much at once. Nothing is lost; the device sends it in smaller parts.")]
    TooLarge,
    /// Not a content type that this address takes.
    #[error("This address does not take that content type. Nothing was changed.")]
    UnsupportedType,
    /// A protocol that is not spoken here.
    #[error(
        "This version of the app is too old for the server, or too new. What you recorded is safe; close Limber and open it again to update it."
    )]
    Protocol,
    /// Not a method that this address takes.
    #[error("This address does not take that method. Nothing was changed.")]
    MethodNotAllowed,
    /// A link that is used, expired, or was never made.
    #[error("This link has been used or is too old. Ask for a new one.")]
    LinkUsed,
    /// A code that is used, expired, or was never made.
    #[error(
        "This code has been used, is too old, or was mistyped. Check it, or ask for a new one."
    )]
    CodeUsed,
    /// A link that asks for a name as well.
    #[error("Choose a name to sign in with; the one you gave is empty or taken.")]
    NeedsName,
    /// A password that may not be chosen.
    #[error("{0}")]
    WeakPassword(Weak),
    /// What is held makes no sense, whoever keeps it.
    #[error(
        "This cannot be kept: it contradicts what is stored, or makes no sense. It is still held; nothing was changed."
    )]
    NotKeepable,
    /// A pulse is answered once.
    #[error("You have answered this already. Your answers are counted once; nothing was changed.")]
    AnsweredBefore,
    /// The device has been shut out.
    #[error(
        "This device may not be used for Limber any more. What is unsent on it can still be sent; ask whoever looks after Limber at your school."
    )]
    DeviceRevoked,
    /// More waits than the server can take on.
    #[error(
        "The server is busy. What you recorded is safe on this device; it tries again by itself."
    )]
    Busy,
    /// The disk is full, or fails. The cause is in the log.
    #[error(
        "The server cannot write to its disk at the moment. What you recorded is safe on this device; it tries again by itself."
    )]
    NotStored,
    /// Our fault. The cause is in the log.
    #[error(
        "Something went wrong on the server. What you recorded is safe on this device; it tries again by itself."
    )]
    Internal,
}

#[derive(Serialize)]
struct Body {
    error: &'static str,
    message: String,
}

impl ApiError {
    /// Its code in the body, and its status.
    #[must_use]
    pub fn code(self) -> (&'static str, StatusCode) {
        match self {
            Self::NotSignedIn => ("not-signed-in", StatusCode::UNAUTHORIZED),
            Self::Forbidden => ("not-allowed", StatusCode::FORBIDDEN),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND),
            Self::WrongCredentials => ("wrong-credentials", StatusCode::UNAUTHORIZED),
            Self::SecondFactor => ("second-factor", StatusCode::UNAUTHORIZED),
            Self::SetUpSecondFactor => ("set-up-second-factor", StatusCode::UNAUTHORIZED),
            Self::WrongCode => ("wrong-code", StatusCode::UNAUTHORIZED),
            Self::WrongPasskey => ("wrong-passkey", StatusCode::UNAUTHORIZED),
            Self::UnknownAccount => ("unknown-account", StatusCode::UNAUTHORIZED),
            Self::IssuerRefused => ("issuer-refused", StatusCode::UNAUTHORIZED),
            Self::IssuerAway => ("issuer-away", StatusCode::SERVICE_UNAVAILABLE),
            Self::NoMail => ("no-mail", StatusCode::CONFLICT),
            Self::MailAway => ("mail-away", StatusCode::SERVICE_UNAVAILABLE),
            Self::SignInExpired => ("sign-in-expired", StatusCode::UNAUTHORIZED),
            Self::SecondFactorRequired => ("second-factor-required", StatusCode::CONFLICT),
            Self::SlowDown(_) => ("slow-down", StatusCode::TOO_MANY_REQUESTS),
            Self::NotSecure => ("not-secure", StatusCode::FORBIDDEN),
            Self::CrossSite => ("cross-site", StatusCode::FORBIDDEN),
            Self::BadRequest(_) => ("bad-request", StatusCode::BAD_REQUEST),
            Self::TooSlow => ("too-slow", StatusCode::REQUEST_TIMEOUT),
            Self::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::UnsupportedType => ("unsupported-type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::Protocol => ("protocol", StatusCode::UPGRADE_REQUIRED),
            Self::MethodNotAllowed => ("method-not-allowed", StatusCode::METHOD_NOT_ALLOWED),
            Self::LinkUsed => ("link-used", StatusCode::NOT_FOUND),
            Self::CodeUsed => ("code-used", StatusCode::NOT_FOUND),
            Self::NeedsName => ("needs-name", StatusCode::UNPROCESSABLE_ENTITY),
            Self::WeakPassword(_) => ("weak-password", StatusCode::UNPROCESSABLE_ENTITY),
            Self::NotKeepable => ("not-keepable", StatusCode::CONFLICT),
            Self::AnsweredBefore => ("answered-before", StatusCode::CONFLICT),
            Self::DeviceRevoked => ("device-revoked", StatusCode::FORBIDDEN),
            Self::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE),
            Self::NotStored => ("not-stored", StatusCode::SERVICE_UNAVAILABLE),
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// How long to wait before trying again, in whole seconds.
    fn retry_after_seconds(self) -> Option<Millis> {
        match self {
            Self::SlowDown(wait) => Some((wait.millis + 999) / 1_000),
            Self::Busy => Some(1),
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (error, status) = self.code();
        let mut response =
            (status, Json(Body { error, message: self.to_string() })).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<StoreError> for ApiError {
    /// The cause is logged here, once.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            error => {
                tracing::error!(%error, "the store failed");
                // No entry is to blame: a device need not look for one.
                if error.is_of_the_disk() { Self::NotStored } else { Self::Internal }
            }
        }
    }
}

impl From<SecretError> for ApiError {
    fn from(error: SecretError) -> Self {
        tracing::error!(%error, "a secret could not be hashed");
        Self::Internal
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::Secret(error) => error.into(),
        }
    }
}

impl From<Trouble> for ApiError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Away => Self::IssuerAway,
            Trouble::Refused => Self::IssuerRefused,
        }
    }
}

impl From<Weak> for ApiError {
    fn from(weak: Weak) -> Self {
        Self::WeakPassword(weak)
    }
}

impl From<Wait> for ApiError {
    fn from(wait: Wait) -> Self {
        Self::SlowDown(wait)
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => Self::UnsupportedType,
            JsonRejection::BytesRejection(rejection) => rejection.into(),
            JsonRejection::JsonDataError(_) => {
                Self::BadRequest("a field is missing or of another type")
            }
            _ => Self::BadRequest("it is not JSON"),
        }
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge
        } else {
            Self::BadRequest("it ended early or was not compressed as it says")
        }
    }
}

impl From<PathRejection> for ApiError {
    /// An id that is none cannot be anything's address.
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

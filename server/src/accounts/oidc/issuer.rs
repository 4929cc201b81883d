//! Talking to the issuer. What openidconnect checks is that an id token is
//! signed by the issuer's keys, for this client, now, and as an answer to what
//! we asked.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use openidconnect::ClaimsVerificationError::SignatureVerification as Unsigned;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod,
    CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthType, AuthorizationCode,
    ClaimsVerificationError as ClaimsError, Client, ClientId, ClientSecret, ConfigurationError,
    CsrfToken, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError as SignatureError, StandardErrorResponse, StandardTokenResponse,
    TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync::entry::Millis;

use super::{IssuerRow, SUBJECT_BYTES_MAX, Subject, Vouched};
use crate::accounts::sessions::Token;
use crate::outside::{CallError, Outside};

/// How long what an issuer says of itself is believed: it changes its keys and
/// addresses seldom, and signs by the old ones for longer.
const KNOWN_MILLIS_MAX: Millis = 10 * 60 * 1_000;

/// How an issuer may sign: by a key that it alone has. What both sides know is
/// no signature, and none is none.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why the issuer vouches for nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be reached, or answers what no issuer answers.
    Away,
    /// It does not: somebody turned back there, the code is not good, or the
    /// token is not.
    Refused,
}

/// What was asked, and has to be matched by the answer. Never printed.
pub struct Asked {
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    redirect: RedirectUrl,
}

/// A question on its way to the issuer, by the browser.
pub struct Question {
    /// Where the browser goes.
    pub address: String,
    /// What it brings back.
    pub state: Token,
    /// What the answer has to match.
    pub asked: Asked,
}

/// What is known of issuers: of one, most often.
#[derive(Default)]
pub struct Issuers {
    outside: Outside,
    known: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    since: Millis,
}

/// What Microsoft says instead of `email_verified`, if it is told to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct OwnClaims {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    xms_edov: Option<Value>,
}

impl AdditionalClaims for OwnClaims {}

type OwnTokenFields = IdTokenFields<
    OwnClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type OwnClient = Client<
    OwnClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<OwnTokenFields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl fmt::Debug for Issuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Issuers(…)")
    }
}

impl<'c> AsyncHttpClient<'c> for Outside {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(Outside::call(self, request))
    }
}

impl Issuers {
    /// What to ask the issuer about whoever is at this browser; `back` is where
    /// they come back to.
    pub async fn ask(
        &self,
        row: &IssuerRow,
        secret: String,
        back: &str,
        now: Millis,
    ) -> Result<Question, Trouble> {
        let client = self.client(row, secret, now).await?;
        let redirect = RedirectUrl::new(back.to_owned()).map_err(|_| Trouble::Away)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = Token::new();
        let sent = state.reveal().to_owned();
        let request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(sent),
            Nonce::new_random,
        );
        let request = request
            .add_scope(Scope::new("email".to_owned()))
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .set_pkce_challenge(challenge);
        let (address, _, nonce) = request.url();
        let asked = Asked { nonce, verifier, redirect };
        Ok(Question { address: address.into(), state, asked })
    }

    /// Whom the issuer vouches for, by the code that somebody brought back.
    pub async fn redeem(
        &self,
        row: &IssuerRow,
        secret: String,
        asked: Asked,
        code: String,
        now: Millis,
    ) -> Result<Vouched, Trouble> {
        let client = self.client(row, secret, now).await?;
        let Asked { nonce, verifier, redirect } = asked;
        let request =
            client.exchange_code(AuthorizationCode::new(code)).map_err(no_token_address)?;
        let request = request.set_redirect_uri(Cow::Owned(redirect)).set_pkce_verifier(verifier);
        let answer = request.request_async(&self.outside).await.map_err(not_redeemed)?;
        let vouched = vouched(row, &client, &answer, &nonce, now);
        if vouched == Err(Trouble::Away) {
            self.known.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        vouched
    }

    async fn client(
        &self,
        row: &IssuerRow,
        secret: String,
        now: Millis,
    ) -> Result<OwnClient, Trouble> {
        let metadata = self.metadata(&row.issuer, now).await?;
        let methods = metadata.token_endpoint_auth_methods_supported();
        // Who says nothing takes the header, by the standard.
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        let by_header = takes(CoreClientAuthMethod::ClientSecretBasic);
        let (id, secret) = (ClientId::new(row.client.clone()), ClientSecret::new(secret));
        let client = Client::from_provider_metadata((*metadata).clone(), id, Some(secret));
        Ok(if by_header { client } else { client.set_auth_type(AuthType::RequestBody) })
    }

    /// What the issuer says of itself, asked anew from time to time.
    async fn metadata(
        &self,
        issuer: &str,
        now: Millis,
    ) -> Result<Arc<CoreProviderMetadata>, Trouble> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_fresh = |known: &Known| {
            (0..=KNOWN_MILLIS_MAX).contains(&(now - known.since))
                && known.metadata.issuer().as_str() == issuer
        };
        if let Some(known) = known.filter(is_fresh) {
            return Ok(known.metadata);
        }
        let address = IssuerUrl::new(issuer.to_owned()).map_err(|_| Trouble::Away)?;
        let asked = CoreProviderMetadata::discover_async(address, &self.outside).await;
        let metadata = Arc::new(asked.map_err(not_discovered)?);
        let known = Known { metadata: Arc::clone(&metadata), since: now };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).replace(known);
        Ok(metadata)
    }
}

/// Checks the id token, and reads what it says. By a key that is not known yet it
/// may be good the next time.
fn vouched(
    row: &IssuerRow,
    client: &OwnClient,
    answer: &StandardTokenResponse<OwnTokenFields, CoreTokenType>,
    nonce: &Nonce,
    now: Millis,
) -> Result<Vouched, Trouble> {
    let Some(token) = answer.id_token() else {
        tracing::warn!("the issuer of sign-ins sent no id token");
        return Err(Trouble::Refused);
    };
    let time = DateTime::<Utc>::from_timestamp_millis(now).unwrap_or_default();
    let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
    let verifier = verifier.set_time_fn(move || time);
    let claims = token.claims(&verifier, nonce).map_err(|error| {
        // The words may quote the token: which check it was is enough.
        tracing::warn!(check = check_of(&error), "an id token is not good");
        let is_of_new_key = matches!(error, Unsigned(SignatureError::NoMatchingKey));
        if is_of_new_key { Trouble::Away } else { Trouble::Refused }
    })?;
    let id = claims.subject().to_string();
    if id.is_empty() || id.len() > SUBJECT_BYTES_MAX {
        return Err(Trouble::Refused);
    }
    let is_verified = claims.email_verified().unwrap_or(false)
        || claims.additional_claims().xms_edov.as_ref().is_some_and(is_yes);
    let email = claims.email().filter(|_| is_verified).map(|email| email.to_string());
    Ok(Vouched { subject: Subject { issuer: row.issuer.clone(), id }, email })
}

/// Microsoft says it in several ways.
fn is_yes(claim: &Value) -> bool {
    match claim {
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_u64() == Some(1),
        Value::String(text) => text == "1",
        _ => false,
    }
}

/// Which check a token did not pass.
fn check_of(error: &ClaimsError) -> &'static str {
    match error {
        ClaimsError::Expired(_) => "expired",
        ClaimsError::InvalidAudience(_) => "audience",
        ClaimsError::InvalidIssuer(_) => "issuer",
        ClaimsError::InvalidNonce(_) => "nonce",
        ClaimsError::InvalidSubject(_) => "subject",
        Unsigned(SignatureError::NoMatchingKey) => "a key that is not known",
        Unsigned(_) => "signature",
        _ => "form",
    }
}

fn not_discovered(error: DiscoveryError<CallError>) -> Trouble {
    match error {
        DiscoveryError::Request(error) => {
            tracing::warn!(%error, "the issuer of sign-ins cannot be reached");
        }
        DiscoveryError::Validation(_) => tracing::error!(
            "the issuer of sign-ins calls itself something else than was set: `limber set oidc` takes its address to the letter"
        ),
        _ => tracing::warn!("the issuer of sign-ins does not say what it is as issuers do"),
    }
    Trouble::Away
}

fn not_redeemed(
    error: RequestTokenError<CallError, StandardErrorResponse<CoreErrorResponseType>>,
) -> Trouble {
    match error {
        RequestTokenError::ServerResponse(said) => {
            let is_about_us =
                [CoreErrorResponseType::InvalidClient, CoreErrorResponseType::UnauthorizedClient];
            if is_about_us.contains(said.error()) {
                tracing::error!(
                    "the issuer of sign-ins does not take this client or its secret: `limber set oidc` sets them again"
                );
            }
            Trouble::Refused
        }
        RequestTokenError::Request(error) => {
            tracing::warn!(%error, "the issuer of sign-ins cannot be reached");
            Trouble::Away
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            tracing::warn!("the issuer of sign-ins answers a code as no issuer does");
            Trouble::Away
        }
    }
}

/// It says no address where codes are redeemed.
fn no_token_address(_: ConfigurationError) -> Trouble {
    tracing::warn!("the issuer of sign-ins redeems no codes");
    Trouble::Away
}

impl Asked {
    /// What nobody asked.
    #[cfg(test)]
    pub(super) fn made_up() -> Self {
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        let redirect = RedirectUrl::new("https://limber.example/back".to_owned()).unwrap();
        Self { nonce: Nonce::new_random(), verifier, redirect }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_microsoft_says_of_an_address() {
        for (claim, is_verified) in [
            (Value::Bool(true), true),
            (Value::from(1), true),
            (Value::from("1"), true),
            (Value::Bool(false), false),
            (Value::from(0), false),
            (Value::from("0"), false),
            (Value::from("true"), false),
            (Value::Null, false),
        ] {
            assert_eq!(is_yes(&claim), is_verified, "{claim}");
        }
    }
}

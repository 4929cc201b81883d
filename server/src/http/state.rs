//! What every handler may reach, and who is asking.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::id::PersonId;
use domain::time::Day;
use sync::entry::{Millis, Uid};
use tokio::sync::{Semaphore, watch};

use super::assets::Site;
use super::cookies::{self, Renewal};
use super::error::ApiError;
use crate::accounts::secret::Secrets;
use crate::accounts::sessions::{self, TokenHash};
use crate::audit::What;
use crate::audit::looks::look;
use crate::clock::Clock;
use crate::office::Office;
use crate::tenants::{Admitted, Tenant, Tenants, without_port};

/// The whole server.
pub struct Server {
    /// Its schools.
    pub tenants: Tenants,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// Hashing, a few at a time.
    pub secrets: Secrets,
    /// A proxy in front of it adds TLS, and says for whom it asks.
    pub behind_proxy: bool,
    /// It adds TLS itself: nothing comes in the clear.
    pub adds_tls: bool,
    /// Places for large frames, [`LARGE_FRAMES_MAX`](super::frame::LARGE_FRAMES_MAX).
    pub large_frames: Arc<Semaphore>,
    /// Becomes true when the server stops: what never ends by itself ends then.
    pub stopping: watch::Sender<bool>,
    /// The app; `None` in a binary that was built without it.
    pub site: Option<Site>,
}

/// What handlers share.
pub type Shared = Arc<Server>;

/// Where a request comes from.
#[derive(Clone)]
pub struct Visitor {
    /// The school that it asks for.
    pub tenant: Arc<Tenant>,
    /// When.
    pub now: Millis,
    /// The address of the device, or of the nearest thing that we know.
    pub address: IpAddr,
    /// How a secret would travel.
    pub channel: Channel,
}

/// How safely a request travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// TLS: our own, or as the proxy says.
    Secure,
    /// It never leaves this machine.
    Loopback,
    /// In the clear over a network: no secrets here.
    Plain,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct SignedIn {
    /// Where the request comes from.
    pub visitor: Visitor,
    /// Who.
    pub person: PersonId,
    /// By which session.
    pub session: TokenHash,
    /// What the office says now.
    pub office: Arc<Office>,
    /// The school day.
    pub day: Day,
}

impl Channel {
    /// How a request came; `None` where nobody knows from where.
    #[must_use]
    pub fn of(parts: &Parts, server: &Server) -> Option<Self> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
        if server.adds_tls && !server.behind_proxy {
            return Some(Self::Secure);
        }
        Some(channel(server.behind_proxy, peer, host(parts), &parts.headers))
    }
}

impl SignedIn {
    /// The school.
    #[must_use]
    pub fn tenant(&self) -> &Arc<Tenant> {
        &self.visitor.tenant
    }

    /// Records that they look at something, once for each school day.
    pub async fn look(&self, what: What, about: Uid) {
        let (person, now, day) = (self.person, self.visitor.now, self.day);
        look(self.tenant(), (person, what), BTreeSet::from([about]), now, day).await;
    }
}

/// Somebody who was signed in a moment ago. Whether they still are is for the
/// job to look up that is done for them: so a push is one job, and not two.
/// Whoever was not is turned away here, before anything of theirs is read.
pub struct Sender {
    /// Where the request comes from.
    pub visitor: Visitor,
    /// By which session.
    pub session: TokenHash,
}

impl FromRequestParts<Shared> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, ApiError> {
        let visitor = Visitor::from_request_parts(parts, server).await?;
        let token = cookies::token(&parts.headers, visitor.channel).ok_or(ApiError::NotSignedIn)?;
        let session = token.hash();
        if !visitor.tenant.recent.has(session) {
            let who = SignedIn::from_request_parts(parts, server).await?;
            who.tenant().recent.add(session);
        }
        visitor.tenant.calls.take(session, visitor.now)?;
        Ok(Self { visitor, session })
    }
}

/// Somebody who is signed in, for calls of which a session has only so many.
pub struct Paced(pub SignedIn);

impl FromRequestParts<Shared> for Paced {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, ApiError> {
        let who = SignedIn::from_request_parts(parts, server).await?;
        who.tenant().calls.take(who.session, who.visitor.now)?;
        Ok(Self(who))
    }
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, ApiError> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let peer = peer.ok_or(ApiError::Internal)?;
        let host = host(parts);
        Ok(Self {
            tenant: Arc::clone(server.tenants.of_host(host)),
            now: server.clock.now(),
            address: if server.behind_proxy {
                forwarded_for(&parts.headers).unwrap_or(peer)
            } else {
                peer
            },
            channel: Channel::of(parts, server).ok_or(ApiError::Internal)?,
        })
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, ApiError> {
        let visitor = Visitor::from_request_parts(parts, server).await?;
        let token = cookies::token(&parts.headers, visitor.channel).ok_or(ApiError::NotSignedIn)?;
        let (who, is_renewed) = SignedIn::find(visitor, token.hash()).await?;
        if is_renewed && let Some(renewal) = parts.extensions.get::<Renewal>() {
            renewal.set(cookies::hand_out(&token, who.visitor.channel, &parts.headers));
        }
        Ok(who)
    }
}

impl SignedIn {
    /// Whose session this is, and whether its time begins anew.
    async fn find(visitor: Visitor, session: TokenHash) -> Result<(Self, bool), ApiError> {
        let (tenant, now) = (Arc::clone(&visitor.tenant), visitor.now);
        let database = tenant.database.clone();
        let found = database.read(move |rows| tenant.admit(rows, session, now));
        let Admitted { session: row, office } = found.await?.ok_or(ApiError::NotSignedIn)?;
        let day = office.day_of(now);
        let is_renewed = sessions::is_due(row, now) && renew(&visitor.tenant, session, now).await;
        Ok((Self { visitor, person: row.person, session, office, day }, is_renewed))
    }
}

/// Writes down that a session was used; whether that is so. A disk that takes
/// nothing is no reason to turn away somebody who may only want to read.
async fn renew(tenant: &Tenant, session: TokenHash, now: Millis) -> bool {
    let seen = tenant.database.write(move |rows| rows.see_session(session, now)).await;
    if let Err(error) = &seen {
        tracing::error!(%error, "a session could not be renewed; trying again later");
    }
    seen.is_ok()
}

/// Under which address whoever asks has Limber; others have it there too.
pub fn here(visitor: &Visitor, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let scheme = if visitor.channel == Channel::Secure { "https" } else { "http" };
    Some(format!("{scheme}://{host}"))
}

/// The whole address of a page there.
#[must_use]
pub fn address_of(path: &str, visitor: &Visitor, headers: &HeaderMap) -> Option<String> {
    here(visitor, headers).map(|here| format!("{here}{path}"))
}

fn host(parts: &Parts) -> &str {
    let header = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
    header
        .or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str))
        .unwrap_or_default()
}

/// The last address that the proxy added: the one that it saw itself.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

fn channel(behind_proxy: bool, peer: IpAddr, host: &str, headers: &HeaderMap) -> Channel {
    if behind_proxy {
        let plain = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme != "https");
        return if plain { Channel::Plain } else { Channel::Secure };
    }
    if peer.to_canonical().is_loopback() && is_loopback_name(without_port(host)) {
        Channel::Loopback
    } else {
        Channel::Plain
    }
}

fn is_loopback_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost"
        || name.ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn channels() {
        let near = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let far = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7));
        let cases = [
            (false, near, "127.0.0.1:4300", None, Channel::Loopback),
            (false, near, "localhost:4300", None, Channel::Loopback),
            (false, near, "[::1]:4300", None, Channel::Loopback),
            (false, near, "school.localhost", None, Channel::Loopback),
            // A proxy on this machine that nobody told us of.
            (false, near, "limber.school.example", None, Channel::Plain),
            (false, far, "localhost", None, Channel::Plain),
            // Without --behind-proxy anybody can say this.
            (false, far, "limber.school.example", Some("https"), Channel::Plain),
            (true, near, "limber.school.example", Some("https"), Channel::Secure),
            (true, near, "limber.school.example", None, Channel::Secure),
            (true, near, "limber.school.example", Some("http"), Channel::Plain),
        ];
        for (behind_proxy, peer, host, scheme, expected) in cases {
            let scheme =
                scheme.map(|s| ("x-forwarded-proto".parse().unwrap(), HeaderValue::from_static(s)));
            let headers = scheme.into_iter().collect();
            assert_eq!(channel(behind_proxy, peer, host, &headers), expected, "{peer} {host}");
        }
    }

    #[test]
    fn the_proxys_own_word_counts() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded_for(&headers), None);
        headers.append("x-forwarded-for", HeaderValue::from_static("1.2.3.4, 10.0.0.9"));
        assert_eq!(forwarded_for(&headers), Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 9))));
    }
}
